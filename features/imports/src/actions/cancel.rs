//! Gives an import up before anybody has seen its cases.

use tongli_kernel::{Fault, Said, Viewer};
use tongli_store::history::{Event, append};
use tongli_store::jobs;
use tongli_web::App;

use super::read;
use crate::access::RUN;
use crate::import::{ImportId, State};
use crate::store::imports::{Change, change};

/// Gives up an import that is tried or running. What was brought in stays unseen.
pub async fn cancel(app: &App, viewer: &Viewer, id: ImportId, version: i64) -> Result<(), Fault> {
    if !viewer.may(RUN) {
        return Err(Fault::Forbidden(RUN));
    }
    let now = app.now();
    app.db
        .write(async |tx| {
            let mut import = read(tx, viewer, id).await?;
            if !matches!(import.state, State::Tried | State::Running) {
                return Err(Fault::Conflict(Said::new("imports-too-late-to-cancel")));
            }
            import.version = version;
            change(
                tx,
                viewer.tenant,
                &import,
                State::Cancelled,
                Change::default(),
            )
            .await?;
            if let Some(job) = import.job {
                let state = jobs::State::Cancelled;
                jobs::finish(tx, viewer.tenant, job, state, "{}", now, None).await?;
            }
            let event = Event::new("cancel").moved(import.state.code(), State::Cancelled.code());
            append(tx, viewer, now, &*app.chance, import.subject(), event).await?;
            Ok(())
        })
        .await
}
