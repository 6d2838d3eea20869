//! The index of what was said, written with the case.

use tongli_kernel::Tenant;
use tongli_store::{Query, StoreError, Tx, args};

use crate::case::CaseId;
use crate::grams::grams;

/// Rows of one statement; each has three arguments.
const AT_ONCE: usize = 200;

/// Indexes a text; terms that stand there already stay.
pub async fn index(
    tx: &mut Tx,
    tenant: Tenant,
    case: CaseId,
    text: &str,
) -> Result<(), StoreError> {
    let terms: Vec<String> = grams(text).into_iter().collect();
    for chunk in terms.chunks(AT_ONCE) {
        let mut query = Query::new("INSERT INTO case_terms (tenant, gram, case_id) VALUES ");
        for (at, term) in chunk.iter().enumerate() {
            query.push(if at == 0 { "(" } else { ", (" });
            query
                .bind(tenant)
                .push(", ")
                .bind(term)
                .push(", ")
                .bind(case);
            query.push(")");
        }
        query.push(" ON CONFLICT DO NOTHING");
        let (sql, args) = query.finish();
        tx.run(sql, args).await?;
    }
    Ok(())
}

/// The tables of the index, which are written by [`index`] alone.
pub const TABLES: &[&str] = &["case_terms"];

/// Indexes cases whose rows were carried here from elsewhere.
pub async fn index_carried(
    tx: &mut Tx,
    tenant: Tenant,
    cases: &[CaseId],
) -> Result<(), StoreError> {
    for case in cases {
        let text: String = tx
            .one(
                "SELECT folded FROM cases WHERE tenant = $1 AND id = $2",
                args![tenant, *case],
                |row| row.get("folded"),
            )
            .await?;
        index(tx, tenant, *case, &text).await?;
    }
    Ok(())
}

/// Writes the index of a case anew: what it no longer tells is no longer found.
pub async fn reindex(
    tx: &mut Tx,
    tenant: Tenant,
    case: CaseId,
    text: &str,
) -> Result<(), StoreError> {
    tx.run(
        "DELETE FROM case_terms WHERE tenant = $1 AND case_id = $2",
        args![tenant, case],
    )
    .await?;
    index(tx, tenant, case, text).await
}

/// Adds to the text that search compares with.
pub async fn extend_folded(
    tx: &mut Tx,
    tenant: Tenant,
    case: CaseId,
    more: &str,
) -> Result<(), StoreError> {
    tx.run(
        "UPDATE cases SET folded = folded || ' ' || $3 WHERE tenant = $1 AND id = $2",
        args![tenant, case, more],
    )
    .await?;
    Ok(())
}
