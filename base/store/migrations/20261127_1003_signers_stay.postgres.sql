-- A hand-over vouches for every seal before it, not for the last one alone; and it is
-- guarded as the seals are.
ALTER TABLE history_signers ADD COLUMN roots TEXT NOT NULL DEFAULT '';

CREATE TRIGGER history_signers_keep BEFORE UPDATE OR DELETE ON history_signers
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER history_signers_are_not_emptied BEFORE TRUNCATE ON history_signers
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
