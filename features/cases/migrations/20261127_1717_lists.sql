-- Lists and walks that find their rows without passing by all others.

-- The departments of a case's allegations, in the order in which they are shown.
DROP INDEX allegation_departments_case;
CREATE INDEX allegation_departments_case ON allegation_departments (tenant, case_id, department, allegation);

-- Cases under a hold, destroyed ones, and those whose term does not fit their end.
CREATE INDEX cases_held ON cases (tenant, id) WHERE held_at IS NOT NULL;
CREATE INDEX cases_destroyed ON cases (tenant, id) WHERE destroyed_at IS NOT NULL;
CREATE INDEX cases_term_unsettled ON cases (tenant, id)
    WHERE (closed_at IS NULL AND retain_until IS NOT NULL) OR (closed_at IS NOT NULL AND retain_until IS NULL);
