//! The leader signs what was written down, says that it was not so, or the note signed
//! on paper is put into the file.

use serde_json::json;
use tongli_cases::Case;
use tongli_kernel::{Fault, Gate, Moment, Said, Viewer};
use tongli_people::roles::DIRECTOR;
use tongli_store::Tx;
use tongli_store::attachments::{self, AttachmentId};
use tongli_store::history::{self, Event};
use tongli_store::outbox::{self, Message, To};
use tongli_web::App;

use super::{faster, read_instruction};
use crate::access::{RECORD, SIGN};
use crate::instruction::{Instruction, InstructionId, MOST, RULE, State};
use crate::store;

/// What the leader says to it.
#[derive(Debug, Clone)]
pub struct Signing {
    pub ok: bool,
    /// Must say what was meant where it was not so.
    pub words: String,
}

/// Only the one who said it signs; a deputy did not say it.
pub async fn sign(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    now: Moment,
    (id, version): (InstructionId, i64),
    signing: &Signing,
) -> Result<(Instruction, Case), Fault> {
    let (one, case) = read_instruction(tx, app, viewer, id).await?;
    if viewer.staff() != Some(one.leader) {
        return Err(Fault::Forbidden(SIGN));
    }
    if one.words.is_empty() {
        // Nobody answers for words that are kept from them.
        let gate = Gate::new("hidden", Said::new("leaders-gate-told-elsewhere"));
        return Err(Fault::Gated(vec![gate]));
    }
    let words = signing.words.trim();
    if !signing.ok && words.is_empty() {
        return Err(Fault::field("words", Said::new("leaders-denial-words")));
    }
    if words.chars().count() > MOST {
        let said = Said::new("leaders-words-wrong").with("most", MOST);
        return Err(Fault::field("words", said));
    }
    let state = if signing.ok {
        State::Signed
    } else {
        State::Denied
    };
    let mut next = answered(viewer, now, &one, version, state)?;
    next.answer = (!words.is_empty()).then(|| words.to_owned());
    keep(tx, app, viewer, now, &case, next).await
}

/// The note the leader signed on paper is in the case's file.
pub async fn signed_on_paper(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    now: Moment,
    (id, version): (InstructionId, i64),
    file: AttachmentId,
) -> Result<(Instruction, Case), Fault> {
    let (one, case) = read_instruction(tx, app, viewer, id).await?;
    if !viewer.may(RECORD) || case.complains_of(viewer) {
        return Err(Fault::Forbidden(RECORD));
    }
    let found = attachments::find(tx, viewer.tenant, file).await?;
    let here = found.filter(|found| {
        found.subject_kind == tongli_cases::SUBJECT && found.subject_id == case.id.raw()
    });
    let Some(here) = here else {
        return Err(Fault::field("file", Said::new("leaders-file-unknown")));
    };
    // What was in the file before it was said cannot be its signature.
    if here.created_at < one.given_at {
        return Err(Fault::field("file", Said::new("leaders-file-older")));
    }
    let mut next = answered(viewer, now, &one, version, State::OnPaper)?;
    next.file = Some(file);
    keep(tx, app, viewer, now, &case, next).await
}

fn answered(
    viewer: &Viewer,
    now: Moment,
    one: &Instruction,
    version: i64,
    state: State,
) -> Result<Instruction, Fault> {
    if one.state != State::Open {
        return Err(Fault::Conflict(Said::new("leaders-answered-already")));
    }
    if one.version != version {
        return Err(faster());
    }
    Ok(Instruction {
        state,
        answered_at: Some(now),
        answered_by: viewer.staff(),
        ..one.clone()
    })
}

async fn keep(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    now: Moment,
    case: &Case,
    mut next: Instruction,
) -> Result<(Instruction, Case), Fault> {
    if !store::answer(tx, app, viewer.tenant, &next).await? {
        return Err(faster());
    }
    next.version += 1;
    tongli_work::meet_clock(tx, app, viewer, next.subject(), RULE, now).await?;
    let verb = match next.state {
        State::Denied => "instruction_denied",
        _ => "instruction_signed",
    };
    let payload = json!({ "instruction": next.id, "file": next.file });
    let event = Event::new(verb).with(payload.clone());
    history::append(tx, viewer, now, &*app.chance, case.subject(), event).await?;
    let event = Event::new(verb).with(payload);
    history::append(tx, viewer, now, &*app.chance, next.subject(), event).await?;
    if next.state == State::Denied {
        let mut to = vec![To::Staff(next.recorded_by)];
        // A word that was not said is the head's business, where the head may know.
        if tongli_cases::label_for_lists(case).is_some() {
            to.push(To::Role(DIRECTOR));
        }
        for one in to {
            let said = Said::new("leaders-message-denied")
                .with("number", case.number.as_str())
                .with("path", next.path());
            let message = Message::new("leaders", next.subject(), one, said).urgent(true);
            outbox::put(tx, viewer, &app.ids, now, message).await?;
        }
    }
    Ok((next, case.clone()))
}
