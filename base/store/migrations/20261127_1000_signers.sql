-- Who signed the seals of histories after whom: each step signed by both keys.
CREATE TABLE history_signers (
    tenant         BIGINT NOT NULL,
    number         BIGINT NOT NULL,
    old_key        TEXT   NOT NULL,
    new_key        TEXT   NOT NULL,
    handed_over_at BIGINT NOT NULL,
    -- The newest seal at that moment: later ones by the old key count for nothing.
    last_seal      BIGINT NOT NULL,
    last_root      TEXT   NOT NULL,
    old_signature  TEXT   NOT NULL,
    new_signature  TEXT   NOT NULL,
    PRIMARY KEY (tenant, number)
);
