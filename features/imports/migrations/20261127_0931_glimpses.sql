-- Every row of a file can be looked at before anything is brought in.

-- Sealed JSON: the day, the kind and a few words; nobody's whole name or number.
ALTER TABLE import_rows ADD COLUMN glimpse TEXT;
