//! Writes on a case's timeline.

use serde_json::json;
use tongli_kernel::{Fault, Moment, Said, Viewer};
use tongli_store::{StoreError, Tx};
use tongli_web::App;

use super::{Move, advance};
use crate::access;
use crate::case::Case;
use crate::change::FactChange;
use crate::codes::Visibility;
use crate::life::Verb;
use crate::store::{self, notes::Note, notes::NoteId};

const LONGEST_NOTE: usize = 4_000;

/// Adds a note; its text stands in the note alone, the history names it.
pub async fn add_note(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    now: Moment,
    case: &Case,
    visibility: Visibility,
    text: &str,
) -> Result<NoteId, Fault> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Fault::field("text", Said::new("cases-note-empty")));
    }
    if text.chars().count() > LONGEST_NOTE {
        return Err(Fault::field(
            "text",
            Said::new("cases-text-long").with("most", LONGEST_NOTE),
        ));
    }
    if visibility == Visibility::Shared && !access::reads_private_notes(viewer) {
        return Err(Fault::field(
            "visibility",
            Said::new("cases-note-office-speaks"),
        ));
    }
    let note = Note {
        id: app.id(),
        visibility,
        text: text.to_owned(),
        at: now,
        by: viewer.staff(),
        by_name: viewer.signature(),
    };
    store::notes::insert(tx, viewer.tenant, case.id, &note).await?;
    let payload = json!({ "note": note.id, "visibility": visibility.code() });
    let step = Move::new(Verb::Note, None, FactChange::None).with(payload);
    advance(tx, app, viewer, now, case, step).await?;
    Ok(note.id)
}

/// The notes this viewer reads, oldest first.
pub async fn notes_for(tx: &mut Tx, viewer: &Viewer, case: &Case) -> Result<Vec<Note>, StoreError> {
    let all = store::notes::list(tx, viewer.tenant, case.id).await?;
    if access::reads_private_notes(viewer) {
        return Ok(all);
    }
    let mine = viewer.staff();
    Ok(all
        .into_iter()
        .filter(|note| note.visibility == Visibility::Shared || (mine.is_some() && note.by == mine))
        .collect())
}
