-- What an office answers again and again, and the words it says in hard moments. The row
-- holds what is in force; each wording that ever was stands in answer_versions.

CREATE TABLE answers (
    tenant      BIGINT NOT NULL,
    id          BIGINT NOT NULL,
    -- `answer` or `script`.
    kind        TEXT   NOT NULL,
    -- `current` or `withdrawn`.
    state       TEXT   NOT NULL,
    version     BIGINT NOT NULL,
    title       TEXT   NOT NULL,
    body        TEXT   NOT NULL,
    -- The same in English; empty where there is none.
    title_en    TEXT   NOT NULL,
    body_en     TEXT   NOT NULL,
    -- Separated by one blank.
    tags        TEXT   NOT NULL,
    department  BIGINT,
    owner       BIGINT,
    -- The last day on which it holds; none for a script that does not run out.
    valid_until TEXT,
    -- Which of the program's own scripts it began as.
    shipped     TEXT,
    -- How its title is typed: the order of the list.
    spelling    TEXT   NOT NULL,
    -- Title, text and tags as search compares them.
    folded      TEXT   NOT NULL,
    changed_at  BIGINT NOT NULL,
    -- What the form that wrote it carried: sent again, it writes once.
    created_by  BIGINT,
    once        TEXT,
    PRIMARY KEY (tenant, id)
);
CREATE INDEX answers_listed ON answers (tenant, state, spelling, id);
CREATE INDEX answers_listed_kind ON answers (tenant, state, kind, spelling, id);
CREATE INDEX answers_to_renew ON answers (tenant, state, valid_until, id);
CREATE INDEX answers_owned ON answers (tenant, owner, state, valid_until, id);
CREATE UNIQUE INDEX answers_shipped ON answers (tenant, shipped) WHERE shipped IS NOT NULL;
CREATE UNIQUE INDEX answers_once ON answers (tenant, created_by, once) WHERE once IS NOT NULL;

-- Written once a change and never changed.
CREATE TABLE answer_versions (
    tenant      BIGINT NOT NULL,
    answer      BIGINT NOT NULL,
    version     BIGINT NOT NULL,
    state       TEXT   NOT NULL,
    kind        TEXT   NOT NULL,
    title       TEXT   NOT NULL,
    body        TEXT   NOT NULL,
    title_en    TEXT   NOT NULL,
    body_en     TEXT   NOT NULL,
    tags        TEXT   NOT NULL,
    department  BIGINT,
    owner       BIGINT,
    valid_until TEXT,
    -- Why it was withdrawn or put back.
    reason      TEXT   NOT NULL,
    at          BIGINT NOT NULL,
    by_id       BIGINT,
    by_name     TEXT   NOT NULL,
    PRIMARY KEY (tenant, answer, version)
);

-- What leads to an entry: pairs of characters, single ones, whole words; beginnings of how
-- its title is spelt from each character on, and of its initials.
CREATE TABLE answer_terms (
    tenant BIGINT NOT NULL,
    term   TEXT   NOT NULL,
    answer BIGINT NOT NULL,
    PRIMARY KEY (tenant, term, answer)
);
CREATE INDEX answer_terms_answer ON answer_terms (tenant, answer);

-- Questions to which nobody found an answer. The same words asked again are the same row.
CREATE TABLE answer_questions (
    tenant   BIGINT NOT NULL,
    id       BIGINT NOT NULL,
    words    TEXT   NOT NULL,
    -- The words as search compares them, without blanks.
    folded   TEXT   NOT NULL,
    -- `open`, `answered` or `dropped`.
    state    TEXT   NOT NULL,
    times    BIGINT NOT NULL,
    first_at BIGINT NOT NULL,
    last_at  BIGINT NOT NULL,
    -- The entry that answers it.
    answer   BIGINT,
    PRIMARY KEY (tenant, id)
);
CREATE UNIQUE INDEX answer_questions_folded ON answer_questions (tenant, folded);
CREATE INDEX answer_questions_listed ON answer_questions (tenant, state, times, last_at, id);

-- One row a time an entry was used or a question asked, and nothing of whom.
CREATE TABLE answer_counts (
    tenant BIGINT NOT NULL,
    id     BIGINT NOT NULL,
    -- `used` or `asked`.
    what   TEXT   NOT NULL,
    -- The entry, or the question.
    of_id  BIGINT NOT NULL,
    -- The day in the hospital's time.
    day    TEXT   NOT NULL,
    once   TEXT   NOT NULL,
    PRIMARY KEY (tenant, id)
);
CREATE UNIQUE INDEX answer_counts_once ON answer_counts (tenant, what, of_id, once);
CREATE INDEX answer_counts_of_month ON answer_counts (tenant, what, day, of_id);
