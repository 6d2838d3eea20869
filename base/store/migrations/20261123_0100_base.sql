-- The tables every room needs. Portable: BIGINT and TEXT only; moments are epoch
-- milliseconds, days are `2026-09-01`, flags are 0/1 or the moment they were set.

CREATE TABLE tenants (
    tenant     BIGINT NOT NULL PRIMARY KEY,
    code       TEXT   NOT NULL UNIQUE,
    name       TEXT   NOT NULL,
    created_at BIGINT NOT NULL
);

-- One row a running server: its number stands in every id it makes.
CREATE TABLE servers (
    number       BIGINT NOT NULL PRIMARY KEY,
    holder       TEXT   NOT NULL,
    leased_until BIGINT NOT NULL
);

-- Who did what to which subject: one hash chain a subject.
CREATE TABLE history (
    tenant         BIGINT NOT NULL,
    subject_kind   TEXT   NOT NULL,
    subject_id     BIGINT NOT NULL,
    seq            BIGINT NOT NULL,
    at             BIGINT NOT NULL,
    by_kind        TEXT   NOT NULL,
    by_id          BIGINT,
    by_name        TEXT   NOT NULL,
    department     BIGINT,
    verb           TEXT   NOT NULL,
    from_stage     TEXT,
    to_stage       TEXT,
    payload        TEXT,
    salt           TEXT   NOT NULL,
    payload_digest TEXT   NOT NULL,
    form           BIGINT NOT NULL,
    algorithm      TEXT   NOT NULL,
    previous       TEXT   NOT NULL,
    hash           TEXT   NOT NULL,
    PRIMARY KEY (tenant, subject_kind, subject_id, seq)
);

-- The newest link of each chain, and whether a seal covers it.
CREATE TABLE history_heads (
    tenant       BIGINT NOT NULL,
    subject_kind TEXT   NOT NULL,
    subject_id   BIGINT NOT NULL,
    seq          BIGINT NOT NULL,
    hash         TEXT   NOT NULL,
    unsealed     BIGINT NOT NULL,
    PRIMARY KEY (tenant, subject_kind, subject_id)
);
CREATE INDEX history_heads_unsealed ON history_heads (tenant, subject_kind, subject_id) WHERE unsealed = 1;

-- A Merkle root over the heads that changed since the last one, itself chained.
CREATE TABLE history_seals (
    tenant     BIGINT NOT NULL,
    number     BIGINT NOT NULL,
    sealed_at  BIGINT NOT NULL,
    leaves     BIGINT NOT NULL,
    root       TEXT   NOT NULL,
    previous   TEXT   NOT NULL,
    signature  TEXT   NOT NULL,
    signer     TEXT   NOT NULL,
    PRIMARY KEY (tenant, number)
);
CREATE TABLE history_leaves (
    tenant       BIGINT NOT NULL,
    seal         BIGINT NOT NULL,
    position     BIGINT NOT NULL,
    subject_kind TEXT   NOT NULL,
    subject_id   BIGINT NOT NULL,
    seq          BIGINT NOT NULL,
    hash         TEXT   NOT NULL,
    PRIMARY KEY (tenant, seal, position)
);
CREATE INDEX history_leaves_subject ON history_leaves (tenant, subject_kind, subject_id, seq);

-- Who read a sensitive subject: once a viewer, subject and five minutes.
CREATE TABLE access_log (
    tenant       BIGINT NOT NULL,
    subject_kind TEXT   NOT NULL,
    subject_id   BIGINT NOT NULL,
    by_id        BIGINT NOT NULL,
    slot         BIGINT NOT NULL,
    at           BIGINT NOT NULL,
    what         TEXT   NOT NULL,
    PRIMARY KEY (tenant, subject_kind, subject_id, by_id, slot, what)
);
CREATE INDEX access_log_reader ON access_log (tenant, by_id, at);

-- Words to be delivered, written with the change that causes them.
CREATE TABLE outbox (
    tenant       BIGINT NOT NULL,
    id           BIGINT NOT NULL,
    topic        TEXT   NOT NULL,
    subject_kind TEXT   NOT NULL,
    subject_id   BIGINT NOT NULL,
    to_role      TEXT,
    to_staff     BIGINT,
    department   BIGINT,
    urgent       BIGINT NOT NULL,
    message      TEXT   NOT NULL,
    not_before   BIGINT NOT NULL,
    created_at   BIGINT NOT NULL,
    tries        BIGINT NOT NULL,
    last_error   TEXT,
    delivered_at BIGINT,
    withdrawn_at BIGINT,
    PRIMARY KEY (tenant, id)
);
CREATE INDEX outbox_due ON outbox (tenant, not_before, id) WHERE delivered_at IS NULL AND withdrawn_at IS NULL;

-- Long work in the background.
CREATE TABLE jobs (
    tenant       BIGINT NOT NULL,
    id           BIGINT NOT NULL,
    kind         TEXT   NOT NULL,
    params       TEXT   NOT NULL,
    by_id        BIGINT NOT NULL,
    created_at   BIGINT NOT NULL,
    leased_until BIGINT NOT NULL,
    done         BIGINT NOT NULL,
    total        BIGINT NOT NULL,
    state        TEXT   NOT NULL,
    result       TEXT,
    finished_at  BIGINT,
    expires_at   BIGINT,
    PRIMARY KEY (tenant, id)
);
CREATE INDEX jobs_waiting ON jobs (leased_until, id) WHERE finished_at IS NULL;
CREATE INDEX jobs_mine ON jobs (tenant, by_id, id);

