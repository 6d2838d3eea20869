-- What a leader said by word about a case, to be signed within a working day.
CREATE TABLE spoken_instructions (
    tenant      BIGINT NOT NULL,
    id          BIGINT NOT NULL,
    version     BIGINT NOT NULL,
    case_id     BIGINT NOT NULL,
    leader      BIGINT NOT NULL,
    -- The exact words, sealed.
    words       TEXT   NOT NULL,
    given_at    BIGINT NOT NULL,
    step        TEXT   NOT NULL,
    recorded_by BIGINT NOT NULL,
    recorded_at BIGINT NOT NULL,
    state       TEXT   NOT NULL,
    -- What the leader said to it, sealed.
    answer      TEXT,
    answered_at BIGINT,
    answered_by BIGINT,
    -- The scan of the signed note, where it was signed on paper.
    file        BIGINT,
    PRIMARY KEY (tenant, id)
);
CREATE INDEX spoken_instructions_case ON spoken_instructions (tenant, case_id, id);
