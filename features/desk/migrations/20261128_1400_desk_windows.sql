-- At which window somebody tapped, as the office calls it; none where nobody said.
ALTER TABLE desk_taps ADD COLUMN at_window TEXT;
DROP INDEX desk_taps_counted;
-- Holds all that a day's or a month's counts ask for.
CREATE INDEX desk_taps_counted ON desk_taps (tenant, day, hour, kind, at_window)
    WHERE undone_at IS NULL;
