//! An account is disabled when somebody leaves, and may be enabled again.

use tongli_kernel::{Fault, Moment, StaffId, Viewer};
use tongli_store::history::Event;
use tongli_web::App;

use super::{demand, faster, not_oneself, note_staff};
use crate::access::ACCOUNTS;
use crate::store::{credentials, sessions, staff};

/// From now on nobody signs in with it; open sessions end. `version`: `None` where
/// nobody looked at the record before, as on the command line.
pub async fn disable_staff(
    app: &App,
    viewer: &Viewer,
    id: StaffId,
    version: Option<i64>,
) -> Result<(), Fault> {
    set_disabled(app, viewer, id, version, Some(app.now())).await
}

pub async fn enable_staff(
    app: &App,
    viewer: &Viewer,
    id: StaffId,
    version: Option<i64>,
) -> Result<(), Fault> {
    set_disabled(app, viewer, id, version, None).await
}

async fn set_disabled(
    app: &App,
    viewer: &Viewer,
    id: StaffId,
    version: Option<i64>,
    disabled_at: Option<Moment>,
) -> Result<(), Fault> {
    demand(viewer, ACCOUNTS)?;
    not_oneself(viewer, id)?;
    let now = app.now();
    app.db
        .write(async |tx| {
            let tenant = viewer.tenant;
            let before = staff::find_staff(tx, tenant, id)
                .await?
                .ok_or(Fault::NotFound)?;
            if before.disabled_at.is_some() == disabled_at.is_some() {
                return Ok(());
            }
            let seen = version.unwrap_or(before.version);
            if !staff::set_disabled(tx, tenant, id, disabled_at, seen).await? {
                return Err(faster());
            }
            let verb = if disabled_at.is_some() {
                sessions::end_all(tx, tenant, id, None, now).await?;
                credentials::end_shift(tx, tenant, id).await?;
                "account_disabled"
            } else {
                credentials::reset_tries(tx, tenant, id).await?;
                "account_enabled"
            };
            note_staff(tx, app, viewer, now, id, Event::new(verb)).await
        })
        .await
}
