-- Old registers brought in: the files, and what became of each of their rows.

CREATE TABLE imports (
    tenant          BIGINT NOT NULL,
    id              BIGINT NOT NULL,
    -- 1, 2, 3 … of this hospital; stands in the numbers of the cases brought in.
    seq             BIGINT NOT NULL,
    name            TEXT   NOT NULL,
    digest          TEXT   NOT NULL,
    bytes           BIGINT NOT NULL,
    created_at      BIGINT NOT NULL,
    by_id           BIGINT,
    by_name         TEXT   NOT NULL,
    state           TEXT   NOT NULL,
    version         BIGINT NOT NULL,
    good            BIGINT NOT NULL,
    bad             BIGINT NOT NULL,
    skipped         BIGINT NOT NULL,
    -- Rows that another import has brought in before.
    known           BIGINT NOT NULL,
    -- JSON: headings and sheets.
    layout          TEXT   NOT NULL,
    job             BIGINT,
    published_at    BIGINT,
    withdrawn_at    BIGINT,
    withdraw_reason TEXT,
    retention_class TEXT   NOT NULL,
    retain_until    BIGINT,
    held_at         BIGINT,
    PRIMARY KEY (tenant, id),
    UNIQUE (tenant, seq)
);
CREATE INDEX imports_list ON imports (tenant, id);
-- The same file twice is one import, unless the first was withdrawn or given up.
CREATE UNIQUE INDEX imports_digest ON imports (tenant, digest)
    WHERE state IN ('tried', 'running', 'published');

CREATE TABLE import_rows (
    tenant    BIGINT NOT NULL,
    import_id BIGINT NOT NULL,
    -- Sheet and row of the file.
    place     BIGINT NOT NULL,
    state     TEXT   NOT NULL,
    case_id   BIGINT,
    -- Blind index of what makes the row the same matter in another file.
    identity  TEXT,
    -- Sealed JSON: which field, what was found, what to do.
    reason    TEXT,
    PRIMARY KEY (tenant, import_id, place)
);
CREATE INDEX import_rows_state ON import_rows (tenant, import_id, state, place);
CREATE INDEX import_rows_identity ON import_rows (tenant, identity)
    WHERE identity IS NOT NULL;
