-- People are found by the number of their document.
CREATE INDEX persons_document ON persons (tenant, document_blind, id) WHERE document_blind IS NOT NULL;
