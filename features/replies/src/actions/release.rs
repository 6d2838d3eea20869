//! Lets the answer go out: a letter is fixed under its digest.

use serde_json::json;
use tongli_cases::{Case, FactChange, Verb};
use tongli_kernel::{Fault, Gate, Said, Viewer};
use tongli_store::Tx;
use tongli_web::App;

use super::{read, step};
use crate::letter::State;
use crate::store::{InRound, letters};

pub async fn release(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    number: &str,
    version: Option<i64>,
) -> Result<Case, Fault> {
    let (case, _) = read(tx, viewer, Verb::Release, number, version).await?;
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
    let digest = letters::digest_of(body)?;
    let approved = letter.state == State::Approved && letter.digest.as_ref() == Some(&digest);
    if case.kind.is_complaint() && !approved {
        gates.push(Gate::new("approval", Said::new("replies-gate-approval")));
    }
    if !gates.is_empty() {
        return Err(Fault::Gated(gates));
    }
    let (by, now) = (viewer.staff(), app.now());
    letters::release(tx, viewer.tenant, &letter, &digest, by, now).await?;
    let change = FactChange::Answered { in_writing: true };
    let payload = json!({ "letter": letter.id, "no": letter.no, "digest": digest });
    step(tx, app, viewer, &case, Verb::Release, change, payload).await
}
