-- Decisions about one case follow one another: of two at once one comes first, on both
-- engines. Rows from before have no place.
ALTER TABLE consents ADD COLUMN place BIGINT;
CREATE UNIQUE INDEX consents_place ON consents (tenant, case_id, place);
