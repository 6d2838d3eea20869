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
