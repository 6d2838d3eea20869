//! What the hospital says about itself is changed; what it was stays in its history.

use serde_json::json;
use tongli_kernel::{Fault, Viewer};
use tongli_store::history::{self, Event};
use tongli_store::settings;
use tongli_web::App;

use super::{demand, faster};
use crate::access::SETTINGS;
use crate::settings::{FIELDS, Settings};
use crate::store::settings as store;

/// Writes what differs. `seen` is how many changes there had been when the page
/// was opened: of two people the second is told.
pub async fn change_settings(
    app: &App,
    viewer: &Viewer,
    typed: Settings,
    seen: i64,
) -> Result<(), Fault> {
    demand(viewer, SETTINGS)?;
    typed.check()?;
    let (now, typed) = (app.now(), &typed);
    app.db
        .write(async |tx| {
            let before = store::read(tx, viewer.tenant).await?;
            let changes = store::changes(tx, viewer.tenant).await?;
            if changes.last().map_or(0, |link| link.seq) != seen {
                return Err(faster());
            }
            let mut changed = Vec::new();
            for ((field, old), new) in FIELDS.iter().zip(&before.0).zip(&typed.0) {
                if old != new {
                    settings::set(tx, viewer, field.name, new, now).await?;
                    changed.push(json!({ "name": field.name, "before": old, "after": new }));
                }
            }
            if changed.is_empty() {
                return Ok(());
            }
            let event = Event::new("settings_changed").with(json!({ "changed": changed }));
            history::append(tx, viewer, now, &*app.chance, store::SUBJECT, event).await?;
            Ok(())
        })
        .await
}
