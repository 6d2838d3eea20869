-- What departments are asked about a case, what they answer, and what the
-- investigation makes of it. Whatever may hold medical text is sealed.

-- One question to one department. The answers themselves are `statement_givings`.
CREATE TABLE statements (
    tenant          BIGINT NOT NULL,
    id              BIGINT NOT NULL,
    case_id         BIGINT NOT NULL,
    case_number     TEXT   NOT NULL,
    department      BIGINT NOT NULL,
    question        TEXT   NOT NULL,
    asked_by        BIGINT,
    asked_at        BIGINT NOT NULL,
    due_at          BIGINT,
    near_at         BIGINT,
    state           TEXT   NOT NULL,
    given_by        BIGINT,
    given_at        BIGINT,
    returned_by     BIGINT,
    returned_at     BIGINT,
    return_reason   TEXT,
    bounces         BIGINT NOT NULL,
    excused_by      BIGINT,
    excused_at      BIGINT,
    excuse          TEXT,
    version         BIGINT NOT NULL,
    retention_class TEXT   NOT NULL,
    retain_until    BIGINT,
    held_at         BIGINT,
    PRIMARY KEY (tenant, id)
);
CREATE INDEX statements_case ON statements (tenant, case_id, id);
CREATE INDEX statements_waiting ON statements (tenant, department, due_at, id) WHERE state IN ('asked', 'returned');
CREATE INDEX statements_answered ON statements (tenant, department, given_at, id) WHERE given_at IS NOT NULL;
-- A department is asked one thing at a time about a case.
CREATE UNIQUE INDEX statements_one_open ON statements (tenant, case_id, department) WHERE state IN ('asked', 'returned');

-- Each giving stays as it was given, also when it is sent back.
CREATE TABLE statement_givings (
    tenant    BIGINT NOT NULL,
    statement BIGINT NOT NULL,
    number    BIGINT NOT NULL,
    body      TEXT   NOT NULL,
    digest    TEXT   NOT NULL,
    given_by  BIGINT,
    given_at  BIGINT NOT NULL,
    PRIMARY KEY (tenant, statement, number)
);

-- What a department adds afterwards: beside the statement, never instead of it.
CREATE TABLE statement_amendments (
    tenant    BIGINT NOT NULL,
    id        BIGINT NOT NULL,
    statement BIGINT NOT NULL,
    body      TEXT   NOT NULL,
    by_id     BIGINT,
    added_at  BIGINT NOT NULL,
    PRIMARY KEY (tenant, id)
);
CREATE INDEX statement_amendments_of ON statement_amendments (tenant, statement, id);

-- The investigation and verification form (调查核实表), one a case.
CREATE TABLE investigations (
    tenant          BIGINT NOT NULL,
    case_id         BIGINT NOT NULL,
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
    PRIMARY KEY (tenant, case_id)
);
