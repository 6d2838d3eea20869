-- A case taken up again begins a new round: what was answered, approved and proven
-- in an earlier one stays in the file and decides nothing any more.
ALTER TABLE spoken_answers ADD COLUMN round BIGINT NOT NULL DEFAULT 1;
ALTER TABLE letters ADD COLUMN round BIGINT NOT NULL DEFAULT 1;
ALTER TABLE approvals ADD COLUMN round BIGINT NOT NULL DEFAULT 1;
ALTER TABLE drafters ADD COLUMN round BIGINT NOT NULL DEFAULT 1;
ALTER TABLE deliveries ADD COLUMN round BIGINT NOT NULL DEFAULT 1;
ALTER TABLE follow_ups ADD COLUMN round BIGINT NOT NULL DEFAULT 1;

-- Why the letter was begun; nothing where somebody simply chose to write one.
ALTER TABLE letters ADD COLUMN ground TEXT;

-- Why an answer nobody can be given is held ready instead.
ALTER TABLE deliveries ADD COLUMN reason TEXT;

-- One letter at a time is written in a round.
DROP INDEX letters_in_hand;
CREATE UNIQUE INDEX letters_in_hand ON letters (tenant, case_id, round) WHERE state IN ('draft', 'approved');

-- The person who is owed a letter agreed that by word is enough, and how they said so.
CREATE TABLE word_agreements (
    tenant          BIGINT NOT NULL,
    id              BIGINT NOT NULL,
    case_id         BIGINT NOT NULL,
    round           BIGINT NOT NULL,
    body            TEXT   NOT NULL,
    recorded_by     BIGINT,
    recorded_at     BIGINT NOT NULL,
    retention_class TEXT   NOT NULL,
    retain_until    BIGINT,
    held_at         BIGINT,
    PRIMARY KEY (tenant, id)
);
CREATE INDEX word_agreements_case ON word_agreements (tenant, case_id, round, id);
