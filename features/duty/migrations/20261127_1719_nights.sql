-- The events of a night.
CREATE INDEX duty_events_opened ON duty_events (tenant, opened_at, id);
