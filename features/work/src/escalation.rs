//! Who hears of overdue work at which step. Pure.

use tongli_calendars::{Rule, Unit};
use tongli_kernel::calendar::WorkCalendar;
use tongli_kernel::{HospitalTime, Moment, Role};
use tongli_people::roles::{
    DEPARTMENT_HEAD, DIRECTOR, PRESIDENT, VICE_HEAD, VICE_PRESIDENT, named,
};
use tongli_store::outbox::To;

use crate::item::Owner;

/// The item that ran out of time.
#[derive(Debug, Clone, Copy)]
pub struct Overdue<'a> {
    pub owner: Owner,
    pub rule: Option<&'a Rule>,
    /// A clock of the same subject runs out no later and tells the heads already.
    pub covered: bool,
    /// Its subject is for its own people: nobody but the owner hears of it.
    pub sealed: bool,
}

/// To whom the word goes at a level: 1 when the time is over, 2 a working day later.
pub fn recipients(level: i64, overdue: &Overdue<'_>) -> Vec<To> {
    let mut to = Vec::new();
    match level {
        1 if overdue.sealed => to.push(overdue.owner.to()),
        _ if overdue.sealed => {}
        1 => {
            to.push(overdue.owner.to());
            if !overdue.covered {
                to.push(To::Role(DIRECTOR));
                to.extend(department_heads(overdue));
                // A limit in hours leaves no working day to wait for the leaders.
                if overdue.rule.is_some_and(|rule| rule.unit == Unit::Hour) {
                    to.extend(leaders(overdue.rule));
                }
            }
        }
        _ if overdue.covered => {}
        _ => to.extend(leaders(overdue.rule)),
    }
    let mut once: Vec<To> = Vec::new();
    for one in to {
        if !once.contains(&one) {
            once.push(one);
        }
    }
    once
}

/// A rule names its own way up; what has no rule goes to the vice-president.
fn leaders(rule: Option<&Rule>) -> Vec<To> {
    let Some(rule) = rule else {
        return vec![To::Role(VICE_PRESIDENT)];
    };
    names(rule)
        .filter(|role| [VICE_PRESIDENT, PRESIDENT].contains(role))
        .map(To::Role)
        .collect()
}

fn department_heads(overdue: &Overdue<'_>) -> Vec<To> {
    let (Some(rule), Some(department)) = (overdue.rule, overdue.owner.department) else {
        return Vec::new();
    };
    names(rule)
        .filter(|role| [DEPARTMENT_HEAD, VICE_HEAD].contains(role))
        .map(|role| To::RoleIn(role, department))
        .collect()
}

fn names(rule: &Rule) -> impl Iterator<Item = Role> + '_ {
    rule.escalates_to.iter().filter_map(|slug| named(slug))
}

/// When the second word goes out: at the end of one more working day.
pub fn second_at(due: Moment, time: &HospitalTime, calendar: &WorkCalendar) -> Moment {
    let last_day = time.day_of(due.plus_millis(-1));
    let next = match calendar.due_on(last_day, 1) {
        Ok(day) => day,
        // A word too early or late by a holiday harms nobody.
        Err(unknown) => unknown.provisional,
    };
    time.end_of(next)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test says what it expects")]

    use tongli_calendars::{law_calendar, shipped_rules};
    use tongli_kernel::{DepartmentId, StaffId};
    use tongli_people::roles::{CONTACT, DISCIPLINE};

    use super::*;

    fn rule(id: &str) -> &'static Rule {
        shipped_rules()
            .in_force(id, "2026-09-28".parse().unwrap())
            .unwrap()
    }

    #[test]
    fn a_limit_of_law_goes_to_owner_and_director_then_to_the_vice_president() {
        let overdue = Overdue {
            owner: Owner::staff(StaffId::new(5)),
            rule: Some(rule("C03")),
            covered: false,
            sealed: false,
        };
        let first = [To::Staff(StaffId::new(5)), To::Role(DIRECTOR)];
        assert_eq!(recipients(1, &overdue), first);
        assert_eq!(recipients(2, &overdue), [To::Role(VICE_PRESIDENT)]);
    }

    #[test]
    fn a_departments_statement_goes_to_its_head_and_no_higher_than_the_director() {
        let department = DepartmentId::new(3);
        let overdue = Overdue {
            owner: Owner::role_in(CONTACT, department),
            rule: Some(rule("C05")),
            covered: false,
            sealed: false,
        };
        assert_eq!(
            recipients(1, &overdue),
            [
                To::RoleIn(CONTACT, department),
                To::Role(DIRECTOR),
                To::RoleIn(DEPARTMENT_HEAD, department)
            ]
        );
        assert_eq!(recipients(2, &overdue), []);
    }

    #[test]
    fn a_limit_in_hours_reaches_the_leaders_with_the_first_word() {
        let overdue = Overdue {
            owner: Owner::staff(StaffId::new(5)),
            rule: Some(rule("C15")),
            covered: false,
            sealed: false,
        };
        let leaders = [To::Role(VICE_PRESIDENT), To::Role(PRESIDENT)];
        assert_eq!(recipients(1, &overdue)[2..], leaders);
        assert_eq!(recipients(2, &overdue), leaders);
    }

    #[test]
    fn what_nobody_owns_reaches_the_director_once_and_then_the_vice_president() {
        let overdue = Overdue {
            owner: Owner::default(),
            rule: None,
            covered: false,
            sealed: false,
        };
        assert_eq!(recipients(1, &overdue), [To::Role(DIRECTOR)]);
        assert_eq!(recipients(2, &overdue), [To::Role(VICE_PRESIDENT)]);
    }

    #[test]
    fn the_heads_do_not_hear_twice_of_one_subject() {
        let overdue = Overdue {
            owner: Owner::staff(StaffId::new(5)),
            rule: None,
            covered: true,
            sealed: false,
        };
        assert_eq!(recipients(1, &overdue), [To::Staff(StaffId::new(5))]);
        assert_eq!(recipients(2, &overdue), []);
    }

    #[test]
    fn of_a_sealed_subject_nobody_but_its_owner_hears() {
        let overdue = Overdue {
            owner: Owner::role(DISCIPLINE),
            rule: Some(rule("C03")),
            covered: false,
            sealed: true,
        };
        assert_eq!(recipients(1, &overdue), [To::Role(DISCIPLINE)]);
        assert_eq!(recipients(2, &overdue), []);
    }

    #[test]
    fn the_second_word_waits_for_one_working_day() {
        let time = HospitalTime::named("Asia/Shanghai").unwrap();
        let at = |text| time.read(text).unwrap();
        let second = |due| second_at(at(due), &time, law_calendar());
        assert_eq!(second("2026-10-14T00:00"), at("2026-10-15T00:00"));
        // Friday's end: over the weekend to Monday's.
        assert_eq!(second("2026-10-17T00:00"), at("2026-10-20T00:00"));
        assert_eq!(second("2026-09-30T15:00"), at("2026-10-09T00:00"));
    }
}
