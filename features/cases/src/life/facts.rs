//! What the life cycle judges by. Made from the record; knows no database.

use crate::case::{Allegation, Case};
use crate::codes::{Finding, Kind};
use crate::endings::{Fresh, is_safety_matter};

/// Whether somebody handles the case, and may.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OwnerFact {
    None,
    Fit,
    /// Belongs to a department complained of.
    ComplainedOf,
}

/// How far a refusal has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RefusalFact {
    /// No reason or no explanation.
    None,
    /// One person has given both; a second decides.
    Proposed,
    /// The second person is the first one.
    SameHand,
    Approved,
}

/// The facts of one case.
#[derive(Debug, Clone)]
pub struct Facts {
    pub kind: Kind,
    /// A clue, which is handed over and not handled here.
    pub restricted: bool,
    pub paused: bool,
    pub pause_reason: bool,
    /// Somebody can be reached, or it is written why not.
    pub reachable_or_said_why: bool,
    /// The person waits for an answer and can be given one.
    pub answer_wanted: bool,
    pub accepted: bool,
    pub settled_result: bool,
    pub refusal: RefusalFact,
    pub owner: OwnerFact,
    /// It is written why several departments must study it together.
    pub joint_reason: bool,
    pub statements_open: i64,
    /// Those that are acted on: what is refused is neither found nor answered.
    pub allegations: usize,
    /// Those it was decided not to act on.
    pub refused: usize,
    /// Allegations with a finding and its reason.
    pub found: usize,
    /// Allegations somebody has put into a category.
    pub classified: usize,
    pub answered_allegations: usize,
    /// At least one allegation is upheld, wholly or in part.
    pub upheld: bool,
    pub reviewed: bool,
    /// Ways of handling and their result are written down.
    pub handled: bool,
    pub letter_wanted: bool,
    pub approved: bool,
    pub answered: bool,
    pub answered_in_writing: bool,
    pub delivered: bool,
    pub follow_up_tried: bool,
    pub satisfied: bool,
    pub do_not_contact: bool,
    /// An improvement is proposed, or it is written why none.
    pub improvement_settled: bool,
    pub handed_to_somebody: bool,
    pub end_reason: bool,
    pub reopen_reason: bool,
    /// Something new, or a reason to do without.
    pub reopen_ground: bool,
    /// The person has taken it back.
    pub withdrawn: bool,
    /// It is looked into whoever no longer asks.
    pub safety: bool,
    /// Another body sent it and waits.
    pub is_order: bool,
    pub supplement_asked: bool,
    pub supplement_answered: bool,
    pub refusal_told: bool,
    pub tried: bool,
    pub interim: bool,
    pub review_asked: bool,
    pub review_decided: bool,
    /// What is amended is that a clue goes from it.
    pub parts_clue: bool,
}

impl Facts {
    pub fn of(case: &Case, all: &[Allegation]) -> Facts {
        let allegations: Vec<&Allegation> = all.iter().filter(|one| !one.is_refused()).collect();
        let endings = &case.endings;
        let has = |text: &Option<String>| text.as_ref().is_some_and(|text| !text.is_empty());
        let found: Vec<Finding> = allegations
            .iter()
            .filter(|one| has(&one.finding_reason))
            .filter_map(|one| one.finding)
            .collect();
        Facts {
            kind: case.kind,
            restricted: case.is_restricted(),
            paused: case.paused,
            pause_reason: has(&case.pause_reason),
            reachable_or_said_why: case.contact.is_some() || has(&case.anonymity_reason),
            answer_wanted: case.contact.is_some() && !case.is_withdrawn(),
            accepted: case.accepted_at.is_some(),
            settled_result: has(&case.settled_result),
            refusal: refusal(case),
            owner: owner(case),
            joint_reason: has(&case.joint_reason),
            statements_open: case.statements_open,
            allegations: allegations.len(),
            refused: all.len() - allegations.len(),
            found: found.len(),
            classified: allegations
                .iter()
                .filter(|one| one.category.is_some())
                .count(),
            answered_allegations: allegations.iter().filter(|one| one.is_answered()).count(),
            upheld: found.iter().any(|one| one.is_fault()),
            reviewed: case.reviewed_at.is_some(),
            handled: !case.handling.is_empty() && has(&case.handling_result),
            letter_wanted: case.letter_wanted,
            approved: case.approved_at.is_some(),
            answered: case.answered_at.is_some(),
            answered_in_writing: case.answered_in_writing,
            delivered: case.delivered_at.is_some(),
            follow_up_tried: case.follow_up_tries > 0,
            satisfied: case.satisfaction.is_some_and(|points| points >= 4),
            do_not_contact: case.do_not_contact,
            improvement_settled: has(&case.improvement) || has(&case.no_improvement_reason),
            handed_to_somebody: case.handed_over_to.is_some(),
            end_reason: has(&case.end_reason),
            reopen_reason: has(&case.reopen_reason),
            reopen_ground: endings.fresh.as_ref().is_some_and(Fresh::holds),
            withdrawn: case.is_withdrawn(),
            safety: is_safety_matter(case, all),
            is_order: case.channel.is_order(),
            supplement_asked: endings.supplement.is_some(),
            supplement_answered: endings
                .supplement
                .as_ref()
                .is_some_and(|one| one.answer.is_some()),
            refusal_told: endings.refusal_told.is_some(),
            tried: !endings.tries.is_empty(),
            interim: !endings.interims.is_empty(),
            review_asked: endings.review.is_some(),
            review_decided: endings.review.is_some() && !endings.review_is_open(),
            parts_clue: false,
        }
    }

    /// Enquiries, suggestions, praise and calls for help need no inquiry.
    pub fn goes_short(&self) -> bool {
        !self.kind.is_complaint()
    }

    /// Every statement given or excused, and every allegation of a complaint judged.
    pub fn is_inquired(&self) -> bool {
        let judged = self.allegations > 0 && self.found == self.allegations;
        self.statements_open == 0 && (judged || self.goes_short())
    }

    /// Some allegations are refused, and others are left.
    pub fn is_refused_in_part(&self) -> bool {
        self.refused > 0 && self.allegations > 0
    }

    pub fn upheld_complaint(&self) -> bool {
        self.kind.is_complaint() && self.upheld
    }
}

fn refusal(case: &Case) -> RefusalFact {
    let explained = case.refusal_reason.is_some()
        && case
            .refusal_explanation
            .as_ref()
            .is_some_and(|text| !text.is_empty());
    if !explained {
        return RefusalFact::None;
    }
    match (case.refusal_proposed_by, case.refusal_approved_by) {
        // Only a complaint has a right to the second pair of eyes.
        _ if !case.kind.is_complaint() => RefusalFact::Approved,
        (_, None) => RefusalFact::Proposed,
        (Some(one), Some(other)) if one == other => RefusalFact::SameHand,
        _ => RefusalFact::Approved,
    }
}

fn owner(case: &Case) -> OwnerFact {
    match case.owner {
        None => OwnerFact::None,
        Some(_) if case.owner_conflicted => OwnerFact::ComplainedOf,
        Some(_) => OwnerFact::Fit,
    }
}
