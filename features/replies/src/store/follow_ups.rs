//! The tries of a follow-up.

use tongli_kernel::{Private, StaffId, Tenant};
use tongli_store::{Row, StoreError, Tx, args};
use tongli_web::App;

use super::{InRound, seal};
use crate::follow_up::{NewTry, Outcome, Try};

pub async fn insert(
    tx: &mut Tx,
    app: &App,
    tenant: Tenant,
    case: InRound,
    new: &NewTry,
    by: Option<StaffId>,
) -> Result<(), StoreError> {
    let plain = serde_json::to_string(&new.words).map_err(StoreError::bug)?;
    let body = seal(app, tenant, "follow_ups.body", &plain)?;
    tx.run(
        "INSERT INTO follow_ups (tenant, id, case_id, round, outcome, tried_at, by_id, identity_checked,
             rated_by_patient, satisfaction, understood, measures_done, body, retention_class)
         VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13,'case')",
        args![
            tenant,
            app.id::<Try>(),
            case.id,
            case.round,
            new.outcome.code(),
            new.tried_at,
            by,
            new.identity_checked,
            new.rated_by_patient,
            new.satisfaction,
            new.understood,
            new.measures_done,
            body
        ],
    )
    .await?;
    Ok(())
}

/// The tries of a case in all its rounds, oldest first.
pub async fn list(
    tx: &mut Tx,
    app: &App,
    tenant: Tenant,
    case_id: i64,
) -> Result<Vec<Try>, StoreError> {
    tx.all(
        "SELECT round, outcome, tried_at, by_id, satisfaction, understood, measures_done, body
         FROM follow_ups WHERE tenant = $1 AND case_id = $2 ORDER BY id",
        args![tenant, case_id],
        |row| one_try(row, app, tenant),
    )
    .await
}

fn one_try(row: &Row, app: &App, tenant: Tenant) -> Result<Try, StoreError> {
    let outcome: String = row.get("outcome")?;
    let body: String = row.get("body")?;
    let plain = app.keys.open(tenant, "follow_ups.body", &body)?;
    Ok(Try {
        round: row.get("round")?,
        outcome: Outcome::from_code(&outcome)
            .ok_or_else(|| StoreError::bug("an unknown outcome of a try"))?,
        tried_at: row.get("tried_at")?,
        by: row.get("by_id")?,
        satisfaction: row.get("satisfaction")?,
        understood: row.get("understood")?,
        measures_done: row.get("measures_done")?,
        words: Private::new(serde_json::from_str(&plain).map_err(StoreError::bug)?),
    })
}
