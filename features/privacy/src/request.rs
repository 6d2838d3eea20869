//! A request of a person about their own information: who asks, in what right, what,
//! whether it was checked who they are, and what came of it.

use tongli_cases::CaseId;
use tongli_kernel::{FieldErrors, Id, Moment, Private, Said, StaffId};
use tongli_store::Subject;

use crate::codes::{About, AskerStanding, Asks, RequestStage};
use crate::consent::chosen;

#[derive(Debug)]
pub struct RequestMark;
pub type RequestId = Id<RequestMark>;

/// The kind of subject in histories, clocks and work items.
pub const SUBJECT: &str = "privacy_request";
/// The rule of its clock.
pub const RULE: &str = "C34";

const LONGEST: usize = 1_000;
const LONGEST_NAME: usize = 60;

/// A request as it is kept.
#[derive(Debug, Clone)]
pub struct Request {
    pub id: RequestId,
    /// `GR-20260928-0001`
    pub number: String,
    pub version: i64,
    pub told: Asked,
    pub stage: RequestStage,
    pub keeper: StaffId,
    pub checked_at: Option<Moment>,
    pub checked_by: Option<StaffId>,
    pub checked_how: Option<String>,
    pub ended_at: Option<Moment>,
    pub ended_by: Option<StaffId>,
    pub result: Option<String>,
    pub cases: Vec<CaseId>,
}

impl Request {
    pub fn subject(&self) -> Subject {
        Subject::new(SUBJECT, self.id.raw())
    }

    pub fn path(&self) -> String {
        format!("/privacy/requests/{}", self.number)
    }
}

/// What is asked, and by whom.
#[derive(Debug, Clone)]
pub struct Asked {
    pub asks: Asks,
    pub asker: Private<String>,
    pub phone: Option<Private<String>>,
    pub standing: AskerStanding,
    pub about: About,
    pub what: String,
    pub received_at: Moment,
}

/// The same as typed.
#[derive(Debug, Clone, Copy)]
pub struct AskedTyped<'a> {
    pub asks: &'a str,
    pub asker: &'a str,
    pub phone: &'a str,
    pub standing: &'a str,
    pub about: &'a str,
    pub what: &'a str,
    pub received_at: Option<Moment>,
}

pub fn check_asked(typed: AskedTyped<'_>, now: Moment) -> Result<Asked, FieldErrors> {
    let mut errors = FieldErrors::default();
    let asks = chosen("asks", Asks::from_code(typed.asks), &mut errors);
    let standing = chosen(
        "standing",
        AskerStanding::from_code(typed.standing),
        &mut errors,
    );
    let about = chosen("about", About::from_code(typed.about), &mut errors);
    if typed.asker.is_empty() {
        errors.add("asker", Said::new("privacy-name-missing"));
    }
    for (field, text, most) in [
        ("asker", typed.asker, LONGEST_NAME),
        ("phone", typed.phone, LONGEST_NAME),
        ("what", typed.what, LONGEST),
    ] {
        if text.chars().count() > most {
            errors.add(field, Said::new("privacy-text-long").with("most", most));
        }
    }
    if typed.what.is_empty() {
        errors.add("what", Said::new("privacy-required"));
    }
    if typed.received_at.is_some_and(|at| at > now) {
        errors.add("received_at", Said::new("privacy-moment-future"));
    }
    if errors.is_empty()
        && let (Some(asks), Some(standing), Some(about)) = (asks, standing, about)
    {
        return Ok(Asked {
            asks,
            asker: Private::new(typed.asker.to_owned()),
            phone: (!typed.phone.is_empty()).then(|| Private::new(typed.phone.to_owned())),
            standing,
            about,
            what: typed.what.to_owned(),
            received_at: typed.received_at.unwrap_or(now),
        });
    }
    Err(errors)
}

/// How a request ends; each says why or to whom.
pub fn check_end(outcome: &str, result: &str) -> Result<(RequestStage, String), FieldErrors> {
    let mut errors = FieldErrors::default();
    let stage = RequestStage::from_code(outcome).filter(|stage| stage.is_over());
    let stage = chosen("outcome", stage, &mut errors);
    if result.is_empty() {
        errors.add("result", Said::new("privacy-result-missing"));
    } else if result.chars().count() > LONGEST {
        errors.add(
            "result",
            Said::new("privacy-text-long").with("most", LONGEST),
        );
    }
    match stage {
        Some(stage) => errors.or_else(|| (stage, result.to_owned())),
        None => Err(errors),
    }
}

/// How it was checked who asks.
pub fn check_identity(how: &str) -> Result<String, FieldErrors> {
    let mut errors = FieldErrors::default();
    if how.is_empty() {
        errors.add("checked_how", Said::new("privacy-checked-missing"));
    } else if how.chars().count() > LONGEST {
        let said = Said::new("privacy-text-long").with("most", LONGEST);
        errors.add("checked_how", said);
    }
    errors.or_else(|| how.to_owned())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test says what it expects")]

    use super::*;

    #[test]
    fn a_request_says_who_asks_for_what() {
        let now = Moment::from_millis(10);
        let typed = AskedTyped {
            asks: "everything",
            asker: "",
            phone: "",
            standing: "",
            about: "patient",
            what: "",
            received_at: Some(Moment::from_millis(11)),
        };
        let errors = check_asked(typed, now).unwrap_err();
        for field in ["asks", "asker", "standing", "what", "received_at"] {
            assert!(errors.of(field).is_some(), "{field}");
        }
        let typed = AskedTyped {
            asks: "copy",
            asker: "高远",
            standing: "oneself",
            what: "要投诉时登记的全部信息",
            received_at: None,
            ..typed
        };
        assert_eq!(check_asked(typed, now).unwrap().received_at, now);
    }

    #[test]
    fn an_end_has_its_words() {
        assert!(check_end("checked", "已核对").is_err(), "that is no end");
        assert!(check_end("refused", "").unwrap_err().of("result").is_some());
        let (stage, _) = check_end("refused", "不能证明与逝者的关系").unwrap();
        assert_eq!(stage, RequestStage::Refused);
        assert!(check_identity("").is_err());
    }
}
