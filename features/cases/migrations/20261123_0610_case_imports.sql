-- Cases brought in from old registers, and whether their import is published: the
-- cases of an import that is not are nobody's.

CREATE TABLE case_imports (
    tenant    BIGINT NOT NULL,
    case_id   BIGINT NOT NULL,
    import_id BIGINT NOT NULL,
    -- Sheet and row of the file.
    place     BIGINT NOT NULL,
    PRIMARY KEY (tenant, case_id)
);
CREATE UNIQUE INDEX case_imports_place ON case_imports (tenant, import_id, place);

CREATE TABLE case_import_states (
    tenant       BIGINT NOT NULL,
    import_id    BIGINT NOT NULL,
    -- NULL once withdrawn.
    published_at BIGINT,
    PRIMARY KEY (tenant, import_id)
);
