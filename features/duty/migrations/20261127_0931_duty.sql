-- What came in at night, and whose it is until somebody takes it over.
CREATE TABLE duty_events (
    tenant        BIGINT NOT NULL,
    id            BIGINT NOT NULL,
    number        TEXT   NOT NULL,
    version       BIGINT NOT NULL,
    -- Opened because somebody was in danger, before any paperwork.
    danger        BIGINT NOT NULL,
    -- The contingency plan that was begun: a code of the plan data.
    plan          TEXT,
    place         TEXT,
    words         TEXT,
    promised      TEXT,
    -- Whether the patient is still in hospital; not said is nothing.
    still_here    BIGINT,
    case_id       BIGINT,
    opened_at     BIGINT NOT NULL,
    giver         BIGINT NOT NULL,
    taken_at      BIGINT,
    taker         BIGINT,
    returned_at   BIGINT,
    returned_by   BIGINT,
    return_reason TEXT,
    PRIMARY KEY (tenant, id)
);
CREATE UNIQUE INDEX duty_events_number ON duty_events (tenant, number);
CREATE INDEX duty_events_open ON duty_events (tenant, id) WHERE taken_at IS NULL;
CREATE INDEX duty_events_case ON duty_events (tenant, case_id) WHERE case_id IS NOT NULL;

-- The call list: whom to ring at night.
CREATE TABLE duty_calls (
    tenant     BIGINT NOT NULL,
    id         BIGINT NOT NULL,
    version    BIGINT NOT NULL,
    job        TEXT   NOT NULL,
    name       TEXT   NOT NULL,
    phone      TEXT   NOT NULL,
    hours      TEXT,
    position   BIGINT NOT NULL,
    removed_at BIGINT,
    PRIMARY KEY (tenant, id)
);
CREATE INDEX duty_calls_list ON duty_calls (tenant, position, id) WHERE removed_at IS NULL;

-- Each try to reach somebody; the list may change later, so the try remembers whom.
CREATE TABLE duty_tries (
    tenant    BIGINT NOT NULL,
    id        BIGINT NOT NULL,
    event     BIGINT NOT NULL,
    job       TEXT   NOT NULL,
    name      TEXT   NOT NULL,
    phone     TEXT   NOT NULL,
    reached   BIGINT NOT NULL,
    at        BIGINT NOT NULL,
    by_id     BIGINT NOT NULL,
    undone_at BIGINT,
    PRIMARY KEY (tenant, id)
);
CREATE INDEX duty_tries_event ON duty_tries (tenant, event, id);

-- A step of a plan that was done, when and by whom.
CREATE TABLE duty_ticks (
    tenant    BIGINT NOT NULL,
    id        BIGINT NOT NULL,
    event     BIGINT NOT NULL,
    plan      TEXT   NOT NULL,
    step      TEXT   NOT NULL,
    at        BIGINT NOT NULL,
    by_id     BIGINT NOT NULL,
    undone_at BIGINT,
    PRIMARY KEY (tenant, id)
);
CREATE INDEX duty_ticks_event ON duty_ticks (tenant, event, id);
CREATE UNIQUE INDEX duty_ticks_once ON duty_ticks (tenant, event, plan, step) WHERE undone_at IS NULL;
