-- Clocks of any subject, and the one list of open work that every count equals.

CREATE TABLE clocks (
    tenant           BIGINT NOT NULL,
    id               BIGINT NOT NULL,
    subject_kind     TEXT   NOT NULL,
    subject_id       BIGINT NOT NULL,
    -- 0: the subject's own clock; otherwise one department's share of it.
    department       BIGINT NOT NULL,
    rule             TEXT   NOT NULL,
    rule_version     BIGINT NOT NULL,
    -- workday, day, hour, visit, or own: a date somebody named.
    unit             TEXT   NOT NULL,
    amount           BIGINT,
    -- law, house or own: what it is counted on.
    calendar         TEXT   NOT NULL,
    calendar_version TEXT   NOT NULL,
    started_at       BIGINT NOT NULL,
    due_at           BIGINT,
    near_at          BIGINT,
    -- What the person was told; set once, never changed.
    promised_at      BIGINT,
    -- Weekends alone, while the year is unknown: binds nobody.
    provisional_on   TEXT,
    unknown_year     BIGINT,
    met_at           BIGINT,
    late             BIGINT NOT NULL,
    ended_at         BIGINT,
    version          BIGINT NOT NULL,
    retention_class  TEXT,
    retain_until     BIGINT,
    held_at          BIGINT,
    PRIMARY KEY (tenant, id)
);
CREATE INDEX clocks_subject ON clocks (tenant, subject_kind, subject_id, id);
CREATE UNIQUE INDEX clocks_running ON clocks (tenant, subject_kind, subject_id, rule, department) WHERE met_at IS NULL AND ended_at IS NULL;
CREATE INDEX clocks_to_recount ON clocks (tenant, calendar, calendar_version, id) WHERE met_at IS NULL AND ended_at IS NULL;

CREATE TABLE work_items (
    tenant           BIGINT NOT NULL,
    id               BIGINT NOT NULL,
    subject_kind     TEXT   NOT NULL,
    subject_id       BIGINT NOT NULL,
    kind             TEXT   NOT NULL,
    -- The clock this item runs with; it closes when the clock is met or ends.
    clock            BIGINT,
    owner_staff      BIGINT,
    -- Empty and 0 are "none": indexes and IN lists need values.
    owner_role       TEXT   NOT NULL,
    owner_department BIGINT NOT NULL,
    -- A number people read and where it leads; never patient data.
    label            TEXT   NOT NULL,
    path             TEXT   NOT NULL,
    due_at           BIGINT,
    near_at          BIGINT,
    -- Where it stands in the list: the due moment, the provisional one, or far away.
    order_at         BIGINT NOT NULL,
    near_told_at     BIGINT,
    escalated        BIGINT NOT NULL,
    escalate_at      BIGINT,
    opened_at        BIGINT NOT NULL,
    closed_at        BIGINT,
    PRIMARY KEY (tenant, id)
);
CREATE INDEX work_items_mine ON work_items (tenant, owner_staff, order_at, id) WHERE closed_at IS NULL AND owner_staff IS NOT NULL;
CREATE INDEX work_items_queue ON work_items (tenant, owner_role, owner_department, order_at, id) WHERE closed_at IS NULL AND owner_staff IS NULL;
CREATE INDEX work_items_all ON work_items (tenant, order_at, id) WHERE closed_at IS NULL;
CREATE INDEX work_items_subject ON work_items (tenant, subject_kind, subject_id, id);
CREATE INDEX work_items_clock ON work_items (tenant, clock) WHERE clock IS NOT NULL;
CREATE INDEX work_items_near ON work_items (tenant, near_at, id) WHERE closed_at IS NULL AND near_told_at IS NULL AND near_at IS NOT NULL;
CREATE INDEX work_items_escalate ON work_items (tenant, escalate_at, id) WHERE closed_at IS NULL AND escalate_at IS NOT NULL;
