//! The log of readings beside what gives a reader a task.

use tongli_cases::Stage;
use tongli_kernel::{Confidentiality, Tenant};
use tongli_store::{Query, Row, StoreError, Stored, Tx, args};

use crate::filter::Filter;
use crate::reading::{Matter, Place, Reading};

const COLUMNS: &str = "SELECT l.at, l.subject_kind, l.subject_id, l.by_id, l.what,
    s.name, s.login, c.number, c.stage, c.confidentiality, ";

const SOURCES: &str = " AS without_task
    FROM access_log l
    LEFT JOIN staff s ON s.tenant = l.tenant AND s.id = l.by_id
    LEFT JOIN statements t ON t.tenant = l.tenant AND t.id = l.subject_id
        AND l.subject_kind = 'statement'
    LEFT JOIN cases c ON c.tenant = l.tenant
        AND c.id = CASE l.subject_kind WHEN 'case' THEN l.subject_id
                                       WHEN 'statement' THEN t.case_id END
    WHERE l.tenant = ";

/// What makes a matter somebody's business: it is theirs, they were asked, they decide,
/// they were let in, or it lay in a queue of theirs when they opened it. One row asked
/// for and not `EXISTS`: PostgreSQL would read these tables whole to hash them.
const HAS_TASK: &str = "l.by_id IN (COALESCE(c.owner, 0), COALESCE(c.speaker, 0),
        COALESCE(c.first_receiver, 0), COALESCE(c.refusal_approved_by, 0),
        COALESCE(c.joint_approved_by, 0))
    OR (SELECT 1 FROM case_need_to_know n
        WHERE n.tenant = l.tenant AND n.case_id = c.id AND n.staff = l.by_id LIMIT 1) IS NOT NULL
    OR (SELECT 1 FROM approvals a
        WHERE a.tenant = l.tenant AND a.case_id = c.id AND a.by_id = l.by_id LIMIT 1) IS NOT NULL
    OR (SELECT 1 FROM investigations i
        WHERE i.tenant = l.tenant AND i.case_id = c.id AND i.reviewed_by = l.by_id LIMIT 1) IS NOT NULL
    OR (SELECT 1 FROM statements q
        JOIN staff_departments d ON d.tenant = q.tenant AND d.department = q.department
        WHERE q.tenant = l.tenant AND q.case_id = c.id AND d.staff = l.by_id LIMIT 1) IS NOT NULL
    OR (SELECT 1 FROM work_items w
        WHERE w.tenant = l.tenant AND w.subject_kind = 'case' AND w.subject_id = c.id
          AND w.owner_staff = l.by_id LIMIT 1) IS NOT NULL
    OR (SELECT 1 FROM work_items w
        JOIN staff_roles r ON r.tenant = w.tenant AND r.role = w.owner_role
        WHERE w.tenant = l.tenant AND w.subject_kind = 'case' AND w.subject_id = c.id
          AND w.owner_staff IS NULL AND r.staff = l.by_id
          AND w.opened_at <= l.at AND (w.closed_at IS NULL OR w.closed_at >= l.at)
          AND (w.owner_department = 0 OR (SELECT 1 FROM staff_departments o
              WHERE o.tenant = w.tenant AND o.staff = r.staff
                AND o.department = w.owner_department LIMIT 1) IS NOT NULL) LIMIT 1) IS NOT NULL";

/// The ids of a matter and of its statements, by which the log holds them. Unless the
/// viewer `may_know` of restricted matters, no number finds them.
async fn subjects(
    tx: &mut Tx,
    tenant: Tenant,
    may_know: bool,
    number: &str,
) -> Result<Option<(i64, Vec<i64>)>, StoreError> {
    let most = if may_know {
        Confidentiality::Discipline
    } else {
        Confidentiality::Sensitive
    };
    let case = tx
        .find(
            "SELECT id FROM cases WHERE tenant = $1 AND number = $2 AND confidentiality <= $3",
            args![tenant, number, most],
            |row| row.get::<i64>("id"),
        )
        .await?;
    let Some(case) = case else {
        return Ok(None);
    };
    let statements = tx
        .all(
            "SELECT id FROM statements WHERE tenant = $1 AND case_id = $2 ORDER BY id",
            args![tenant, case],
            |row| row.get::<i64>("id"),
        )
        .await?;
    Ok(Some((case, statements)))
}

