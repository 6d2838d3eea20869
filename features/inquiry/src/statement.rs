//! A department's written statement (情况说明): what is asked, what is answered,
//! when it is locked, and how it is sent back.

use serde::{Deserialize, Serialize};
use tongli_cases::Veil;
use tongli_kernel::{DepartmentId, FieldErrors, Id, Moment, Private, Said, StaffId};
use tongli_store::Subject;

#[derive(Debug)]
pub struct StatementMark;
pub type StatementId = Id<StatementMark>;

/// The kind under which clocks, work items and files know a statement.
pub const SUBJECT: &str = "statement";

/// The fewest characters that say anything: a question, a reason, an answer.
pub const LEAST: usize = 5;
/// The most characters of one text.
pub const MOST: usize = 8_000;

/// Where a statement stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum State {
    /// Asked and waited for.
    Asked,
    /// Given and locked.
    Given,
    /// Sent back with a reason and waited for again.
    Returned,
    /// No longer waited for, with a reason.
    Excused,
}

impl State {
    pub const ALL: [State; 4] = [State::Asked, State::Given, State::Returned, State::Excused];

    pub const fn code(self) -> &'static str {
        match self {
            State::Asked => "asked",
            State::Given => "given",
            State::Returned => "returned",
            State::Excused => "excused",
        }
    }

    pub fn from_code(code: &str) -> Option<State> {
        State::ALL.into_iter().find(|state| state.code() == code)
    }

    /// The department has still to write.
    pub const fn is_open(self) -> bool {
        matches!(self, State::Asked | State::Returned)
    }
}

/// What a department writes: three sections of the investigation form and what
/// it says in its own words.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// 患者病情.
    #[serde(default)]
    pub condition: String,
    /// 就诊经过.
    #[serde(default)]
    pub course: String,
    /// 医患沟通情况.
    #[serde(default)]
    pub communication: String,
    /// 科室说明.
    #[serde(default)]
    pub text: String,
}

impl Account {
    /// The sections with their field names, as forms, pages and checks go through
    /// them.
    pub fn sections(&self) -> [(&'static str, &str); 4] {
        [
            ("condition", &self.condition),
            ("course", &self.course),
            ("communication", &self.communication),
            ("text", &self.text),
        ]
    }

    /// A window has no medical condition to report, so only the department's own
    /// words are demanded; a text that says nothing is refused.
    pub fn check(self) -> Result<Account, FieldErrors> {
        let mut errors = FieldErrors::default();
        for (field, text) in self.sections() {
            if letters(text) > MOST {
                errors.add(field, too_long(text));
            }
        }
        if letters(&self.text) < LEAST {
            errors.add("text", Said::new("inquiry-text-short").with("least", LEAST));
        }
        errors.or_else(|| self)
    }
}

/// A statement as it is stored; texts are opened for those who may read them.
#[derive(Debug, Clone)]
pub struct Statement {
    pub id: StatementId,
    pub case_id: i64,
    pub case_number: String,
    pub department: DepartmentId,
    pub question: Private<String>,
    pub asked_by: Option<StaffId>,
    pub asked_at: Moment,
    pub due_at: Option<Moment>,
    pub near_at: Option<Moment>,
    pub state: State,
    pub given_by: Option<StaffId>,
    pub given_at: Option<Moment>,
    pub returned_at: Option<Moment>,
    pub return_reason: Option<Private<String>>,
    pub bounces: i64,
    pub excused_at: Option<Moment>,
    pub excuse: Option<Private<String>>,
    pub version: i64,
}

impl Statement {
    /// Without the words that lie behind a veil.
    #[must_use]
    pub fn behind(mut self, veil: Veil) -> Self {
        let hides = |at: Option<Moment>| at.is_some_and(|at| veil.hides_step(at));
        if veil.hides_step(self.asked_at) {
            self.question = Private::new(String::new());
        }
        if hides(self.returned_at) {
            self.return_reason = None;
        }
        if hides(self.excused_at) {
            self.excuse = None;
        }
        self
    }

    pub const fn subject(&self) -> Subject {
        Subject::new(SUBJECT, self.id.raw())
    }

    /// Given after its day, or still owed past it.
    pub fn is_late(&self, now: Moment) -> bool {
        let end = self.given_at.unwrap_or(now);
        self.state != State::Excused && self.due_at.is_some_and(|due| end >= due)
    }

    /// Class and word of the chip that shows its clock.
    pub fn chip(&self, now: Moment) -> Chip {
        match (self.state, self.due_at) {
            (State::Excused, _) => Chip::Excused,
            (State::Given, _) if self.is_late(now) => Chip::GivenLate,
            (State::Given, _) => Chip::Given,
            (_, None) => Chip::Open,
            (_, Some(due)) if now >= due => Chip::Overdue,
            (_, Some(_)) if self.near_at.is_some_and(|near| now >= near) => Chip::Near,
            (_, Some(_)) => Chip::Open,
        }
    }
}

/// How a statement's clock reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Chip {
    Open,
    Near,
    Overdue,
    Given,
    GivenLate,
    Excused,
}

