-- The scan of the signed and sealed original of a released letter, bound to the digest
-- of the very text that was released.
CREATE TABLE letter_originals (
    tenant      BIGINT NOT NULL,
    id          BIGINT NOT NULL,
    case_id     BIGINT NOT NULL,
    letter      BIGINT NOT NULL,
    no          BIGINT NOT NULL,
    -- Of the released text.
    digest      TEXT   NOT NULL,
    file        BIGINT NOT NULL,
    -- Of the scan's bytes.
    file_digest TEXT   NOT NULL,
    bound_by    BIGINT,
    bound_at    BIGINT NOT NULL,
    PRIMARY KEY (tenant, id)
);
CREATE INDEX letter_originals_letter ON letter_originals (tenant, case_id, letter, id);
-- One scan is the original of one version.
CREATE UNIQUE INDEX letter_originals_scan ON letter_originals (tenant, case_id, file_digest);
