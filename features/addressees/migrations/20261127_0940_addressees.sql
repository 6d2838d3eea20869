-- Whom the office may tell: every version of the record of a matter, the newest
-- counts. Names, papers and reasons are sealed as one text.
CREATE TABLE addressee_records (
    tenant          BIGINT NOT NULL,
    id              BIGINT NOT NULL,
    case_id         BIGINT NOT NULL,
    version         BIGINT NOT NULL,
    body            TEXT   NOT NULL,
    written_by      BIGINT,
    written_at      BIGINT NOT NULL,
    retention_class TEXT   NOT NULL,
    retain_until    BIGINT,
    held_at         BIGINT,
    PRIMARY KEY (tenant, id),
    UNIQUE (tenant, case_id, version)
);

-- What was done about a minor who may be harmed; the newest version counts.
CREATE TABLE minor_reports (
    tenant          BIGINT NOT NULL,
    id              BIGINT NOT NULL,
    case_id         BIGINT NOT NULL,
    version         BIGINT NOT NULL,
    body            TEXT   NOT NULL,
    written_by      BIGINT,
    written_at      BIGINT NOT NULL,
    retention_class TEXT   NOT NULL,
    retain_until    BIGINT,
    held_at         BIGINT,
    PRIMARY KEY (tenant, id),
    UNIQUE (tenant, case_id, version)
);
