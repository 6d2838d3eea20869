//! Taking a tap back.

use tongli_kernel::{Fault, Moment, Said, Viewer};
use tongli_store::Tx;
use tongli_web::App;

use super::actor;
use crate::access;
use crate::store;
use crate::tap::{Tap, TapId};

/// Takes an own tap of today back; the row stays and says so. Done twice it changes
/// nothing, and another's tap is not there.
pub async fn undo(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    now: Moment,
    id: TapId,
) -> Result<Tap, Fault> {
    let by = actor(viewer, access::TAP)?;
    let mut tap = store::find(tx, viewer.tenant, id)
        .await?
        .filter(|tap| tap.by == by)
        .ok_or(Fault::NotFound)?;
    if tap.undone_at.is_some() {
        return Ok(tap);
    }
    if !tap.may_be_undone(app.time.day_of(now)) {
        let said = Said::new("desk-undo-late").with("day", tap.day);
        return Err(Fault::Conflict(said));
    }
    if store::undo(tx, viewer.tenant, id, by, now).await? {
        tap.undone_at = Some(now);
        return Ok(tap);
    }
    // Somebody signed in as the same person was faster.
    store::find(tx, viewer.tenant, id)
        .await?
        .ok_or(Fault::NotFound)
}
