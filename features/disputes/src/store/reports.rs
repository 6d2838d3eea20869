//! Decisions on reporting, and reports made.

use tongli_kernel::{Tenant, Viewer};
use tongli_store::{Row, StoreError, Tx, args};

use crate::dispute::DisputeId;
use crate::report::{Decision, Made, Matter, Report, ReportId};

pub(crate) async fn insert(
    tx: &mut Tx,
    viewer: &Viewer,
    dispute: DisputeId,
    new: &Report,
) -> Result<(), StoreError> {
    tx.run(
        "INSERT INTO dispute_reports (tenant, id, dispute, matter, rule, reason, discovered_at,
             decided_at, decided_by)
         VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9)",
        args![
            viewer.tenant,
            new.id,
            dispute,
            new.decision.matter.code(),
            new.decision.matter.rule(),
            &new.decision.reason,
            new.decision.discovered_at,
            new.decided_at,
            viewer.staff()
        ],
    )
    .await?;
    Ok(())
}

/// Writes the report that was made; `false` if one is written already.
pub(crate) async fn made(
    tx: &mut Tx,
    tenant: Tenant,
    id: ReportId,
    made: &Made,
) -> Result<bool, StoreError> {
    let changed = tx
        .run(
            "UPDATE dispute_reports SET reported_at = $3, authority = $4, channel = $5, person = $6,
                 receipt = $7
             WHERE tenant = $1 AND id = $2 AND reported_at IS NULL",
            args![
                tenant,
                id,
                made.reported_at,
                &made.authority,
                &made.channel,
                &made.person,
                made.receipt.as_deref()
            ],
        )
        .await?;
    Ok(changed == 1)
}

pub(crate) async fn list(
    tx: &mut Tx,
    tenant: Tenant,
    dispute: DisputeId,
) -> Result<Vec<Report>, StoreError> {
    tx.all(
        "SELECT id, matter, reason, discovered_at, decided_at, reported_at, authority, channel,
                person, receipt
         FROM dispute_reports WHERE tenant = $1 AND dispute = $2 ORDER BY id",
        args![tenant, dispute],
        report,
    )
    .await
}

fn report(row: &Row) -> Result<Report, StoreError> {
    let matter: String = row.get("matter")?;
    let text = |name: &str| {
        row.get::<Option<String>>(name)
            .map(Option::unwrap_or_default)
    };
    let made = match row.get("reported_at")? {
        Some(reported_at) => Some(Made {
            reported_at,
            authority: text("authority")?,
            channel: text("channel")?,
            person: text("person")?,
            receipt: row.get("receipt")?,
        }),
        None => None,
    };
    Ok(Report {
        id: row.get("id")?,
        decision: Decision {
            matter: Matter::from_code(&matter)
                .ok_or_else(|| StoreError::bug("a report of an unknown matter"))?,
            reason: row.get("reason")?,
            discovered_at: row.get("discovered_at")?,
        },
        decided_at: row.get("decided_at")?,
        made,
    })
}
