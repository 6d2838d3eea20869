-- Papers and addresses, where a matter needs them: sealed like names and numbers.
ALTER TABLE persons ADD COLUMN document_kind TEXT;
ALTER TABLE persons ADD COLUMN document_sealed TEXT;
ALTER TABLE persons ADD COLUMN document_blind TEXT;
ALTER TABLE contacts ADD COLUMN address_sealed TEXT;
