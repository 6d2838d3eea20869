-- How long matters are kept, what is held, what was destroyed by whom, and what is
-- sealed away. Reasons are sealed.

CREATE TABLE legal_holds (
    tenant      BIGINT NOT NULL,
    id          BIGINT NOT NULL,
    case_id     BIGINT NOT NULL,
    version     BIGINT NOT NULL,
    reason      TEXT   NOT NULL,
    reference   TEXT   NOT NULL,
    placed_by   BIGINT NOT NULL,
    placed_at   BIGINT NOT NULL,
    lifted_by   BIGINT,
    lifted_at   BIGINT,
    lift_reason TEXT,
    PRIMARY KEY (tenant, id)
);
CREATE INDEX legal_holds_case ON legal_holds (tenant, case_id, id);
CREATE INDEX legal_holds_standing ON legal_holds (tenant, id) WHERE lifted_at IS NULL;

-- A case that was entered wrongly: proposed, declined, aside, back_proposed, back.
CREATE TABLE asides (
    tenant           BIGINT NOT NULL,
    id               BIGINT NOT NULL,
    case_id          BIGINT NOT NULL,
    version          BIGINT NOT NULL,
    state            TEXT   NOT NULL,
    reason           TEXT   NOT NULL,
    -- The number of the right case, where there is one.
    right_number     TEXT,
    proposed_by      BIGINT NOT NULL,
    proposed_at      BIGINT NOT NULL,
    decided_by       BIGINT,
    decided_at       BIGINT,
    back_reason      TEXT,
    back_proposed_by BIGINT,
    back_proposed_at BIGINT,
    back_by          BIGINT,
    back_at          BIGINT,
    PRIMARY KEY (tenant, id)
);
CREATE UNIQUE INDEX asides_one ON asides (tenant, case_id) WHERE state IN ('proposed', 'aside', 'back_proposed');

-- The clocks and items that ended because their matter was sealed away: counted apart,
-- and run again if it comes back.
CREATE TABLE aside_stopped (
    tenant BIGINT NOT NULL,
    aside  BIGINT NOT NULL,
    -- clock or item
    kind   TEXT   NOT NULL,
    id     BIGINT NOT NULL,
    PRIMARY KEY (tenant, aside, kind, id)
);

-- Who opened a sealed-away matter, and why.
CREATE TABLE aside_openings (
    tenant BIGINT NOT NULL,
    id     BIGINT NOT NULL,
    aside  BIGINT NOT NULL,
    by_id  BIGINT NOT NULL,
    at     BIGINT NOT NULL,
    reason TEXT   NOT NULL,
    PRIMARY KEY (tenant, id)
);
CREATE INDEX aside_openings_of ON aside_openings (tenant, aside, id);

CREATE TABLE destructions (
    tenant      BIGINT NOT NULL,
    id          BIGINT NOT NULL,
    number      TEXT   NOT NULL,
    version     BIGINT NOT NULL,
    reason      TEXT   NOT NULL,
    proposed_by BIGINT NOT NULL,
    proposed_at BIGINT NOT NULL,
    finished_at BIGINT,
    PRIMARY KEY (tenant, id)
);
CREATE UNIQUE INDEX destructions_number ON destructions (tenant, number);

-- What a batch takes: proposed, approved, declined, destroyed, or kept because it was
-- no longer due when its turn came.
CREATE TABLE destruction_items (
    tenant       BIGINT NOT NULL,
    batch        BIGINT NOT NULL,
    -- case or recording
    kind         TEXT   NOT NULL,
    item         BIGINT NOT NULL,
    case_id      BIGINT NOT NULL,
    number       TEXT   NOT NULL,
    class        TEXT   NOT NULL,
    retain_until BIGINT NOT NULL,
    state        TEXT   NOT NULL,
    decided_by   BIGINT,
    decided_at   BIGINT,
    done_at      BIGINT,
    PRIMARY KEY (tenant, batch, kind, item)
);
CREATE UNIQUE INDEX destruction_items_open ON destruction_items (tenant, kind, item) WHERE state IN ('proposed', 'approved');
CREATE INDEX destruction_items_approved ON destruction_items (tenant, batch, kind, item) WHERE state = 'approved';

-- Files that nothing refers to any more and that have yet to leave the disk.
CREATE TABLE destruction_files (
    tenant     BIGINT NOT NULL,
    batch      BIGINT NOT NULL,
    digest     TEXT   NOT NULL,
    removed_at BIGINT,
    PRIMARY KEY (tenant, batch, digest)
);
CREATE INDEX destruction_files_left ON destruction_files (tenant, batch, digest) WHERE removed_at IS NULL;

-- What stays of what was destroyed; `digest` is over everything else here and stands in
-- the history of the case.
CREATE TABLE tombstones (
    tenant        BIGINT NOT NULL,
    kind          TEXT   NOT NULL,
    item          BIGINT NOT NULL,
    case_id       BIGINT NOT NULL,
    number        TEXT   NOT NULL,
    case_kind     TEXT   NOT NULL,
    received_at   BIGINT NOT NULL,
    closed_at     BIGINT,
    archived_at   BIGINT,
    class         TEXT   NOT NULL,
    class_version BIGINT NOT NULL,
    retain_until  BIGINT NOT NULL,
    batch         BIGINT NOT NULL,
    batch_number  TEXT   NOT NULL,
    proposed_by   BIGINT NOT NULL,
    approved_by   BIGINT NOT NULL,
    destroyed_at  BIGINT NOT NULL,
    -- JSON: each clock with its rule, its end and whether it was met in time.
    clocks        TEXT   NOT NULL,
    -- JSON: digests of the files that went with it.
    files         TEXT   NOT NULL,
    digest        TEXT   NOT NULL,
    PRIMARY KEY (tenant, kind, item)
);
CREATE INDEX tombstones_case ON tombstones (tenant, case_id);
CREATE INDEX attachments_retained ON attachments (tenant, retain_until, id) WHERE retain_until IS NOT NULL;
