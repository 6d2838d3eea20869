//! What of a case waits for a leader: asked for and decided beside the case's own steps.

use serde_json::json;
use tongli_approvals::{Asking, Body, Decided, Deciding, Kind, Verdict};
use tongli_kernel::{Confidentiality, Fault, Gate, Lang, Moment, Said, StaffId, Viewer};
use tongli_store::{Tx, sha256};
use tongli_web::App;

use crate::case::Case;
use crate::codes::Stage;
use crate::life::Verb;
use crate::refusal::Ground;

/// The request not to act on allegations, each by its number; 0 stands for a case
/// nobody has divided.
pub(super) fn refusal_asking(
    app: &App,
    case: &Case,
    grounds: &[(i64, Ground)],
    by: Option<StaffId>,
) -> Asking {
    let lines: Vec<String> = grounds
        .iter()
        .map(|(seq, ground)| {
            let word = Said {
                key: ground.reason.word().into(),
                args: Vec::new(),
            };
            let said = Said::new("cases-approval-refusal")
                .with("seq", *seq)
                .with("reason", word);
            app.words.say(Lang::Zh, &said)
        })
        .collect();
    let mut basis: Vec<&str> = Vec::new();
    for (_, ground) in grounds {
        if !basis.contains(&ground.explanation.as_str()) {
            basis.push(&ground.explanation);
        }
    }
    let body = Body {
        request: lines.join("\n"),
        basis: basis.join("\n"),
    };
    let mut asking = Asking::of(case.subject(), case.round, Kind::Refusal, body).by(by);
    asking.digest = sha256(json!(grounds).to_string().as_bytes());
    asking
}

pub(super) fn joint_asking(app: &App, case: &Case, reason: &str, by: Option<StaffId>) -> Asking {
    let body = Body {
        request: app.words.say(Lang::Zh, &Said::new("cases-approval-joint")),
        basis: reason.to_owned(),
    };
    Asking::of(case.subject(), case.round, Kind::JointStudy, body).by(by)
}

/// Decides on exactly this.
pub(super) async fn settle(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    now: Moment,
    case: &Case,
    asking: Asking,
    (verdict, reason): (Verdict, Option<&str>),
) -> Result<Decided, Fault> {
    let deciding = Deciding {
        verdict,
        reason,
        respondents: &case.respondents,
    };
    tongli_approvals::settle(tx, app, viewer, now, asking, deciding).await
}

/// What nobody waits for any more is not asked any more.
pub(super) async fn follow(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    now: Moment,
    verb: Verb,
    (before, next): (&Case, &Case),
) -> Result<(), Fault> {
    let subject = next.subject();
    let was_open = before.stage.is_open() && before.stage != Stage::Draft;
    if was_open && !next.stage.is_open() {
        return tongli_approvals::withdraw(tx, app, viewer, now, subject, None).await;
    }
    if verb == Verb::SendBack {
        let kind = Some(Kind::Release);
        return tongli_approvals::withdraw(tx, app, viewer, now, subject, kind).await;
    }
    Ok(())
}

/// The number by which work lists may name a case: none where a label hides it from
/// some of those who would see the list.
pub fn label_for_lists(case: &Case) -> Option<String> {
    (case.confidentiality == Confidentiality::Ordinary).then(|| case.number.clone())
}

/// Money in the result of a case is money somebody has approved; what is not typed is
/// what was approved.
pub(super) async fn money(
    tx: &mut Tx,
    viewer: &Viewer,
    case: &Case,
    typed: [Option<i64>; 2],
) -> Result<[Option<i64>; 2], Fault> {
    let mut sums = typed;
    let mut gates = Vec::new();
    for ((sum, typed), purpose) in sums.iter_mut().zip(typed).zip(["refund", "waiver"]) {
        let granted =
            tongli_approvals::granted(tx, viewer.tenant, case.subject(), case.round, purpose)
                .await?;
        *sum = typed.or((granted > 0).then_some(granted));
        if typed.is_some_and(|typed| typed > granted) {
            let said =
                Said::new("cases-gate-money-not-approved").with("sum", crate::typed::yuan(granted));
            gates.push(Gate::new("money", said));
        }
    }
    gates.dedup();
    if gates.is_empty() {
        Ok(sums)
    } else {
        Err(Fault::Gated(gates))
    }
}
