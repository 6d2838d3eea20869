-- Departments, staff with their roles, sessions and programs' tokens.

CREATE TABLE departments (
    tenant         BIGINT NOT NULL,
    id             BIGINT NOT NULL,
    code           TEXT   NOT NULL,
    name           TEXT   NOT NULL,
    -- Full spelling and initials, for choosing by keyboard.
    pinyin         TEXT   NOT NULL,
    is_ward        BIGINT NOT NULL,
    is_window      BIGINT NOT NULL,
    is_clinical    BIGINT NOT NULL,
    contact        BIGINT,
    created_at     BIGINT NOT NULL,
    closed_at      BIGINT,
    version        BIGINT NOT NULL,
    PRIMARY KEY (tenant, id)
);
CREATE UNIQUE INDEX departments_code ON departments (tenant, code);
CREATE UNIQUE INDEX departments_open_name ON departments (tenant, name) WHERE closed_at IS NULL;

CREATE TABLE staff (
    tenant         BIGINT NOT NULL,
    id             BIGINT NOT NULL,
    login          TEXT   NOT NULL,
    number         TEXT   NOT NULL,
    name           TEXT   NOT NULL,
    pinyin         TEXT   NOT NULL,
    -- Codes separated by commas: `medicine,law`.
    background     TEXT   NOT NULL,
    -- The account works before this moment; `NULL` without end.
    valid_until    BIGINT,
    lang           TEXT,
    created_at     BIGINT NOT NULL,
    disabled_at    BIGINT,
    version        BIGINT NOT NULL,
    retention_class TEXT,
    retain_until   BIGINT,
    held_at        BIGINT,
    PRIMARY KEY (tenant, id)
);
CREATE UNIQUE INDEX staff_login ON staff (tenant, login);
CREATE UNIQUE INDEX staff_number ON staff (tenant, number);
CREATE INDEX staff_list ON staff (tenant, pinyin, id);

-- Apart from `staff`, so that no list ever reads a hash and counting tries does
-- not touch the record's version.
CREATE TABLE credentials (
    tenant          BIGINT NOT NULL,
    staff           BIGINT NOT NULL,
    password_hash   TEXT   NOT NULL,
    password_set_at BIGINT NOT NULL,
    must_change     BIGINT NOT NULL,
    failed          BIGINT NOT NULL,
    locked_until    BIGINT,
    pin_hash        TEXT,
    pin_set_at      BIGINT,
    -- The last sign-in with the password; a PIN works for a shift after it.
    full_sign_in_at BIGINT,
    PRIMARY KEY (tenant, staff)
);

CREATE TABLE staff_roles (
    tenant   BIGINT NOT NULL,
    staff    BIGINT NOT NULL,
    role     TEXT   NOT NULL,
    given_at BIGINT NOT NULL,
    PRIMARY KEY (tenant, staff, role)
);
CREATE INDEX staff_roles_holders ON staff_roles (tenant, role, staff);

CREATE TABLE staff_departments (
    tenant     BIGINT NOT NULL,
    staff      BIGINT NOT NULL,
    department BIGINT NOT NULL,
    PRIMARY KEY (tenant, staff, department)
);
CREATE INDEX staff_departments_members ON staff_departments (tenant, department, staff);

CREATE TABLE sessions (
    tenant          BIGINT NOT NULL,
    id              BIGINT NOT NULL,
    -- SHA-256 of the secret in the cookie.
    hash            TEXT   NOT NULL,
    csrf            TEXT   NOT NULL,
    staff           BIGINT NOT NULL,
    created_at      BIGINT NOT NULL,
    last_seen_at    BIGINT NOT NULL,
    full_sign_in_at BIGINT NOT NULL,
    from_address    TEXT   NOT NULL,
    user_agent      TEXT   NOT NULL,
    -- 1: opened with a PIN at a desk that several people share.
    shared          BIGINT NOT NULL,
    ended_at        BIGINT,
    PRIMARY KEY (tenant, id)
);
CREATE UNIQUE INDEX sessions_hash ON sessions (tenant, hash);
CREATE INDEX sessions_open ON sessions (tenant, staff, id) WHERE ended_at IS NULL;

CREATE TABLE api_tokens (
    tenant       BIGINT NOT NULL,
    id           BIGINT NOT NULL,
    hash         TEXT   NOT NULL,
    staff        BIGINT NOT NULL,
    name         TEXT   NOT NULL,
    created_at   BIGINT NOT NULL,
    last_used_at BIGINT,
    revoked_at   BIGINT,
    PRIMARY KEY (tenant, id)
);
CREATE UNIQUE INDEX api_tokens_hash ON api_tokens (tenant, hash);
CREATE INDEX api_tokens_mine ON api_tokens (tenant, staff, id);

-- The auditor's list: what happened to accounts and departments, newest first.
CREATE INDEX history_of_people ON history (tenant, at, subject_kind, subject_id, seq)
    WHERE subject_kind IN ('staff', 'department');
