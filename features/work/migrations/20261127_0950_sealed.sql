-- Subjects whose work is for their own people: it stands in no list of others, and
-- no word of it goes up the line.

CREATE TABLE sealed_subjects (
    tenant       BIGINT NOT NULL,
    subject_kind TEXT   NOT NULL,
    subject_id   BIGINT NOT NULL,
    PRIMARY KEY (tenant, subject_kind, subject_id)
);
