//! What of the answers somebody reads: words from before a clue was found in the case may
//! tell of it. That something was written, said and sent, and when, stays.

use tongli_cases::{Case, Veil, veil_over};
use tongli_kernel::{Fault, Gate, Private, Said, Viewer};
use tongli_store::{StoreError, Tx};
use tongli_web::App;

use crate::follow_up::{Try, Words};
use crate::letter::{Body, Letter};
use crate::store::answers::{Approval, Spoken};
use crate::store::deliveries::Delivery;
use crate::store::{InRound, agreements, answers, deliveries, follow_ups, letters};

fn letter(mut one: Letter, veil: Veil) -> Letter {
    if veil.hides_step(one.drafted_at) {
        let body = Body {
            number: one.body.open().number.clone(),
            ..Body::default()
        };
        (one.body, one.refusal) = (Private::new(body), None);
    }
    one
}

/// All letters of a case in all its rounds, the newest first.
pub async fn letters_read(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    case: &Case,
) -> Result<Vec<Letter>, StoreError> {
    let veil = veil_over(tx, viewer, case).await?;
    let all = letters::list(tx, app, viewer.tenant, case.id.raw()).await?;
    Ok(all.into_iter().map(|one| letter(one, veil)).collect())
}

/// The letter being written in this round, if there is one.
pub async fn letter_read(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    case: &Case,
) -> Result<Option<Letter>, StoreError> {
    let veil = veil_over(tx, viewer, case).await?;
    let found = letters::in_hand(tx, app, viewer.tenant, InRound::of(case)).await?;
    Ok(found.map(|one| letter(one, veil)))
}

/// The conversations of a case, oldest first.
pub async fn talks_read(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    case: &Case,
) -> Result<Vec<Spoken>, StoreError> {
    let veil = veil_over(tx, viewer, case).await?;
    let mut all = answers::list(tx, app, viewer.tenant, case.id.raw()).await?;
    for one in all
        .iter_mut()
        .filter(|one| veil.hides_step(one.recorded_at))
    {
        one.points = Private::new(Vec::new());
    }
    Ok(all)
}

/// The deliveries of a case, oldest first.
pub async fn deliveries_read(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    case: &Case,
) -> Result<Vec<Delivery>, StoreError> {
    let veil = veil_over(tx, viewer, case).await?;
    let mut all = deliveries::list(tx, app, viewer.tenant, case.id.raw()).await?;
    for one in all
        .iter_mut()
        .filter(|one| veil.hides_step(one.recorded_at))
    {
        (one.reason, one.message_id) = (None, None);
    }
    Ok(all)
}

/// The tries of a follow-up, oldest first.
pub async fn tries_read(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    case: &Case,
) -> Result<Vec<Try>, StoreError> {
    let veil = veil_over(tx, viewer, case).await?;
    let mut all = follow_ups::list(tx, app, viewer.tenant, case.id.raw()).await?;
    for one in all.iter_mut().filter(|one| veil.hides_step(one.tried_at)) {
        one.words = Private::new(Words::default());
    }
    Ok(all)
}

/// The newest decision about the answers of the round.
pub async fn approval_read(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    case: &Case,
) -> Result<Option<Approval>, StoreError> {
    let veil = veil_over(tx, viewer, case).await?;
    let mut found = answers::newest_approval(tx, app, viewer.tenant, InRound::of(case)).await?;
    if let Some(one) = found.as_mut().filter(|one| veil.hides_step(one.decided_at)) {
        one.reason = None;
    }
    Ok(found)
}

/// How the person agreed that by word is enough.
pub async fn agreement_read(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    case: &Case,
) -> Result<Option<Private<String>>, StoreError> {
    let veil = veil_over(tx, viewer, case).await?;
    let found = agreements::newest(tx, app, viewer.tenant, InRound::of(case)).await?;
    Ok(found
        .filter(|one| !veil.hides_step(one.recorded_at))
        .map(|one| one.words))
}

/// A letter from before a clue was parted from the case spoke of the whole: whoever reads
/// it or not, nobody lets it out before it is written anew.
pub(super) async fn written_anew(
    tx: &mut Tx,
    viewer: &Viewer,
    case: &Case,
    letter: &Letter,
) -> Result<Option<Gate>, Fault> {
    let (tenant, written) = (viewer.tenant, letter.drafted_at);
    let is_old = tongli_cases::is_parted_since(tx, tenant, case.id, written).await?;
    Ok(is_old.then(|| Gate::new("letter", Said::new("replies-gate-letter-anew"))))
}
