//! A request for a decision, the decisions made on it, and who may make the next.
//! Pure.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use tongli_kernel::{Gate, Id, Moment, Role, Said, StaffId};
use tongli_people::DeputyId;
use tongli_store::Subject;

use crate::rules::Kind;

#[derive(Debug)]
pub struct RequestMark;
pub type RequestId = Id<RequestMark>;

#[derive(Debug)]
pub struct DecisionMark;
pub type DecisionId = Id<DecisionMark>;

/// What histories and work items of a request are about.
pub const SUBJECT: &str = "approval";

/// The words of a request, sealed where they lie.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Body {
    /// What is asked for.
    pub request: String,
    /// Why: facts, law, agreement.
    #[serde(default)]
    pub basis: String,
}

/// How a request stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    Open,
    Approved,
    Returned,
    /// What was asked for is no longer so.
    Withdrawn,
}

impl State {
    pub const ALL: &'static [State] = &[
        State::Open,
        State::Approved,
        State::Returned,
        State::Withdrawn,
    ];

    pub const fn code(self) -> &'static str {
        match self {
            State::Open => "open",
            State::Approved => "approved",
            State::Returned => "returned",
            State::Withdrawn => "withdrawn",
        }
    }

    pub fn from_code(code: &str) -> Option<State> {
        State::ALL.iter().copied().find(|one| one.code() == code)
    }

    pub fn word(self) -> String {
        format!("approvals-state-{}", self.code())
    }
}

/// What one decider says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    Approve,
    Return,
}

impl Verdict {
    pub const ALL: &'static [Verdict] = &[Verdict::Approve, Verdict::Return];

    pub const fn code(self) -> &'static str {
        match self {
            Verdict::Approve => "approve",
            Verdict::Return => "return",
        }
    }

    pub fn from_code(code: &str) -> Option<Verdict> {
        Verdict::ALL.iter().copied().find(|one| one.code() == code)
    }

    pub fn word(self) -> String {
        format!("approvals-verdict-{}", self.code())
    }
}

/// A request as kept.
#[derive(Debug, Clone)]
pub struct Request {
    pub id: RequestId,
    pub version: i64,
    pub subject: Subject,
    /// Which round of the subject it belongs to.
    pub round: i64,
    pub kind: Kind,
    /// Of exactly what is decided on.
    pub digest: String,
    pub body: Body,
    /// What the money is for.
    pub purpose: Option<String>,
    pub amount_fen: Option<i64>,
    pub rule: String,
    pub rule_version: i64,
    /// Who may decide, as the rule stood when it was asked.
    pub roles: Vec<Role>,
    /// A role one of the deciders must have.
    pub must: Option<Role>,
    pub quorum: i64,
    pub asked_by: Option<StaffId>,
    pub asked_at: Moment,
    pub state: State,
    pub closed_at: Option<Moment>,
}

impl Request {
    /// Where its page is.
    pub fn path(&self) -> String {
        format!("/approvals/{}", self.id)
    }
}

/// In which capacity somebody decides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seat {
    pub role: Role,
    /// For whom, by which naming; nobody where it is the own role.
    pub stands_in: Option<(StaffId, DeputyId)>,
}

/// One decision as kept.
#[derive(Debug, Clone)]
pub struct Decision {
    pub id: DecisionId,
    pub request: RequestId,
    pub verdict: Verdict,
    pub reason: Option<String>,
    pub by: Option<StaffId>,
    pub seat: Seat,
    pub at: Moment,
}

/// A leader somebody stands in for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StandsIn {
    pub principal: StaffId,
    pub roles: BTreeSet<Role>,
    pub naming: DeputyId,
}

/// Whoever wants to decide, as they stand at that moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    pub staff: StaffId,
    pub roles: BTreeSet<Role>,
    pub stands_in: Vec<StandsIn>,
}

/// Why somebody does not decide.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Barred {
    /// Nobody decides what they asked for, by themselves or by their deputy.
    Own,
    /// Nor what is about themselves.
    ComplainedOf,
    /// They or the one they stand in for have decided.
    Already,
    /// It is for others to decide.
    NotTheirs,
}

