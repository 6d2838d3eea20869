-- Entries of search, of one record a row: the row's id is the record's. The program
-- makes the entries; no parser, dictionary or locale of the server has a part in it.
CREATE TABLE search_terms (
    rowid BIGINT   NOT NULL PRIMARY KEY,
    terms TSVECTOR NOT NULL
);
CREATE INDEX search_terms_entries ON search_terms USING GIN (terms);

-- What each row was given, so that a check can compare; the key of its blind entries.
CREATE TABLE search_rows (
    tenant    BIGINT NOT NULL,
    id        BIGINT NOT NULL,
    digest    TEXT   NOT NULL,
    blind_key TEXT,
    PRIMARY KEY (tenant, id)
);
CREATE INDEX search_rows_key ON search_rows (tenant, blind_key, id) WHERE blind_key IS NOT NULL;

-- Something was destroyed whose entries are still to leave the disk.
CREATE TABLE search_purges (
    tenant BIGINT NOT NULL PRIMARY KEY
);

-- The planner knows nothing of words that are rare or unknown, and takes a walk through
-- all rows for what the index answers at once, or the index for what stands in every other
-- row. So the caller says which: the newest rows one by one, all others by the index.
CREATE FUNCTION search_walk(asked TSQUERY, lowest BIGINT, below BIGINT) RETURNS SETOF BIGINT
LANGUAGE plpgsql STABLE SET enable_bitmapscan = off SET enable_seqscan = off AS $$
BEGIN
    RETURN QUERY SELECT s.rowid FROM search_terms s
        WHERE s.rowid >= lowest AND s.rowid < below AND s.terms @@ asked;
END $$;
CREATE FUNCTION search_rest(asked TSQUERY, below BIGINT) RETURNS SETOF BIGINT
LANGUAGE plpgsql STABLE SET enable_indexscan = off SET enable_indexonlyscan = off
    SET enable_seqscan = off AS $$
BEGIN
    RETURN QUERY SELECT s.rowid FROM search_terms s
        WHERE s.terms @@ asked AND s.rowid < below;
END $$;
