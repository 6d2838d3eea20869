-- Letters stand in the index for those who open them, and without their openings, which
-- name people: the index is made anew, the newest cases first.
INSERT INTO case_search_fill (tenant, below, done)
    SELECT tenant, 9223372036854775807, 0 FROM cases GROUP BY tenant
    ON CONFLICT (tenant) DO UPDATE SET below = excluded.below, done = 0;

-- Days are counted beside months: every case is folded once more.
INSERT INTO case_figure_marks (tenant, case_id, seq) SELECT tenant, id, version FROM cases
    WHERE id IS NOT NULL ON CONFLICT DO NOTHING;

-- A list by a reason of refusal begins with the few that were refused for it.
CREATE INDEX allegation_refusals_reason ON allegation_refusals (tenant, reason, case_id)
    WHERE state = 'approved';
