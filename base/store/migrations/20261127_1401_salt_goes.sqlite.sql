-- A payload is destroyed together with its salt: whoever keeps the salt could guess
-- short words by their digest. Nothing else of a link is ever changed.
DROP TRIGGER history_keeps_its_words;
CREATE TRIGGER history_keeps_its_words BEFORE UPDATE ON history
WHEN NEW.payload IS NOT NULL OR NEW.salt <> ''
    OR NEW.tenant <> OLD.tenant OR NEW.subject_kind <> OLD.subject_kind
    OR NEW.subject_id <> OLD.subject_id OR NEW.seq <> OLD.seq OR NEW.at <> OLD.at
    OR NEW.by_kind <> OLD.by_kind OR NEW.by_id IS NOT OLD.by_id OR NEW.by_name <> OLD.by_name
    OR NEW.department IS NOT OLD.department OR NEW.verb <> OLD.verb
    OR NEW.from_stage IS NOT OLD.from_stage OR NEW.to_stage IS NOT OLD.to_stage
    OR NEW.payload_digest <> OLD.payload_digest
    OR NEW.form <> OLD.form OR NEW.algorithm <> OLD.algorithm
    OR NEW.previous <> OLD.previous OR NEW.hash <> OLD.hash
BEGIN
    SELECT RAISE(ABORT, 'history is never changed');
END;
