//! What a verb writes into the record, apart from the stage. Pure: the actions
//! apply a change to a copy, the life cycle judges the copy, the store keeps it.

mod endings;

use tongli_kernel::{Confidentiality, DepartmentId, Moment, StaffId};
use tongli_patients::{ContactId, NewContact, NewPerson, PersonId};

use crate::case::{AllegationId, Case, Respondent};
use crate::codes::{
    Category, Channel, Court, Handling, HelpNeed, Mood, Receiver, RefusalReason, Risk, Urgency,
    VisitType,
};
use crate::endings::Endings;

pub use endings::EndingChange;

/// One change of facts.
#[derive(Debug, Clone)]
pub enum FactChange {
    None,
    Accepted {
        /// Why nobody can be reached, where a complaint names no contact.
        anonymity_reason: Option<String>,
    },
    Settled {
        result: String,
    },
    RefusalProposed {
        reason: RefusalReason,
        explanation: String,
    },
    RefusalApproved,
    /// The second hand does not agree: the case goes on.
    RefusalDeclined,
    JointProposed {
        reason: String,
    },
    JointApproved,
    JointDeclined,
    Owned {
        owner: StaffId,
        speaker: Option<StaffId>,
        /// The owner belongs to a department complained of.
        conflicted: bool,
    },
    StatementAsked,
    StatementGiven,
    StatementExcused,
    StatementReturned,
    /// A finding stands on its allegation; see [`crate::set_finding`].
    Found,
    Reviewed,
    SentBack,
    Handled {
        modes: Vec<Handling>,
        result: Option<String>,
        refunded_fen: Option<i64>,
        waived_fen: Option<i64>,
    },
    /// An answer was written or changed: what was approved before no longer is.
    AnswerDrafted,
    /// What was approved of money, in all.
    Granted {
        refunded_fen: Option<i64>,
        waived_fen: Option<i64>,
    },
    LetterWanted,
    /// The person who is owed a letter agreed that by word is enough.
    LetterSpared,
    Approved,
    Answered {
        in_writing: bool,
    },
    /// Receipt of a letter, or the read-back of what was said.
    Delivered {
        /// When it reached the person, however late that is typed in.
        at: Moment,
    },
    FollowedUp {
        /// When it was tried.
        at: Moment,
        reached: bool,
        satisfaction: Option<i64>,
    },
    DoNotContact,
    Improved {
        proposal: Option<String>,
        none_because: Option<String>,
    },
    Paused {
        reason: String,
    },
    Resumed,
    HandedOver {
        to: Receiver,
        reason: String,
    },
    /// The discipline officer has signed for a clue and holds it.
    Received,
    Ended {
        reason: String,
    },
    Reopened {
        reason: String,
        /// When what is new arrived, and how.
        received_at: Moment,
        channel: Channel,
    },
    /// What belongs to how the case ends.
    Ending(Box<EndingChange>),
    Amended(Box<Amendment>),
    /// The same while a clue is parted from the case: what was approved of the answer, and
    /// has not gone out, spoke of the whole.
    Parted(Box<Amendment>),
    /// What one act changes at once, so that it stands in the history once.
    Together(Vec<FactChange>),
}

/// Facts that may be put right or added while a case is open.
#[derive(Debug, Clone)]
pub struct Amendment {
    pub channel: Channel,
    pub demand: Option<String>,
    pub underlying_need: Option<String>,
    pub department_visited: Option<DepartmentId>,
    pub bed_no: Option<String>,
    pub visit_type: Option<VisitType>,
    pub incident_at: Option<Moment>,
    pub incident_place: Option<String>,
    pub urgency: Urgency,
    pub mood: Option<Mood>,
    pub persons_present: Option<i64>,
    pub court: Court,
    pub help_needs: Vec<HelpNeed>,
    pub risks: Vec<Risk>,
    pub risk_reason: Option<String>,
    pub leader_instruction: Option<String>,
    /// What is new about the persons; what is left empty stays as it is known.
    pub new_person: NewPerson,
    pub new_contact: NewContact,
    /// The records that hold it, once they are written.
    pub person: Option<PersonId>,
    pub contact: Option<ContactId>,
    pub confidentiality: Confidentiality,
    /// A clue among what was taken down, in words of its own: it moves to discipline.
    pub integrity_text: Option<String>,
    /// What the case tells once the clue is gone.
    pub rest_narrative: Option<String>,
    pub hide_identity: bool,
    pub in_hospital: bool,
    /// The allegations as they are to be, each known one by its id.
    pub allegations: Vec<AllegationAmendment>,
}

