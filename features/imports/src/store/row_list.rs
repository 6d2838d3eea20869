//! The rows of a file as lists show them, a page at a time.

use std::collections::BTreeMap;

use tongli_cases::CaseId;
use tongli_kernel::{Fault, Tenant};
use tongli_store::{Query, Row, StoreError, Tx, args};
use tongli_web::App;

use super::rows::{GLIMPSE, REASON};
use crate::glimpse::Glimpse;
use crate::import::ImportId;
use crate::row::{Flaw, Place, Why};
use crate::standing::{Show, Standing};

/// One row of a file.
#[derive(Debug)]
pub struct RowLine {
    pub place: Place,
    pub standing: Standing,
    /// What it became, or an earlier row of the same matter did.
    pub case: Option<CaseId>,
    /// `None` where an earlier version of the program kept none.
    pub glimpse: Option<Glimpse>,
    pub flaws: Vec<Flaw>,
    pub why: Option<Why>,
}

/// From where a page goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum From {
    /// Behind a place, onwards.
    After(i64),
    /// Before a place, backwards.
    Before(i64),
}

/// As the database holds it, still sealed.
struct Sealed {
    place: i64,
    standing: Standing,
    case: Option<CaseId>,
    glimpse: Option<String>,
    reason: Option<String>,
    why: Option<String>,
}

fn sealed(row: &Row) -> Result<Sealed, StoreError> {
    let state: String = row.get("state")?;
    Ok(Sealed {
        place: row.get("place")?,
        standing: Standing::from_code(&state)
            .ok_or_else(|| StoreError::bug("column state holds an unknown code"))?,
        case: row.get("case_id")?,
        glimpse: row.get("glimpse")?,
        reason: row.get("reason")?,
        why: row.get("why")?,
    })
}

fn opened(app: &App, tenant: Tenant, row: Sealed) -> Result<RowLine, Fault> {
    let open = |column: &'static str, text: &str| app.keys.open(tenant, column, text);
    let glimpse = match row.glimpse {
        Some(text) => serde_json::from_str(&open(GLIMPSE, &text)?).map_err(Fault::bug)?,
        None => None,
    };
    let flaws = match row.reason {
        Some(text) => serde_json::from_str(&open(REASON, &text)?).map_err(Fault::bug)?,
        None => Vec::new(),
    };
    Ok(RowLine {
        place: Place::from_key(row.place),
        standing: row.standing,
        case: row.case,
        glimpse,
        flaws,
        why: row.why.as_deref().and_then(Why::from_code),
    })
}

/// Rows as they stand in the file, at most `limit`, whichever way they were sought.
pub async fn page(
    tx: &mut Tx,
    app: &App,
    (tenant, import): (Tenant, ImportId),
    show: Show,
    from: From,
    limit: usize,
) -> Result<Vec<RowLine>, Fault> {
    let mut query = Query::new(
        "SELECT place, state, case_id, glimpse, reason, why FROM import_rows WHERE tenant = ",
    );
    query.bind(tenant).push(" AND import_id = ").bind(import);
    if show != Show::All {
        let states = show.standings().iter().map(|standing| standing.code());
        query.push(" AND state IN (").bind_all(states).push(")");
    }
    match from {
        From::After(place) => query.push(" AND place > ").bind(place),
        From::Before(place) => query.push(" AND place < ").bind(place),
    };
    query.push(match from {
        From::After(_) => " ORDER BY place LIMIT ",
        From::Before(_) => " ORDER BY place DESC LIMIT ",
    });
    query.bind(i64::try_from(limit).unwrap_or(i64::MAX));
    let (sql, args) = query.finish();
    let mut rows = tx.all(sql, args, sealed).await?;
    if matches!(from, From::Before(_)) {
        rows.reverse();
    }
    rows.into_iter()
        .map(|row| opened(app, tenant, row))
        .collect()
}

/// How many rows stand how.
pub async fn counts(
    tx: &mut Tx,
    tenant: Tenant,
    import: ImportId,
) -> Result<BTreeMap<Standing, i64>, StoreError> {
    let found = tx
        .all(
            "SELECT state, COUNT(*) AS n FROM import_rows
             WHERE tenant = $1 AND import_id = $2 GROUP BY state",
            args![tenant, import],
            |row| Ok((row.get::<String>("state")?, row.get::<i64>("n")?)),
        )
        .await?;
    let known = found
        .into_iter()
        .filter_map(|(code, n)| Standing::from_code(&code).map(|standing| (standing, n)));
    Ok(known.collect())
}

/// The rows that are dealt with: what they became, or were before.
pub async fn became(
    tx: &mut Tx,
    tenant: Tenant,
    import: ImportId,
) -> Result<BTreeMap<Place, (Standing, Option<CaseId>)>, StoreError> {
    let rows = tx
        .all(
            "SELECT place, state, case_id, glimpse, reason, why FROM import_rows
             WHERE tenant = $1 AND import_id = $2 AND state IN ('in', 'known')",
            args![tenant, import],
            sealed,
        )
        .await?;
    let became = rows
        .into_iter()
        .map(|row| (Place::from_key(row.place), (row.standing, row.case)));
    Ok(became.collect())
}
