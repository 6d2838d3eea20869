-- Files that have been gone for long are forgotten.
CREATE INDEX exports_erased ON exports (tenant, erased_at) WHERE erased_at IS NOT NULL;
