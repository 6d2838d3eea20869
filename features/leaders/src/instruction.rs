//! An instruction a leader gave by word (口头指示): who, what exactly, when, and for
//! which step. Pure.

use tongli_cases::CaseId;
use tongli_kernel::{FieldErrors, Gate, Id, Moment, Said, StaffId};
use tongli_store::Subject;
use tongli_store::attachments::AttachmentId;

#[derive(Debug)]
pub struct InstructionMark;
pub type InstructionId = Id<InstructionMark>;

/// What clocks, items and histories of an instruction are about.
pub const SUBJECT: &str = "instruction";

/// The rule of its clock: one working day to sign.
pub const RULE: &str = "C33";

/// The fewest characters that are somebody's words.
pub const LEAST: usize = 2;
/// The most characters of what was said.
pub const MOST: usize = 2_000;

/// What it was said for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UrgentStep {
    /// Rescue and care, and what endangers people.
    Protect,
    /// Meeting the person, or sending somebody.
    Meet,
    Contact,
    Inform,
    /// Waiting for something.
    Pause,
    /// Acting before the paper is written.
    WithoutPaper,
    /// Keeping things, records and pictures as they are.
    Secure,
    // What no word is enough for.
    Refusal,
    Money,
    Letter,
}

impl UrgentStep {
    pub const ALL: &'static [UrgentStep] = &[
        UrgentStep::Protect,
        UrgentStep::Meet,
        UrgentStep::Contact,
        UrgentStep::Inform,
        UrgentStep::Pause,
        UrgentStep::WithoutPaper,
        UrgentStep::Secure,
        UrgentStep::Refusal,
        UrgentStep::Money,
        UrgentStep::Letter,
    ];

    pub const fn code(self) -> &'static str {
        match self {
            UrgentStep::Protect => "protect",
            UrgentStep::Meet => "meet",
            UrgentStep::Contact => "contact",
            UrgentStep::Inform => "inform",
            UrgentStep::Pause => "pause",
            UrgentStep::WithoutPaper => "without_paper",
            UrgentStep::Secure => "secure",
            UrgentStep::Refusal => "refusal",
            UrgentStep::Money => "money",
            UrgentStep::Letter => "letter",
        }
    }

    pub fn from_code(code: &str) -> Option<UrgentStep> {
        UrgentStep::ALL
            .iter()
            .copied()
            .find(|step| step.code() == code)
    }

    pub fn word(self) -> String {
        format!("leaders-step-{}", self.code().replace('_', "-"))
    }

    /// Whether a word is enough to begin: what can wait for a signature does not begin
    /// without one.
    pub const fn is_urgent(self) -> bool {
        !matches!(
            self,
            UrgentStep::Refusal | UrgentStep::Money | UrgentStep::Letter
        )
    }

    /// What stands in the way where a word is not enough.
    pub fn gate(self) -> Option<Gate> {
        let key = match self {
            UrgentStep::Refusal => "leaders-gate-word-refusal",
            UrgentStep::Money => "leaders-gate-word-money",
            UrgentStep::Letter => "leaders-gate-word-letter",
            _ => return None,
        };
        Some(Gate::new("written", Said::new(key)))
    }
}

/// How it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Acted on, not signed yet.
    Open,
    Signed,
    /// The leader says it was not so.
    Denied,
    /// Signed on paper, and the scan is in the file.
    OnPaper,
}

impl State {
    pub const ALL: &'static [State] = &[State::Open, State::Signed, State::Denied, State::OnPaper];

    pub const fn code(self) -> &'static str {
        match self {
            State::Open => "open",
            State::Signed => "signed",
            State::Denied => "denied",
            State::OnPaper => "on_paper",
        }
    }

    pub fn from_code(code: &str) -> Option<State> {
        State::ALL.iter().copied().find(|one| one.code() == code)
    }

    pub fn word(self) -> String {
        format!("leaders-state-{}", self.code().replace('_', "-"))
    }
}