impl Amendment {
    /// The case as it stands, with nothing put right yet; allegations that are not
    /// listed stay as they are.
    pub fn of(case: &Case) -> Amendment {
        Amendment {
            channel: case.channel,
            demand: case.demand.clone(),
            underlying_need: case.underlying_need.clone(),
            department_visited: case.department_visited,
            bed_no: case.bed_no.clone(),
            visit_type: case.visit_type,
            incident_at: case.incident_at,
            incident_place: case.incident_place.clone(),
            urgency: case.urgency,
            mood: case.mood,
            persons_present: case.persons_present,
            court: case.court,
            help_needs: case.help_needs.clone(),
            risks: case.risks.clone(),
            risk_reason: case.risk_reason.clone(),
            leader_instruction: case.leader_instruction.clone(),
            new_person: NewPerson::default(),
            new_contact: NewContact::default(),
            person: None,
            contact: None,
            confidentiality: case.confidentiality,
            integrity_text: None,
            rest_narrative: None,
            hide_identity: case.hide_identity,
            in_hospital: case.in_hospital,
            allegations: Vec::new(),
        }
    }
}

/// One allegation put right, or one more.
#[derive(Debug, Clone)]
pub struct AllegationAmendment {
    /// `None` for one that was not taken down at first.
    pub id: Option<AllegationId>,
    /// The person's words stay; only a new one brings its own.
    pub text: String,
    pub category: Option<Category>,
    pub severity: Option<i64>,
    pub departments: Vec<DepartmentId>,
    pub respondents: Vec<Respondent>,
}

impl FactChange {
    /// Writes the change into a copy of the record.
    pub fn apply(&self, case: &mut Case, now: Moment, by: Option<StaffId>) {
        match self {
            FactChange::None | FactChange::Found => {}
            FactChange::Accepted { anonymity_reason } => {
                case.accepted_at = Some(now);
                if anonymity_reason.is_some() {
                    case.anonymity_reason.clone_from(anonymity_reason);
                }
            }
            FactChange::Settled { result } => case.settled_result = Some(result.clone()),
            FactChange::RefusalProposed {
                reason,
                explanation,
            } => {
                case.refusal_reason = Some(*reason);
                case.refusal_explanation = Some(explanation.clone());
                case.refusal_proposed_by = by;
                case.refusal_approved_by = None;
            }
            FactChange::RefusalApproved => case.refusal_approved_by = by,
            FactChange::RefusalDeclined => {
                case.refusal_reason = None;
                case.refusal_explanation = None;
                case.refusal_proposed_by = None;
            }
            FactChange::JointProposed { reason } => {
                case.joint_reason = Some(reason.clone());
                case.joint_proposed_by = by;
            }
            FactChange::JointApproved => {
                case.joint_approved_by = by;
                case.joint_approved_at = Some(now);
            }
            FactChange::JointDeclined => {
                case.joint_reason = None;
                case.joint_proposed_by = None;
            }
            FactChange::Owned {
                owner,
                speaker,
                conflicted,
            } => {
                case.owner = Some(*owner);
                case.owner_conflicted = *conflicted;
                case.speaker = speaker.or(case.speaker).or(Some(*owner));
            }
            FactChange::Paused { reason } => {
                case.paused = true;
                case.pause_reason = Some(reason.clone());
            }
            FactChange::Resumed => {
                case.paused = false;
                case.pause_reason = None;
            }
            FactChange::HandedOver { to, reason } => {
                case.handed_over_to = Some(*to);
                case.end_reason = Some(reason.clone());
            }
            FactChange::Received => {
                case.accepted_at = Some(now);
                case.handed_over_to = Some(Receiver::Discipline);
                case.owner = by;
                case.speaker = by;
            }
            FactChange::Ended { reason } => case.end_reason = Some(reason.clone()),
            FactChange::Reopened {
                reason,
                received_at,
                channel,
            } => {
                begin_again(case, reason, now);
                case.reopen_received_at = Some(*received_at);
                case.reopen_channel = Some(*channel);
            }
            FactChange::Ending(change) => change.apply(case),
            FactChange::Amended(new) => amend(case, new),
            FactChange::Parted(new) => {
                amend(case, new);
                if case.answered_at.is_none() {
                    case.approved_at = None;
                }
            }
            FactChange::Together(all) => all.iter().for_each(|one| one.apply(case, now, by)),
            inquiry_or_answer => inquiry_or_answer.apply_later(case, now),
        }
    }

