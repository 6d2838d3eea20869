-- Staff who were complained of in a case until a clue about them was parted from it:
-- they still decide nothing there, and their going from it tells nobody anything.
CREATE TABLE case_former_respondents (
    tenant  BIGINT NOT NULL,
    case_id BIGINT NOT NULL,
    staff   BIGINT NOT NULL,
    PRIMARY KEY (tenant, case_id, staff)
);
CREATE INDEX case_former_respondents_staff ON case_former_respondents (tenant, staff);

-- Of clues that were parted before this was kept.
INSERT INTO case_former_respondents (tenant, case_id, staff)
    SELECT DISTINCT l.tenant, l.from_id, r.staff FROM links l
    JOIN allegation_respondents r ON r.tenant = l.tenant AND r.case_id = l.to_id
    WHERE l.kind = 'clue_found' AND l.from_kind = 'case' AND r.staff IS NOT NULL;
