//! Whether the authority has to be told, by when, and that it was.

use tongli_kernel::{FieldErrors, Id, Moment, Said};

use crate::dispute::{optional, required};

#[derive(Debug)]
pub struct ReportMark;
pub type ReportId = Id<ReportMark>;

/// What somebody decided it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Matter {
    /// 重大医疗过失行为.
    MajorFault,
    /// 一般医疗质量安全事件.
    Event,
    MajorEvent,
    GraveEvent,
    /// A suspected offence goes to the police at once: no clock, a step.
    Police,
    /// Looked at, and nothing to report.
    Nothing,
}

impl Matter {
    pub const ALL: &'static [Matter] = &[
        Matter::MajorFault,
        Matter::Event,
        Matter::MajorEvent,
        Matter::GraveEvent,
        Matter::Police,
        Matter::Nothing,
    ];

    pub const fn code(self) -> &'static str {
        match self {
            Matter::MajorFault => "major-fault",
            Matter::Event => "event",
            Matter::MajorEvent => "major-event",
            Matter::GraveEvent => "grave-event",
            Matter::Police => "police",
            Matter::Nothing => "nothing",
        }
    }

    pub fn from_code(code: &str) -> Option<Matter> {
        Matter::ALL.iter().copied().find(|one| one.code() == code)
    }

    pub fn word(self) -> String {
        format!("disputes-matter-{}", self.code())
    }

    /// The clock it starts.
    pub const fn rule(self) -> Option<&'static str> {
        match self {
            Matter::MajorFault => Some("C15"),
            Matter::Event => Some("C16"),
            Matter::MajorEvent => Some("C16B"),
            Matter::GraveEvent => Some("C16C"),
            Matter::Police | Matter::Nothing => None,
        }
    }

    /// Whether somebody outside has to be told.
    pub const fn is_reported(self) -> bool {
        !matches!(self, Matter::Nothing)
    }
}

/// A decision, and the report that followed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    pub id: ReportId,
    pub decision: Decision,
    pub decided_at: Moment,
    pub made: Option<Made>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    pub matter: Matter,
    pub reason: String,
    pub discovered_at: Option<Moment>,
}

/// The report as it was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Made {
    pub reported_at: Moment,
    pub authority: String,
    pub channel: String,
    pub person: String,
    pub receipt: Option<String>,
}

/// Reads a decision: what is to be reported says when it was discovered.
pub fn check_decision(
    matter: &str,
    reason: &str,
    discovered_at: Option<Moment>,
    now: Moment,
) -> Result<Decision, FieldErrors> {
    let mut errors = FieldErrors::default();
    let matter = Matter::from_code(matter);
    match (matter, discovered_at) {
        (None, _) => errors.add("matter", Said::new("disputes-required")),
        (Some(matter), None) if matter.is_reported() => {
            errors.add("discovered_at", Said::new("disputes-required"));
        }
        (_, Some(at)) if at > now => {
            errors.add("discovered_at", Said::new("disputes-moment-future"));
        }
        _ => {}
    }
    let reason = required("reason", reason, &mut errors);
    errors.or_else(|| Decision {
        matter: matter.unwrap_or(Matter::Nothing),
        reason,
        discovered_at,
    })
}

/// Reads a report that was made; it lies between the discovery and now.
pub fn check_made(
    reported_at: Option<Moment>,
    [authority, channel, person, receipt]: [&str; 4],
    discovered_at: Option<Moment>,
    now: Moment,
) -> Result<Made, FieldErrors> {
    let mut errors = FieldErrors::default();
    match reported_at {
        None => errors.add("reported_at", Said::new("disputes-required")),
        Some(at) if at > now => errors.add("reported_at", Said::new("disputes-moment-future")),
        Some(at) if discovered_at.is_some_and(|found| at < found) => {
            errors.add("reported_at", Said::new("disputes-before-discovery"));
        }
        Some(_) => {}
    }
    let made = Made {
        reported_at: reported_at.unwrap_or(now),
        authority: required("authority", authority, &mut errors),
        channel: required("channel", channel, &mut errors),
        person: required("person", person, &mut errors),
        receipt: optional("receipt", receipt, &mut errors),
    };
    errors.or_else(|| made)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test says what it expects")]

    use super::*;

    #[test]
    fn what_is_reported_says_when_it_was_discovered() {
        let now = Moment::from_millis(100);
        let wrong = check_decision("major-fault", "用药错误", None, now).unwrap_err();
        assert!(wrong.of("discovered_at").is_some());
        assert!(check_decision("nothing", "核对后不属于", None, now).is_ok());
        let texts = ["市卫健委医政科", "电话", "王科长", ""];
        let found = Some(Moment::from_millis(50));
        let early = Some(Moment::from_millis(40));
        assert!(check_made(early, texts, found, now).is_err());
        assert!(check_made(Some(now), texts, found, now).is_ok());
    }
}
