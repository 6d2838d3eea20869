-- A payload is destroyed together with its salt: whoever keeps the salt could guess
-- short words by their digest. Nothing else of a link is ever changed.
CREATE OR REPLACE FUNCTION refuse_rewriting() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    emptied history%ROWTYPE := OLD;
BEGIN
    emptied.payload := NULL;
    emptied.salt := '';
    IF NEW IS DISTINCT FROM emptied THEN
        RAISE EXCEPTION 'history is never changed';
    END IF;
    RETURN NEW;
END $$;
