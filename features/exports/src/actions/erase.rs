//! Gives a file up, or erases it before or after its days are over.

use tongli_kernel::{Fault, Moment, Tenant, Viewer};
use tongli_store::history::{Event, append};
use tongli_store::jobs::{self, JobId, State};
use tongli_web::App;

use crate::store;

/// Files erased in one run.
const AT_ONCE: i64 = 200;

/// No hand at all: every piece of a file is somebody else's.
const NOBODY: &str = "";

/// Gives up what is being made, erases what is ready. Twice changes nothing.
pub async fn erase(app: &App, viewer: &Viewer, now: Moment, id: JobId) -> Result<(), Fault> {
    app.db
        .write(async |tx| {
            let export = super::read(tx, viewer, id).await?;
            if export.erased_at.is_some() {
                return Ok(());
            }
            let verb = if export.is_open() { "cancel" } else { "erase" };
            jobs::finish(tx, viewer.tenant, id, State::Cancelled, "", now, None).await?;
            let event = Event::new(verb);
            append(tx, viewer, now, &*app.chance, export.subject(), event).await?;
            Ok(())
        })
        .await?;
    erase_bytes(app, viewer.tenant, id).await
}

/// Erases files whose days are over; answers how many.
pub async fn erase_expired(app: &App) -> Result<i64, Fault> {
    let over = {
        let mut tx = app.db.read().await?;
        store::exports::over(&mut tx, app.tenant, app.now(), AT_ONCE).await?
    };
    for id in &over {
        erase_bytes(app, app.tenant, *id).await?;
    }
    Ok(i64::try_from(over.len()).unwrap_or(i64::MAX))
}

/// Takes the bytes away. Marked first, so that whoever is still writing stops.
pub async fn erase_bytes(app: &App, tenant: Tenant, id: JobId) -> Result<(), Fault> {
    let now = app.now();
    let old = app
        .db
        .write(async |tx| {
            store::exports::erased(tx, tenant, id, now).await?;
            Ok(store::parts::others(tx, tenant, id, NOBODY).await?)
        })
        .await?;
    take_away(app, tenant, id, NOBODY, &old).await
}

/// Takes pieces away that are not `but`'s, the bytes before the rows that know them.
pub async fn take_away(
    app: &App,
    tenant: Tenant,
    id: JobId,
    but: &str,
    digests: &[String],
) -> Result<(), Fault> {
    if digests.is_empty() {
        return Ok(());
    }
    for digest in digests {
        app.files.remove(digest).await?;
    }
    app.db
        .write(async |tx| Ok(store::parts::forget_others(tx, tenant, id, but).await?))
        .await
}
