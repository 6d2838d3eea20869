//! What became of the rows of a file.

use std::collections::BTreeSet;

use tongli_cases::CaseId;
use tongli_kernel::{Fault, Tenant};
use tongli_store::{Query, StoreError, Tx, args};
use tongli_web::App;

use crate::import::ImportId;
use crate::reading::SkippedRow;
use crate::row::{Flaw, Place};

/// Sealed, for what stands in a wrong cell may be somebody's name or number.
pub(super) const REASON: &str = "import_rows.reason";
const IDENTITY: &str = "import_rows.identity";

/// The places of a row's identity in the blind index: by the current index key, and by
/// the one before it.
pub fn places(app: &App, identity: &str) -> [String; 2] {
    app.keys.places(app.tenant, IDENTITY, identity)
}

pub async fn insert_bad(
    tx: &mut Tx,
    app: &App,
    tenant: Tenant,
    import: ImportId,
    place: Place,
    flaws: &[Flaw],
) -> Result<(), Fault> {
    let reason = serde_json::to_string(flaws).map_err(Fault::bug)?;
    let sealed = app.keys.seal(tenant, REASON, &reason, &*app.chance)?;
    tx.run(
        "INSERT INTO import_rows (tenant, import_id, place, state, reason)
         VALUES ($1,$2,$3,'bad',$4)",
        args![tenant, import, place.key(), sealed],
    )
    .await?;
    Ok(())
}

pub async fn insert_skipped(
    tx: &mut Tx,
    tenant: Tenant,
    import: ImportId,
    row: &SkippedRow,
) -> Result<(), StoreError> {
    tx.run(
        "INSERT INTO import_rows (tenant, import_id, place, state, why)
         VALUES ($1,$2,$3,'skipped',$4)",
        args![tenant, import, row.place.key(), row.why.code()],
    )
    .await?;
    Ok(())
}

/// A row that has become a case.
pub async fn insert_in(
    tx: &mut Tx,
    tenant: Tenant,
    import: ImportId,
    place: Place,
    case: CaseId,
    identity: &str,
) -> Result<(), StoreError> {
    tx.run(
        "INSERT INTO import_rows (tenant, import_id, place, state, case_id, identity)
         VALUES ($1,$2,$3,'in',$4,$5)",
        args![tenant, import, place.key(), case, identity],
    )
    .await?;
    Ok(())
}

/// A row that another import has brought in before.
pub async fn insert_known(
    tx: &mut Tx,
    tenant: Tenant,
    import: ImportId,
    place: Place,
) -> Result<(), StoreError> {
    tx.run(
        "INSERT INTO import_rows (tenant, import_id, place, state)
         VALUES ($1,$2,$3,'known')",
        args![tenant, import, place.key()],
    )
    .await?;
    Ok(())
}

/// The bad rows of an import, as they stand in the file.
pub async fn bad(
    tx: &mut Tx,
    app: &App,
    tenant: Tenant,
    import: ImportId,
    limit: i64,
) -> Result<Vec<(Place, Vec<Flaw>)>, Fault> {
    let rows = tx
        .all(
            "SELECT place, reason FROM import_rows
             WHERE tenant = $1 AND import_id = $2 AND state = 'bad' ORDER BY place LIMIT $3",
            args![tenant, import, limit],
            |row| Ok((row.get::<i64>("place")?, row.get::<String>("reason")?)),
        )
        .await?;
    rows.into_iter()
        .map(|(place, sealed)| {
            let reason = app.keys.open(tenant, REASON, &sealed)?;
            let flaws = serde_json::from_str(&reason).map_err(Fault::bug)?;
            Ok((Place::from_key(place), flaws))
        })
        .collect()
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

/// Those of the identities that a published import has brought in.
pub async fn known(
    tx: &mut Tx,
    tenant: Tenant,
    identities: &[String],
) -> Result<BTreeSet<String>, StoreError> {
    if identities.is_empty() {
        return Ok(BTreeSet::new());
    }
    let mut query = Query::new(
        "SELECT r.identity AS identity FROM import_rows r
         JOIN imports m ON m.tenant = r.tenant AND m.id = r.import_id
         WHERE m.state = 'published' AND r.tenant = ",
    );
    query
        .bind(tenant)
        .push(" AND r.identity IN (")
        .bind_all(identities.iter())
        .push(")");
    let (sql, args) = query.finish();
    let found = tx
        .all(sql, args, |row| row.get::<String>("identity"))
        .await?;
    Ok(found.into_iter().collect())
}
