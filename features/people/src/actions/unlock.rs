//! An account locked by wrong tries is opened before its time.

use tongli_kernel::{Fault, StaffId, Viewer};
use tongli_store::history::Event;
use tongli_web::App;

use super::{demand, not_oneself, note_staff};
use crate::access::UNLOCK;
use crate::store::{credentials, staff};

pub async fn unlock(app: &App, viewer: &Viewer, id: StaffId) -> Result<(), Fault> {
    demand(viewer, UNLOCK)?;
    not_oneself(viewer, id)?;
    let now = app.now();
    app.db
        .write(async |tx| {
            staff::find_staff(tx, viewer.tenant, id)
                .await?
                .ok_or(Fault::NotFound)?;
            credentials::reset_tries(tx, viewer.tenant, id).await?;
            note_staff(tx, app, viewer, now, id, Event::new("account_unlocked")).await
        })
        .await
}
