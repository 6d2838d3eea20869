-- The log of readings by time, newest first.
CREATE INDEX access_log_at ON access_log (tenant, at);
