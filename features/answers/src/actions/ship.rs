//! The program's own scripts come into a hospital's library, each once.

use tongli_kernel::{Fault, Viewer};
use tongli_web::App;

use super::write::note;
use crate::entry::{Entry, State};
use crate::shipped::{Script, scripts};
use crate::store::entries::{self, Origin};

/// Writes down which of the scripts are missing; answers how many. One that the hospital
/// has changed or withdrawn is there and stays as it is.
pub async fn ship(app: &App, viewer: &Viewer) -> Result<usize, Fault> {
    let mut tx = app.db.read().await?;
    let known = entries::shipped(&mut tx, viewer.tenant).await?;
    drop(tx);
    let missing: Vec<&Script> = scripts()
        .iter()
        .filter(|script| !known.contains(&script.code))
        .collect();
    if missing.is_empty() {
        return Ok(0);
    }
    let (now, missing) = (app.now(), &missing);
    app.db
        .write(async |tx| {
            let mut written = 0;
            for script in missing {
                let new = Entry {
                    id: app.ids.next(now),
                    state: State::Current,
                    version: 1,
                    content: script.content(),
                    shipped: Some(script.code.clone()),
                    changed_at: now,
                };
                let origin = Origin {
                    by: None,
                    once: None,
                };
                if entries::insert(tx, viewer.tenant, &new, origin).await? {
                    note(tx, app, viewer, now, ("ship", &new, "")).await?;
                    written += 1;
                }
            }
            Ok(written)
        })
        .await
}
