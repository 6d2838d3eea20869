-- Cases that are out of sight: sealed away because they were entered wrongly, or
-- destroyed when their time was over.
ALTER TABLE cases ADD COLUMN aside_at BIGINT;
ALTER TABLE cases ADD COLUMN destroyed_at BIGINT;
CREATE INDEX cases_retained ON cases (tenant, retain_until, id) WHERE retain_until IS NOT NULL;
