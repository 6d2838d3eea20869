-- How often one address did something costly in a minute, counted for all servers.
CREATE TABLE acts_counted (
    act    TEXT   NOT NULL,
    origin TEXT   NOT NULL,
    minute BIGINT NOT NULL,
    times  BIGINT NOT NULL,
    PRIMARY KEY (act, origin, minute)
);
CREATE INDEX acts_counted_minute ON acts_counted (minute);
