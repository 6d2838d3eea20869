//! Joint study (需组织、协调相关部门共同研究): proposed with its reason, decided by the
//! office's heads, and only while the time for an answer still runs.

use serde_json::json;
use tongli_approvals::{Deciding, Kind, Verdict};
use tongli_kernel::{Fault, Gate, Moment, Said, Viewer};
use tongli_store::Tx;
use tongli_web::App;

use super::Move;
use super::approvals::{joint_asking, settle};
use super::office::said_or_none;
use crate::access;
use crate::case::Case;
use crate::change::FactChange;
use crate::life::Verb;

/// Proposes, or decides on what somebody else has proposed.
pub(super) async fn joint_study(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    now: Moment,
    case: &Case,
    reason: &Option<String>,
) -> Result<Move, Fault> {
    if case.joint_approved_at.is_some() {
        return Err(Fault::Conflict(Said::new("cases-joint-decided")));
    }
    if case.is_withdrawn() || !case.endings.interims.is_empty() {
        return Err(Fault::Conflict(Said::new("cases-joint-clock-met")));
    }
    // The longer time is no cure for a time that has run out.
    if case.due_at.is_some_and(|due| now >= due) {
        return Err(Fault::Gated(vec![Gate::new(
            "lapsed",
            Said::new("cases-gate-joint-lapsed"),
        )]));
    }
    if let Some(proposed) = case.joint_reason.as_deref()
        && viewer.may(access::APPROVE_JOINT)
        && (reason.is_none() || case.joint_proposed_by != viewer.staff())
    {
        let asking = joint_asking(app, case, proposed, case.joint_proposed_by);
        let yes = (Verdict::Approve, None);
        let decided = settle(tx, app, viewer, now, case, asking, yes).await?;
        let payload = json!({ "approved": decided.is_approved(), "still": decided.still });
        let change = if decided.is_approved() {
            FactChange::JointApproved
        } else {
            FactChange::None
        };
        return Ok(Move::new(Verb::JointStudy, None, change).with(payload));
    }
    if !viewer.may(access::JOINT_STUDY) {
        return Err(Fault::Forbidden(access::JOINT_STUDY));
    }
    let change = said_or_none(reason, |reason| FactChange::JointProposed { reason });
    if let FactChange::JointProposed { reason } = &change {
        let asking = joint_asking(app, case, reason, viewer.staff());
        tongli_approvals::ask(tx, app, viewer, now, asking).await?;
    }
    let payload = json!({ "reason": reason, "proposed": true });
    Ok(Move::new(Verb::JointStudy, None, change).with(payload))
}

/// Says no to a refusal or a joint study that somebody proposed; the case goes on.
pub(super) async fn decline(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    now: Moment,
    case: &Case,
    reason: Option<&str>,
) -> Result<Move, Fault> {
    let Some(reason) = reason.map(str::trim).filter(|text| !text.is_empty()) else {
        return Err(Fault::field("reason", Said::new("cases-required")));
    };
    let (change, kind, what, proposer) = if case.refusal_is_proposed() {
        let change = FactChange::RefusalDeclined;
        (change, Kind::Refusal, "refuse", case.refusal_proposed_by)
    } else if case.joint_is_proposed() {
        let change = FactChange::JointDeclined;
        (
            change,
            Kind::JointStudy,
            "joint_study",
            case.joint_proposed_by,
        )
    } else {
        return Err(Fault::Conflict(Said::new("cases-nothing-proposed")));
    };
    let own = proposer.is_some() && proposer == viewer.staff();
    let subject = case.subject();
    let open = tongli_approvals::open_request(tx, app, viewer.tenant, subject, kind).await?;
    match open {
        // Taking one's own proposal back decides nothing.
        _ if own => tongli_approvals::withdraw(tx, app, viewer, now, subject, Some(kind)).await?,
        Some(open) => {
            let no = Deciding {
                verdict: Verdict::Return,
                reason: Some(reason),
                respondents: &case.respondents,
            };
            tongli_approvals::decide(tx, app, viewer, now, &open, no).await?;
        }
        None => {}
    }
    let payload = json!({ "what": what, "reason": reason, "own": own });
    Ok(Move::new(Verb::Decline, None, change).with(payload))
}
