-- What the person is told, how it is proven that it reached them, and what they
-- said afterwards. Texts, names and numbers are sealed.

-- Answers given by word: one row a conversation, kept as it was said.
CREATE TABLE spoken_answers (
    tenant          BIGINT NOT NULL,
    id              BIGINT NOT NULL,
    case_id         BIGINT NOT NULL,
    mode            TEXT   NOT NULL,
    body            TEXT   NOT NULL,
    digest          TEXT   NOT NULL,
    spoken_by       BIGINT,
    spoken_at       BIGINT,
    read_back_at    BIGINT,
    recorded_by     BIGINT,
    recorded_at     BIGINT NOT NULL,
    retention_class TEXT   NOT NULL,
    retain_until    BIGINT,
    held_at         BIGINT,
    PRIMARY KEY (tenant, id)
);
CREATE INDEX spoken_answers_case ON spoken_answers (tenant, case_id, id);

-- The reply letter (答复函). A released row never changes.
CREATE TABLE letters (
    tenant          BIGINT NOT NULL,
    id              BIGINT NOT NULL,
    case_id         BIGINT NOT NULL,
    no              BIGINT NOT NULL,
    state           TEXT   NOT NULL,
    body            TEXT   NOT NULL,
    digest          TEXT,
    drafted_by      BIGINT,
    drafted_at      BIGINT NOT NULL,
    approved_by     BIGINT,
    approved_at     BIGINT,
    released_by     BIGINT,
    released_at     BIGINT,
    refused_at      BIGINT,
    refusal         TEXT,
    version         BIGINT NOT NULL,
    retention_class TEXT   NOT NULL,
    retain_until    BIGINT,
    held_at         BIGINT,
    PRIMARY KEY (tenant, id)
);
CREATE UNIQUE INDEX letters_of_case ON letters (tenant, case_id, no);
-- One letter at a time is written.
CREATE UNIQUE INDEX letters_in_hand ON letters (tenant, case_id) WHERE state IN ('draft', 'approved');

-- Who approved the answers of a case for giving, by word or letter; one row an
-- approval, the newest counts.
CREATE TABLE approvals (
    tenant      BIGINT NOT NULL,
    id          BIGINT NOT NULL,
    case_id     BIGINT NOT NULL,
    ok          BIGINT NOT NULL,
    digest      TEXT   NOT NULL,
    reason      TEXT,
    by_id       BIGINT,
    decided_at  BIGINT NOT NULL,
    PRIMARY KEY (tenant, id)
);
CREATE INDEX approvals_case ON approvals (tenant, case_id, id);

-- Who drafted the answers last, so that nobody approves their own.
CREATE TABLE drafters (
    tenant     BIGINT NOT NULL,
    case_id    BIGINT NOT NULL,
    by_id      BIGINT,
    drafted_at BIGINT NOT NULL,
    PRIMARY KEY (tenant, case_id)
);

-- How an answer reached the person: never a tick, always a proof.
CREATE TABLE deliveries (
    tenant          BIGINT NOT NULL,
    id              BIGINT NOT NULL,
    case_id         BIGINT NOT NULL,
    letter          BIGINT,
    spoken          BIGINT,
    mode            TEXT   NOT NULL,
    proof           TEXT   NOT NULL,
    attachment      BIGINT,
    signer          TEXT,
    relation        TEXT,
    message_id      TEXT,
    delivered_at    BIGINT NOT NULL,
    recorded_by     BIGINT,
    recorded_at     BIGINT NOT NULL,
    retention_class TEXT   NOT NULL,
    retain_until    BIGINT,
    held_at         BIGINT,
    PRIMARY KEY (tenant, id)
);
CREATE INDEX deliveries_case ON deliveries (tenant, case_id, id);

-- Every try of a follow-up (回访), also the ones nobody answered.
CREATE TABLE follow_ups (
    tenant          BIGINT NOT NULL,
    id              BIGINT NOT NULL,
    case_id         BIGINT NOT NULL,
    outcome         TEXT   NOT NULL,
    tried_at        BIGINT NOT NULL,
    by_id           BIGINT,
    identity_checked BIGINT NOT NULL,
    rated_by_patient BIGINT NOT NULL,
    satisfaction    BIGINT,
    understood      BIGINT,
    measures_done   BIGINT,
    body            TEXT,
    retention_class TEXT   NOT NULL,
    retain_until    BIGINT,
    held_at         BIGINT,
    PRIMARY KEY (tenant, id)
);
CREATE INDEX follow_ups_case ON follow_ups (tenant, case_id, id);
