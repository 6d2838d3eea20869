//! Gives a file to whoever asked for it.

use tongli_kernel::{Fault, Moment, Said, Viewer};
use tongli_store::history::{Event, append};
use tongli_store::jobs::JobId;
use tongli_web::App;

use super::pieces::MARK;
use crate::access;
use crate::export::{Export, Standing};
use crate::store;

/// A file on its way to its reader.
pub struct Taking {
    app: App,
    pub export: Export,
    digests: std::vec::IntoIter<String>,
}

/// Opens a file. It is given as long as its reader may know of all that stands in it:
/// what has changed since is withdrawn, and has to be asked for anew.
pub async fn take(app: &App, viewer: &Viewer, now: Moment, id: JobId) -> Result<Taking, Fault> {
    let (export, gone) = {
        let mut tx = app.db.read().await?;
        let export = super::read(&mut tx, viewer, id).await?;
        let since = export.created_at;
        let gone = tongli_cases::gone_since(&mut tx, viewer, since).await?;
        (export, gone)
    };
    match export.standing(now) {
        Standing::Ready => {}
        Standing::Waiting | Standing::Running => return Err(conflict("exports-not-yet")),
        Standing::Failed | Standing::Cancelled | Standing::Gone => {
            return Err(conflict("exports-is-gone"));
        }
    }
    if gone || export.scope != access::mark(viewer) {
        super::erase::withdraw(app, viewer, now, id).await?;
        return Err(conflict("exports-withdrawn"));
    }
    let attempt = export.attempt.clone().unwrap_or_default();
    let digests = app
        .db
        .write(async |tx| {
            let event = Event::new("take");
            append(tx, viewer, now, &*app.chance, export.subject(), event).await?;
            Ok(store::parts::of_attempt(tx, viewer.tenant, id, &attempt).await?)
        })
        .await?;
    Ok(Taking {
        app: app.clone(),
        export,
        digests: digests.into_iter(),
    })
}

fn conflict(key: &'static str) -> Fault {
    Fault::Conflict(Said::new(key))
}

impl Taking {
    /// The next bytes; `None` at the end.
    pub async fn advance(&mut self) -> Result<Option<Vec<u8>>, Fault> {
        let Some(digest) = self.digests.next() else {
            return Ok(None);
        };
        let mut bytes = self.app.files.read(&digest).await?;
        bytes.drain(..MARK.min(bytes.len()));
        Ok(Some(bytes))
    }
}
