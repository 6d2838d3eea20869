//! What became of the rows of a file.

use std::collections::{BTreeMap, BTreeSet};

use tongli_cases::CaseId;
use tongli_kernel::{Fault, Tenant};
use tongli_store::{Query, StoreError, Tx, Value, args};
use tongli_web::App;

use crate::glimpse::Glimpse;
use crate::import::ImportId;
use crate::row::{Flaw, Place, Why};
use crate::standing::Standing;

/// Sealed, for what stands in a wrong cell may be somebody's name or number.
pub(super) const REASON: &str = "import_rows.reason";
pub(super) const GLIMPSE: &str = "import_rows.glimpse";
const IDENTITY: &str = "import_rows.identity";

/// The places of a row's identity in the blind index: by the current index key, and by
/// the one before it.
pub fn places(app: &App, identity: &str) -> [String; 2] {
    app.keys.places(app.tenant, IDENTITY, identity)
}

/// Rows written with one statement.
const AT_ONCE: usize = 200;

/// A row of a file that was tried, as it is kept.
pub struct Kept {
    pub place: Place,
    pub standing: Standing,
    /// The case of a row that is known.
    pub case: Option<CaseId>,
    pub glimpse: Glimpse,
    /// Of a bad row.
    pub flaws: Vec<Flaw>,
    /// Of a row passed over.
    pub why: Option<Why>,
}

/// A row with its words sealed: done before a transaction begins, so that nobody at a
/// desk waits for a long register.
pub struct Closed<'a> {
    row: &'a Kept,
    reason: Option<String>,
    glimpse: String,
}

/// Seals the words of rows.
pub fn close<'a>(app: &App, tenant: Tenant, rows: &'a [Kept]) -> Result<Vec<Closed<'a>>, Fault> {
    let sealed = |column: &'static str, text: Result<String, serde_json::Error>| {
        let text = text.map_err(Fault::bug)?;
        Ok::<String, Fault>(app.keys.seal(tenant, column, &text, &*app.chance)?)
    };
    rows.iter()
        .map(|row| {
            Ok(Closed {
                row,
                reason: match row.flaws.as_slice() {
                    [] => None,
                    flaws => Some(sealed(REASON, serde_json::to_string(flaws))?),
                },
                glimpse: sealed(GLIMPSE, serde_json::to_string(&row.glimpse))?,
            })
        })
        .collect()
}

