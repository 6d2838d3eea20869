//! Gives a file up, or erases it before or after its days are over.

use tongli_kernel::{Fault, Moment, Tenant, Viewer};
use tongli_store::history::{Event, append};
use tongli_store::jobs::{self, JobId, State};
use tongli_store::{Db, Tx};
use tongli_web::App;

use crate::export::Export;
use crate::store;

/// Files erased in one run.
const AT_ONCE: i64 = 200;

/// How long a list shows what is no longer there.
const SHOWN_HOURS: i64 = 30 * 24;

/// No hand at all: every piece of a file is somebody else's.
const NOBODY: &str = "";

/// How a file came to its end before its days were over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// It was still being made.
    Cancelled,
    Erased,
    /// Its reader may no longer know of all that stands in it.
    Withdrawn,
}

impl Ending {
    const fn verb(self) -> &'static str {
        match self {
            Ending::Cancelled => "cancel",
            Ending::Erased => "erase",
            Ending::Withdrawn => "withdraw",
        }
    }
}

/// Gives up what is being made, erases what is ready. Twice changes nothing.
pub async fn erase(app: &App, viewer: &Viewer, now: Moment, id: JobId) -> Result<Ending, Fault> {
    let chosen = |export: &Export| match export.is_open() {
        true => Ending::Cancelled,
        false => Ending::Erased,
    };
    end(app, viewer, now, id, chosen).await
}

/// Takes back what was ready.
pub async fn withdraw(app: &App, viewer: &Viewer, now: Moment, id: JobId) -> Result<(), Fault> {
    end(app, viewer, now, id, |_| Ending::Withdrawn).await?;
    Ok(())
}

async fn end(
    app: &App,
    viewer: &Viewer,
    now: Moment,
    id: JobId,
    chosen: impl Fn(&Export) -> Ending,
) -> Result<Ending, Fault> {
    let tenant = viewer.tenant;
    let chosen = &chosen;
    let (ending, old) = app
        .db
        .write(async |tx| {
            let export = super::read(tx, viewer, id).await?;
            let ending = chosen(&export);
            if store::exports::set_erased(tx, tenant, id, now).await? {
                jobs::finish(tx, tenant, id, State::Cancelled, "", now, None).await?;
                let event = Event::new(ending.verb());
                append(tx, viewer, now, &*app.chance, export.subject(), event).await?;
            }
            Ok((ending, pieces(tx, tenant, id).await?))
        })
        .await?;
    take_away(app, tenant, id, NOBODY, &old).await?;
    Ok(ending)
}

/// What a run of the round came to.
#[derive(Debug, Default)]
pub struct Swept {
    pub erased: i64,
    /// Files that could not be erased now; the next run tries again.
    pub failed: i64,
}

/// Erases files whose days are over and what was left of others, and forgets those of
/// which nothing has been there for long. One that cannot be erased holds no other up.
pub async fn erase_expired(app: &App) -> Result<Swept, Fault> {
    let (tenant, now) = (app.tenant, app.now());
    let over = {
        let mut tx = app.db.read().await?;
        let mut over = store::exports::over(&mut tx, tenant, now, AT_ONCE).await?;
        over.extend(store::parts::left_behind(&mut tx, tenant, AT_ONCE).await?);
        over
    };
    let mut swept = Swept::default();
    for id in over {
        match erase_bytes(app, tenant, id).await {
            Ok(()) => swept.erased += 1,
            Err(fault) => {
                tracing::error!(?fault, export = %id, "a file could not be erased");
                swept.failed += 1;
            }
        }
    }
    let before = now.plus_hours(-SHOWN_HOURS);
    app.db
        .write(async |tx| {
            for id in store::exports::forget(tx, tenant, before).await? {
                jobs::forget(tx, tenant, id).await?;
            }
            Ok(())
        })
        .await?;
    Ok(swept)
}

/// Takes the bytes away. Marked first, so that whoever is still writing stops; stopped in
/// between, the round takes away what is left.
pub async fn erase_bytes(app: &App, tenant: Tenant, id: JobId) -> Result<(), Fault> {
    let now = app.now();
    let old = app
        .db
        .write(async |tx| {
            store::exports::set_erased(tx, tenant, id, now).await?;
            pieces(tx, tenant, id).await
        })
        .await?;
    take_away(app, tenant, id, NOBODY, &old).await
}

async fn pieces(tx: &mut Tx, tenant: Tenant, id: JobId) -> Result<Vec<String>, Fault> {
    Ok(store::parts::others(tx, tenant, id, NOBODY).await?)
}

/// Takes pieces away that are not `but`'s, the bytes before the rows that know them: the
/// rows of a file stay until all its bytes are gone.
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
    let mut gone = Ok(());
    for digest in digests {
        gone = gone.and(app.files.remove(digest).await);
    }
    gone?;
    app.db
        .write(async |tx| Ok(store::parts::forget_others(tx, tenant, id, but).await?))
        .await
}

/// Takes the files out of a copy of the database that is kept without their bytes, and
/// answers their digests: there they are gone, and what was under way is made anew.
pub async fn leave_out(copy: &Db, now: Moment) -> Result<Vec<String>, Fault> {
    copy.write(async |tx| {
        let digests = store::parts::all(tx).await?;
        store::exports::set_made_erased(tx, now).await?;
        store::parts::forget_all(tx).await?;
        Ok(digests)
    })
    .await
}
