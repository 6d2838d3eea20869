//! Writes on a case's timeline.

use serde_json::json;
use tongli_kernel::{Fault, FieldErrors, Moment, Said, Tenant, Viewer};
use tongli_patients::ReplyBy;
use tongli_store::{StoreError, Tx};
use tongli_web::{App, pass};

use super::endings::TELLING;
use super::{Move, advance};
use crate::access;
use crate::case::{Case, CaseId};
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
    if visibility.is_for_person() && !access::reads_private_notes(viewer) {
        return Err(Fault::field(
            "visibility",
            Said::new("cases-note-office-speaks"),
        ));
    }
    keep_note(tx, app, viewer, now, case, (visibility, text)).await
}

/// The account of somebody complained of: the office reads it, and they themselves.
pub(super) async fn keep_account(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    now: Moment,
    case: &Case,
    text: &str,
) -> Result<(), Fault> {
    let private = (Visibility::Private, text);
    keep_note(tx, app, viewer, now, case, private).await?;
    Ok(())
}

async fn keep_note(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    now: Moment,
    case: &Case,
    (visibility, text): (Visibility, &str),
) -> Result<NoteId, Fault> {
    let note = written(app, viewer, now, visibility, text)?;
    store::notes::insert(tx, viewer.tenant, &[(case.id, &note)]).await?;
    let payload = json!({ "note": note.id, "visibility": visibility.code() });
    let step = Move::new(Verb::Note, None, FactChange::None).with(payload);
    advance(tx, app, viewer, now, case, step).await?;
    Ok(note.id)
}

pub(super) fn written(
    app: &App,
    viewer: &Viewer,
    now: Moment,
    visibility: Visibility,
    text: &str,
) -> Result<Note, Fault> {
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
    Ok(Note {
        id: app.id(),
        visibility,
        text: text.to_owned(),
        at: now,
        by: viewer.staff(),
        by_name: viewer.signature(),
    })
}

/// How the person was told something before the answer.
#[derive(Debug, Clone)]
pub struct Informing {
    pub by: Option<ReplyBy>,
    /// Now, where nothing is said.
    pub told_at: Option<Moment>,
    pub text: String,
}

/// Writes down that the person was told how it stands. They read it with their code
/// as well.
pub(super) async fn inform(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    now: Moment,
    case: &Case,
    informing: &Informing,
) -> Result<NoteId, Fault> {
    let told_at = informing.told_at.unwrap_or(now);
    let mut errors = FieldErrors::default();
    let by = informing.by.filter(|by| *by != ReplyBy::None);
    if by.is_none() {
        errors.add("by", Said::new("cases-required"));
    }
    if told_at > now {
        errors.add("told_at", Said::new("cases-moment-future"));
    } else if told_at < case.receipt() {
        errors.add("told_at", Said::new("cases-told-before"));
    }
    errors.or_else(|| ())?;
    let way = by.map_or("", ReplyBy::code);
    pass(tx, app, viewer, (TELLING, way), case.subject()).await?;
    // How it stands is no clinical matter: the code of the receipt opens it.
    let note = written(app, viewer, now, Visibility::Process, &informing.text)?;
    store::notes::insert(tx, viewer.tenant, &[(case.id, &note)]).await?;
    let payload = json!({
        "note": note.id,
        "by": by.map(ReplyBy::code),
        "told_at": told_at.millis(),
    });
    let step = Move::new(Verb::Inform, None, FactChange::None).with(payload);
    advance(tx, app, viewer, now, case, step).await?;
    tongli_work::close_items(
        tx,
        app,
        viewer,
        case.subject(),
        Some(super::items::INFORM),
        None,
    )
    .await?;
    Ok(note.id)
}

/// What the person may read of a case's notes, oldest first: for whoever has the code
/// of the receipt.
pub async fn shared_notes(
    tx: &mut Tx,
    tenant: Tenant,
    case: CaseId,
) -> Result<Vec<Note>, StoreError> {
    let mut notes = store::notes::list(tx, tenant, case).await?;
    notes.retain(|note| note.visibility.is_for_person());
    Ok(notes)
}

/// The notes this viewer reads, oldest first.
pub async fn notes_for(tx: &mut Tx, viewer: &Viewer, case: &Case) -> Result<Vec<Note>, StoreError> {
    let mut all = store::notes::list(tx, viewer.tenant, case.id).await?;
    let veil = super::veil_over(tx, viewer, case).await?;
    all.retain(|note| !veil.hides(note.id.raw()));
    if access::reads_private_notes(viewer) {
        return Ok(all);
    }
    let mine = viewer.staff();
    Ok(all
        .into_iter()
        .filter(|note| note.visibility.is_for_person() || (mine.is_some() && note.by == mine))
        .collect())
}
