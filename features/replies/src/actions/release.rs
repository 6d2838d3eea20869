//! Lets the answer go out: a letter is fixed under its digest.

use serde_json::json;
use tongli_addressees::{MayLeave, Way};
use tongli_cases::{Case, FactChange, Verb};
use tongli_kernel::{Fault, Gate, Said, Viewer};
use tongli_store::Tx;
use tongli_web::App;

use super::reading::written_anew;
use super::{Leaving, leaving, read, step};
use crate::letter::{Body, State};
use crate::store::{InRound, letters};

pub async fn release(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    number: &str,
    version: Option<i64>,
) -> Result<Case, Fault> {
    let (case, allegations) = read(tx, viewer, Verb::Release, number, version).await?;
    let Some(letter) = letters::in_hand(tx, app, viewer.tenant, InRound::of(&case)).await? else {
        if case.letter_wanted {
            let gate = Gate::new("letter", Said::new("replies-gate-letter-draft"));
            return Err(Fault::Gated(vec![gate]));
        }
        let change = FactChange::Answered { in_writing: false };
        return step(tx, app, viewer, &case, Verb::Release, change, json!(null)).await;
    };
    let body = letter.body.open();
    let mut gates = body.gates();
    gates.extend(written_anew(tx, viewer, &case, &letter).await?);
    let digest = letters::digest_of(body)?;
    let approved = letter.state == State::Approved && letter.digest.as_ref() == Some(&digest);
    if case.kind.is_complaint() && !approved {
        gates.push(Gate::new("approval", Said::new("replies-gate-approval")));
    }
    if !gates.is_empty() {
        return Err(Fault::Gated(gates));
    }
    let today = (None, app.time.day_of(app.now()));
    let leaving = leaving(tx, app, viewer, &case, &allegations, today).await?;
    may_leave(body, &leaving)?;
    let (by, now) = (viewer.staff(), app.now());
    letters::release(tx, viewer.tenant, &letter, &digest, by, now).await?;
    let change = FactChange::Answered { in_writing: true };
    let payload = json!({ "letter": letter.id, "no": letter.no, "digest": digest });
    step(tx, app, viewer, &case, Verb::Release, change, payload).await
}

/// A letter holds what its addressee may read on the day it goes out: its answers are
/// theirs, and where nothing clinical may leave its writer says that the whole holds
/// none.
fn may_leave(body: &Body, leaving: &Leaving) -> Result<(), Fault> {
    let standing = leaving.told.written;
    leaving.check(standing)?;
    let mut gates = Vec::new();
    if !body.points.is_empty() && body.points != leaving.points(Way::Written) {
        let said = Said::new("replies-gate-letter-version");
        gates.push(Gate::new("letter-version", said));
    }
    let name = leaving.told.name.as_ref().map(|name| name.open().as_str());
    if !body.addressee.is_empty() && name != Some(body.addressee.as_str()) {
        let said = Said::new("replies-gate-letter-addressee");
        gates.push(Gate::new("letter-addressee", said));
    }
    if standing.leaves < MayLeave::All && !body.is_without_clinical() {
        let said = Said::new("replies-gate-letter-clinical");
        gates.extend(tongli_addressees::Told::gate(standing));
        gates.push(Gate::new("letter-clinical", said));
    }
    if gates.is_empty() {
        Ok(())
    } else {
        Err(Fault::Gated(gates))
    }
}
