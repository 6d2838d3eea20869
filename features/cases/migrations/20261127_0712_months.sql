-- What a month's table counts by.

CREATE INDEX cases_received ON cases (tenant, received_at);
CREATE INDEX cases_closed ON cases (tenant, closed_at) WHERE closed_at IS NOT NULL;

-- What another place took over left the office on that day.
UPDATE cases SET closed_at = (
    SELECT MAX(h.at) FROM history h
    WHERE h.tenant = cases.tenant AND h.subject_kind = 'case' AND h.subject_id = cases.id
      AND h.to_stage = cases.stage)
WHERE closed_at IS NULL AND stage IN ('handed_over', 'to_dispute', 'merged');
