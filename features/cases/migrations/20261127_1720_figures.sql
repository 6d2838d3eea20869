-- What the figures of a month are made of: a change leaves a mark with its transaction,
-- a round folds marked cases into totals. No ordinary change writes a shared row.

CREATE TABLE case_figure_marks (
    tenant  BIGINT NOT NULL,
    case_id BIGINT NOT NULL,
    -- Tells one change of a case from another.
    seq     BIGINT NOT NULL,
    PRIMARY KEY (tenant, case_id, seq)
);

-- What of a case stands in the totals now.
CREATE TABLE case_figures (
    tenant  BIGINT NOT NULL,
    case_id BIGINT NOT NULL,
    counted TEXT   NOT NULL,
    PRIMARY KEY (tenant, case_id)
);

CREATE TABLE case_figure_totals (
    tenant          BIGINT NOT NULL,
    month           TEXT   NOT NULL,
    figure          TEXT   NOT NULL,
    code            TEXT   NOT NULL,
    confidentiality BIGINT NOT NULL,
    n               BIGINT NOT NULL,
    PRIMARY KEY (tenant, month, figure, code, confidentiality)
);

-- Nothing is folded yet.
INSERT INTO case_figure_marks (tenant, case_id, seq) SELECT tenant, id, version FROM cases;

-- What is open, for the month of a department.
CREATE INDEX cases_open ON cases (tenant, received_at) WHERE closed_at IS NULL;
