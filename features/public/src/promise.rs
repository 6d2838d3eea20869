//! The day by which somebody is answered, and why it is that day.

use tongli_kernel::{Day, HospitalTime, Moment, Said};
use tongli_work::ClockRow;

/// The clocks of an answer; what an interim word promised goes before them, and the
/// one several departments study before the ordinary one it replaced.
const ANSWERS: [&str; 3] = ["C32", "C04", "C03"];

/// What a person was told about when an answer comes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Promise {
    /// By the end of this day.
    By {
        day: Day,
        /// How many working days that is, where it was counted so.
        workdays: Option<i64>,
        late: bool,
    },
    /// Next year's holidays are not known yet; by weekends alone it would be this.
    About(Day),
    /// Nothing is counted for this kind of matter.
    Soon,
}

impl Promise {
    pub fn of(clocks: &[ClockRow], time: &HospitalTime, now: Moment) -> Promise {
        let Some(clock) = ANSWERS.iter().find_map(|rule| running(clocks, rule)) else {
            return Promise::Soon;
        };
        match (clock.promised_at.or(clock.due_at), clock.provisional_on) {
            (Some(at), _) => Promise::By {
                // A day ends with the first moment of the next.
                day: time.day_of(at.plus_millis(-1)),
                workdays: clock
                    .counting
                    .amount
                    .filter(|_| clock.counting.unit.code() == "workday"),
                late: clock.met_at.is_none() && now >= at,
            },
            (None, Some(day)) => Promise::About(day),
            (None, None) => Promise::Soon,
        }
    }

    pub fn said(&self) -> Said {
        match self {
            Promise::By { day, .. } => Said::new("public-promise-by").with("day", day_said(*day)),
            Promise::About(day) => Said::new("public-promise-about").with("day", day_said(*day)),
            Promise::Soon => Said::new("public-promise-soon"),
        }
    }

    /// Why it is this day.
    pub fn reason(&self) -> Option<Said> {
        match self {
            Promise::By {
                workdays: Some(n), ..
            } => Some(Said::new("public-promise-workdays").with("n", *n)),
            Promise::About(_) => Some(Said::new("public-promise-unknown-year")),
            Promise::By { .. } | Promise::Soon => None,
        }
    }

    pub fn is_broken(&self) -> bool {
        matches!(self, Promise::By { late: true, .. })
    }
}

/// A day as people say it, with its weekday.
pub(crate) fn day_said(day: Day) -> Said {
    Said::new("public-day")
        .with("year", day.year().to_string())
        .with("month", i64::from(day.month()))
        .with("day", i64::from(day.day_of_month()))
        .with("weekday", i64::from(day.weekday()))
}

/// The newest clock of a rule that still applies: a reopened matter has a second.
fn running<'c>(clocks: &'c [ClockRow], rule: &str) -> Option<&'c ClockRow> {
    clocks
        .iter()
        .filter(|clock| clock.rule == rule && clock.ended_at.is_none())
        .max_by_key(|clock| clock.started_at)
}
