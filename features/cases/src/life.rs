//! The life of a case: one table of steps, and the facts each step waits for.
//!
//! Nothing else decides whether a case may move. Rooms above write facts; this
//! reads them and says what is missing.

mod endings;
mod facts;
mod gates;
mod marks;
#[cfg(test)]
mod tests;
#[cfg(test)]
pub(crate) use tests::blank;

use tongli_kernel::{Fault, Gate, Said};

pub use facts::{Facts, OwnerFact, RefusalFact};
pub use marks::{Mark, MarkState, six_marks};

use crate::codes::Stage;
pub(crate) use endings::is_before_judgement;
use endings::{after_part, is_unanswered, speaks_to_the_person};

/// What can be done to a case. `code` stands in histories, [`Verb::path`] in URLs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verb {
    /// Looking; changes nothing.
    Read,
    Register,
    Settle,
    Accept,
    Refuse,
    Assign,
    /// Several departments study it together: two weeks instead of one, by decision.
    JointStudy,
    /// The second hand does not agree with a refusal or a joint study proposed.
    Decline,
    RequestStatement,
    SubmitStatement,
    /// A statement that will not come is let go, with a reason.
    ExcuseStatement,
    ReturnStatement,
    Find,
    Review,
    /// The reviewer wants more inquiry.
    SendBack,
    Handle,
    /// An answer is drafted or given by word of mouth.
    Answer,
    Approve,
    Release,
    ProveDelivery,
    FollowUp,
    Close,
    Archive,
    Pause,
    Resume,
    HandOver,
    ToDispute,
    Join,
    Reopen,
    /// The person is asked for what is missing.
    RequestSupplement,
    /// What they sent, or said, since.
    Supplement,
    /// The person learned of a refusal.
    TellRefusal,
    /// The person takes it back.
    Withdraw,
    /// An order goes back to the body that sent it.
    ReturnToSender,
    /// One try to reach the person.
    TryContact,
    /// Feedback before the answer is whole, with a dated promise.
    Interim,
    /// The person is not satisfied.
    AskReview,
    /// The one review of an answer.
    ReviewAgain,
    /// An order of a body outside joins (转办单).
    TakeOrder,
    Amend,
    /// The discipline officer signs for a clue (签收); everybody else's sight ends.
    Receive,
    /// The person is told that their clue is with the discipline office.
    GiveNotice,
    /// Staff complained of are told what is alleged, fairly.
    NotifyRespondent,
    /// The person is told how it stands, before the answer.
    Inform,
    Note,
    Attach,
}

impl Verb {
    pub const ALL: &'static [Verb] = &[
        Verb::Read,
        Verb::Register,
        Verb::Settle,
        Verb::Accept,
        Verb::Refuse,
        Verb::Assign,
        Verb::JointStudy,
        Verb::Decline,
        Verb::RequestStatement,
        Verb::SubmitStatement,
        Verb::ExcuseStatement,
        Verb::ReturnStatement,
        Verb::Find,
        Verb::Review,
        Verb::SendBack,
        Verb::Handle,
        Verb::Answer,
        Verb::Approve,
        Verb::Release,
        Verb::ProveDelivery,
        Verb::FollowUp,
        Verb::Close,
        Verb::Archive,
        Verb::Pause,
        Verb::Resume,
        Verb::HandOver,
        Verb::ToDispute,
        Verb::Join,
        Verb::Reopen,
        Verb::RequestSupplement,
        Verb::Supplement,
        Verb::TellRefusal,
        Verb::Withdraw,
        Verb::ReturnToSender,
        Verb::TryContact,
        Verb::Interim,
        Verb::AskReview,
        Verb::ReviewAgain,
        Verb::TakeOrder,
        Verb::Amend,
        Verb::Receive,
        Verb::GiveNotice,
        Verb::NotifyRespondent,
        Verb::Inform,
        Verb::Note,
        Verb::Attach,
    ];

    pub const fn code(self) -> &'static str {
        match self {
            Verb::Read => "read",
            Verb::Register => "register",
            Verb::Settle => "settle",
            Verb::Accept => "accept",
            Verb::Refuse => "refuse",
            Verb::Assign => "assign",
            Verb::JointStudy => "joint_study",
            Verb::Decline => "decline",
            Verb::RequestStatement => "request_statement",
            Verb::SubmitStatement => "submit_statement",
            Verb::ExcuseStatement => "excuse_statement",
            Verb::ReturnStatement => "return_statement",
            Verb::Find => "find",
            Verb::Review => "review",
            Verb::SendBack => "send_back",
            Verb::Handle => "handle",
            Verb::Answer => "answer",
            Verb::Approve => "approve",
            Verb::Release => "release",
            Verb::ProveDelivery => "prove_delivery",
            Verb::FollowUp => "follow_up",
            Verb::Close => "close",
            Verb::Archive => "archive",
            Verb::Pause => "pause",
            Verb::Resume => "resume",
            Verb::HandOver => "hand_over",
            Verb::ToDispute => "to_dispute",
            Verb::Join => "join",
            Verb::Reopen => "reopen",
            Verb::RequestSupplement => "request_supplement",
            Verb::Supplement => "supplement",
            Verb::TellRefusal => "tell_refusal",
            Verb::Withdraw => "withdraw",
            Verb::ReturnToSender => "return_to_sender",
            Verb::TryContact => "try_contact",
            Verb::Interim => "interim",
            Verb::AskReview => "ask_review",
            Verb::ReviewAgain => "review_again",
            Verb::TakeOrder => "take_order",
            Verb::Amend => "amend",
            Verb::Receive => "receive",
            Verb::GiveNotice => "give_notice",
            Verb::NotifyRespondent => "notify_respondent",
            Verb::Inform => "inform",
            Verb::Note => "note",
            Verb::Attach => "attach",
        }
    }

    /// `hand-over`, as it stands in addresses.
    pub fn path(self) -> String {
        self.code().replace('_', "-")
    }

    pub fn from_code(code: &str) -> Option<Verb> {
        let code = code.replace('-', "_");
        Verb::ALL.iter().copied().find(|verb| verb.code() == code)
    }

    /// The key of its name.
    pub fn word(self) -> String {
        format!("cases-verb-{}", self.path())
    }

    /// Whether its reason was typed, and is not a code.
    pub const fn reason_is_typed(self) -> bool {
        matches!(
            self,
            Verb::Pause
                | Verb::Reopen
                | Verb::HandOver
                | Verb::JointStudy
                | Verb::Decline
                | Verb::Withdraw
                | Verb::ReturnToSender
                | Verb::ReviewAgain
        )
    }

    /// Whether its very name says that a clue is there.
    pub const fn is_quiet(self) -> bool {
        matches!(self, Verb::Receive | Verb::GiveNotice)
    }

    /// Whether it adds to the file without touching the case's own row.
    pub const fn only_adds(self) -> bool {
        matches!(self, Verb::Inform | Verb::Note | Verb::Attach)
    }
}

