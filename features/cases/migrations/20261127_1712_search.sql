-- Search stands in the store's index from here on: the pairs of characters and the
-- second copy of the text they were compared with go. The index is filled from the cases
-- themselves, the newest first; a row here says that it is not whole yet and how far it is.
DROP TABLE case_terms;
ALTER TABLE cases DROP COLUMN folded;
CREATE TABLE case_search_fill (
    tenant BIGINT NOT NULL PRIMARY KEY,
    below  BIGINT NOT NULL,
    done   BIGINT NOT NULL
);
INSERT INTO case_search_fill (tenant, below, done)
    SELECT tenant, 9223372036854775807, 0 FROM cases GROUP BY tenant;