impl Barred {
    pub fn gate(self) -> Gate {
        match self {
            Barred::Own => Gate::new("second_person", Said::new("approvals-gate-own")),
            Barred::ComplainedOf => Gate::new("respondent", Said::new("approvals-gate-respondent")),
            Barred::Already => Gate::new("already", Said::new("approvals-gate-already")),
            Barred::NotTheirs => Gate::new("not_theirs", Said::new("approvals-gate-not-theirs")),
        }
    }
}

/// In which capacity the candidate decides next, or why not. `respondents` are those
/// the matter is about. The own role goes before a borrowed one, unless the borrowed one
/// is the one that somebody must have and nobody has decided in yet.
pub fn seat(
    request: &Request,
    decisions: &[Decision],
    respondents: &[StaffId],
    candidate: &Candidate,
) -> Result<Seat, Barred> {
    if request.asked_by == Some(candidate.staff) {
        return Err(Barred::Own);
    }
    if respondents.contains(&candidate.staff) {
        return Err(Barred::ComplainedOf);
    }
    if sits(decisions, candidate.staff) {
        return Err(Barred::Already);
    }
    let of_others = |role: &dyn Fn(&BTreeSet<Role>) -> Option<Role>| {
        borrowed(request, decisions, respondents, candidate, role)
    };
    let must = request.must.filter(|must| lacks(*must, decisions));
    if let Some(must) = must.filter(|must| !candidate.roles.contains(must))
        && let Ok(seat) = of_others(&|held| held.contains(&must).then_some(must))
    {
        return Ok(seat);
    }
    if let Some(role) = fitting(request, &candidate.roles) {
        return Ok(Seat {
            role,
            stands_in: None,
        });
    }
    of_others(&|held| fitting(request, held))
}

/// Whether somebody has decided, by themselves or by whoever stands in for them.
fn sits(decisions: &[Decision], staff: StaffId) -> bool {
    decisions.iter().any(|one| {
        one.by == Some(staff) || one.seat.stands_in.is_some_and(|(whom, _)| whom == staff)
    })
}

/// Nobody has approved in this role yet.
fn lacks(must: Role, decisions: &[Decision]) -> bool {
    let mut yes = decisions
        .iter()
        .filter(|one| one.verdict == Verdict::Approve);
    !yes.any(|one| one.seat.role == must)
}

/// The seat of a leader the candidate stands in for, or why there is none.
fn borrowed(
    request: &Request,
    decisions: &[Decision],
    respondents: &[StaffId],
    candidate: &Candidate,
    role: &dyn Fn(&BTreeSet<Role>) -> Option<Role>,
) -> Result<Seat, Barred> {
    let mut why = Barred::NotTheirs;
    for one in &candidate.stands_in {
        let Some(role) = role(&one.roles) else {
            continue;
        };
        if request.asked_by == Some(one.principal) {
            why = Barred::Own;
        } else if respondents.contains(&one.principal) {
            why = Barred::ComplainedOf;
        } else if sits(decisions, one.principal) {
            why = Barred::Already;
        } else {
            return Ok(Seat {
                role,
                stands_in: Some((one.principal, one.naming)),
            });
        }
    }
    Err(why)
}

/// The role of these that decides; the one somebody must have goes first.
fn fitting(request: &Request, held: &BTreeSet<Role>) -> Option<Role> {
    request
        .must
        .iter()
        .chain(&request.roles)
        .copied()
        .find(|role| held.contains(role))
}

/// How many more must approve, the decisions so far counted.
pub fn still_needed(request: &Request, decisions: &[Decision]) -> i64 {
    let yes = decisions
        .iter()
        .filter(|one| one.verdict == Verdict::Approve);
    let count = i64::try_from(yes.count()).unwrap_or(i64::MAX);
    let lacks = request.must.is_some_and(|must| lacks(must, decisions));
    (request.quorum - count).max(i64::from(lacks)).max(0)
}

#[cfg(test)]
#[path = "approval_tests.rs"]
mod tests;
