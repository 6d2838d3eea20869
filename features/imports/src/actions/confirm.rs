//! Lets the rows of a tried file be brought in.

use serde_json::json;
use tongli_kernel::{Fault, Said, Viewer};
use tongli_store::history::{Event, append};
use tongli_store::jobs;
use tongli_web::App;

use super::read;
use crate::access::RUN;
use crate::import::{ImportId, State};
use crate::store;
use crate::store::imports::{Change, change};

/// The kind of the jobs that bring rows in.
pub const JOB: &str = "import";

/// Asks for the rows to be brought in; the round does it.
pub async fn confirm(app: &App, viewer: &Viewer, id: ImportId, version: i64) -> Result<(), Fault> {
    if !viewer.may(RUN) {
        return Err(Fault::Forbidden(RUN));
    }
    let now = app.now();
    app.db
        .write(async |tx| {
            let mut import = read(tx, viewer, id).await?;
            if import.state != State::Tried {
                return Err(Fault::Conflict(Said::new("imports-not-tried")));
            }
            if import.good == 0 {
                return Err(Fault::Conflict(Said::new("imports-nothing-good")));
            }
            import.version = version;
            let params = json!({ "import": id.to_string() }).to_string();
            let job = jobs::ask(tx, viewer, &app.ids, now, JOB, &params).await?;
            let with = Change {
                job: Some(job),
                ..Change::default()
            };
            change(tx, viewer.tenant, &import, State::Running, with).await?;
            store::rows::ask_again(tx, viewer.tenant, import.id).await?;
            let event = Event::new("confirm").moved(State::Tried.code(), State::Running.code());
            append(tx, viewer, now, &*app.chance, import.subject(), event).await?;
            Ok(())
        })
        .await
}
