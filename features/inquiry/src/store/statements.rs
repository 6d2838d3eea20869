//! Statements, their givings and amendments.

use std::collections::BTreeMap;

use tongli_kernel::{DepartmentId, Fault, Moment, Private, Said, StaffId, Tenant};
use tongli_store::{OnUnique, Query, Row, StoreError, Tx, args, sha256};
use tongli_web::App;

use crate::statement::{Account, Amendment, Giving, State, Statement, StatementId};

const COLUMNS: &str = "SELECT id, case_id, case_number, department, question, asked_by, asked_at,
        due_at, near_at, state, given_by, given_at, returned_at, return_reason, bounces,
        excused_at, excuse, version
     FROM statements WHERE tenant = ";

/// A new question, as the action made it.
pub struct Asked<'a> {
    pub id: StatementId,
    pub case_id: i64,
    pub case_number: &'a str,
    pub department: DepartmentId,
    pub question: &'a str,
    pub asked_by: Option<StaffId>,
    pub asked_at: Moment,
}

pub async fn insert(
    tx: &mut Tx,
    app: &App,
    tenant: Tenant,
    asked: &Asked<'_>,
) -> Result<(), Fault> {
    let question = seal(app, tenant, "statements.question", asked.question)?;
    tx.run(
        "INSERT INTO statements (tenant, id, case_id, case_number, department, question, asked_by,
             asked_at, state, bounces, version, retention_class)
         VALUES ($1,$2,$3,$4,$5,$6,$7,$8,'asked',0,1,'case')",
        args![
            tenant,
            asked.id,
            asked.case_id,
            asked.case_number,
            asked.department,
            question,
            asked.asked_by,
            asked.asked_at
        ],
    )
    .await
    .on_unique(|| Fault::field("departments", Said::new("inquiry-asked-already")))?;
    Ok(())
}

/// Writes down when it is due, as its clock counted it; `false` if it stood there.
pub async fn set_due(
    tx: &mut Tx,
    tenant: Tenant,
    id: StatementId,
    (due_at, near_at): (Option<Moment>, Option<Moment>),
) -> Result<bool, StoreError> {
    let [due, near] = [due_at, near_at].map(|at| at.map_or(0, Moment::millis));
    let sql = "UPDATE statements SET due_at = $3, near_at = $4 WHERE tenant = $1 AND id = $2
         AND (COALESCE(due_at, 0) <> $5 OR COALESCE(near_at, 0) <> $6)";
    Ok(tx
        .run(sql, args![tenant, id, due_at, near_at, due, near])
        .await?
        == 1)
}

/// Locks a giving and marks the statement given.
pub async fn give(
    tx: &mut Tx,
    app: &App,
    tenant: Tenant,
    statement: &Statement,
    account: &Account,
    by: Option<StaffId>,
    now: Moment,
) -> Result<(), Fault> {
    let plain = serde_json::to_string(account).map_err(StoreError::bug)?;
    let body = seal(app, tenant, "statement_givings.body", &plain)?;
    changed(
        tx.run(
            "UPDATE statements SET state = 'given', given_by = $4, given_at = $5, version = version + 1
             WHERE tenant = $1 AND id = $2 AND version = $3 AND state IN ('asked', 'returned')",
            args![tenant, statement.id, statement.version, by, now],
        )
        .await?,
    )?;
    tx.run(
        "INSERT INTO statement_givings (tenant, statement, number, body, digest, given_by, given_at)
         VALUES ($1,$2,$3,$4,$5,$6,$7)",
        args![
            tenant,
            statement.id,
            statement.bounces + 1,
            body,
            sha256(plain.as_bytes()),
            by,
            now
        ],
    )
    .await?;
    Ok(())
}

/// Sends a given statement back.
pub async fn send_back(
    tx: &mut Tx,
    app: &App,
    tenant: Tenant,
    statement: &Statement,
    reason: &str,
    by: Option<StaffId>,
    now: Moment,
) -> Result<(), Fault> {
    let reason = seal(app, tenant, "statements.return_reason", reason)?;
    changed(
        tx.run(
            "UPDATE statements SET state = 'returned', returned_by = $4, returned_at = $5,
                 return_reason = $6, given_at = NULL, given_by = NULL, bounces = bounces + 1,
                 version = version + 1
             WHERE tenant = $1 AND id = $2 AND version = $3 AND state = 'given'",
            args![tenant, statement.id, statement.version, by, now, reason],
        )
        .await
        .on_unique(|| Fault::field("department", Said::new("inquiry-asked-already")))?,
    )
}

