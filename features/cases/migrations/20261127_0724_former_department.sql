-- What an old register calls departments that the house no longer knows.

ALTER TABLE case_imports ADD COLUMN former_department TEXT;