/// Why a step is not taken.
#[derive(Debug, Clone, PartialEq)]
pub enum Refused {
    /// The verb does not belong to this stage.
    WrongStage(Gate),
    /// It does, but facts are missing.
    Gates(Vec<Gate>),
}

impl Refused {
    /// All that is in the way; never empty.
    pub fn gates(self) -> Vec<Gate> {
        match self {
            Refused::WrongStage(gate) => vec![gate],
            Refused::Gates(gates) => gates,
        }
    }
}

impl From<Refused> for Fault {
    fn from(refused: Refused) -> Self {
        Fault::Gated(refused.gates())
    }
}

/// The stage a verb leads to, or why it does not.
pub fn step(stage: Stage, verb: Verb, facts: &Facts) -> Result<Stage, Refused> {
    let Some(to) = target(stage, verb, facts) else {
        return Err(Refused::WrongStage(wrong_stage(stage, verb)));
    };
    let missing = gates::missing(stage, verb, facts);
    if missing.is_empty() {
        Ok(to)
    } else {
        Err(Refused::Gates(missing))
    }
}

/// Whether a verb belongs to this stage at all: what a page offers.
pub fn belongs(stage: Stage, verb: Verb, facts: &Facts) -> bool {
    target(stage, verb, facts).is_some()
}

fn wrong_stage(stage: Stage, verb: Verb) -> Gate {
    let word = |key: String| Said {
        key: key.into(),
        args: Vec::new(),
    };
    Gate::new(
        "stage",
        Said::new("cases-gate-stage")
            .with("stage", word(stage.word()))
            .with("verb", word(verb.word())),
    )
}

