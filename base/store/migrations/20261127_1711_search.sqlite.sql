-- Entries of search, of one record a row: the row's id is the record's. The program
-- makes the entries; the tokenizer only takes them apart at the blanks between them.
CREATE VIRTUAL TABLE search_terms USING fts5(
    terms, content = '', contentless_delete = 1, detail = none,
    tokenize = "ascii tokenchars '_'"
);

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
