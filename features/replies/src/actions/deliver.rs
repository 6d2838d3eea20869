//! Proves that the answer reached the person. A tick is not enough.

use serde_json::json;
use tongli_addressees::{MayLeave, Way};
use tongli_cases::{Allegation, Case, EndingChange, FactChange, SUBJECT, Verb};
use tongli_kernel::{Fault, Gate, Id, Moment, Said, Viewer};
use tongli_store::{Tx, attachments};
use tongli_web::App;

use super::{circumstances, digest_of, leaving, read, step};
use crate::letter::{Letter, LetterId, State};
use crate::mode::{Claim, Mode, Proof};
use crate::round::{began_at, not_before};
use crate::store::answers::{Spoken, SpokenId};
use crate::store::deliveries::{self, NewDelivery};
use crate::store::{InRound, answers, letters};

pub async fn prove_delivery(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    number: &str,
    version: Option<i64>,
    claim: &Claim,
) -> Result<Case, Fault> {
    let (case, allegations) = read(tx, viewer, Verb::ProveDelivery, number, version).await?;
    if case.kind.is_complaint() && case.approved_at.is_none() {
        let gate = Gate::new("approval", Said::new("replies-gate-approval"));
        return Err(Fault::Gated(vec![gate]));
    }
    let mut claim = claim.clone();
    // A box somebody ticks proves nothing: the conversation itself is on record, or
    // it is not.
    let talk = proving_talk(tx, app, viewer, &case, &allegations)
        .await?
        .filter(|talk| claim.mode.is_none_or(|mode| mode == talk.mode));
    claim.read_back = talk.is_some();
    if let Some(talk) = &talk {
        claim.mode = claim.mode.or(Some(talk.mode));
        claim.delivered_at = claim.delivered_at.or(talk.spoken_at);
    }
    let (mode, proof, mut at) = claim.check(app.now())?;
    let talk = talk.filter(|_| proof == Proof::ReadBack);
    if let Some(spoken_at) = talk.as_ref().and_then(|talk| talk.spoken_at) {
        // Told is told when it was said, whatever else was typed.
        at = spoken_at;
    }
    if mode == Mode::OnFile {
        let owed = circumstances(tx, app, viewer, &case).await?;
        if owed.is_reachable {
            return Err(Fault::field("mode", owed.not_on_file()));
        }
    }
    if let Proof::File(file) = proof {
        known_file(tx, viewer, &case, file).await?;
    }
    let early = ("delivered_at", "replies-delivered-at-early");
    not_before(app, early, at, began_at(&case))?;
    let letter = released_letter(tx, app, viewer, &case, mode).await?;
    may_leave(
        tx,
        app,
        viewer,
        &case,
        &allegations,
        (mode, letter.as_ref(), at),
    )
    .await?;
    if let Some(released_at) = letter.as_ref().and_then(|letter| letter.released_at) {
        let unreleased = ("delivered_at", "replies-delivered-at-unreleased");
        not_before(app, unreleased, at, released_at)?;
    }
    let (letter, talk) = (letter.map(|letter| letter.id), talk.map(|talk| talk.id));
    record_delivery(tx, app, viewer, &case, (mode, &proof, at), letter, talk).await
}

/// What was delivered might leave to whom it was for: a letter by the words in it, any
/// other answer by what stands beside the allegations.
async fn may_leave(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    case: &Case,
    allegations: &[Allegation],
    (mode, letter, at): (Mode, Option<&Letter>, Moment),
) -> Result<(), Fault> {
    let day = app.time.day_of(at);
    let leaving = leaving(tx, app, viewer, case, allegations, (None, day)).await?;
    let is_stated = letter.is_some_and(|letter| letter.body.open().is_without_clinical());
    if mode.is_letter() && is_stated && leaving.told.written.leaves == MayLeave::ProcessOnly {
        return Ok(());
    }
    leaving.check_mode(mode)
}

/// The newest conversation of this round that was read back and gave the answers as
/// they stand now.
pub async fn proving_talk(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    case: &Case,
    allegations: &[Allegation],
) -> Result<Option<Spoken>, Fault> {
    let today = (None, app.time.day_of(app.now()));
    let leaving = leaving(tx, app, viewer, case, allegations, today).await?;
    let now = digest_of(&leaving.points(Way::Spoken))?;
    let talks = answers::list(tx, app, viewer.tenant, case.id.raw()).await?;
    Ok(talks.into_iter().rev().find(|talk| {
        talk.round == case.round
            && talk.read_back_at.is_some()
            && (allegations.is_empty() || talk.digest == now)
    }))
}

/// A file that proves this case's delivery is a file of this case.
async fn known_file(tx: &mut Tx, viewer: &Viewer, case: &Case, file: i64) -> Result<(), Fault> {
    attachments::find(tx, viewer.tenant, Id::new(file))
        .await?
        .filter(|found| found.subject_kind == SUBJECT && found.subject_id == case.id.raw())
        .map(|_| ())
        .ok_or_else(|| Fault::field("file", Said::new("replies-proof-file-unknown")))
}

/// What is delivered by letter is a letter released in this round.
async fn released_letter(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    case: &Case,
    mode: Mode,
) -> Result<Option<Letter>, Fault> {
    let newest = letters::list(tx, app, viewer.tenant, case.id.raw())
        .await?
        .into_iter()
        .find(|letter| letter.round == case.round && letter.state == State::Released);
    if newest.is_none() && (mode.is_letter() || case.letter_wanted) {
        let gate = Gate::new("letter", Said::new("replies-gate-letter"));
        return Err(Fault::Gated(vec![gate]));
    }
    Ok(newest)
}

/// Writes the proof down and takes the case on; its clocks are met with it.
pub(super) async fn record_delivery(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    case: &Case,
    (mode, proof, delivered_at): (Mode, &Proof, Moment),
    letter: Option<LetterId>,
    spoken: Option<SpokenId>,
) -> Result<Case, Fault> {
    let new = NewDelivery {
        case: InRound::of(case),
        letter,
        spoken,
        mode,
        proof,
        delivered_at,
        recorded_by: viewer.staff(),
    };
    deliveries::insert(tx, app, viewer.tenant, &new).await?;
    let payload = json!({
        "mode": mode.code(),
        "proof": proof.code(),
        "delivered_at": delivered_at.millis(),
        "letter": letter,
    });
    let mut changes = vec![FactChange::Delivered { at: delivered_at }];
    if mode == Mode::OnFile {
        let held = EndingChange::HeldOnFile(delivered_at);
        changes.push(FactChange::Ending(Box::new(held)));
    }
    if case.answered_at.is_none() {
        let in_writing = letter.is_some();
        changes.push(FactChange::Answered { in_writing });
    }
    let change = FactChange::Together(changes);
    step(tx, app, viewer, case, Verb::ProveDelivery, change, payload).await
}
