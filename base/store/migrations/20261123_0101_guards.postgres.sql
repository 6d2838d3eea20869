-- History is only ever added to. One change is lawful: a payload may be destroyed,
-- which its chain survives because the chain holds the payload's salted digest.
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is never changed', TG_TABLE_NAME;
END $$;

CREATE FUNCTION refuse_rewriting() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    emptied history%ROWTYPE := OLD;
BEGIN
    emptied.payload := NULL;
    IF NEW IS DISTINCT FROM emptied THEN
        RAISE EXCEPTION 'history is never changed';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER history_keeps_its_rows BEFORE DELETE ON history
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER history_keeps_its_words BEFORE UPDATE ON history
    FOR EACH ROW EXECUTE FUNCTION refuse_rewriting();
CREATE TRIGGER access_log_keeps_its_rows BEFORE UPDATE ON access_log
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER history_seals_keep BEFORE UPDATE OR DELETE ON history_seals
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
