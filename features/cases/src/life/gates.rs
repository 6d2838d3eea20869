//! The conditions of each step, each with the sentence the reader is told.

use tongli_kernel::{Gate, Said};

use super::{Facts, OwnerFact, RefusalFact, Verb, endings};
use crate::codes::Stage;

/// What is missing for a verb that belongs to the stage.
pub(super) fn missing(stage: Stage, verb: Verb, facts: &Facts) -> Vec<Gate> {
    let mut gates = Vec::new();
    if facts.paused && waits_for_resumption(verb) {
        gates.push(Gate::new("paused", Said::new("cases-gate-paused")));
    }
    match verb {
        Verb::Settle => need(
            &mut gates,
            facts.settled_result,
            "settled_result",
            "cases-gate-settled-result",
        ),
        Verb::Accept => accept(&mut gates, facts),
        Verb::Refuse => refuse(&mut gates, facts),
        Verb::Assign | Verb::RequestStatement | Verb::Find => owner(&mut gates, facts),
        Verb::JointStudy => need(
            &mut gates,
            facts.joint_reason,
            "reason",
            "cases-gate-joint-reason",
        ),
        Verb::Review => review(&mut gates, facts),
        Verb::Handle => handle(&mut gates, stage, facts),
        Verb::Approve => answers(&mut gates, facts),
        Verb::Release => release(&mut gates, facts),
        Verb::ProveDelivery => prove(&mut gates, facts),
        Verb::Close => close(&mut gates, facts),
        Verb::Archive => archive(&mut gates, stage, facts),
        Verb::Pause => need(
            &mut gates,
            facts.pause_reason,
            "reason",
            "cases-gate-pause-reason",
        ),
        Verb::Resume => {
            // The change itself ends the pause; a case that ran on has none to end.
            need(
                &mut gates,
                !facts.paused,
                "paused",
                "cases-gate-still-paused",
            );
        }
        Verb::HandOver => {
            need(
                &mut gates,
                facts.handed_to_somebody,
                "to",
                "cases-gate-hand-over-to",
            );
            need(
                &mut gates,
                facts.end_reason,
                "reason",
                "cases-gate-hand-over-reason",
            );
        }
        Verb::ToDispute | Verb::Join => {
            need(
                &mut gates,
                facts.end_reason,
                "reason",
                "cases-gate-end-reason",
            );
        }
        Verb::Reopen => {
            let gate = "cases-gate-reopen-reason";
            need(&mut gates, facts.reopen_reason, "reason", gate);
            let gate = "cases-gate-reopen-evidence";
            need(&mut gates, facts.reopen_ground, "evidence", gate);
        }
        other => endings::missing(&mut gates, other, facts),
    }
    gates
}

pub(super) fn need(gates: &mut Vec<Gate>, there: bool, gate: &'static str, key: &'static str) {
    if !there {
        gates.push(Gate::new(gate, Said::new(key)));
    }
}

/// Facts may still come in while a case waits for something; decisions may not.
fn waits_for_resumption(verb: Verb) -> bool {
    matches!(
        verb,
        Verb::Settle
            | Verb::Accept
            | Verb::Refuse
            | Verb::JointStudy
            | Verb::Review
            | Verb::Handle
            | Verb::Approve
            | Verb::Release
            | Verb::ProveDelivery
            | Verb::Close
            | Verb::Interim
    )
}

fn accept(gates: &mut Vec<Gate>, facts: &Facts) {
    if facts.kind.is_complaint() {
        need(
            gates,
            facts.reachable_or_said_why,
            "anonymity_reason",
            "cases-gate-anonymity",
        );
    }
}

fn refuse(gates: &mut Vec<Gate>, facts: &Facts) {
    match facts.refusal {
        RefusalFact::None => {
            gates.push(Gate::new("reason", Said::new("cases-gate-refusal-reason")))
        }
        RefusalFact::SameHand => {
            gates.push(Gate::new(
                "second_person",
                Said::new("cases-gate-second-person"),
            ));
        }
        RefusalFact::Proposed | RefusalFact::Approved => {}
    }
}

