-- Answers given in a month, by rule.

CREATE INDEX clocks_met ON clocks (tenant, rule, met_at) WHERE met_at IS NOT NULL;
