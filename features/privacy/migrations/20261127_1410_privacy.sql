-- Separate consents (单独同意): one row a decision, none is ever changed. The newest of a
-- kind and a person counts. The name of a third person is sealed.
CREATE TABLE consents (
    tenant       BIGINT NOT NULL,
    id           BIGINT NOT NULL,
    case_id      BIGINT NOT NULL,
    kind         TEXT   NOT NULL,
    whom         TEXT   NOT NULL,
    name         TEXT,
    decision     TEXT   NOT NULL,
    how          TEXT   NOT NULL,
    -- The signed paper among the files of the case.
    file         BIGINT,
    decided_at   BIGINT NOT NULL,
    -- What the person was shown, as it was shown.
    text_version TEXT   NOT NULL,
    text         TEXT   NOT NULL,
    recorded_at  BIGINT NOT NULL,
    by_id        BIGINT,
    PRIMARY KEY (tenant, id)
);
CREATE INDEX consents_list ON consents (tenant, case_id, id);

-- The register of what was handed outside the house (对外提供登记). The person who took it
-- is sealed; the body they came from is not.
CREATE TABLE disclosures (
    tenant      BIGINT NOT NULL,
    id          BIGINT NOT NULL,
    case_id     BIGINT NOT NULL,
    recipient   TEXT   NOT NULL,
    body        TEXT   NOT NULL,
    person      TEXT,
    basis       TEXT   NOT NULL,
    ground      TEXT   NOT NULL,
    purpose     TEXT   NOT NULL,
    what        TEXT   NOT NULL,
    way         TEXT   NOT NULL,
    given_at    BIGINT NOT NULL,
    approved_by BIGINT,
    -- 1: written by the house itself when the case was handed over, to be completed.
    is_draft    BIGINT NOT NULL,
    round       BIGINT,
    version     BIGINT NOT NULL,
    recorded_at BIGINT NOT NULL,
    by_id       BIGINT,
    PRIMARY KEY (tenant, id)
);
CREATE INDEX disclosures_case ON disclosures (tenant, case_id, id);
CREATE INDEX disclosures_given ON disclosures (tenant, given_at, id);
-- One draft a hand-over, however often the round runs.
CREATE UNIQUE INDEX disclosures_round ON disclosures (tenant, case_id, round);
CREATE TABLE disclosure_files (
    tenant     BIGINT NOT NULL,
    disclosure BIGINT NOT NULL,
    file       BIGINT NOT NULL,
    PRIMARY KEY (tenant, disclosure, file)
);

-- Requests of persons about their own information. Who asks is sealed.
CREATE TABLE privacy_requests (
    tenant      BIGINT NOT NULL,
    id          BIGINT NOT NULL,
    number      TEXT   NOT NULL,
    version     BIGINT NOT NULL,
    asks        TEXT   NOT NULL,
    asker       TEXT   NOT NULL,
    phone       TEXT,
    standing    TEXT   NOT NULL,
    about       TEXT   NOT NULL,
    what        TEXT   NOT NULL,
    stage       TEXT   NOT NULL,
    keeper      BIGINT NOT NULL,
    received_at BIGINT NOT NULL,
    checked_at  BIGINT,
    checked_by  BIGINT,
    -- How the identity was checked, and by which paper.
    checked_how TEXT,
    ended_at    BIGINT,
    ended_by    BIGINT,
    -- What was answered, why it was refused, to whom it was handed.
    result      TEXT,
    PRIMARY KEY (tenant, id)
);
CREATE UNIQUE INDEX privacy_requests_number ON privacy_requests (tenant, number);
CREATE TABLE privacy_request_cases (
    tenant  BIGINT NOT NULL,
    request BIGINT NOT NULL,
    case_id BIGINT NOT NULL,
    PRIMARY KEY (tenant, request, case_id)
);
CREATE INDEX privacy_request_cases_case ON privacy_request_cases (tenant, case_id, request);
