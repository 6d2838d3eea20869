-- How a case may end: one value beside the record, and the refusals of allegations.

ALTER TABLE cases ADD COLUMN endings TEXT NOT NULL DEFAULT '';

CREATE TABLE allegation_refusals (
    tenant       BIGINT NOT NULL,
    id           BIGINT NOT NULL,
    allegation   BIGINT NOT NULL,
    case_id      BIGINT NOT NULL,
    round        BIGINT NOT NULL,
    -- proposed, approved or declined.
    state        TEXT   NOT NULL,
    reason       TEXT   NOT NULL,
    explanation  TEXT   NOT NULL,
    instead      TEXT,
    -- Whose decision or proceeding stands in the way, and where its paper lies.
    body         TEXT,
    number       TEXT,
    decided_on   TEXT,
    lies         TEXT,
    file         BIGINT,
    proposed_by  BIGINT,
    proposed_at  BIGINT NOT NULL,
    approved_by  BIGINT,
    approved_at  BIGINT,
    PRIMARY KEY (tenant, id)
);
CREATE UNIQUE INDEX allegation_refusals_stands
    ON allegation_refusals (tenant, allegation, round) WHERE state <> 'declined';
CREATE INDEX allegation_refusals_case ON allegation_refusals (tenant, case_id, round);
CREATE INDEX allegation_refusals_approved
    ON allegation_refusals (tenant, approved_at, reason) WHERE approved_at IS NOT NULL;

-- What was refused as a whole was refused in each of its allegations.
INSERT INTO allegation_refusals (tenant, id, allegation, case_id, round, state, reason,
    explanation, proposed_by, proposed_at, approved_by, approved_at)
SELECT a.tenant, a.id, a.id, a.case_id, c.round,
       CASE WHEN c.stage IN ('refused', 'archived') THEN 'approved' ELSE 'proposed' END,
       c.refusal_reason, c.refusal_explanation, c.refusal_proposed_by, c.registered_at,
       c.refusal_approved_by,
       CASE WHEN c.stage IN ('refused', 'archived') THEN COALESCE(c.closed_at, c.registered_at) END
FROM cases c
JOIN case_allegations a ON a.tenant = c.tenant AND a.case_id = c.id
WHERE c.refusal_reason IS NOT NULL AND c.refusal_explanation IS NOT NULL
  AND (c.refusal_approved_by IS NOT NULL OR c.stage IN ('registered', 'accepted', 'assigned', 'refused'));
