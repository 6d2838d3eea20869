//! Proves that the answer reached the person. A tick is not enough.

use serde_json::json;
use tongli_cases::{Case, FactChange, SUBJECT, Verb};
use tongli_kernel::{Fault, Gate, Id, Moment, Said, Viewer};
use tongli_store::{Tx, attachments};
use tongli_web::App;

use super::{digest, read, step};
use crate::letter::{LetterId, State};
use crate::mode::{Claim, Mode, Proof};
use crate::store::answers::SpokenId;
use crate::store::deliveries::{self, NewDelivery};
use crate::store::{answers, letters};

pub async fn prove_delivery(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    number: &str,
    version: Option<i64>,
    claim: &Claim,
) -> Result<Case, Fault> {
    let (case, allegations) = read(tx, viewer, Verb::ProveDelivery, number, version).await?;
    let id = case.id.raw();
    let mut claim = claim.clone();
    // A conversation recorded before proves itself, if it gave the answers as they
    // stand now.
    let now_digest = digest(&allegations)?;
    let talk = answers::list(tx, app, viewer.tenant, id)
        .await?
        .into_iter()
        .rev()
        .find(|talk| {
            talk.read_back_at.is_some()
                && claim.mode.is_none_or(|mode| mode == talk.mode)
                && (allegations.is_empty() || talk.digest == now_digest)
        });
    if let Some(talk) = &talk {
        claim.mode = claim.mode.or(Some(talk.mode));
        claim.read_back = true;
        claim.delivered_at = claim.delivered_at.or(talk.spoken_at);
    }
    let (mode, proof, at) = claim.check(app.now())?;
    if case.kind.is_complaint() && case.approved_at.is_none() {
        let gate = Gate::new("approval", Said::new("replies-gate-approval"));
        return Err(Fault::Gated(vec![gate]));
    }
    if let Proof::File(file) = proof {
        known_file(tx, viewer, &case, file).await?;
    }
    let letter = released_letter(tx, app, viewer, &case, mode).await?;
    let talk = talk
        .map(|talk| talk.id)
        .filter(|_| proof == Proof::ReadBack);
    record_delivery(tx, app, viewer, &case, (mode, &proof, at), letter, talk).await
}

/// A file that proves this case's delivery is a file of this case.
async fn known_file(tx: &mut Tx, viewer: &Viewer, case: &Case, file: i64) -> Result<(), Fault> {
    attachments::find(tx, viewer.tenant, Id::new(file))
        .await?
        .filter(|found| found.subject_kind == SUBJECT && found.subject_id == case.id.raw())
        .map(|_| ())
        .ok_or_else(|| Fault::field("file", Said::new("replies-proof-file-unknown")))
}

/// What is delivered by letter is a released letter.
async fn released_letter(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    case: &Case,
    mode: Mode,
) -> Result<Option<LetterId>, Fault> {
    let newest = letters::list(tx, app, viewer.tenant, case.id.raw())
        .await?
        .into_iter()
        .find(|letter| letter.state == State::Released);
    match newest {
        Some(letter) => Ok(Some(letter.id)),
        None if mode.is_letter() || case.letter_wanted => Err(Fault::Gated(vec![Gate::new(
            "letter",
            Said::new("replies-gate-letter"),
        )])),
        None => Ok(None),
    }
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
    let payload = json!({ "mode": mode.code() });
    let case = if case.answered_at.is_none() {
        let answered = FactChange::Answered {
            in_writing: letter.is_some(),
        };
        step(tx, app, viewer, case, Verb::Answer, answered, payload).await?
    } else {
        case.clone()
    };
    let new = NewDelivery {
        case_id: case.id.raw(),
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
    step(
        tx,
        app,
        viewer,
        &case,
        Verb::ProveDelivery,
        FactChange::Delivered,
        payload,
    )
    .await
}
