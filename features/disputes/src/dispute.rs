//! A dispute: which case it came from, and what is known of a death.

use tongli_cases::CaseId;
use tongli_kernel::{FieldErrors, Id, Moment, Said, StaffId};
use tongli_store::Subject;

#[derive(Debug)]
pub struct DisputeMark;
pub type DisputeId = Id<DisputeMark>;

/// The kind of subject in histories, links, clocks and work items.
pub const SUBJECT: &str = "dispute";
/// The kind of the tie from a case to its dispute.
pub const TIE: &str = "dispute";

/// A dispute as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dispute {
    pub id: DisputeId,
    /// `JF-20260214-0001`
    pub number: String,
    pub version: i64,
    pub case: CaseId,
    pub reason: String,
    pub keeper: StaffId,
    pub opened_at: Moment,
    pub died_at: Option<Moment>,
    pub frozen: Option<bool>,
    pub body_at: Option<Moment>,
    pub body_left_at: Option<Moment>,
}

impl Dispute {
    pub fn subject(&self) -> Subject {
        Subject::new(SUBJECT, self.id.raw())
    }

    pub fn path(&self) -> String {
        format!("/disputes/{}", self.number)
    }

    /// The autopsy rule that binds: 48 hours, or seven days where the body is frozen.
    pub fn autopsy_rule(&self) -> &'static str {
        if self.frozen == Some(true) {
            AUTOPSY_FROZEN
        } else {
            AUTOPSY
        }
    }
}

/// The rules of the clocks this room starts.
pub const AUTOPSY: &str = "C09";
pub const AUTOPSY_FROZEN: &str = "C09B";
pub const BODY: &str = "C10";

/// What is known of a death.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Death {
    pub died_at: Moment,
    pub frozen: bool,
    /// When the body reached the mortuary, and when it left.
    pub body_at: Option<Moment>,
    pub body_left_at: Option<Moment>,
}

impl Death {
    /// Everything lies in the past and in its order.
    pub fn check(&self, now: Moment) -> Result<(), FieldErrors> {
        let mut errors = FieldErrors::default();
        for (field, at) in [
            ("died_at", Some(self.died_at)),
            ("body_at", self.body_at),
            ("body_left_at", self.body_left_at),
        ] {
            if at.is_some_and(|at| at > now) {
                errors.add(field, Said::new("disputes-moment-future"));
            }
        }
        if self.body_at.is_some_and(|at| at < self.died_at) {
            errors.add("body_at", Said::new("disputes-before-death"));
        }
        match (self.body_at, self.body_left_at) {
            (Some(came), Some(left)) if left < came => {
                errors.add("body_left_at", Said::new("disputes-before-arrival"));
            }
            (None, Some(_)) => errors.add("body_at", Said::new("disputes-required")),
            _ => {}
        }
        errors.or_else(|| ())
    }
}

const LONGEST: usize = 500;

/// A text that has to be there.
pub(crate) fn required(field: &'static str, text: &str, errors: &mut FieldErrors) -> String {
    let text = text.trim();
    if text.is_empty() {
        errors.add(field, Said::new("disputes-required"));
    }
    bounded(field, text, errors);
    text.to_owned()
}

/// A text that may be there.
pub(crate) fn optional(
    field: &'static str,
    text: &str,
    errors: &mut FieldErrors,
) -> Option<String> {
    let text = text.trim();
    bounded(field, text, errors);
    (!text.is_empty()).then(|| text.to_owned())
}

fn bounded(field: &'static str, text: &str, errors: &mut FieldErrors) {
    if text.chars().count() > LONGEST {
        errors.add(field, Said::new("disputes-text-long").with("most", LONGEST));
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test says what it expects")]

    use super::*;

    #[test]
    fn a_death_lies_in_the_past_and_the_body_comes_after_it() {
        let at = Moment::from_millis;
        let death = Death {
            died_at: at(10),
            frozen: false,
            body_at: Some(at(20)),
            body_left_at: None,
        };
        assert!(death.check(at(30)).is_ok());
        assert!(death.check(at(15)).unwrap_err().of("body_at").is_some());
        let left = Death {
            body_left_at: Some(at(15)),
            ..death
        };
        assert!(left.check(at(30)).unwrap_err().of("body_left_at").is_some());
        let early = Death {
            body_at: Some(at(5)),
            ..death
        };
        assert!(early.check(at(30)).unwrap_err().of("body_at").is_some());
    }
}
