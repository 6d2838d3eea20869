//! Shows the cases of an import that is complete: one row, all at once.

use serde_json::json;
use tongli_kernel::{Fault, Said, Viewer};
use tongli_store::history::{Event, append};
use tongli_store::jobs;
use tongli_web::App;

use crate::import::{Import, ImportId, State};
use crate::store;
use crate::store::imports::{Change, change};

/// Publishes an import that is running; answers it as it stands then.
pub async fn publish(app: &App, viewer: &Viewer, id: ImportId) -> Result<Import, Fault> {
    let now = app.now();
    app.db
        .write(async |tx| {
            let tenant = viewer.tenant;
            let import = store::imports::find(tx, tenant, id)
                .await?
                .ok_or(Fault::NotFound)?;
            if import.state == State::Published {
                return Ok(import);
            }
            if import.state != State::Running {
                return Err(Fault::Conflict(Said::new("imports-stopped")));
            }
            let cases = store::rows::count_in(tx, tenant, id).await?;
            let with = Change {
                published_at: Some(now),
                ..Change::default()
            };
            change(tx, tenant, &import, State::Published, with).await?;
            tongli_cases::publish_import(tx, tenant, id.raw(), now).await?;
            if let Some(job) = import.job {
                let result = json!({ "cases": cases }).to_string();
                jobs::finish(tx, tenant, job, jobs::State::Done, &result, now, None).await?;
            }
            let event = Event::new("publish")
                .moved(State::Running.code(), State::Published.code())
                .with(json!({ "cases": cases }));
            append(tx, viewer, now, &*app.chance, import.subject(), event).await?;
            store::imports::find(tx, tenant, id)
                .await?
                .ok_or(Fault::NotFound)
        })
        .await
}
