-- The way an answer was written for, so that whoever approves it sees how it will be
-- told before anybody has.
ALTER TABLE drafters ADD COLUMN mode TEXT;
