-- People complained of (被投诉人员), as they were named; `staff` where the house
-- knows who is meant.

CREATE TABLE allegation_respondents (
    tenant     BIGINT NOT NULL,
    allegation BIGINT NOT NULL,
    seq        BIGINT NOT NULL,
    case_id    BIGINT NOT NULL,
    staff      BIGINT,
    said       TEXT   NOT NULL,
    PRIMARY KEY (tenant, allegation, seq)
);
CREATE INDEX allegation_respondents_case ON allegation_respondents (tenant, case_id, allegation, seq);
CREATE INDEX allegation_respondents_staff ON allegation_respondents (tenant, staff, case_id) WHERE staff IS NOT NULL;
