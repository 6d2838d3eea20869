-- Clues about bribes and gain as matters of their own, and what protects those who
-- complain and those complained of.

-- Sight of a closed file ends; that it was there stays.
ALTER TABLE case_need_to_know ADD COLUMN ended_at BIGINT;

-- What a person asked to be protected by. Absent: nothing was asked.
CREATE TABLE case_protection (
    tenant        BIGINT NOT NULL,
    case_id       BIGINT NOT NULL,
    hide_identity BIGINT NOT NULL,
    in_hospital   BIGINT NOT NULL,
    PRIMARY KEY (tenant, case_id)
);

-- What the staff complained of are told (被投诉人告知), in the office's words.
CREATE TABLE respondent_notices (
    tenant          BIGINT NOT NULL,
    id              BIGINT NOT NULL,
    case_id         BIGINT NOT NULL,
    staff           BIGINT NOT NULL,
    text            TEXT   NOT NULL,
    support         TEXT   NOT NULL,
    sent_at         BIGINT NOT NULL,
    sent_by         BIGINT,
    read_at         BIGINT,
    retention_class TEXT   NOT NULL,
    retain_until    BIGINT,
    held_at         BIGINT,
    PRIMARY KEY (tenant, id)
);
CREATE INDEX respondent_notices_case ON respondent_notices (tenant, case_id, id);

-- Files that were closed as a whole before clues were split off: their work is for
-- the discipline office alone from now on.
INSERT INTO sealed_subjects (tenant, subject_kind, subject_id)
    SELECT tenant, 'case', id FROM cases WHERE confidentiality = 2;
UPDATE work_items SET owner_staff = NULL, owner_role = 'discipline', owner_department = 0
WHERE closed_at IS NULL AND subject_kind = 'case' AND EXISTS (
    SELECT 1 FROM cases c
    WHERE c.tenant = work_items.tenant AND c.id = work_items.subject_id AND c.confidentiality = 2);
