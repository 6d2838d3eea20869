-- A case that is reopened is investigated anew: one form a round, the earlier ones
-- stay as they were. A form nobody has reviewed yet, and one whose review still
-- counts, belong to the round the case is in.
ALTER TABLE investigations RENAME TO investigations_before_rounds;
CREATE TABLE investigations (
    tenant          BIGINT NOT NULL,
    case_id         BIGINT NOT NULL,
    round           BIGINT NOT NULL,
    body            TEXT   NOT NULL,
    changed_by      BIGINT,
    changed_at      BIGINT NOT NULL,
    -- A JSON list: none of them reviews.
    finders         TEXT   NOT NULL,
    found_at        BIGINT,
    reviewed_by     BIGINT,
    reviewed_at     BIGINT,
    sent_back       BIGINT NOT NULL,
    review_reason   TEXT,
    version         BIGINT NOT NULL,
    retention_class TEXT   NOT NULL,
    retain_until    BIGINT,
    held_at         BIGINT,
    PRIMARY KEY (tenant, case_id, round)
);
INSERT INTO investigations (tenant, case_id, round, body, changed_by, changed_at, finders, found_at,
    reviewed_by, reviewed_at, sent_back, review_reason, version, retention_class, retain_until, held_at)
SELECT b.tenant, b.case_id,
    COALESCE((SELECT CASE WHEN b.reviewed_at IS NULL OR c.reviewed_at IS NOT NULL THEN c.round ELSE 1 END
        FROM cases c WHERE c.tenant = b.tenant AND c.id = b.case_id), 1),
    b.body, b.changed_by, b.changed_at, b.finders, b.found_at, b.reviewed_by, b.reviewed_at, b.sent_back,
    b.review_reason, b.version, b.retention_class, b.retain_until, b.held_at
FROM investigations_before_rounds b;
DROP TABLE investigations_before_rounds;

-- What stood in a form before it was changed. Nothing here is ever changed itself.
CREATE TABLE investigation_bodies (
    tenant     BIGINT NOT NULL,
    case_id    BIGINT NOT NULL,
    round      BIGINT NOT NULL,
    version    BIGINT NOT NULL,
    body       TEXT   NOT NULL,
    written_by BIGINT,
    written_at BIGINT NOT NULL,
    PRIMARY KEY (tenant, case_id, round, version)
);
