//! A rule put to a start: when it is due, when it is near, and what a changed
//! calendar makes of it.

use std::sync::Arc;

use tongli_kernel::calendar::{Undetermined, WorkCalendar, near_number};
use tongli_kernel::{Day, HospitalTime, Moment};

use crate::{CalendarOf, Rule, Span, Unit};

/// The law calendar and the hospital's, side by side, so that a rule picks its own.
/// Shared, for they are asked for with every clock and change once a year.
#[derive(Debug, Clone, PartialEq)]
pub struct Calendars {
    pub law: Arc<WorkCalendar>,
    pub house: Arc<WorkCalendar>,
}

impl Calendars {
    /// The calendar the rule counts on. The hospital's own days reach only rules
    /// that say so, which no rule of law can.
    pub fn of(&self, rule: &Rule) -> &WorkCalendar {
        self.named(rule.calendar)
    }

    pub fn named(&self, which: CalendarOf) -> &WorkCalendar {
        match which {
            CalendarOf::Law => &self.law,
            CalendarOf::House => &self.house,
        }
    }
}

/// When a clock runs out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Due {
    /// Certain. For days, `at` is 24:00 of `on`, and `near_at` the 00:00 of the
    /// day on which four fifths of the days have begun.
    At {
        on: Day,
        at: Moment,
        near_at: Moment,
    },
    /// The count runs into a year without table. `provisional` is what weekends
    /// alone would give: never a date to hold anybody to.
    Undetermined(Undetermined),
    /// Nothing to count: the visit itself, or an order that names no limit.
    Uncounted,
}

/// Everything a clock must remember when it starts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    pub rule: String,
    pub rule_version: u32,
    /// [`WorkCalendar::version`] of the calendar counted on.
    pub calendar_version: String,
    /// Day 0.
    pub started_on: Day,
    pub due: Due,
}

/// A clock counted again on a newer calendar came out otherwise. What was promised
/// to the person stays as it was promised; this is recorded beside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recount {
    pub before: Due,
    pub after: Due,
    pub calendar_before: String,
    pub calendar_after: String,
}

impl Plan {
    /// What changed against `fresh`, the same rule started anew at the same time;
    /// `None` if the due time is the same.
    pub fn recount(&self, fresh: &Plan) -> Option<Recount> {
        (self.due != fresh.due).then(|| Recount {
            before: self.due,
            after: fresh.due,
            calendar_before: self.calendar_version.clone(),
            calendar_after: fresh.calendar_version.clone(),
        })
    }
}

impl Rule {
    /// Starts this rule's clock. `started` is the moment of the trigger: the first
    /// receipt anywhere, the closing, any time on the last day of the month.
    pub fn start(
        &self,
        calendars: &Calendars,
        time: &HospitalTime,
        started: Moment,
        span: Span,
    ) -> Plan {
        let calendar = calendars.of(self);
        let due = match self.amount_of(span) {
            None => Due::Uncounted,
            Some(amount) => self.due(calendar, time, started, amount),
        };
        Plan {
            rule: self.id.clone(),
            rule_version: self.version,
            calendar_version: calendar.version().to_owned(),
            started_on: time.day_of(started),
            due,
        }
    }

    fn due(
        &self,
        calendar: &WorkCalendar,
        time: &HospitalTime,
        started: Moment,
        amount: u32,
    ) -> Due {
        let day = time.day_of(started);
        match self.unit {
            Unit::Visit => Due::Uncounted,
            Unit::Hour => hours(time, started, amount),
            Unit::Day => Due::At {
                on: day.due_after_days(amount),
                at: time.end_of(day.due_after_days(amount)),
                near_at: time.start_of(day.due_after_days(near_number(amount))),
            },
            Unit::Workday => {
                workdays(calendar, time, day, amount).unwrap_or_else(Due::Undetermined)
            }
        }
    }
}

fn workdays(
    calendar: &WorkCalendar,
    time: &HospitalTime,
    day: Day,
    amount: u32,
) -> Result<Due, Undetermined> {
    let on = calendar.due_on(day, amount)?;
    Ok(Due::At {
        on,
        at: time.end_of(on),
        near_at: time.start_of(calendar.near_on(day, amount)?),
    })
}

fn hours(time: &HospitalTime, started: Moment, amount: u32) -> Due {
    let at = started.plus_hours(i64::from(amount));
    // Four fifths of an hour are 48 minutes: exact in seconds.
    let near_at = started.plus_seconds(i64::from(amount) * 48 * 60);
    Due::At {
        on: time.day_of(at),
        at,
        near_at,
    }
}

#[cfg(test)]
mod tests;
