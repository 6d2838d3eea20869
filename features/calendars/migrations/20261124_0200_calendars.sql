-- Years confirmed by a person; such a year goes before the one in the program.
CREATE TABLE calendar_years (
    tenant BIGINT NOT NULL,
    year BIGINT NOT NULL,
    -- The notice the year comes from, and those that changed it since: JSON.
    notice TEXT NOT NULL,
    amended_by TEXT NOT NULL,
    -- Every day that differs from the weekend rule: JSON.
    days TEXT NOT NULL,
    by_id BIGINT,
    by_name TEXT NOT NULL,
    changed_at BIGINT NOT NULL,
    version BIGINT NOT NULL,
    retention_class TEXT,
    retain_until BIGINT,
    held_at BIGINT,
    PRIMARY KEY (tenant, year)
);

-- The hospital's own rest days and working days.
CREATE TABLE house_days (
    tenant BIGINT NOT NULL,
    day TEXT NOT NULL,
    mark TEXT NOT NULL,
    reason TEXT NOT NULL,
    by_id BIGINT,
    by_name TEXT NOT NULL,
    changed_at BIGINT NOT NULL,
    PRIMARY KEY (tenant, day)
);

-- How long the hospital itself gives, where a rule lets it.
CREATE TABLE rule_overrides (
    tenant BIGINT NOT NULL,
    rule TEXT NOT NULL,
    rule_version BIGINT NOT NULL,
    amount BIGINT NOT NULL,
    amount_key BIGINT,
    reason TEXT NOT NULL,
    by_id BIGINT,
    by_name TEXT NOT NULL,
    changed_at BIGINT NOT NULL,
    version BIGINT NOT NULL,
    PRIMARY KEY (tenant, rule, rule_version)
);

-- Which reminders about a missing year went out: each step once a year.
CREATE TABLE calendar_reminders (
    tenant BIGINT NOT NULL,
    year BIGINT NOT NULL,
    step TEXT NOT NULL,
    sent_at BIGINT NOT NULL,
    PRIMARY KEY (tenant, year, step)
);
