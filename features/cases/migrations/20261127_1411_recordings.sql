-- Cases for which somebody consented to recordings; the decisions are the privacy room's.
CREATE TABLE case_recordings (
    tenant  BIGINT NOT NULL,
    case_id BIGINT NOT NULL,
    PRIMARY KEY (tenant, case_id)
);