/// The table of steps.
fn target(stage: Stage, verb: Verb, facts: &Facts) -> Option<Stage> {
    use Stage::{
        Accepted, Archived, Assigned, Closed, Draft, FollowingUp, HandedOver, Handling, Inquiring,
        Merged, Refused, Registered, Replied, Replying, Returned, Reviewing, Settled, ToDispute,
        Withdrawn,
    };
    if facts.restricted {
        return restricted(stage, verb);
    }
    let same = Some(stage);
    if facts.withdrawn && speaks_to_the_person(verb) {
        return None;
    }
    match (verb, stage) {
        (Verb::Register, Draft) => Some(Registered),
        (Verb::Settle, Registered) => Some(Settled),
        (Verb::Accept, Registered) => Some(Accepted),
        (Verb::Refuse, Registered | Accepted | Assigned | Inquiring | Reviewing) => {
            // The first hand proposes, the second decides; what is left is gone on with.
            if facts.refusal == RefusalFact::Proposed {
                same
            } else if facts.is_refused_in_part() {
                Some(after_part(stage, facts))
            } else {
                Some(Refused)
            }
        }
        (Verb::Assign, Accepted) => Some(Assigned),
        (
            Verb::Assign,
            Assigned | Inquiring | Reviewing | Handling | Replying | Replied | FollowingUp,
        ) => same,
        (Verb::JointStudy, Accepted | Assigned | Inquiring | Reviewing) if !facts.goes_short() => {
            same
        }
        (Verb::Decline, Registered | Accepted | Assigned | Inquiring | Reviewing) => same,
        (Verb::RequestStatement | Verb::ReturnStatement, Assigned | Inquiring | Reviewing) => {
            Some(Inquiring)
        }
        (Verb::SubmitStatement | Verb::ExcuseStatement, Assigned | Inquiring | Reviewing) => {
            Some(inquired(facts))
        }
        (Verb::Find, Assigned | Inquiring | Reviewing) if !facts.goes_short() => {
            Some(inquired(facts))
        }
        (Verb::SubmitStatement | Verb::ExcuseStatement, Handling | Replying) => same,
        (Verb::Review, Assigned | Inquiring | Reviewing) => Some(Handling),
        (Verb::SendBack, Reviewing | Handling | Replying) => Some(Inquiring),
        (Verb::Handle, Handling) => Some(Replying),
        (Verb::Handle, Accepted | Assigned) if facts.goes_short() => {
            Some(if facts.handled { Replying } else { Handling })
        }
        (Verb::Handle | Verb::Answer, Replying) | (Verb::Answer, Handling) => same,
        (Verb::Approve | Verb::Release, Replying) => same,
        (Verb::ProveDelivery, Replying) => Some(Replied),
        (Verb::FollowUp, Replied | FollowingUp) => Some(FollowingUp),
        (Verb::FollowUp, Closed | Settled) => same,
        (Verb::Close, Replied | FollowingUp) => Some(Closed),
        (Verb::Close, Replying) if facts.goes_short() && !facts.answer_wanted => Some(Closed),
        (Verb::Close, Replying) if facts.withdrawn => Some(Closed),
        (Verb::Archive, Closed | Settled | Refused) => Some(Archived),
        (Verb::Pause | Verb::Resume | Verb::Amend, _) if stage.is_open() => same,
        // A clue is found when it is found, also in what has ended.
        (Verb::Amend, _) if facts.parts_clue && !matches!(stage, Draft | Merged) => same,
        (Verb::HandOver, _) if stage.is_open() => Some(HandedOver),
        (Verb::ToDispute, _) if stage.is_open() || stage == Closed => Some(ToDispute),
        (Verb::Join, Registered | Accepted) => Some(Merged),
        (
            Verb::Reopen,
            Settled | Refused | Closed | Archived | HandedOver | Withdrawn | Returned,
        ) => Some(Accepted),
        (Verb::RequestSupplement, _) if is_before_judgement(stage) => same,
        (Verb::Supplement, _) if is_unanswered(stage) => same,
        (Verb::TellRefusal, Refused) => same,
        (Verb::Withdraw, _) if is_unanswered(stage) => {
            // What endangers people is looked into, whoever no longer asks.
            if facts.safety { same } else { Some(Withdrawn) }
        }
        (Verb::ReturnToSender, _) if is_unanswered(stage) => Some(Returned),
        (Verb::TryContact, _) if is_unanswered(stage) && facts.answer_wanted => same,
        (Verb::Interim, _)
            if is_unanswered(stage) && stage != Registered && facts.kind.is_complaint() =>
        {
            same
        }
        (
            Verb::AskReview | Verb::ReviewAgain,
            Replied | FollowingUp | Closed | Archived | Refused | Settled,
        ) => same,
        // What was told stands elsewhere now.
        (Verb::Join, _) if stage.is_open() && facts.allegations == 0 => Some(Merged),
        (Verb::NotifyRespondent, _) if stage.is_open() => same,
        (Verb::TakeOrder, _) if !matches!(stage, Archived | Merged) => same,
        (Verb::Inform, _) if stage.is_open() => same,
        (Verb::Note | Verb::Attach, _) if !matches!(stage, Archived | Merged) => same,
        _ => None,
    }
}

/// A clue is handed over and nothing else: no department, no inquiry, no letter.
fn restricted(stage: Stage, verb: Verb) -> Option<Stage> {
    match verb {
        Verb::Receive if stage.is_open() => Some(Stage::HandedOver),
        Verb::GiveNotice if stage == Stage::HandedOver => Some(stage),
        Verb::Note | Verb::Attach => Some(stage),
        _ => None,
    }
}

/// Once everything asked has come and everything alleged is judged, the inquiry
/// waits for its review.
fn inquired(facts: &Facts) -> Stage {
    if facts.is_inquired() {
        Stage::Reviewing
    } else {
        Stage::Inquiring
    }
}
