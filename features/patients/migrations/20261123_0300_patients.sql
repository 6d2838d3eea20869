-- The patient a matter is about, and who speaks to us. Names, telephone numbers and
-- record numbers are sealed; a blind index finds equal values without showing them.

CREATE TABLE persons (
    tenant           BIGINT NOT NULL,
    id               BIGINT NOT NULL,
    name_sealed      TEXT,
    name_blind       TEXT,
    record_no_sealed TEXT,
    record_no_blind  TEXT,
    sex              TEXT   NOT NULL,
    birth_date       TEXT,
    created_at       BIGINT NOT NULL,
    version          BIGINT NOT NULL,
    retention_class  TEXT,
    retain_until     BIGINT,
    held_at          BIGINT,
    destroyed_at     BIGINT,
    PRIMARY KEY (tenant, id)
);
CREATE INDEX persons_name ON persons (tenant, name_blind, id) WHERE name_blind IS NOT NULL;
CREATE INDEX persons_record_no ON persons (tenant, record_no_blind, id) WHERE record_no_blind IS NOT NULL;

CREATE TABLE contacts (
    tenant           BIGINT NOT NULL,
    id               BIGINT NOT NULL,
    person           BIGINT,
    name_sealed      TEXT,
    name_blind       TEXT,
    phone_sealed     TEXT,
    phone_blind      TEXT,
    phone_tail_blind TEXT,
    relation         TEXT,
    reply_by         TEXT,
    -- unchecked, oral or document: how we know who speaks.
    identity_check   TEXT   NOT NULL,
    -- 1 where somebody who is not the patient may speak for the patient.
    mandate          BIGINT NOT NULL,
    created_at       BIGINT NOT NULL,
    version          BIGINT NOT NULL,
    retention_class  TEXT,
    retain_until     BIGINT,
    held_at          BIGINT,
    destroyed_at     BIGINT,
    PRIMARY KEY (tenant, id)
);
CREATE INDEX contacts_person ON contacts (tenant, person, id) WHERE person IS NOT NULL;
CREATE INDEX contacts_name ON contacts (tenant, name_blind, id) WHERE name_blind IS NOT NULL;
CREATE INDEX contacts_phone ON contacts (tenant, phone_blind, id) WHERE phone_blind IS NOT NULL;
CREATE INDEX contacts_phone_tail ON contacts (tenant, phone_tail_blind, id) WHERE phone_tail_blind IS NOT NULL;