/// The newest readings that the filter finds. Unless the viewer `may_know` of them,
/// restricted matters have no number, and no number finds them.
pub async fn list(
    tx: &mut Tx,
    tenant: Tenant,
    may_know: bool,
    filter: &Filter,
    limit: i64,
) -> Result<Vec<Reading>, StoreError> {
    let mut query = Query::new(COLUMNS);
    if filter.without_task {
        query.push("1");
    } else {
        query
            .push("CASE WHEN c.id IS NOT NULL AND NOT (")
            .push(HAS_TASK)
            .push(") THEN 1 ELSE 0 END");
    }
    query.push(SOURCES).bind(tenant);
    if let Some(number) = &filter.case {
        let Some((case, statements)) = subjects(tx, tenant, may_know, number).await? else {
            return Ok(Vec::new());
        };
        of_matter(&mut query, case, statements);
    }
    narrow(&mut query, filter);
    query.push(
        " ORDER BY l.at DESC, l.subject_kind DESC, l.subject_id DESC, l.by_id DESC, l.what DESC
         LIMIT ",
    );
    query.bind(limit);
    let (sql, args) = query.finish();
    tx.all(sql, args, |row| reading(row, may_know)).await
}

/// By the beginning of the log's key: a matter has few readings, the house has many.
fn of_matter(query: &mut Query, case: i64, statements: Vec<i64>) {
    query.push(" AND ((l.subject_kind = 'case' AND l.subject_id = ");
    query.bind(case).push(")");
    if !statements.is_empty() {
        query
            .push(" OR (l.subject_kind = 'statement' AND l.subject_id IN (")
            .bind_all(statements)
            .push("))");
    }
    query.push(")");
}

fn narrow(query: &mut Query, filter: &Filter) {
    if let Some(reader) = &filter.reader {
        query.push(" AND l.by_id IN (SELECT p.id FROM staff p WHERE p.tenant = l.tenant AND ");
        query.push("(p.login = ").bind(reader);
        query.push(" OR p.number = ").bind(reader);
        query.push(" OR p.name = ").bind(reader).push("))");
    }
    if let Some(from) = filter.from {
        query.push(" AND l.at >= ").bind(from);
    }
    if let Some(until) = filter.until {
        query.push(" AND l.at < ").bind(until);
    }
    if filter.without_task {
        query
            .push(" AND c.id IS NOT NULL AND NOT (")
            .push(HAS_TASK)
            .push(")");
    }
    if let Some(place) = &filter.before {
        after(query, place);
    }
}

fn after(query: &mut Query, place: &Place) {
    query.push(" AND (l.at, l.subject_kind, l.subject_id, l.by_id, l.what) < (");
    query.bind(place.at).push(", ").bind(&place.subject_kind);
    query.push(", ").bind(place.subject_id);
    query.push(", ").bind(place.reader);
    query.push(", ").bind(&place.what).push(")");
}

fn optional(row: &Row, name: &str) -> Result<Option<String>, StoreError> {
    Ok(Option::<String>::from_column(row, name)?.flatten())
}

fn reading(row: &Row, may_know: bool) -> Result<Reading, StoreError> {
    let matter = match optional(row, "number")? {
        None => None,
        Some(number) => Some(Matter::new(
            number,
            Stage::from_code(&row.get::<String>("stage")?),
            row.get("confidentiality")?,
            may_know,
        )),
    };
    Ok(Reading {
        at: row.get("at")?,
        subject_kind: row.get("subject_kind")?,
        subject_id: row.get("subject_id")?,
        reader: row.get("by_id")?,
        name: optional(row, "name")?.unwrap_or_default(),
        login: optional(row, "login")?.unwrap_or_default(),
        what: row.get("what")?,
        matter,
        without_task: row.get("without_task")?,
    })
}