/// No longer waits for a statement.
pub async fn excuse(
    tx: &mut Tx,
    app: &App,
    tenant: Tenant,
    statement: &Statement,
    reason: &str,
    by: Option<StaffId>,
    now: Moment,
) -> Result<(), Fault> {
    let reason = seal(app, tenant, "statements.excuse", reason)?;
    changed(
        tx.run(
            "UPDATE statements SET state = 'excused', excused_by = $4, excused_at = $5, excuse = $6,
                 version = version + 1
             WHERE tenant = $1 AND id = $2 AND version = $3 AND state IN ('asked', 'returned')",
            args![tenant, statement.id, statement.version, by, now, reason],
        )
        .await?,
    )
}

/// Adds words beside a locked statement.
pub async fn amend(
    tx: &mut Tx,
    app: &App,
    tenant: Tenant,
    statement: StatementId,
    text: &str,
    by: Option<StaffId>,
) -> Result<(), Fault> {
    let body = seal(app, tenant, "statement_amendments.body", text)?;
    tx.run(
        "INSERT INTO statement_amendments (tenant, id, statement, body, by_id, added_at)
         VALUES ($1,$2,$3,$4,$5,$6)",
        args![
            tenant,
            app.id::<Amendment>(),
            statement,
            body,
            by,
            app.now()
        ],
    )
    .await?;
    Ok(())
}

pub async fn find(
    tx: &mut Tx,
    app: &App,
    tenant: Tenant,
    id: StatementId,
) -> Result<Option<Statement>, StoreError> {
    let mut query = Query::new(COLUMNS);
    query.bind(tenant).push(" AND id = ").bind(id);
    let (sql, args) = query.finish();
    tx.find(sql, args, |row| statement(row, app, tenant)).await
}

/// All statements of a case, oldest first.
pub async fn list_of_case(
    tx: &mut Tx,
    app: &App,
    tenant: Tenant,
    case_id: i64,
) -> Result<Vec<Statement>, StoreError> {
    let mut query = Query::new(COLUMNS);
    query
        .bind(tenant)
        .push(" AND case_id = ")
        .bind(case_id)
        .push(" ORDER BY id");
    let (sql, args) = query.finish();
    tx.all(sql, args, |row| statement(row, app, tenant)).await
}

/// What these departments still owe, the most pressing first.
pub async fn list_open(
    tx: &mut Tx,
    app: &App,
    tenant: Tenant,
    departments: &[DepartmentId],
    limit: i64,
) -> Result<Vec<Statement>, StoreError> {
    if departments.is_empty() {
        return Ok(Vec::new());
    }
    let mut query = Query::new(COLUMNS);
    query
        .bind(tenant)
        .push(" AND state IN ('asked', 'returned') AND department IN (")
        .bind_all(departments.iter().copied())
        // A statement without a day sorts last on both engines.
        .push(") ORDER BY COALESCE(due_at, 9223372036854775807), id LIMIT ")
        .bind(limit);
    let (sql, args) = query.finish();
    tx.all(sql, args, |row| statement(row, app, tenant)).await
}

/// What these departments gave, the newest first.
pub async fn list_given(
    tx: &mut Tx,
    app: &App,
    tenant: Tenant,
    departments: &[DepartmentId],
    limit: i64,
) -> Result<Vec<Statement>, StoreError> {
    if departments.is_empty() {
        return Ok(Vec::new());
    }
    let mut query = Query::new(COLUMNS);
    query
        .bind(tenant)
        .push(" AND given_at IS NOT NULL AND department IN (")
        .bind_all(departments.iter().copied())
        .push(") ORDER BY given_at DESC, id DESC LIMIT ")
        .bind(limit);
    let (sql, args) = query.finish();
    tx.all(sql, args, |row| statement(row, app, tenant)).await
}

/// How many statements of a case are still owed.
pub async fn count_open(tx: &mut Tx, tenant: Tenant, case_id: i64) -> Result<i64, StoreError> {
    tx.count(
        "SELECT COUNT(*) AS n FROM statements
         WHERE tenant = $1 AND case_id = $2 AND state IN ('asked', 'returned')",
        args![tenant, case_id],
    )
    .await
}

