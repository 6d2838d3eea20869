-- What each member of staff was told. One row a message and reader, so that a
-- message delivered twice is there once.

CREATE TABLE notices (
    tenant       BIGINT NOT NULL,
    id           BIGINT NOT NULL,
    staff        BIGINT NOT NULL,
    -- The message of the outbox.
    message      BIGINT NOT NULL,
    topic        TEXT   NOT NULL,
    subject_kind TEXT   NOT NULL,
    subject_id   BIGINT NOT NULL,
    said         TEXT   NOT NULL,
    path         TEXT,
    urgent       BIGINT NOT NULL,
    created_at   BIGINT NOT NULL,
    read_at      BIGINT,
    PRIMARY KEY (tenant, id)
);
CREATE UNIQUE INDEX notices_once ON notices (tenant, message, staff);
CREATE INDEX notices_mine ON notices (tenant, staff, id);
CREATE INDEX notices_unread ON notices (tenant, staff, id) WHERE read_at IS NULL;
CREATE INDEX notices_old ON notices (tenant, read_at) WHERE read_at IS NOT NULL;
