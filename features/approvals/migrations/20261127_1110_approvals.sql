-- What waits or waited for a leader's decision, and each decision with its capacity.
CREATE TABLE approval_requests (
    tenant       BIGINT NOT NULL,
    id           BIGINT NOT NULL,
    version      BIGINT NOT NULL,
    subject_kind TEXT   NOT NULL,
    subject_id   BIGINT NOT NULL,
    round        BIGINT NOT NULL,
    kind         TEXT   NOT NULL,
    -- What exactly is decided on.
    digest       TEXT   NOT NULL,
    -- The words of the request, sealed.
    body         TEXT   NOT NULL,
    purpose      TEXT,
    amount_fen   BIGINT,
    -- The rule in force when it was asked, as it then stood.
    rule         TEXT   NOT NULL,
    rule_version BIGINT NOT NULL,
    roles        TEXT   NOT NULL,
    must         TEXT,
    quorum       BIGINT NOT NULL,
    asked_by     BIGINT,
    asked_at     BIGINT NOT NULL,
    state        TEXT   NOT NULL,
    closed_at    BIGINT,
    PRIMARY KEY (tenant, id)
);
CREATE UNIQUE INDEX approval_requests_open ON approval_requests
    (tenant, subject_kind, subject_id, kind) WHERE state = 'open';
CREATE INDEX approval_requests_subject ON approval_requests (tenant, subject_kind, subject_id, id);
CREATE INDEX approval_requests_waiting ON approval_requests (tenant, id) WHERE state = 'open';

CREATE TABLE approval_decisions (
    tenant    BIGINT NOT NULL,
    id        BIGINT NOT NULL,
    request   BIGINT NOT NULL,
    verdict   TEXT   NOT NULL,
    reason    TEXT,
    by_id     BIGINT,
    -- In which role, and for whom by which naming where it was a deputy.
    role      TEXT   NOT NULL,
    principal BIGINT,
    deputy    BIGINT,
    at        BIGINT NOT NULL,
    PRIMARY KEY (tenant, id)
);
CREATE UNIQUE INDEX approval_decisions_once ON approval_decisions (tenant, request, by_id);