    /// The changes rooms above this one bring.
    fn apply_later(&self, case: &mut Case, now: Moment) {
        match self {
            FactChange::StatementAsked => {
                case.statements_asked += 1;
                case.statements_open += 1;
            }
            FactChange::StatementGiven | FactChange::StatementExcused => {
                case.statements_open = (case.statements_open - 1).max(0);
            }
            FactChange::StatementReturned => case.statements_open += 1,
            FactChange::Reviewed => case.reviewed_at = Some(now),
            // What was approved may be found differently now.
            FactChange::SentBack => (case.reviewed_at, case.approved_at) = (None, None),
            FactChange::Handled {
                modes,
                result,
                refunded_fen,
                waived_fen,
            } => {
                case.handling.clone_from(modes);
                case.handling_result.clone_from(result);
                case.refunded_fen = *refunded_fen;
                case.waived_fen = *waived_fen;
            }
            FactChange::AnswerDrafted => case.approved_at = None,
            FactChange::Granted {
                refunded_fen,
                waived_fen,
            } => {
                case.refunded_fen = refunded_fen.or(case.refunded_fen);
                case.waived_fen = waived_fen.or(case.waived_fen);
            }
            FactChange::LetterWanted => case.letter_wanted = true,
            FactChange::LetterSpared => case.letter_wanted = false,
            FactChange::Approved => case.approved_at = Some(now),
            FactChange::Answered { in_writing } => {
                case.answered_at = Some(now);
                case.answered_in_writing = *in_writing;
            }
            FactChange::Delivered { at } => case.delivered_at = Some(*at),
            FactChange::FollowedUp {
                at,
                reached,
                satisfaction,
            } => {
                case.follow_up_tries += 1;
                if *reached {
                    case.reached_at = Some(*at);
                    case.satisfaction = satisfaction.or(case.satisfaction);
                    endings::ask_review_of_unhappy(case, *at);
                }
            }
            FactChange::DoNotContact => case.do_not_contact = true,
            FactChange::Improved {
                proposal,
                none_because,
            } => {
                case.improvement = proposal.clone().or(case.improvement.take());
                case.no_improvement_reason =
                    none_because.clone().or(case.no_improvement_reason.take());
            }
            _ => {}
        }
    }
}

/// A new round: what was judged and answered before stands in the history; the
/// record starts clean, so that no old proof closes the new round.
fn begin_again(case: &mut Case, reason: &str, now: Moment) {
    case.reopen_reason = Some(reason.to_owned());
    case.round += 1;
    case.accepted_at = Some(now);
    case.settled_result = None;
    case.refusal_reason = None;
    case.refusal_explanation = None;
    case.refusal_proposed_by = None;
    case.refusal_approved_by = None;
    case.joint_reason = None;
    case.joint_proposed_by = None;
    case.joint_approved_by = None;
    case.joint_approved_at = None;
    case.reviewed_at = None;
    case.handling = Vec::new();
    case.handling_result = None;
    case.approved_at = None;
    case.answered_at = None;
    case.answered_in_writing = false;
    case.delivered_at = None;
    case.follow_up_tries = 0;
    case.reached_at = None;
    case.satisfaction = None;
    case.improvement = None;
    case.no_improvement_reason = None;
    case.handed_over_to = None;
    case.end_reason = None;
    case.closed_at = None;
    case.archived_at = None;
    case.paused = false;
    case.pause_reason = None;
    case.endings = Endings {
        orders: std::mem::take(&mut case.endings.orders),
        ..Endings::default()
    };
}

fn amend(case: &mut Case, new: &Amendment) {
    case.channel = new.channel;
    case.demand.clone_from(&new.demand);
    case.underlying_need.clone_from(&new.underlying_need);
    case.department_visited = new.department_visited;
    case.bed_no.clone_from(&new.bed_no);
    case.visit_type = new.visit_type;
    case.incident_at = new.incident_at;
    case.incident_place.clone_from(&new.incident_place);
    case.urgency = new.urgency;
    case.mood = new.mood;
    case.persons_present = new.persons_present;
    case.court = new.court;
    case.help_needs.clone_from(&new.help_needs);
    case.risks.clone_from(&new.risks);
    case.risk_reason.clone_from(&new.risk_reason);
    case.leader_instruction.clone_from(&new.leader_instruction);
    case.person = new.person.or(case.person);
    case.contact = new.contact.or(case.contact);
    // A label is never lifted by an edit, and none makes a case a discipline matter:
    // a clue is a matter of its own.
    let label = new.confidentiality.min(Confidentiality::Sensitive);
    case.confidentiality = case.confidentiality.max(label);
    case.hide_identity = new.hide_identity;
    case.in_hospital = new.in_hospital;
}
