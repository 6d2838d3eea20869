-- When an import was withdrawn: files made before it may hold its cases.
ALTER TABLE case_import_states ADD COLUMN hidden_at BIGINT;
CREATE INDEX case_import_states_hidden ON case_import_states (tenant, hidden_at)
    WHERE hidden_at IS NOT NULL;