/// Every giving of a statement, oldest first.
pub async fn givings(
    tx: &mut Tx,
    app: &App,
    tenant: Tenant,
    statement: StatementId,
) -> Result<Vec<Giving>, StoreError> {
    tx.all(
        "SELECT number, body, digest, given_by, given_at FROM statement_givings
         WHERE tenant = $1 AND statement = $2 ORDER BY number",
        args![tenant, statement],
        |row| giving(row, app, tenant),
    )
    .await
}

/// The newest giving of each statement of a case.
pub async fn newest_givings(
    tx: &mut Tx,
    app: &App,
    tenant: Tenant,
    case_id: i64,
) -> Result<BTreeMap<StatementId, Giving>, StoreError> {
    let rows = tx
        .all(
            "SELECT g.statement, g.number, g.body, g.digest, g.given_by, g.given_at
             FROM statement_givings g
             WHERE g.tenant = $1 AND g.statement IN (
                 SELECT s.id FROM statements s WHERE s.tenant = $1 AND s.case_id = $2)
             ORDER BY g.statement, g.number",
            args![tenant, case_id],
            |row| {
                Ok((
                    row.get::<StatementId>("statement")?,
                    giving(row, app, tenant)?,
                ))
            },
        )
        .await?;
    Ok(rows.into_iter().collect())
}

pub async fn amendments(
    tx: &mut Tx,
    app: &App,
    tenant: Tenant,
    statement: StatementId,
) -> Result<Vec<Amendment>, StoreError> {
    tx.all(
        "SELECT body, by_id, added_at FROM statement_amendments
         WHERE tenant = $1 AND statement = $2 ORDER BY id",
        args![tenant, statement],
        |row| {
            let body: String = row.get("body")?;
            Ok(Amendment {
                text: Private::new(app.keys.open(tenant, "statement_amendments.body", &body)?),
                by: row.get("by_id")?,
                added_at: row.get("added_at")?,
            })
        },
    )
    .await
}

fn giving(row: &Row, app: &App, tenant: Tenant) -> Result<Giving, StoreError> {
    let body: String = row.get("body")?;
    let plain = app.keys.open(tenant, "statement_givings.body", &body)?;
    Ok(Giving {
        number: row.get("number")?,
        account: Private::new(serde_json::from_str(&plain).map_err(StoreError::bug)?),
        digest: row.get("digest")?,
        given_by: row.get("given_by")?,
        given_at: row.get("given_at")?,
    })
}

fn statement(row: &Row, app: &App, tenant: Tenant) -> Result<Statement, StoreError> {
    let state: String = row.get("state")?;
    Ok(Statement {
        id: row.get("id")?,
        case_id: row.get("case_id")?,
        case_number: row.get("case_number")?,
        department: row.get("department")?,
        question: opened(row, app, tenant, "question", "statements.question")?
            .ok_or_else(|| StoreError::bug("a statement without a question"))?,
        asked_by: row.get("asked_by")?,
        asked_at: row.get("asked_at")?,
        due_at: row.get("due_at")?,
        near_at: row.get("near_at")?,
        state: State::from_code(&state)
            .ok_or_else(|| StoreError::bug("an unknown state of a statement"))?,
        given_by: row.get("given_by")?,
        given_at: row.get("given_at")?,
        returned_at: row.get("returned_at")?,
        return_reason: opened(
            row,
            app,
            tenant,
            "return_reason",
            "statements.return_reason",
        )?,
        bounces: row.get("bounces")?,
        excused_at: row.get("excused_at")?,
        excuse: opened(row, app, tenant, "excuse", "statements.excuse")?,
        version: row.get("version")?,
    })
}

/// A sealed column, if it holds something.
fn opened(
    row: &Row,
    app: &App,
    tenant: Tenant,
    column: &str,
    place: &'static str,
) -> Result<Option<Private<String>>, StoreError> {
    row.get::<Option<String>>(column)?
        .map(|sealed| app.keys.open(tenant, place, &sealed).map(Private::new))
        .transpose()
}

pub(crate) fn seal(
    app: &App,
    tenant: Tenant,
    place: &'static str,
    plain: &str,
) -> Result<String, StoreError> {
    app.keys.seal(tenant, place, plain, &*app.chance)
}

/// Nobody was faster.
pub(crate) fn changed(rows: u64) -> Result<(), Fault> {
    if rows == 1 {
        Ok(())
    } else {
        Err(Fault::Conflict(Said::new("fault-somebody-was-faster")))
    }
}
