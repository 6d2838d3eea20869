//! Joint study (需组织、协调相关部门共同研究): proposed with its reason, decided by the
//! office's heads, and only while the time for an answer still runs.

use serde_json::json;
use tongli_kernel::{Fault, Gate, Moment, Said, Viewer};

use super::Move;
use super::office::said_or_none;
use crate::access;
use crate::case::Case;
use crate::change::FactChange;
use crate::life::Verb;

/// Proposes, or decides on what is proposed. Whoever may decide decides at once.
pub(super) fn joint_study(
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
    let decides = viewer.may(access::APPROVE_JOINT);
    if case.joint_is_proposed() && decides {
        let payload = json!({ "approved": true });
        return Ok(Move::new(Verb::JointStudy, None, FactChange::JointApproved).with(payload));
    }
    let change = said_or_none(reason, |reason| FactChange::JointProposed {
        reason,
        decided: decides,
    });
    let payload = json!({ "reason": reason, "proposed": !decides, "approved": decides });
    Ok(Move::new(Verb::JointStudy, None, change).with(payload))
}

/// Says no to a refusal or a joint study that somebody proposed; the case goes on.
pub(super) fn decline(viewer: &Viewer, case: &Case, reason: Option<&str>) -> Result<Move, Fault> {
    let Some(reason) = reason.map(str::trim).filter(|text| !text.is_empty()) else {
        return Err(Fault::field("reason", Said::new("cases-required")));
    };
    let (change, what, proposer) = if case.refusal_is_proposed() {
        (
            FactChange::RefusalDeclined,
            "refuse",
            case.refusal_proposed_by,
        )
    } else if case.joint_is_proposed() {
        (
            FactChange::JointDeclined,
            "joint_study",
            case.joint_proposed_by,
        )
    } else {
        return Err(Fault::Conflict(Said::new("cases-nothing-proposed")));
    };
    let payload = json!({
        "what": what,
        "reason": reason,
        "own": proposer.is_some() && proposer == viewer.staff(),
    });
    Ok(Move::new(Verb::Decline, None, change).with(payload))
}
