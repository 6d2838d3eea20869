-- Cases: enquiries, complaints, suggestions, praise, calls for help.
-- Moments are epoch milliseconds; several codes in one column are joined by commas.

CREATE TABLE cases (
    tenant              BIGINT NOT NULL,
    id                  BIGINT NOT NULL,
    number              TEXT   NOT NULL,
    kind                TEXT   NOT NULL,
    stage               TEXT   NOT NULL,
    version             BIGINT NOT NULL,
    paused              BIGINT NOT NULL,
    pause_reason        TEXT,
    confidentiality     BIGINT NOT NULL,
    channel             TEXT   NOT NULL,
    received_at         BIGINT NOT NULL,
    registered_at       BIGINT NOT NULL,
    narrative           TEXT   NOT NULL,
    -- The narrative, the demand and the allegations as search compares them.
    folded              TEXT   NOT NULL,
    demand              TEXT,
    underlying_need     TEXT,
    person              BIGINT,
    contact             BIGINT,
    anonymity_reason    TEXT,
    department_visited  BIGINT,
    visit_type          TEXT,
    incident_at         BIGINT,
    incident_place      TEXT,
    urgency             TEXT   NOT NULL,
    mood                TEXT,
    persons_present     BIGINT,
    court               TEXT   NOT NULL,
    help_needs          TEXT   NOT NULL,
    leader_instruction  TEXT,
    read_back_at        BIGINT,
    first_receiver      BIGINT,
    owner               BIGINT,
    owner_conflicted    BIGINT NOT NULL,
    speaker             BIGINT,
    accepted_at         BIGINT,
    settled_result      TEXT,
    refusal_reason      TEXT,
    refusal_explanation TEXT,
    refusal_proposed_by BIGINT,
    refusal_approved_by BIGINT,
    statements_asked    BIGINT NOT NULL,
    statements_open     BIGINT NOT NULL,
    reviewed_at         BIGINT,
    handling            TEXT   NOT NULL,
    handling_result     TEXT,
    refunded_fen        BIGINT,
    waived_fen          BIGINT,
    letter_wanted       BIGINT NOT NULL,
    approved_at         BIGINT,
    answered_at         BIGINT,
    answered_in_writing BIGINT NOT NULL,
    delivered_at        BIGINT,
    follow_up_tries     BIGINT NOT NULL,
    reached_at          BIGINT,
    satisfaction        BIGINT,
    do_not_contact      BIGINT NOT NULL,
    improvement         TEXT,
    no_improvement_reason TEXT,
    handed_over_to      TEXT,
    end_reason          TEXT,
    closed_at           BIGINT,
    archived_at         BIGINT,
    reopen_reason       TEXT,
    round               BIGINT NOT NULL,
    due_at              BIGINT,
    near_at             BIGINT,
    retention_class     TEXT   NOT NULL,
    retain_until        BIGINT,
    held_at             BIGINT,
    PRIMARY KEY (tenant, id),
    UNIQUE (tenant, number)
);
CREATE INDEX cases_stage ON cases (tenant, stage, id);
CREATE INDEX cases_kind ON cases (tenant, kind, id);
CREATE INDEX cases_owner ON cases (tenant, owner, id);
CREATE INDEX cases_first_receiver ON cases (tenant, first_receiver, id);
CREATE INDEX cases_speaker ON cases (tenant, speaker, id);
CREATE INDEX cases_contact ON cases (tenant, contact) WHERE contact IS NOT NULL;
CREATE INDEX cases_person ON cases (tenant, person) WHERE person IS NOT NULL;
CREATE INDEX cases_due ON cases (tenant, due_at, id) WHERE due_at IS NOT NULL;

CREATE TABLE case_allegations (
    tenant         BIGINT NOT NULL,
    id             BIGINT NOT NULL,
    case_id        BIGINT NOT NULL,
    seq            BIGINT NOT NULL,
    text           TEXT   NOT NULL,
    category       TEXT   NOT NULL,
    severity       BIGINT,
    finding        TEXT,
    finding_reason TEXT,
    answer         TEXT,
    next_step      TEXT,
    PRIMARY KEY (tenant, id),
    UNIQUE (tenant, case_id, seq)
);
CREATE INDEX case_allegations_category ON case_allegations (tenant, category, case_id);

-- Whom an allegation is about; not where the person was treated.
CREATE TABLE allegation_departments (
    tenant     BIGINT NOT NULL,
    allegation BIGINT NOT NULL,
    department BIGINT NOT NULL,
    case_id    BIGINT NOT NULL,
    PRIMARY KEY (tenant, allegation, department)
);
CREATE INDEX allegation_departments_case ON allegation_departments (tenant, case_id);
CREATE INDEX allegation_departments_department ON allegation_departments (tenant, department, case_id);

-- Which departments a case concerns and why: what the scope of their people joins.
CREATE TABLE case_departments (
    tenant     BIGINT NOT NULL,
    case_id    BIGINT NOT NULL,
    department BIGINT NOT NULL,
    why        TEXT   NOT NULL,
    PRIMARY KEY (tenant, case_id, department, why)
);
CREATE INDEX case_departments_department ON case_departments (tenant, department, case_id);

-- Who may see a case above their clearance.
CREATE TABLE case_need_to_know (
    tenant   BIGINT NOT NULL,
    case_id  BIGINT NOT NULL,
    staff    BIGINT NOT NULL,
    added_at BIGINT NOT NULL,
    added_by BIGINT,
    PRIMARY KEY (tenant, case_id, staff)
);
CREATE INDEX case_need_to_know_staff ON case_need_to_know (tenant, staff, case_id);

CREATE TABLE case_notes (
    tenant          BIGINT NOT NULL,
    id              BIGINT NOT NULL,
    case_id         BIGINT NOT NULL,
    visibility      TEXT   NOT NULL,
    text            TEXT   NOT NULL,
    at              BIGINT NOT NULL,
    by_id           BIGINT,
    by_name         TEXT   NOT NULL,
    retention_class TEXT   NOT NULL,
    retain_until    BIGINT,
    held_at         BIGINT,
    PRIMARY KEY (tenant, id)
);
CREATE INDEX case_notes_case ON case_notes (tenant, case_id, id);

-- Search: character pairs and words of what was said.
CREATE TABLE case_terms (
    tenant  BIGINT NOT NULL,
    gram    TEXT   NOT NULL,
    case_id BIGINT NOT NULL,
    PRIMARY KEY (tenant, gram, case_id)
);
CREATE INDEX case_terms_case ON case_terms (tenant, case_id);
