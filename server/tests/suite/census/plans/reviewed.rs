//! Walks that are right as they are, each with its reason.

/// A text that may walk a table.
pub struct Reviewed {
    pub table: &'static str,
    /// A piece of the text, on one line.
    pub text: &'static str,
    /// It is put together at run time.
    pub assembled: bool,
    #[expect(dead_code, reason = "read by people")]
    pub why: &'static str,
}

const fn known(table: &'static str, text: &'static str, why: &'static str) -> Reviewed {
    Reviewed {
        table,
        text,
        assembled: false,
        why,
    }
}

const fn assembled(table: &'static str, text: &'static str, why: &'static str) -> Reviewed {
    Reviewed {
        table,
        text,
        assembled: true,
        why,
    }
}

const PAGE_OF_CHECK: &str = "a page of `check`, between the first and the last id of the page";
const CHECK: &str = "a question of the command `check`";
const A_MONTH: &str = "the month of a department, whose people see no totals of the house";
const SET_MADE_ERASED: &str = "SET erased_at = $1 WHERE erased_at IS NULL";
const OF_A_COPY: &str = "the files of lists that are there, of the copy that a backup makes";
const LONG_GONE: &str = "files that have been gone for thirty days, each once";

pub const REVIEWED: &[Reviewed] = &[
    known(
        "cases",
        "SELECT COUNT(*) AS n FROM cases WHERE tenant = $1",
        "how far the index of search is made anew, only while it is",
    ),
    known(
        "search_rows",
        "c.destroyed_at IS NOT NULL AND ( c.narrative",
        CHECK,
    ),
    known(
        "search_rows",
        "SELECT r.id FROM search_rows r WHERE r.tenant = $1 AND r.id >= $2 AND r.id < $3",
        "the rows of a page of cases, where all of the index is gone through",
    ),
    known(
        "clocks",
        "AND subject_id >= $3 AND subject_id <= $4",
        PAGE_OF_CHECK,
    ),
    known(
        "work_items",
        "THEN '' ELSE i.label END AS label FROM work_items i",
        CHECK,
    ),
    known(
        "clocks",
        "THEN '' ELSE i.label END AS label FROM work_items i",
        CHECK,
    ),
    known(
        "sealed_subjects",
        "THEN '' ELSE i.label END AS label FROM work_items i",
        CHECK,
    ),
    known(
        "cases",
        "c.destroyed_at IS NOT NULL AND ( c.narrative",
        CHECK,
    ),
    known(
        "case_notes",
        "c.destroyed_at IS NOT NULL AND ( c.narrative",
        CHECK,
    ),
    known(
        "duty_events",
        "(SELECT id FROM duty_events WHERE tenant = $1 AND taken_at IS NULL LIMIT",
        "events that still wait, counted to a limit",
    ),
    known(
        "idempotency",
        "DELETE FROM idempotency WHERE created_at <",
        "a round: what is older than a day, once an hour",
    ),
    known(
        "notices",
        "DELETE FROM notices WHERE tenant = $1 AND id IN (SELECT id FROM notices",
        "a round with a limit that PostgreSQL cannot know while it plans",
    ),
    known(
        "drafts",
        "DELETE FROM drafts WHERE tenant = $1 AND (form =",
        "a destruction; half-written forms are as many as people",
    ),
    assembled(
        "links",
        "SELECT l.from_id, c.id, c.aside_at, c.destroyed_at",
        "clues found later are few, and PostgreSQL knows it: it reads them all and picks",
    ),
    assembled(
        "cases",
        "ORDER BY c.id DESC LIMIT",
        "the newest of all cases down to a page that fits, of a list or of a file that a job \
         makes: what leads to few was counted before, and is gathered and sorted by `+c.id`",
    ),
    assembled(
        "access_log",
        "SELECT l.at, l.subject_kind, l.subject_id, l.by_id, l.what",
        "the newest readings down to a page",
    ),
    assembled(
        "destruction_items",
        "FROM destruction_items WHERE tenant = $1 AND state = 'approved'",
        "what is approved and not yet done",
    ),
    assembled(
        "destructions",
        "finished_at IS NULL AND NOT EXISTS (SELECT 1 FROM destruction_items",
        "a round: batches without an end",
    ),
    assembled(
        "destruction_items",
        "finished_at IS NULL AND NOT EXISTS (SELECT 1 FROM destruction_items",
        "a round: what batches still wait for",
    ),
    assembled(
        "destruction_files",
        "finished_at IS NULL AND NOT EXISTS (SELECT 1 FROM destruction_items",
        "a round: what batches still wait for",
    ),
    assembled(
        "work_items",
        "SELECT subject_id, due_at FROM work_items",
        PAGE_OF_CHECK,
    ),
    assembled(
        "cases",
        "FROM cases c WHERE c.tenant = $1 AND c.closed_at >=",
        A_MONTH,
    ),
    assembled(
        "cases",
        "FROM cases c WHERE c.tenant = $1 AND c.received_at",
        A_MONTH,
    ),
    assembled(
        "cases",
        "FROM cases c WHERE c.tenant = $1 AND c.closed_at IS NULL AND c.received_at <",
        A_MONTH,
    ),
    assembled("clocks", "SELECT k.rule AS rule, k.late AS late", A_MONTH),
    assembled(
        "allegation_refusals",
        "SELECT r.reason AS reason, COUNT(*) AS n",
        A_MONTH,
    ),
    known("exports", SET_MADE_ERASED, OF_A_COPY),
    known("jobs", SET_MADE_ERASED, OF_A_COPY),
    known("export_parts", "SELECT digest FROM export_parts", OF_A_COPY),
    known("export_parts", "DELETE FROM export_parts", OF_A_COPY),
    known("exports", "AND erased_at < $2", LONG_GONE),
    known("export_parts", "AND erased_at < $2", LONG_GONE),
];
