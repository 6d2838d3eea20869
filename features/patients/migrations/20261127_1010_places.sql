-- Where names, record numbers and papers are found: several blind places a value.
-- Rows of before have none until the values are sealed anew.
CREATE TABLE name_places (
    tenant      BIGINT NOT NULL,
    kind        TEXT   NOT NULL,
    place       TEXT   NOT NULL,
    -- person or contact
    holder_kind TEXT   NOT NULL,
    holder      BIGINT NOT NULL,
    PRIMARY KEY (tenant, kind, place, holder_kind, holder)
);
CREATE INDEX name_places_holder ON name_places (tenant, holder_kind, holder);
