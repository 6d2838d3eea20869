-- An order another body has sent (转办单) about a case. Its limits are kept as they are
-- printed and never counted anew; what happened to it since is one value.
CREATE TABLE outside_orders (
    tenant          BIGINT NOT NULL,
    id              BIGINT NOT NULL,
    version         BIGINT NOT NULL,
    case_id         BIGINT NOT NULL,
    platform        TEXT   NOT NULL,
    number          TEXT   NOT NULL,
    -- The same number may be sent again: 1, 2, …
    dispatch        BIGINT NOT NULL,
    issuer          TEXT,
    nature          TEXT,
    confidential    BIGINT NOT NULL,
    issued_at       BIGINT,
    received_at     BIGINT NOT NULL,
    sign_by         BIGINT,
    contact_by      BIGINT,
    finish_by       BIGINT,
    text_limit      BIGINT,
    -- 1 while it is neither filled back nor returned.
    is_open         BIGINT NOT NULL,
    course          TEXT   NOT NULL,
    recorded_by     BIGINT,
    retention_class TEXT   NOT NULL,
    retain_until    BIGINT,
    held_at         BIGINT,
    PRIMARY KEY (tenant, id),
    UNIQUE (tenant, platform, number, dispatch)
);
CREATE INDEX outside_orders_case ON outside_orders (tenant, case_id, id);
CREATE INDEX outside_orders_open ON outside_orders (tenant, is_open, id);
CREATE INDEX outside_orders_number ON outside_orders (tenant, number, id);
