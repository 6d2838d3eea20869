-- Whether an answer holds anything clinical, and the version of it that does not; the
-- newest row of an answer counts. A statement is bound to the text it was made about.
CREATE TABLE answer_contents (
    tenant          BIGINT NOT NULL,
    id              BIGINT NOT NULL,
    case_id         BIGINT NOT NULL,
    round           BIGINT NOT NULL,
    seq             BIGINT NOT NULL,
    digest          TEXT   NOT NULL,
    -- 1 and 0 as somebody stated it; nothing where only the category speaks.
    clinical        BIGINT,
    reason          TEXT,
    plain           TEXT,
    stated_by       BIGINT,
    stated_at       BIGINT NOT NULL,
    retention_class TEXT   NOT NULL,
    retain_until    BIGINT,
    held_at         BIGINT,
    PRIMARY KEY (tenant, id)
);
CREATE INDEX answer_contents_case ON answer_contents (tenant, case_id, round, id);
