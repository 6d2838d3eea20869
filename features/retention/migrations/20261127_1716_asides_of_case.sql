-- What was sealed away of a case, and what of it still waits or is away.
CREATE INDEX asides_case ON asides (tenant, case_id, id);
CREATE INDEX asides_there ON asides (tenant, id) WHERE state IN ('proposed', 'aside', 'back_proposed');
-- Batches that have no end yet.
CREATE INDEX destructions_unfinished ON destructions (tenant, id) WHERE finished_at IS NULL;
