-- A medical dispute: what the hospital must tell, keep and report, with its proof.
-- Names of the other side are sealed.
CREATE TABLE disputes (
    tenant       BIGINT NOT NULL,
    id           BIGINT NOT NULL,
    number       TEXT   NOT NULL,
    version      BIGINT NOT NULL,
    case_id      BIGINT NOT NULL,
    reason       TEXT   NOT NULL,
    -- Who sees to it.
    keeper       BIGINT NOT NULL,
    opened_at    BIGINT NOT NULL,
    died_at      BIGINT,
    -- Whether the body can be frozen: seven days instead of 48 hours.
    frozen       BIGINT,
    body_at      BIGINT,
    body_left_at BIGINT,
    PRIMARY KEY (tenant, id)
);
CREATE UNIQUE INDEX disputes_number ON disputes (tenant, number);
CREATE UNIQUE INDEX disputes_case ON disputes (tenant, case_id);

-- A notice as it was printed, and what became of it.
CREATE TABLE dispute_notices (
    tenant       BIGINT NOT NULL,
    id           BIGINT NOT NULL,
    dispute      BIGINT NOT NULL,
    kind         TEXT   NOT NULL,
    text_version TEXT   NOT NULL,
    text         TEXT   NOT NULL,
    digest       TEXT   NOT NULL,
    made_at      BIGINT NOT NULL,
    by_id        BIGINT,
    outcome      TEXT,
    decided_at   BIGINT,
    relation     TEXT,
    -- Who saw that it was not signed.
    witness      TEXT,
    signature    BIGINT,
    PRIMARY KEY (tenant, id)
);
CREATE INDEX dispute_notices_list ON dispute_notices (tenant, dispute, id);

-- Records sealed with both sides present, batch by batch.
CREATE TABLE dispute_seals (
    tenant    BIGINT NOT NULL,
    id        BIGINT NOT NULL,
    dispute   BIGINT NOT NULL,
    batch     BIGINT NOT NULL,
    sealed_at BIGINT NOT NULL,
    place     TEXT   NOT NULL,
    seal_no   TEXT,
    ours      TEXT   NOT NULL,
    theirs    TEXT   NOT NULL,
    keeper    TEXT   NOT NULL,
    kept_in   TEXT   NOT NULL,
    later     TEXT,
    by_id     BIGINT,
    PRIMARY KEY (tenant, id)
);
CREATE UNIQUE INDEX dispute_seals_batch ON dispute_seals (tenant, dispute, batch);
CREATE TABLE dispute_seal_items (
    tenant  BIGINT NOT NULL,
    seal    BIGINT NOT NULL,
    seq     BIGINT NOT NULL,
    what    TEXT   NOT NULL,
    pages   BIGINT NOT NULL,
    is_copy BIGINT NOT NULL,
    PRIMARY KEY (tenant, seal, seq)
);

-- Copies of records: who asked, with which papers, what was handed out.
CREATE TABLE dispute_copies (
    tenant    BIGINT NOT NULL,
    id        BIGINT NOT NULL,
    dispute   BIGINT NOT NULL,
    asked_at  BIGINT NOT NULL,
    applicant TEXT   NOT NULL,
    name      TEXT   NOT NULL,
    papers    TEXT   NOT NULL,
    what      TEXT   NOT NULL,
    pages     BIGINT,
    handed_at BIGINT,
    by_id     BIGINT,
    PRIMARY KEY (tenant, id)
);
CREATE INDEX dispute_copies_list ON dispute_copies (tenant, dispute, id);

-- Whether the authority has to be told, decided by somebody; and that it was told.
CREATE TABLE dispute_reports (
    tenant        BIGINT NOT NULL,
    id            BIGINT NOT NULL,
    dispute       BIGINT NOT NULL,
    matter        TEXT   NOT NULL,
    rule          TEXT,
    reason        TEXT   NOT NULL,
    discovered_at BIGINT,
    decided_at    BIGINT NOT NULL,
    decided_by    BIGINT,
    reported_at   BIGINT,
    authority     TEXT,
    channel       TEXT,
    person        TEXT,
    receipt       TEXT,
    PRIMARY KEY (tenant, id)
);
CREATE INDEX dispute_reports_list ON dispute_reports (tenant, dispute, id);
