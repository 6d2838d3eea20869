-- A hand-over vouches for every seal before it, not for the last one alone; and it is
-- guarded as the seals are.
ALTER TABLE history_signers ADD COLUMN roots TEXT NOT NULL DEFAULT '';

CREATE TRIGGER history_signers_keep BEFORE UPDATE ON history_signers
BEGIN
    SELECT RAISE(ABORT, 'a hand-over is never changed');
END;

CREATE TRIGGER history_signers_stay BEFORE DELETE ON history_signers
BEGIN
    SELECT RAISE(ABORT, 'a hand-over is never deleted');
END;
