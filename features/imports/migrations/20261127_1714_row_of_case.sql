-- The row a case came from, when the case is destroyed.
CREATE INDEX import_rows_case ON import_rows (tenant, case_id) WHERE case_id IS NOT NULL;
