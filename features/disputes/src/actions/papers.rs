//! Sealing records and handing out copies.

use serde_json::json;
use tongli_kernel::{Fault, Moment, Viewer};
use tongli_store::{OnUnique, Tx};
use tongli_web::App;

use super::{changed, faster, read_to_change};
use crate::copying::{CopyId, Copying};
use crate::dispute::Dispute;
use crate::seal::{Seal, SealItem, Sealed};
use crate::store;

/// Writes down a batch of sealed records.
pub async fn seal_records(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    now: Moment,
    dispute: (&str, i64),
    (sealed, items): (&Sealed, &[SealItem]),
) -> Result<Dispute, Fault> {
    let mut next = read_to_change(tx, viewer, dispute.0, dispute.1).await?;
    let seal = Seal {
        id: app.ids.next(now),
        batch: store::papers::next_batch(tx, viewer.tenant, next.id).await?,
        sealed: sealed.clone(),
        items: items.to_vec(),
    };
    store::papers::insert_seal(tx, app, viewer, next.id, &seal)
        .await
        .on_unique(faster)?;
    let payload = json!({ "seal": seal.id, "batch": seal.batch, "items": items.len() });
    changed(tx, app, viewer, now, &mut next, "seal", payload).await?;
    Ok(next)
}

/// Writes down copies asked for or handed out.
pub async fn record_copying(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    now: Moment,
    dispute: (&str, i64),
    copying: &Copying,
) -> Result<Dispute, Fault> {
    let mut next = read_to_change(tx, viewer, dispute.0, dispute.1).await?;
    let id: CopyId = app.ids.next(now);
    store::papers::insert_copying(tx, app, viewer, next.id, id, copying).await?;
    let payload = json!({
        "copy": id,
        "applicant": copying.applicant.code(),
        "handed": copying.handed_at.is_some(),
    });
    changed(tx, app, viewer, now, &mut next, "copy", payload).await?;
    Ok(next)
}
