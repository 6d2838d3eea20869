//! The verbs of this room, one a file. Each speaks inside a transaction that its
//! caller begins, so that a program's kept answer stands in the same one.

mod answer;
mod approval;
mod approve;
mod deliver;
mod follow_up;
mod leaving;
mod letters;
mod original;
mod reading;
mod release;

pub use answer::{NewAnswer, answer, circumstances};
pub use approve::{Approval, approve};
pub use deliver::{prove_delivery, proving_talk};
pub use follow_up::{demand_waits, follow_up, place_demand};
pub use leaving::{Leaving, leaving};
pub use letters::{order_letter, refresh_letter, take_back_letter, write_letter};
pub use original::{Binding, bind_original, check_originals};
pub use reading::{
    agreement_read, approval_read, deliveries_read, letter_read, letters_read, talks_read,
    tries_read,
};
pub use release::release;

use tongli_cases::{Allegation, Case, FactChange, Facts, Move, Refused, Verb};
use tongli_kernel::{Fault, Viewer};
use tongli_store::{StoreError, Tx, sha256};
use tongli_web::App;

use crate::drafting::points;
use crate::letter::Point;

/// One step of the case.
async fn step(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    case: &Case,
    verb: Verb,
    change: FactChange,
    payload: serde_json::Value,
) -> Result<Case, Fault> {
    let step = Move::new(verb, None, change).with(payload);
    tongli_cases::advance(tx, app, viewer, app.now(), case, step).await
}

/// The case for a verb, at the version the caller saw.
async fn read(
    tx: &mut Tx,
    viewer: &Viewer,
    verb: Verb,
    number: &str,
    version: Option<i64>,
) -> Result<(Case, Vec<Allegation>), Fault> {
    let case = read_at(tx, viewer, verb, number, version).await?;
    let allegations = tongli_cases::allegations(tx, viewer.tenant, case.id).await?;
    // Said before anything is judged: what is missing helps nobody in another stage.
    let facts = Facts::of(&case, &allegations);
    if let Err(wrong @ Refused::WrongStage(_)) = tongli_cases::step(case.stage, verb, &facts) {
        return Err(wrong.into());
    }
    Ok((case, allegations))
}

/// The case as the reader saw it. Its version is judged on the very record that is
/// gone on with: a second reading might find what somebody else has done meanwhile.
async fn read_at(
    tx: &mut Tx,
    viewer: &Viewer,
    verb: Verb,
    number: &str,
    version: Option<i64>,
) -> Result<Case, Fault> {
    let case = tongli_cases::read(tx, viewer, verb, number).await?;
    if version.is_some_and(|version| version != case.version) {
        let said = tongli_kernel::Said::new("fault-somebody-was-faster");
        return Err(Fault::Conflict(said));
    }
    Ok(case)
}

/// The digest of all answers as they stand: what an approval is about.
pub fn digest(allegations: &[Allegation]) -> Result<String, Fault> {
    digest_of(&points(allegations))
}

fn digest_of(points: &[Point]) -> Result<String, Fault> {
    let plain = serde_json::to_string(points).map_err(StoreError::bug)?;
    Ok(sha256(plain.as_bytes()))
}
