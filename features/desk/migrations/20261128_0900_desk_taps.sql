-- One row a contact that is no case: what kind it was, and nothing of whom. A row is its
-- own history: it is never changed but once, when whoever tapped it takes it back, and
-- then it stays with who did so and when.

CREATE TABLE desk_taps (
    tenant    BIGINT NOT NULL,
    id        BIGINT NOT NULL,
    -- The day and the hour in the hospital's time, as it was when it happened.
    day       TEXT   NOT NULL,
    hour      BIGINT NOT NULL,
    -- A code of the list of kinds.
    kind      TEXT   NOT NULL,
    at        BIGINT NOT NULL,
    by_id     BIGINT NOT NULL,
    -- What the button carried: sent again, it counts once.
    once      TEXT   NOT NULL,
    undone_at BIGINT,
    undone_by BIGINT,
    PRIMARY KEY (tenant, id)
);
CREATE UNIQUE INDEX desk_taps_once ON desk_taps (tenant, by_id, once, kind);
-- Holds all that a day's or a month's counts ask for.
CREATE INDEX desk_taps_counted ON desk_taps (tenant, day, hour, kind) WHERE undone_at IS NULL;
-- What somebody tapped last.
CREATE INDEX desk_taps_mine ON desk_taps (tenant, by_id, day, id);