impl Chip {
    pub const fn code(self) -> &'static str {
        match self {
            Chip::Open => "open",
            Chip::Near => "near",
            Chip::Overdue => "overdue",
            Chip::Given => "given",
            Chip::GivenLate => "given-late",
            Chip::Excused => "excused",
        }
    }

    /// The class of the style sheet.
    pub const fn class(self) -> &'static str {
        match self {
            Chip::Open => "clock-ok",
            Chip::Near => "clock-near",
            Chip::Overdue => "clock-overdue",
            Chip::Given => "clock-met",
            Chip::GivenLate => "clock-overdue",
            Chip::Excused => "clock-paused",
        }
    }

    pub const fn icon(self) -> &'static str {
        match self {
            Chip::Open => "clock",
            Chip::Near => "hourglass",
            Chip::Overdue | Chip::GivenLate => "alert-triangle",
            Chip::Given => "check",
            Chip::Excused => "x",
        }
    }
}

/// One giving of a statement, never changed.
#[derive(Debug, Clone)]
pub struct Giving {
    pub number: i64,
    pub account: Private<Account>,
    pub digest: String,
    pub given_by: Option<StaffId>,
    pub given_at: Moment,
}

impl Giving {
    /// See [`Statement::behind`].
    #[must_use]
    pub fn behind(mut self, veil: Veil) -> Self {
        if veil.hides_step(self.given_at) {
            self.account = Private::new(Account::default());
        }
        self
    }
}

/// What was added to a locked statement.
#[derive(Debug, Clone)]
pub struct Amendment {
    pub text: Private<String>,
    pub by: Option<StaffId>,
    pub added_at: Moment,
}

impl Amendment {
    /// See [`Statement::behind`].
    #[must_use]
    pub fn behind(mut self, veil: Veil) -> Self {
        if veil.hides_step(self.added_at) {
            self.text = Private::new(String::new());
        }
        self
    }
}

/// A request to several departments at once, checked.
#[derive(Debug, Clone)]
pub struct NewRequest {
    pub departments: Vec<DepartmentId>,
    pub question: String,
    /// Its own day instead of the rule's.
    pub due_at: Option<Moment>,
}

/// Checks the words of a request.
pub fn check_question(question: &str, errors: &mut FieldErrors) -> String {
    check_text("question", question, "inquiry-question-short", errors)
}

/// A text that must say something and not go on for ever.
pub fn check_text(
    field: &'static str,
    text: &str,
    short: &'static str,
    errors: &mut FieldErrors,
) -> String {
    let text = text.trim();
    if letters(text) < LEAST {
        errors.add(field, Said::new(short).with("least", LEAST));
    } else if letters(text) > MOST {
        errors.add(field, too_long(text));
    }
    text.to_owned()
}

/// How long it may be, and how long it is.
pub fn too_long(text: &str) -> Said {
    Said::new("inquiry-text-long")
        .with("most", MOST)
        .with("have", letters(text))
}

/// Characters without the white space around them.
pub fn letters(text: &str) -> usize {
    text.trim().chars().count()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test says what it expects")]

    use super::*;

    fn statement(state: State, due: i64) -> Statement {
        Statement {
            id: Id::new(1),
            case_id: 2,
            case_number: "TS-20260928-0007".to_owned(),
            department: Id::new(3),
            question: Private::new("夜间呼叫为何无人应答".to_owned()),
            asked_by: None,
            asked_at: Moment::from_millis(0),
            due_at: Some(Moment::from_millis(due)),
            near_at: Some(Moment::from_millis(due - 20)),
            state,
            given_by: None,
            given_at: None,
            returned_at: None,
            return_reason: None,
            bounces: 0,
            excused_at: None,
            excuse: None,
            version: 1,
        }
    }

    #[test]
    fn a_statement_turns_near_then_overdue_then_stays_marked_late() {
        let at = Moment::from_millis;
        let mut asked = statement(State::Asked, 100);
        assert_eq!(asked.chip(at(79)), Chip::Open);
        assert_eq!(asked.chip(at(80)), Chip::Near);
        assert_eq!(asked.chip(at(100)), Chip::Overdue);
        asked.state = State::Given;
        asked.given_at = Some(at(101));
        assert_eq!(asked.chip(at(500)), Chip::GivenLate);
        asked.given_at = Some(at(99));
        assert_eq!(asked.chip(at(500)), Chip::Given);
    }

    #[test]
    fn an_excused_department_owes_nothing() {
        let excused = statement(State::Excused, 100);
        assert!(!excused.is_late(Moment::from_millis(500)));
        assert!(!State::Excused.is_open() && State::Returned.is_open());
    }

    #[test]
    fn a_window_answers_without_a_medical_condition_but_not_without_words() {
        let own_words = Account {
            text: "当日窗口系统停了二十分钟，已向患者道歉。".to_owned(),
            ..Account::default()
        };
        assert!(own_words.clone().check().is_ok());
        let silent = Account {
            condition: "术后第一天".to_owned(),
            text: " 无 ".to_owned(),
            ..own_words
        };
        assert!(silent.check().unwrap_err().of("text").is_some());
    }

    #[test]
    fn a_text_past_the_most_names_its_field() {
        let long = Account {
            course: "长".repeat(MOST + 1),
            text: "见就诊经过一栏".to_owned(),
            ..Account::default()
        };
        assert!(long.check().unwrap_err().of("course").is_some());
    }

    #[test]
    fn every_state_is_found_by_its_code() {
        for state in State::ALL {
            assert_eq!(State::from_code(state.code()), Some(state));
        }
    }
}
