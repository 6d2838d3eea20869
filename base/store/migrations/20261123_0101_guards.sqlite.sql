-- History is only ever added to. One change is lawful: a payload may be destroyed,
-- which its chain survives because the chain holds the payload's salted digest.
CREATE TRIGGER history_keeps_its_rows BEFORE DELETE ON history
BEGIN
    SELECT RAISE(ABORT, 'history is never deleted');
END;

CREATE TRIGGER history_keeps_its_words BEFORE UPDATE ON history
WHEN NEW.payload IS NOT NULL
    OR NEW.tenant <> OLD.tenant OR NEW.subject_kind <> OLD.subject_kind
    OR NEW.subject_id <> OLD.subject_id OR NEW.seq <> OLD.seq OR NEW.at <> OLD.at
    OR NEW.by_kind <> OLD.by_kind OR NEW.by_id IS NOT OLD.by_id OR NEW.by_name <> OLD.by_name
    OR NEW.department IS NOT OLD.department OR NEW.verb <> OLD.verb
    OR NEW.from_stage IS NOT OLD.from_stage OR NEW.to_stage IS NOT OLD.to_stage
    OR NEW.salt <> OLD.salt OR NEW.payload_digest <> OLD.payload_digest
    OR NEW.form <> OLD.form OR NEW.algorithm <> OLD.algorithm
    OR NEW.previous <> OLD.previous OR NEW.hash <> OLD.hash
BEGIN
    SELECT RAISE(ABORT, 'history is never changed');
END;

CREATE TRIGGER access_log_keeps_its_rows BEFORE UPDATE ON access_log
BEGIN
    SELECT RAISE(ABORT, 'the log of readings is never changed');
END;

CREATE TRIGGER history_seals_keep BEFORE UPDATE ON history_seals
BEGIN
    SELECT RAISE(ABORT, 'a seal is never changed');
END;

CREATE TRIGGER history_seals_stay BEFORE DELETE ON history_seals
BEGIN
    SELECT RAISE(ABORT, 'a seal is never deleted');
END;
