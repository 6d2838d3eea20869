-- Files that somebody asked for: what of, how far, where their bytes stand. How a job
-- stands is said by its row in `jobs`, which has the same id.
CREATE TABLE exports (
    tenant     BIGINT NOT NULL,
    id         BIGINT NOT NULL,
    by_id      BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    lang       TEXT   NOT NULL,
    format     TEXT   NOT NULL,
    -- Sealed: the address of the list; words that were searched may be a name.
    filter     TEXT   NOT NULL,
    -- Digest of what the asker could know of when the file was made.
    scope      TEXT   NOT NULL,
    -- Whoever makes the file now; an earlier one no longer writes.
    attempt    TEXT,
    rows       BIGINT NOT NULL,
    bytes      BIGINT NOT NULL,
    erased_at  BIGINT,
    PRIMARY KEY (tenant, id)
);
CREATE INDEX exports_mine ON exports (tenant, by_id, id);
CREATE INDEX exports_kept ON exports (tenant, id) WHERE erased_at IS NULL;

-- The pieces of a file, each a sealed file of its own.
CREATE TABLE export_parts (
    tenant    BIGINT NOT NULL,
    export_id BIGINT NOT NULL,
    attempt   TEXT   NOT NULL,
    seq       BIGINT NOT NULL,
    digest    TEXT   NOT NULL,
    PRIMARY KEY (tenant, export_id, attempt, seq)
);
