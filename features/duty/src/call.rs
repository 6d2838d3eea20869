//! The call list: who is rung for what, and what may stand in it.

use tongli_kernel::{FieldErrors, Id, Said};

#[derive(Debug)]
pub struct CallMark;
pub type CallId = Id<CallMark>;

/// What somebody is rung for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Job {
    Emergency,
    Ward,
    Security,
    Police,
    Leader,
    Medical,
    Office,
    Other,
}

impl Job {
    /// In the order in which a danger is answered while no plan is chosen.
    pub const ALL: &'static [Job] = &[
        Job::Emergency,
        Job::Ward,
        Job::Security,
        Job::Police,
        Job::Leader,
        Job::Medical,
        Job::Office,
        Job::Other,
    ];

    pub const fn code(self) -> &'static str {
        match self {
            Job::Emergency => "emergency",
            Job::Ward => "ward",
            Job::Security => "security",
            Job::Police => "police",
            Job::Leader => "leader",
            Job::Medical => "medical",
            Job::Office => "office",
            Job::Other => "other",
        }
    }

    pub fn from_code(code: &str) -> Option<Job> {
        Job::ALL.iter().copied().find(|job| job.code() == code)
    }

    pub fn word(self) -> String {
        format!("duty-job-{}", self.code())
    }
}

/// One line of the call list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Call {
    pub id: CallId,
    pub version: i64,
    pub job: Job,
    pub name: String,
    pub phone: String,
    pub hours: Option<String>,
    pub position: i64,
}

/// The number of the police, which no list need hold.
pub const POLICE: &str = "110";

impl Call {
    /// What a telephone dials.
    pub fn dial(&self) -> String {
        dialled(&self.phone)
    }
}

/// The digits of a number as it is written: `内线 6120` dials 6120.
pub fn dialled(phone: &str) -> String {
    phone
        .chars()
        .filter(|letter| letter.is_ascii_digit() || *letter == '+')
        .collect()
}

/// A line as it was typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewCall {
    pub job: Job,
    pub name: String,
    pub phone: String,
    pub hours: Option<String>,
    pub position: i64,
}

const LONGEST: usize = 60;
const LAST_POSITION: i64 = 999;

/// Checks a line of the list; each wrong field says what to do.
pub fn check_call(
    job: &str,
    name: &str,
    phone: &str,
    hours: &str,
    position: &str,
) -> Result<NewCall, FieldErrors> {
    let mut errors = FieldErrors::default();
    let job = Job::from_code(job);
    if job.is_none() {
        errors.add("job", Said::new("duty-call-job-missing"));
    }
    for (field, text) in [("name", name), ("phone", phone), ("hours", hours)] {
        if text.chars().count() > LONGEST {
            errors.add(field, Said::new("duty-call-long").with("most", LONGEST));
        }
    }
    if name.is_empty() {
        errors.add("name", Said::new("duty-call-name-missing"));
    }
    if dialled(phone).len() < 3 {
        errors.add("phone", Said::new("duty-call-phone-wrong"));
    }
    let position = if position.is_empty() {
        Some(LAST_POSITION)
    } else {
        position.parse().ok()
    };
    let position = position.filter(|at| (1..=LAST_POSITION).contains(at));
    if position.is_none() {
        errors.add(
            "position",
            Said::new("duty-call-position-wrong").with("most", LAST_POSITION),
        );
    }
    errors.or_else(|| NewCall {
        job: job.unwrap_or(Job::Other),
        name: name.to_owned(),
        phone: phone.to_owned(),
        hours: (!hours.is_empty()).then(|| hours.to_owned()),
        position: position.unwrap_or(LAST_POSITION),
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test says what it expects")]

    use super::*;

    #[test]
    fn a_number_is_dialled_by_its_digits() {
        assert_eq!(dialled("内线 6120"), "6120");
        assert_eq!(dialled("010-5555-0101"), "01055550101");
    }

    #[test]
    fn each_wrong_field_says_so() {
        let wrong = check_call("x", "", "内线", "", "0").unwrap_err();
        for field in ["job", "name", "phone", "position"] {
            assert!(wrong.of(field).is_some(), "{field}");
        }
        let right = check_call("ward", "骨科二病区", "内线 6120", "夜间", "").unwrap();
        assert_eq!((right.job, right.position), (Job::Ward, 999));
    }
}