/// Keeps the rows of a file; those kept before stay as they are.
pub async fn insert(
    tx: &mut Tx,
    tenant: Tenant,
    import: ImportId,
    rows: &[Closed<'_>],
) -> Result<(), Fault> {
    for chunk in rows.chunks(AT_ONCE) {
        let mut query = Query::new(
            "INSERT INTO import_rows
                 (tenant, import_id, place, state, case_id, reason, why, glimpse) VALUES ",
        );
        query.push_rows(chunk.iter().map(|closed| columns(tenant, import, closed)));
        query.push(" ON CONFLICT (tenant, import_id, place) DO NOTHING");
        let (sql, args) = query.finish();
        tx.run(sql, args).await?;
    }
    Ok(())
}

fn columns(tenant: Tenant, import: ImportId, closed: &Closed<'_>) -> Vec<Value> {
    let row = closed.row;
    args![
        tenant,
        import,
        row.place.key(),
        row.standing.code(),
        row.case,
        closed.reason.as_deref(),
        row.why.map(Why::code),
        closed.glimpse.as_str()
    ]
}

/// Rows found known when the file was tried are asked about again when they are
/// brought in: the import that held them may be gone by then.
pub async fn ask_again(tx: &mut Tx, tenant: Tenant, import: ImportId) -> Result<(), StoreError> {
    tx.run(
        "UPDATE import_rows SET state = 'good', case_id = NULL
         WHERE tenant = $1 AND import_id = $2 AND state = 'known'",
        args![tenant, import],
    )
    .await?;
    Ok(())
}

/// Rows that have become cases, each with its identity.
pub async fn insert_in(
    tx: &mut Tx,
    tenant: Tenant,
    import: ImportId,
    rows: &[(Place, CaseId, &str)],
) -> Result<(), StoreError> {
    for chunk in rows.chunks(AT_ONCE) {
        let mut query = Query::new(
            "INSERT INTO import_rows (tenant, import_id, place, state, case_id, identity) VALUES ",
        );
        query.push_rows(chunk.iter().map(|(place, case, identity)| {
            args![tenant, import, place.key(), "in", *case, *identity]
        }));
        query.push(
            " ON CONFLICT (tenant, import_id, place) DO UPDATE
              SET state = 'in', case_id = excluded.case_id, identity = excluded.identity",
        );
        let (sql, args) = query.finish();
        tx.run(sql, args).await?;
    }
    Ok(())
}

/// A row that another import has brought in before.
pub async fn insert_known(
    tx: &mut Tx,
    tenant: Tenant,
    import: ImportId,
    place: Place,
    case: CaseId,
) -> Result<(), StoreError> {
    tx.run(
        "INSERT INTO import_rows (tenant, import_id, place, state, case_id)
         VALUES ($1,$2,$3,'known',$4)
         ON CONFLICT (tenant, import_id, place) DO UPDATE
         SET state = 'known', case_id = excluded.case_id",
        args![tenant, import, place.key(), case],
    )
    .await?;
    Ok(())
}

/// The rows that are dealt with already.
pub async fn dealt_with(
    tx: &mut Tx,
    tenant: Tenant,
    import: ImportId,
) -> Result<BTreeSet<Place>, StoreError> {
    let places = tx
        .all(
            "SELECT place FROM import_rows
             WHERE tenant = $1 AND import_id = $2 AND state IN ('in', 'known')",
            args![tenant, import],
            |row| row.get::<i64>("place"),
        )
        .await?;
    Ok(places.into_iter().map(Place::from_key).collect())
}

/// How many rows have become cases.
pub async fn count_in(tx: &mut Tx, tenant: Tenant, import: ImportId) -> Result<i64, StoreError> {
    tx.count(
        "SELECT COUNT(*) AS n FROM import_rows
         WHERE tenant = $1 AND import_id = $2 AND state = 'in'",
        args![tenant, import],
    )
    .await
}

/// Those of the identities that published imports have brought in, each with the
/// case it became.
pub async fn known(
    tx: &mut Tx,
    tenant: Tenant,
    identities: &[String],
) -> Result<BTreeMap<String, CaseId>, StoreError> {
    let mut found: Vec<Brought> = Vec::new();
    for chunk in identities.chunks(AT_ONCE) {
        found.extend(brought(tx, tenant, chunk).await?);
    }
    let imports: BTreeSet<ImportId> = found.iter().map(|one| one.import).collect();
    let published = super::imports::published(tx, tenant, imports).await?;
    found.retain(|one| published.contains(&one.import));
    Ok(found
        .into_iter()
        .map(|one| (one.identity, one.case))
        .collect())
}

/// A row that has become a case.
struct Brought {
    import: ImportId,
    identity: String,
    case: CaseId,
}

/// Asked by the identities alone: beside a long file whose rows are not in yet, a planner
/// that may begin with the imports walks through all of its rows.
async fn brought(
    tx: &mut Tx,
    tenant: Tenant,
    identities: &[String],
) -> Result<Vec<Brought>, StoreError> {
    let mut query = Query::new(
        "SELECT import_id, identity, case_id, state FROM import_rows
         WHERE case_id IS NOT NULL AND tenant = ",
    );
    query
        .bind(tenant)
        .push(" AND identity IN (")
        .bind_all(identities.iter())
        .push(")");
    let (sql, args) = query.finish();
    let rows = tx
        .all(sql, args, |row| {
            let is_in = row.get::<String>("state")? == Standing::In.code();
            let brought = Brought {
                import: row.get("import_id")?,
                identity: row.get("identity")?,
                case: row.get("case_id")?,
            };
            Ok(is_in.then_some(brought))
        })
        .await?;
    Ok(rows.into_iter().flatten().collect())
}
