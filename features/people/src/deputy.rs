//! Somebody decides for a leader from a day to a day. Pure.

use tongli_kernel::{Day, FieldErrors, Id, Moment, Role, Said, StaffId};

use crate::roles;
use crate::staff::Staff;

#[derive(Debug)]
pub struct DeputyMark;
pub type DeputyId = Id<DeputyMark>;

/// The longest time one naming lasts, in days: after that somebody looks again.
pub const LONGEST_DAYS: i64 = 90;
/// The most characters of a reason.
pub const LONGEST_REASON: usize = 200;

/// A deputy as kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deputy {
    pub id: DeputyId,
    /// For whom.
    pub principal: StaffId,
    pub principal_name: String,
    pub deputy: StaffId,
    pub deputy_name: String,
    pub from_at: Moment,
    /// 24:00 of the last day.
    pub until_at: Moment,
    pub reason: String,
    pub named_by: Option<StaffId>,
    pub named_at: Moment,
    pub revoked_at: Option<Moment>,
    pub version: i64,
}

/// How a naming stands at a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DeputyState {
    Coming,
    Now,
    Over,
    Revoked,
}

impl DeputyState {
    pub const fn code(self) -> &'static str {
        match self {
            DeputyState::Coming => "coming",
            DeputyState::Now => "now",
            DeputyState::Over => "over",
            DeputyState::Revoked => "revoked",
        }
    }
}

impl Deputy {
    pub fn state(&self, now: Moment) -> DeputyState {
        if self.revoked_at.is_some() {
            DeputyState::Revoked
        } else if now < self.from_at {
            DeputyState::Coming
        } else if now < self.until_at {
            DeputyState::Now
        } else {
            DeputyState::Over
        }
    }

    /// Whether it may still be taken back.
    pub fn is_open(&self, now: Moment) -> bool {
        matches!(self.state(now), DeputyState::Coming | DeputyState::Now)
    }
}

/// A naming as typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewDeputy {
    /// Staff number or name of whoever is to decide.
    pub deputy: String,
    pub from: Option<Day>,
    pub until: Option<Day>,
    pub reason: String,
}

impl NewDeputy {
    /// The days it lasts, first and last, if everything typed holds.
    pub fn check(&self, today: Day) -> Result<(Day, Day), FieldErrors> {
        let mut errors = FieldErrors::default();
        let reason = self.reason.trim().chars().count();
        if reason == 0 || reason > LONGEST_REASON {
            let said = Said::new("people-deputy-reason-wrong").with("most", LONGEST_REASON);
            errors.add("reason", said);
        }
        if self.deputy.trim().is_empty() {
            errors.add("deputy", Said::new("people-deputy-unknown"));
        }
        match (self.from, self.until) {
            (Some(from), Some(until)) => {
                if from < today {
                    errors.add("from", Said::new("people-deputy-from-past"));
                }
                if until < from {
                    errors.add("until", Said::new("people-deputy-until-before"));
                } else if i64::from(from.days_until(until)) >= LONGEST_DAYS {
                    let said = Said::new("people-deputy-too-long").with("most", LONGEST_DAYS);
                    errors.add("until", said);
                }
                errors.or_else(|| (from, until))
            }
            (from, until) => {
                for (name, day) in [("from", from), ("until", until)] {
                    if day.is_none() {
                        errors.add(name, Said::new("people-deputy-day-missing"));
                    }
                }
                Err(errors)
            }
        }
    }
}

/// Whether somebody leads: decides what others ask for.
pub fn leads(staff: &Staff) -> bool {
    roles::LEADERS.iter().any(|role| staff.roles.contains(role))
}

/// Whether somebody may stand in for a leader: of the house, working, and none of
/// those who must not handle cases.
pub fn may_stand_in(staff: &Staff, now: Moment) -> bool {
    staff.is_active(now) && !staff.is_admin() && !staff.roles.contains(&roles::SUPERVISOR)
}

/// The role a deputy has while standing in for a holder of this one.
pub fn acting(role: Role) -> Option<Role> {
    match role {
        roles::DIRECTOR | roles::DEPUTY => Some(roles::ACTING_HEAD),
        roles::VICE_PRESIDENT => Some(roles::ACTING_VICE_PRESIDENT),
        roles::PRESIDENT => Some(roles::ACTING_PRESIDENT),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test says what it expects")]

    use super::*;

    fn new(from: &str, until: &str) -> NewDeputy {
        NewDeputy {
            deputy: "1002".into(),
            from: from.parse().ok(),
            until: until.parse().ok(),
            reason: "外出开会".into(),
        }
    }

    #[test]
    fn the_days_lie_ahead_in_order_and_not_too_far_apart() {
        let today: Day = "2026-09-28".parse().unwrap();
        let wrong = |from, until| {
            let errors = new(from, until).check(today).unwrap_err();
            ["from", "until"].map(|name| errors.of(name).is_some())
        };
        new("2026-09-28", "2026-09-28").check(today).unwrap();
        new("2026-09-28", "2026-12-26").check(today).unwrap();
        assert_eq!(wrong("2026-09-28", "2026-12-27"), [false, true]);
        assert_eq!(wrong("2026-09-27", "2026-09-30"), [true, false]);
        assert_eq!(wrong("2026-09-29", "2026-09-28"), [false, true]);
        assert_eq!(wrong("", "soon"), [true, true]);
        let mut silent = new("2026-09-28", "2026-09-28");
        silent.reason = "  ".into();
        assert!(silent.check(today).unwrap_err().of("reason").is_some());
    }

    #[test]
    fn only_leaders_are_stood_in_for() {
        for role in roles::ALL {
            assert_eq!(acting(*role).is_some(), roles::LEADERS.contains(role));
        }
    }
}