/// An instruction as kept.
#[derive(Debug, Clone)]
pub struct Instruction {
    pub id: InstructionId,
    pub version: i64,
    pub case: CaseId,
    pub leader: StaffId,
    pub words: String,
    pub given_at: Moment,
    pub step: UrgentStep,
    pub recorded_by: StaffId,
    pub recorded_at: Moment,
    pub state: State,
    pub answer: Option<String>,
    pub answered_at: Option<Moment>,
    pub answered_by: Option<StaffId>,
    pub file: Option<AttachmentId>,
}

impl Instruction {
    pub const fn subject(&self) -> Subject {
        Subject::new(SUBJECT, self.id.raw())
    }

    /// Where its page is.
    pub fn path(&self) -> String {
        format!("/instructions/{}", self.id)
    }
}

/// An instruction as typed.
#[derive(Debug, Clone)]
pub struct NewInstruction {
    pub leader: Option<StaffId>,
    pub words: String,
    pub given_at: Option<Moment>,
    pub step: Option<UrgentStep>,
}

/// What holds of it.
#[derive(Debug, Clone)]
pub struct Checked {
    pub leader: StaffId,
    pub words: String,
    pub given_at: Moment,
    pub step: UrgentStep,
}

impl NewInstruction {
    /// `received` is when the case began.
    pub fn check(&self, received: Moment, now: Moment) -> Result<Checked, FieldErrors> {
        let mut errors = FieldErrors::default();
        let words = self.words.trim();
        let long = words.chars().count();
        if !(LEAST..=MOST).contains(&long) {
            errors.add("words", Said::new("leaders-words-wrong").with("most", MOST));
        }
        match self.given_at {
            None => errors.add("given_at", Said::new("leaders-given-at-missing")),
            Some(at) if at > now => errors.add("given_at", Said::new("leaders-given-at-future")),
            Some(at) if at < received => {
                errors.add("given_at", Said::new("leaders-given-at-early"));
            }
            Some(_) => {}
        }
        for (field, missing) in [
            ("leader", self.leader.is_none()),
            ("step", self.step.is_none()),
        ] {
            if missing {
                errors.add(field, Said::new("leaders-required"));
            }
        }
        match (self.leader, self.given_at, self.step) {
            (Some(leader), Some(given_at), Some(step)) => errors.or_else(|| Checked {
                leader,
                words: words.to_owned(),
                given_at,
                step,
            }),
            _ => Err(errors),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test says what it expects")]

    use super::*;

    fn new(words: &str, given_at: i64) -> NewInstruction {
        NewInstruction {
            leader: Some(StaffId::new(1)),
            words: words.into(),
            given_at: Some(Moment::from_millis(given_at)),
            step: Some(UrgentStep::Meet),
        }
    }

    #[test]
    fn words_are_somebodys_and_lie_between_the_receipt_and_now() {
        let (received, now) = (Moment::from_millis(10), Moment::from_millis(20));
        let wrong =
            |one: &NewInstruction, field| one.check(received, now).unwrap_err().of(field).is_some();
        new("先请家属到办公室坐下谈", 15)
            .check(received, now)
            .unwrap();
        assert!(wrong(&new("好", 15), "words"));
        assert!(wrong(&new("先谈", 9), "given_at") && wrong(&new("先谈", 21), "given_at"));
        let mut bare = new("先谈", 15);
        (bare.leader, bare.step) = (None, None);
        assert!(wrong(&bare, "leader") && wrong(&bare, "step"));
    }

    #[test]
    fn a_word_is_enough_for_what_cannot_wait_and_for_nothing_else() {
        for step in UrgentStep::ALL {
            assert_eq!(step.is_urgent(), step.gate().is_none());
            assert_eq!(UrgentStep::from_code(step.code()), Some(*step));
        }
        let written = UrgentStep::ALL.iter().filter(|step| !step.is_urgent());
        assert_eq!(written.count(), 3);
    }
}
