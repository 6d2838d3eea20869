//! Somebody else approves the answers, and the letter if there is one, or sends
//! them back.

use serde_json::json;
use tongli_approvals::{Deciding, Verdict};
use tongli_cases::{Case, FactChange, Verb};
use tongli_kernel::{Fault, FieldErrors, Gate, Private, Said, Viewer};
use tongli_store::Tx;
use tongli_store::history::{self, Event};
use tongli_store::outbox::{self, Message, To};
use tongli_web::App;

use super::approval::asking;
use super::reading::written_anew;
use super::{digest, read, step};
use crate::drafting::{points, same_hand_gate};
use crate::letter::{LEAST, Letter, State, letters as count_letters, point_gates};
use crate::store::{InRound, answers, letters};

/// What the approver says.
#[derive(Debug, Clone)]
pub struct Approval {
    pub ok: bool,
    /// Must say why where it is sent back.
    pub reason: String,
}

pub async fn approve(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    number: &str,
    version: Option<i64>,
    said: &Approval,
) -> Result<Case, Fault> {
    check(said)?;
    let (case, allegations) = read(tx, viewer, Verb::Approve, number, version).await?;
    let round = InRound::of(&case);
    let letter = letters::in_hand(tx, app, viewer.tenant, round).await?;
    let drafter = answers::find_drafter(tx, viewer.tenant, round).await?;
    let mut gates: Vec<Gate> = same_hand_gate(viewer, drafter)
        .filter(|_| case.kind.is_complaint())
        .into_iter()
        .collect();
    if said.ok {
        gates.extend(point_gates(&points(&allegations)));
        gates.extend(letter_gates(&case, letter.as_ref()));
        if let Some(letter) = &letter {
            gates.extend(written_anew(tx, viewer, &case, letter).await?);
        }
    }
    if !gates.is_empty() {
        gates.dedup();
        return Err(Fault::Gated(gates));
    }
    if case.kind.is_complaint() {
        let asking = asking(app, &case, &allegations, letter.as_ref(), drafter)?;
        let deciding = Deciding {
            verdict: if said.ok {
                Verdict::Approve
            } else {
                Verdict::Return
            },
            reason: Some(&said.reason),
            respondents: &case.respondents,
        };
        let now = app.now();
        let decided = tongli_approvals::settle(tx, app, viewer, now, asking, deciding).await?;
        if decided.still > 0 {
            let event = Event::new("approve_in_part").with(json!({ "still": decided.still }));
            history::append(tx, viewer, now, &*app.chance, case.subject(), event).await?;
            return Ok(case);
        }
    }
    let decision = answers::Approval {
        ok: said.ok,
        digest: digest(&allegations)?,
        reason: (!said.reason.trim().is_empty())
            .then(|| Private::new(said.reason.trim().to_owned())),
        by: viewer.staff(),
        decided_at: app.now(),
    };
    answers::add_approval(tx, app, viewer.tenant, round, &decision).await?;
    if said.ok {
        if let Some(letter) = letter.filter(|letter| letter.state == State::Draft) {
            letters::approve(tx, viewer.tenant, &letter, viewer.staff(), app.now()).await?;
        }
        let payload = json!({ "digest": decision.digest });
        step(
            tx,
            app,
            viewer,
            &case,
            Verb::Approve,
            FactChange::Approved,
            payload,
        )
        .await
    } else {
        if let Some(letter) = letter.filter(|letter| letter.state == State::Draft) {
            let reason = said.reason.trim();
            letters::refuse(tx, app, viewer.tenant, &letter, reason, app.now()).await?;
        }
        send_back(tx, app, viewer, &case).await?;
        Ok(case)
    }
}

fn check(said: &Approval) -> Result<(), FieldErrors> {
    let mut errors = FieldErrors::default();
    if !said.ok && count_letters(&said.reason) < LEAST {
        errors.add(
            "reason",
            Said::new("replies-refusal-short").with("least", LEAST),
        );
    }
    errors.or_else(|| ())
}

fn letter_gates(case: &Case, letter: Option<&Letter>) -> Vec<Gate> {
    match letter {
        Some(letter) => letter.body.open().gates(),
        None if case.letter_wanted && !case.answered_in_writing => {
            vec![Gate::new("letter", Said::new("replies-gate-letter-draft"))]
        }
        None => Vec::new(),
    }
}

async fn send_back(tx: &mut Tx, app: &App, viewer: &Viewer, case: &Case) -> Result<(), Fault> {
    let event = Event::new("refuse_answer");
    history::append(tx, viewer, app.now(), &*app.chance, case.subject(), event).await?;
    let Some(owner) = case.owner else {
        return Ok(());
    };
    let message = Message::new(
        "answer-sent-back",
        case.subject(),
        To::Staff(owner),
        Said::new("replies-notice-sent-back"),
    )
    .with("number", case.number.as_str())
    .with("path", case.path());
    outbox::put(tx, viewer, &app.ids, app.now(), message).await?;
    Ok(())
}
