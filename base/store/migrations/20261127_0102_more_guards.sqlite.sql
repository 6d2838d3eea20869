-- What an installation could still quietly lose: entries of the log of readings,
-- the heads that tell how long a chain is, and the leaves that a seal covers.
CREATE TRIGGER access_log_stays BEFORE DELETE ON access_log
BEGIN
    SELECT RAISE(ABORT, 'the log of readings is never deleted');
END;

CREATE TRIGGER history_heads_stay BEFORE DELETE ON history_heads
BEGIN
    SELECT RAISE(ABORT, 'the head of a history is never deleted');
END;

CREATE TRIGGER history_heads_only_grow BEFORE UPDATE ON history_heads
WHEN NEW.tenant <> OLD.tenant OR NEW.subject_kind <> OLD.subject_kind
    OR NEW.subject_id <> OLD.subject_id OR NEW.seq < OLD.seq
    OR (NEW.seq = OLD.seq AND NEW.hash <> OLD.hash)
BEGIN
    SELECT RAISE(ABORT, 'a history only grows');
END;

CREATE TRIGGER history_leaves_keep BEFORE UPDATE ON history_leaves
BEGIN
    SELECT RAISE(ABORT, 'the leaf of a seal is never changed');
END;

CREATE TRIGGER history_leaves_stay BEFORE DELETE ON history_leaves
BEGIN
    SELECT RAISE(ABORT, 'the leaf of a seal is never deleted');
END;