-- Relations between subjects of any kind.
CREATE TABLE links (
    tenant     BIGINT NOT NULL,
    kind       TEXT   NOT NULL,
    from_kind  TEXT   NOT NULL,
    from_id    BIGINT NOT NULL,
    to_kind    TEXT   NOT NULL,
    to_id      BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    by_id      BIGINT,
    PRIMARY KEY (tenant, kind, from_kind, from_id, to_kind, to_id)
);
CREATE INDEX links_back ON links (tenant, to_kind, to_id, kind);

-- Doors without an account: a receipt, a ward's QR code, a statement to give.
CREATE TABLE tokens (
    tenant       BIGINT NOT NULL,
    hash         TEXT   NOT NULL,
    purpose      TEXT   NOT NULL,
    subject_kind TEXT   NOT NULL,
    subject_id   BIGINT NOT NULL,
    created_at   BIGINT NOT NULL,
    expires_at   BIGINT,
    revoked_at   BIGINT,
    PRIMARY KEY (tenant, hash)
);
CREATE INDEX tokens_subject ON tokens (tenant, subject_kind, subject_id, purpose);

-- Files stand outside the database under their digest; here is what they are.
CREATE TABLE attachments (
    tenant         BIGINT NOT NULL,
    id             BIGINT NOT NULL,
    subject_kind   TEXT   NOT NULL,
    subject_id     BIGINT NOT NULL,
    digest         TEXT   NOT NULL,
    name           TEXT   NOT NULL,
    media_type     TEXT   NOT NULL,
    bytes          BIGINT NOT NULL,
    purpose        TEXT   NOT NULL,
    confidentiality BIGINT NOT NULL,
    created_at     BIGINT NOT NULL,
    by_id          BIGINT,
    retention_class TEXT  NOT NULL,
    retain_until   BIGINT,
    held_at        BIGINT,
    destroyed_at   BIGINT,
    PRIMARY KEY (tenant, id)
);
CREATE INDEX attachments_subject ON attachments (tenant, subject_kind, subject_id, id);

-- Answers already given to a key, kept for 24 hours.
CREATE TABLE idempotency (
    tenant     BIGINT NOT NULL,
    by_id      BIGINT NOT NULL,
    key        TEXT   NOT NULL,
    request    TEXT   NOT NULL,
    status     BIGINT NOT NULL,
    body       TEXT   NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (tenant, by_id, key)
);
CREATE INDEX idempotency_age ON idempotency (created_at);

-- Numbers people read, leased in blocks; what a block leased and no record used
-- is a void number, explained by this table.
CREATE TABLE number_blocks (
    tenant    BIGINT NOT NULL,
    series    TEXT   NOT NULL,
    first     BIGINT NOT NULL,
    last      BIGINT NOT NULL,
    server    BIGINT NOT NULL,
    leased_at BIGINT NOT NULL,
    PRIMARY KEY (tenant, series, first)
);

-- What somebody has typed and not yet sent.
CREATE TABLE drafts (
    tenant     BIGINT NOT NULL,
    staff      BIGINT NOT NULL,
    form       TEXT   NOT NULL,
    fields     TEXT   NOT NULL,
    changed_at BIGINT NOT NULL,
    PRIMARY KEY (tenant, staff, form)
);

CREATE TABLE settings (
    tenant     BIGINT NOT NULL,
    name       TEXT   NOT NULL,
    value      TEXT   NOT NULL,
    changed_at BIGINT NOT NULL,
    by_id      BIGINT,
    PRIMARY KEY (tenant, name)
);

-- The same person or thing as another system calls it.
CREATE TABLE identities (
    tenant   BIGINT NOT NULL,
    provider TEXT   NOT NULL,
    subject  TEXT   NOT NULL,
    staff    BIGINT NOT NULL,
    PRIMARY KEY (tenant, provider, subject)
);
CREATE TABLE external_refs (
    tenant       BIGINT NOT NULL,
    system       TEXT   NOT NULL,
    kind         TEXT   NOT NULL,
    value        TEXT   NOT NULL,
    subject_kind TEXT   NOT NULL,
    subject_id   BIGINT NOT NULL,
    PRIMARY KEY (tenant, system, kind, value)
);
CREATE INDEX external_refs_subject ON external_refs (tenant, subject_kind, subject_id);

-- A signature binds a person, in a role and on a ground, to one digest.
CREATE TABLE signatures (
    tenant       BIGINT NOT NULL,
    id           BIGINT NOT NULL,
    subject_kind TEXT   NOT NULL,
    subject_id   BIGINT NOT NULL,
    digest       TEXT   NOT NULL,
    level        TEXT   NOT NULL,
    role         TEXT   NOT NULL,
    ground       TEXT   NOT NULL,
    signer_name  TEXT   NOT NULL,
    signed_at    BIGINT NOT NULL,
    by_id        BIGINT,
    attachment   BIGINT,
    PRIMARY KEY (tenant, id)
);
CREATE INDEX signatures_subject ON signatures (tenant, subject_kind, subject_id, id);

-- What happens though nobody clicks: one lease a round, one row a run.
CREATE TABLE rounds (
    name         TEXT   NOT NULL PRIMARY KEY,
    leased_until BIGINT NOT NULL,
    next_at      BIGINT NOT NULL
);
CREATE TABLE round_runs (
    name       TEXT   NOT NULL,
    started_at BIGINT NOT NULL,
    server     BIGINT NOT NULL,
    took_ms    BIGINT NOT NULL,
    looked_at  BIGINT NOT NULL,
    changed    BIGINT NOT NULL,
    failed     BIGINT NOT NULL,
    error      TEXT,
    PRIMARY KEY (name, started_at, server)
);
