-- Whether something went out of sight since a file was made.
CREATE INDEX cases_aside ON cases (tenant, aside_at) WHERE aside_at IS NOT NULL;
CREATE INDEX cases_destroyed_at ON cases (tenant, destroyed_at) WHERE destroyed_at IS NOT NULL;
