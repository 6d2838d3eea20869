//! The verbs of endings: where they belong, and their conditions.

use tongli_kernel::Gate;

use super::gates::need;
use super::{Facts, Verb, inquired};
use crate::codes::Stage;

pub(super) fn missing(gates: &mut Vec<Gate>, verb: Verb, facts: &Facts) {
    let (there, gate, key) = match verb {
        Verb::RequestSupplement => (
            facts.supplement_asked && !facts.supplement_answered,
            "missing",
            "cases-gate-supplement-what",
        ),
        Verb::Supplement => (
            facts.supplement_answered,
            "supplement",
            "cases-gate-supplement-answer",
        ),
        Verb::TellRefusal => (facts.refusal_told, "told", "cases-gate-refusal-told"),
        Verb::Withdraw => (
            facts.withdrawn,
            "confirmed",
            "cases-gate-withdrawal-confirmed",
        ),
        Verb::ReturnToSender => {
            let gate = "cases-gate-not-an-order";
            need(gates, facts.is_order, "order", gate);
            (facts.end_reason, "reason", "cases-gate-end-reason")
        }
        Verb::TryContact => (facts.tried, "try", "cases-gate-try"),
        Verb::Interim => (facts.interim, "promise", "cases-gate-interim"),
        Verb::AskReview => (facts.review_asked, "wish", "cases-gate-review-wish"),
        Verb::ReviewAgain => (facts.review_decided, "review", "cases-gate-review-decided"),
        _ => return,
    };
    need(gates, there, gate, key);
}

/// Nobody is spoken to who has taken their matter back.
pub(super) const fn speaks_to_the_person(verb: Verb) -> bool {
    matches!(
        verb,
        Verb::Answer
            | Verb::Approve
            | Verb::Release
            | Verb::ProveDelivery
            | Verb::FollowUp
            | Verb::Interim
            | Verb::TryContact
            | Verb::RequestSupplement
            | Verb::AskReview
            | Verb::ReviewAgain
    )
}

/// Nothing has been judged yet.
pub(crate) fn is_before_judgement(stage: Stage) -> bool {
    matches!(
        stage,
        Stage::Registered | Stage::Accepted | Stage::Assigned | Stage::Inquiring | Stage::Reviewing
    )
}

/// The office still owes the answer.
pub(super) fn is_unanswered(stage: Stage) -> bool {
    is_before_judgement(stage) || matches!(stage, Stage::Handling | Stage::Replying)
}

/// What is refused needs no finding: the rest may be judged already.
pub(super) fn after_part(stage: Stage, facts: &Facts) -> Stage {
    match stage {
        Stage::Inquiring | Stage::Reviewing => inquired(facts),
        other => other,
    }
}