fn owner(gates: &mut Vec<Gate>, facts: &Facts) {
    match facts.owner {
        OwnerFact::None => gates.push(Gate::new("owner", Said::new("cases-gate-owner"))),
        OwnerFact::ComplainedOf => gates.push(Gate::new(
            "owner_complained_of",
            Said::new("cases-gate-owner-complained-of"),
        )),
        OwnerFact::Fit => {}
    }
}

fn statements(gates: &mut Vec<Gate>, facts: &Facts) {
    if facts.statements_open > 0 {
        gates.push(Gate::new(
            "statements",
            Said::new("cases-gate-statements").with("n", facts.statements_open),
        ));
    }
}

fn findings(gates: &mut Vec<Gate>, facts: &Facts) {
    need(
        gates,
        facts.allegations > 0,
        "allegations",
        "cases-gate-allegations",
    );
    if facts.found < facts.allegations {
        gates.push(Gate::new(
            "findings",
            Said::new("cases-gate-findings").with("n", facts.allegations - facts.found),
        ));
    }
}

fn review(gates: &mut Vec<Gate>, facts: &Facts) {
    statements(gates, facts);
    if facts.kind.is_complaint() {
        findings(gates, facts);
        classified(gates, facts);
    }
}

fn classified(gates: &mut Vec<Gate>, facts: &Facts) {
    if facts.classified < facts.allegations {
        gates.push(Gate::new(
            "categories",
            Said::new("cases-gate-categories").with("n", facts.allegations - facts.classified),
        ));
    }
}

fn handle(gates: &mut Vec<Gate>, stage: Stage, facts: &Facts) {
    // Whoever takes up an enquiry need not know its result yet.
    if stage == Stage::Handling || stage == Stage::Replying {
        need(gates, facts.handled, "handling", "cases-gate-handling");
    }
    if facts.kind.is_complaint() {
        need(gates, facts.reviewed, "review", "cases-gate-review");
    }
}

/// Only a complaint is answered point by point.
fn answers(gates: &mut Vec<Gate>, facts: &Facts) {
    if facts.kind.is_complaint() && facts.answered_allegations < facts.allegations {
        gates.push(Gate::new(
            "answers",
            Said::new("cases-gate-answers")
                .with("n", facts.allegations - facts.answered_allegations),
        ));
    }
}

fn release(gates: &mut Vec<Gate>, facts: &Facts) {
    answers(gates, facts);
    need(gates, facts.approved, "approval", "cases-gate-approval");
}

fn prove(gates: &mut Vec<Gate>, facts: &Facts) {
    answers(gates, facts);
    need(gates, facts.answered, "answer", "cases-gate-answer");
    if facts.letter_wanted {
        need(
            gates,
            facts.answered_in_writing,
            "letter",
            "cases-gate-letter",
        );
    }
    need(gates, facts.delivered, "proof", "cases-gate-proof");
}

fn close(gates: &mut Vec<Gate>, facts: &Facts) {
    statements(gates, facts);
    if !facts.withdrawn {
        answers(gates, facts);
    }
    if facts.kind.is_complaint() {
        findings(gates, facts);
    }
    if (facts.kind.is_complaint() && !facts.withdrawn) || facts.answer_wanted {
        need(gates, facts.delivered, "feedback", "cases-gate-feedback");
    }
    need(gates, facts.handled, "handling", "cases-gate-handling");
    if facts.upheld_complaint() {
        need(
            gates,
            facts.improvement_settled,
            "improvement",
            "cases-gate-improvement",
        );
    }
}

/// A follow-up comes after closing, so the archive waits for it, not the closing.
fn archive(gates: &mut Vec<Gate>, stage: Stage, facts: &Facts) {
    if stage == Stage::Refused && facts.answer_wanted {
        let gate = "cases-gate-refusal-told";
        need(gates, facts.refusal_told, "refusal_told", gate);
    }
    let open = facts.review_asked && !facts.review_decided;
    need(gates, !open, "review_again", "cases-gate-review-open");
    // Whom nobody can reach nobody can ask.
    if stage == Stage::Closed && facts.upheld_complaint() && facts.answer_wanted {
        need(
            gates,
            facts.follow_up_tried || facts.do_not_contact,
            "follow_up",
            "cases-gate-follow-up",
        );
    }
}
