//! What of a case was handed to somebody outside: to whom, on what ground, what for,
//! what, when, how, and who approved it.

use tongli_cases::CaseId;
use tongli_kernel::{FieldErrors, Id, Moment, Private, Said, StaffId};
use tongli_store::Subject;
use tongli_store::attachments::AttachmentId;

use crate::codes::{Basis, Recipient, Way};
use crate::consent::chosen;

#[derive(Debug)]
pub struct DisclosureMark;
pub type DisclosureId = Id<DisclosureMark>;

/// The kind of subject in histories and work items.
pub const SUBJECT: &str = "disclosure";

const LONGEST: usize = 500;
const LONGEST_NAME: usize = 120;

/// One line of the register.
#[derive(Debug, Clone)]
pub struct Disclosure {
    pub id: DisclosureId,
    pub case: CaseId,
    pub told: Given,
    /// Written by the house when the case was handed over, and not completed yet.
    pub is_draft: bool,
    pub version: i64,
    pub recorded_at: Moment,
    pub by: Option<StaffId>,
}

impl Disclosure {
    pub fn subject(&self) -> Subject {
        Subject::new(SUBJECT, self.id.raw())
    }
}

/// What was given, as the register tells it.
#[derive(Debug, Clone)]
pub struct Given {
    pub recipient: Recipient,
    /// The body by its name.
    pub body: String,
    /// Who took it there.
    pub person: Option<Private<String>>,
    pub basis: Basis,
    /// The law, decision or consent by its name and number.
    pub ground: String,
    pub purpose: String,
    pub what: String,
    pub files: Vec<AttachmentId>,
    pub way: Way,
    pub given_at: Moment,
    pub approved_by: Option<StaffId>,
}

/// The same as typed; the approver is looked up by the action.
#[derive(Debug, Clone, Copy)]
pub struct GivenTyped<'a> {
    pub recipient: &'a str,
    pub body: &'a str,
    pub person: &'a str,
    pub basis: &'a str,
    pub ground: &'a str,
    pub purpose: &'a str,
    pub what: &'a str,
    pub files: &'a [String],
    pub way: &'a str,
    pub given_at: Option<Moment>,
}

fn text(field: &'static str, typed: &str, most: usize, errors: &mut FieldErrors) -> String {
    if typed.is_empty() {
        errors.add(field, Said::new("privacy-required"));
    } else if typed.chars().count() > most {
        errors.add(field, Said::new("privacy-text-long").with("most", most));
    }
    typed.to_owned()
}

pub fn check_given(typed: GivenTyped<'_>, now: Moment) -> Result<Given, FieldErrors> {
    let mut errors = FieldErrors::default();
    let recipient = chosen(
        "recipient",
        Recipient::from_code(typed.recipient),
        &mut errors,
    );
    let basis = chosen("basis", Basis::from_code(typed.basis), &mut errors);
    let way = chosen("way", Way::from_code(typed.way), &mut errors);
    let body = text("body", typed.body, LONGEST_NAME, &mut errors);
    let ground = text("ground", typed.ground, LONGEST, &mut errors);
    let purpose = text("purpose", typed.purpose, LONGEST, &mut errors);
    let what = text("what", typed.what, LONGEST, &mut errors);
    if typed.person.chars().count() > LONGEST_NAME {
        let said = Said::new("privacy-text-long").with("most", LONGEST_NAME);
        errors.add("person", said);
    }
    if typed.given_at.is_some_and(|at| at > now) {
        errors.add("given_at", Said::new("privacy-moment-future"));
    }
    let files: Option<Vec<AttachmentId>> = typed.files.iter().map(|one| one.parse().ok()).collect();
    if files.is_none() {
        errors.add("files", Said::new("privacy-file-unknown"));
    }
    if errors.is_empty()
        && let (Some(recipient), Some(basis), Some(way)) = (recipient, basis, way)
    {
        let person = (!typed.person.is_empty()).then(|| Private::new(typed.person.to_owned()));
        return Ok(Given {
            recipient,
            body,
            person,
            basis,
            ground,
            purpose,
            what,
            files: files.unwrap_or_default(),
            way,
            given_at: typed.given_at.unwrap_or(now),
            approved_by: None,
        });
    }
    Err(errors)
}

/// What the register is narrowed to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// The number of a case.
    pub case: Option<String>,
    pub recipient: Option<Recipient>,
    pub from: Option<Moment>,
    /// Before this moment.
    pub until: Option<Moment>,
    pub drafts_only: bool,
    pub before: Option<Place>,
}

/// Where a page of the register ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    pub given_at: Moment,
    pub id: DisclosureId,
}

impl Place {
    /// As an address spells it.
    pub fn code(&self) -> String {
        format!("{}-{}", self.given_at.millis(), self.id)
    }

    pub fn read(code: &str) -> Option<Place> {
        let (at, id) = code.split_once('-')?;
        Some(Place {
            given_at: Moment::from_millis(at.parse().ok()?),
            id: id.parse().ok()?,
        })
    }
}

/// One line with the names it needs.
#[derive(Debug, Clone)]
pub struct Line {
    pub line: Disclosure,
    pub case: String,
    pub approver: String,
    pub recorder: String,
}

impl Line {
    /// Where a page that ends with it goes on.
    pub fn place(&self) -> Place {
        Place {
            given_at: self.line.told.given_at,
            id: self.line.id,
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test says what it expects")]

    use super::*;

    #[test]
    fn a_line_says_to_whom_why_and_what() {
        let now = Moment::from_millis(10);
        let typed = GivenTyped {
            recipient: "police",
            body: "",
            person: "",
            basis: "law",
            ground: "",
            purpose: "",
            what: "",
            files: &[],
            way: "letter",
            given_at: Some(Moment::from_millis(11)),
        };
        let errors = check_given(typed, now).unwrap_err();
        for field in ["body", "ground", "purpose", "what", "given_at"] {
            assert!(errors.of(field).is_some(), "{field}");
        }
        let typed = GivenTyped {
            body: "城东派出所",
            ground: "调取证据通知书 2026-118 号",
            purpose: "查办治安案件",
            what: "投诉登记表、当日接待记录",
            given_at: None,
            ..typed
        };
        assert_eq!(check_given(typed, now).unwrap().given_at, now);
    }

    #[test]
    fn a_place_in_the_register_is_read_back() {
        let place = Place {
            given_at: Moment::from_millis(1_700_000_000_000),
            id: DisclosureId::new(77),
        };
        assert_eq!(Place::read(&place.code()), Some(place));
        assert_eq!(Place::read("x"), None);
    }
}
