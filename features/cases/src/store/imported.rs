//! Which cases came from an old register, and whether they may be seen.

use std::collections::BTreeMap;

use tongli_kernel::{Moment, Tenant};
use tongli_store::{Query, StoreError, Tx, args};

use crate::case::CaseId;
use crate::codes::Stage;

/// Narrows a statement over `cases c`: what came with an import is seen once the
/// import is published, and no longer when it is withdrawn. Asked row by row, as a scope is.
pub(super) const VISIBLE: &str = " AND NOT EXISTS (SELECT 1 FROM case_imports i
      WHERE i.tenant = c.tenant AND i.case_id = c.id AND NOT EXISTS (
          SELECT 1 FROM case_import_states s
          WHERE s.tenant = i.tenant AND s.import_id = i.import_id
            AND s.published_at IS NOT NULL) LIMIT 1 OFFSET 0)";

/// Rows of one statement.
const AT_ONCE: usize = 200;

/// The mark of what is hidden: it was shown once, and is hidden once at most.
const HIDDEN: i64 = -1;

/// The cases that these rows of a file have become.
pub async fn cases_of_rows(
    tx: &mut Tx,
    tenant: Tenant,
    import: i64,
    places: &[i64],
) -> Result<BTreeMap<i64, CaseId>, StoreError> {
    let mut found = BTreeMap::new();
    for chunk in places.chunks(AT_ONCE) {
        let mut query = Query::new("SELECT place, case_id FROM case_imports WHERE tenant = ");
        query.bind(tenant).push(" AND import_id = ").bind(import);
        query
            .push(" AND place IN (")
            .bind_all(chunk.iter().copied());
        query.push(")");
        let (sql, args) = query.finish();
        let rows = tx
            .all(sql, args, |row| {
                Ok((row.get::<i64>("place")?, row.get::<CaseId>("case_id")?))
            })
            .await?;
        found.extend(rows);
    }
    Ok(found)
}

/// A case with the row it came from.
pub struct Came<'a> {
    pub case: CaseId,
    pub import: i64,
    pub place: i64,
    pub former_department: Option<&'a str>,
}

pub async fn insert_many(tx: &mut Tx, tenant: Tenant, came: &[Came<'_>]) -> Result<(), StoreError> {
    for chunk in came.chunks(AT_ONCE) {
        let mut query = Query::new(
            "INSERT INTO case_imports (tenant, case_id, import_id, place, former_department)
             VALUES ",
        );
        query.push_rows(chunk.iter().map(|one| {
            args![
                tenant,
                one.case,
                one.import,
                one.place,
                one.former_department
            ]
        }));
        let (sql, args) = query.finish();
        tx.run(sql, args).await?;
    }
    Ok(())
}

/// The import a case came with.
pub async fn import_of(
    tx: &mut Tx,
    tenant: Tenant,
    case: CaseId,
) -> Result<Option<i64>, StoreError> {
    tx.find(
        "SELECT import_id FROM case_imports WHERE tenant = $1 AND case_id = $2",
        args![tenant, case],
        |row| row.get("import_id"),
    )
    .await
}

/// What the register called departments the house did not know.
pub async fn former_department(
    tx: &mut Tx,
    tenant: Tenant,
    case: CaseId,
) -> Result<Option<String>, StoreError> {
    let found = tx
        .find(
            "SELECT former_department FROM case_imports WHERE tenant = $1 AND case_id = $2",
            args![tenant, case],
            |row| row.get::<Option<String>>("former_department"),
        )
        .await?;
    Ok(found.flatten())
}

/// Shows all cases of an import with one row.
pub async fn publish(
    tx: &mut Tx,
    tenant: Tenant,
    import: i64,
    at: Moment,
) -> Result<(), StoreError> {
    tx.run(
        "INSERT INTO case_import_states (tenant, import_id, published_at) VALUES ($1,$2,$3)
         ON CONFLICT (tenant, import_id) DO UPDATE SET published_at = excluded.published_at",
        args![tenant, import, at],
    )
    .await?;
    super::figures::mark_import(tx, tenant, import, at.millis()).await
}

/// Hides them again, once and for all.
pub async fn hide(tx: &mut Tx, tenant: Tenant, import: i64, at: Moment) -> Result<(), StoreError> {
    tx.run(
        "UPDATE case_import_states SET published_at = NULL, hidden_at = $3
         WHERE tenant = $1 AND import_id = $2",
        args![tenant, import, at],
    )
    .await?;
    super::figures::mark_import(tx, tenant, import, HIDDEN).await
}

/// How many cases of an import have been taken up again.
pub async fn count_taken_up(tx: &mut Tx, tenant: Tenant, import: i64) -> Result<i64, StoreError> {
    tx.count(
        "SELECT COUNT(*) AS n FROM case_imports i
         JOIN cases c ON c.tenant = i.tenant AND c.id = i.case_id
         WHERE i.tenant = $1 AND i.import_id = $2 AND (c.stage <> $3 OR c.round > 1)",
        args![tenant, import, Stage::Archived],
    )
    .await
}
