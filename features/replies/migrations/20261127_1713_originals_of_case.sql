-- All originals of a case, in their order.
CREATE INDEX letter_originals_case ON letter_originals (tenant, case_id, id);
