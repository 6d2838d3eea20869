-- Who decides for a leader from a day to a day. Days are kept as the moments at which
-- they begin and end, so that a statement can compare them with now.
CREATE TABLE staff_deputies (
    tenant      BIGINT NOT NULL,
    id          BIGINT NOT NULL,
    principal   BIGINT NOT NULL,
    deputy      BIGINT NOT NULL,
    from_at     BIGINT NOT NULL,
    -- 24:00 of the last day.
    until_at    BIGINT NOT NULL,
    reason      TEXT   NOT NULL,
    named_by    BIGINT,
    named_at    BIGINT NOT NULL,
    revoked_by  BIGINT,
    revoked_at  BIGINT,
    version     BIGINT NOT NULL,
    PRIMARY KEY (tenant, id)
);
CREATE INDEX staff_deputies_of ON staff_deputies (tenant, deputy, until_at) WHERE revoked_at IS NULL;
CREATE INDEX staff_deputies_for ON staff_deputies (tenant, principal, until_at);
