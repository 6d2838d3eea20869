-- What an installation could still quietly lose: entries of the log of readings,
-- the heads that tell how long a chain is, and the leaves that a seal covers. A
-- TRUNCATE fires no trigger of rows, so it is refused by itself.
CREATE TRIGGER access_log_stays BEFORE DELETE ON access_log
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER history_heads_stay BEFORE DELETE ON history_heads
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER history_heads_only_grow BEFORE UPDATE ON history_heads
    FOR EACH ROW
    WHEN (NEW.tenant <> OLD.tenant OR NEW.subject_kind <> OLD.subject_kind
        OR NEW.subject_id <> OLD.subject_id OR NEW.seq < OLD.seq
        OR (NEW.seq = OLD.seq AND NEW.hash <> OLD.hash))
    EXECUTE FUNCTION refuse_change();
CREATE TRIGGER history_leaves_keep BEFORE UPDATE OR DELETE ON history_leaves
    FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TRIGGER history_is_not_emptied BEFORE TRUNCATE ON history
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER history_heads_are_not_emptied BEFORE TRUNCATE ON history_heads
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER history_seals_are_not_emptied BEFORE TRUNCATE ON history_seals
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER history_leaves_are_not_emptied BEFORE TRUNCATE ON history_leaves
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER access_log_is_not_emptied BEFORE TRUNCATE ON access_log
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
