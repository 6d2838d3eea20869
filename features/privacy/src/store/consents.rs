//! Consents: rows are added, never changed.

use tongli_cases::CaseId;
use tongli_kernel::{Private, Tenant, Viewer};
use tongli_store::{Row, StoreError, Tx, args};
use tongli_web::App;

use super::{closed, coded, opened};
use crate::codes::{ConsentKind, Decision, How, Whom};
use crate::consent::Consent;

pub(super) const NAME: &str = "consents.name";

/// Adds a decision in its place among those of the case.
pub(crate) async fn insert(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    (case, place): (CaseId, i64),
    new: &Consent,
) -> Result<(), StoreError> {
    tx.run(
        "INSERT INTO consents (tenant, id, case_id, kind, whom, name, decision, how, file,
             decided_at, text_version, text, recorded_at, by_id, place)
         VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13,$14,$15)",
        args![
            viewer.tenant,
            new.id,
            case,
            new.kind.code(),
            new.whom.code(),
            closed(app, viewer.tenant, NAME, new.name.as_ref())?,
            new.decision.code(),
            new.how.code(),
            new.file,
            new.decided_at,
            &new.text_version,
            &new.text,
            new.recorded_at,
            new.by,
            place
        ],
    )
    .await?;
    Ok(())
}

/// The decisions about a case, oldest first.
pub(crate) async fn list(
    tx: &mut Tx,
    app: &App,
    tenant: Tenant,
    case: CaseId,
) -> Result<Vec<Consent>, StoreError> {
    tx.all(
        "SELECT id, kind, whom, name, decision, how, file, decided_at, text_version, text,
                recorded_at, by_id
         FROM consents WHERE tenant = $1 AND case_id = $2 ORDER BY id",
        args![tenant, case],
        |row| consent(row, (app, tenant)),
    )
    .await
}

fn consent(row: &Row, house: (&App, Tenant)) -> Result<Consent, StoreError> {
    let name: Option<Private<String>> = opened(house, NAME, row.get("name")?)?;
    Ok(Consent {
        id: row.get("id")?,
        kind: coded(row, "kind", ConsentKind::from_code)?,
        whom: coded(row, "whom", Whom::from_code)?,
        name,
        decision: coded(row, "decision", Decision::from_code)?,
        how: coded(row, "how", How::from_code)?,
        file: row.get("file")?,
        decided_at: row.get("decided_at")?,
        text_version: row.get("text_version")?,
        text: row.get("text")?,
        recorded_at: row.get("recorded_at")?,
        by: row.get("by_id")?,
    })
}
