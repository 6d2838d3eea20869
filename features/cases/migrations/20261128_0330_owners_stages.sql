-- A coordinator's open matters are counted on every page of the list, among hundreds of
-- thousands that they ended over the years.
CREATE INDEX cases_owner_stage ON cases (tenant, owner, stage, id);
