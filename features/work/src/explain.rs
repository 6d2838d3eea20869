//! Why a clock runs out when it does, day by day.

use serde::Serialize;
use tongli_calendars::kind_said;
use tongli_kernel::calendar::{DayKind, WorkCalendar};
use tongli_kernel::{Day, HospitalTime, Said};

use crate::clock::{ClockRow, CountedIn};

/// One day of the count.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ExplainedRow {
    pub day: Day,
    /// 1 for Monday to 7 for Sunday.
    pub weekday: i8,
    /// `working_day`, `weekend`, `holiday`, `make_up`, `house_rest`, `house_work`,
    /// `unknown`.
    pub kind: &'static str,
    #[serde(skip)]
    pub kind_said: Said,
    /// 0 on the day of receipt; absent where the day does not count.
    pub counted: Option<i64>,
    pub works: Option<bool>,
    /// The day at whose end the time is over.
    pub due: bool,
}

/// A count with every day it went through.
#[derive(Debug, Clone, PartialEq)]
pub struct Explained {
    pub rows: Vec<ExplainedRow>,
    /// The day the rows end on, where they give one.
    pub due_on: Option<Day>,
    /// The calendar has changed since the clock was counted; a running clock is
    /// counted again by a round, a finished one stays as it was.
    pub other_calendar: bool,
    /// It is finished, and today's calendar would give another day: only the day
    /// that counted is shown.
    pub is_lost: bool,
}

/// An order names at most 1,000 days; a count of so many working days still ends
/// within these rows.
const MOST_ROWS: usize = 2_000;

/// Counts a clock again, keeping every day.
pub fn explain(
    clock: &ClockRow,
    calendar: Option<&WorkCalendar>,
    time: &HospitalTime,
) -> Explained {
    let start = time.day_of(clock.started_at);
    let amount = clock
        .counting
        .amount
        .and_then(|amount| u32::try_from(amount).ok());
    let (mut rows, mut due_on) = match (clock.counting.unit, amount, calendar) {
        (CountedIn::Workdays, Some(amount), Some(calendar)) => workdays(start, amount, calendar),
        (CountedIn::Days, Some(amount), Some(calendar)) => natural(start, amount, calendar),
        _ => (Vec::new(), None),
    };
    let other_calendar =
        calendar.is_some_and(|calendar| calendar.version() != clock.counting.calendar_version);
    let stands_on = clock.due_at.map(|due| time.day_of(due.plus_millis(-1)));
    let is_lost = other_calendar && !clock.is_running() && due_on != stands_on;
    if is_lost {
        // The days it was counted by are no longer kept; days that end elsewhere
        // would explain another date than the one that counted.
        rows.clear();
        due_on = stands_on;
    }
    Explained {
        rows,
        due_on,
        other_calendar,
        is_lost,
    }
}

fn workdays(start: Day, amount: u32, calendar: &WorkCalendar) -> (Vec<ExplainedRow>, Option<Day>) {
    let counted = calendar.explain(start, amount);
    let end = match counted.due {
        Ok(day) => day,
        Err(unknown) => unknown.provisional,
    };
    let rows = counted
        .rows
        .iter()
        .take(MOST_ROWS)
        .map(|found| row(found.day, found.kind, found.counted.map(i64::from), end))
        .collect();
    (rows, counted.due.ok())
}

fn natural(start: Day, amount: u32, calendar: &WorkCalendar) -> (Vec<ExplainedRow>, Option<Day>) {
    let end = start.due_after_days(amount);
    let rows = (0..=i64::from(amount))
        .zip(std::iter::successors(Some(start), |day| Some(day.next())))
        .take(MOST_ROWS)
        .map(|(number, day)| row(day, calendar.kind(day), Some(number), end))
        .collect();
    (rows, Some(end))
}

fn row(day: Day, kind: DayKind<'_>, counted: Option<i64>, end: Day) -> ExplainedRow {
    ExplainedRow {
        day,
        weekday: day.weekday(),
        kind: match kind {
            DayKind::WorkingDay => "working_day",
            DayKind::Weekend => "weekend",
            DayKind::Holiday(_) => "holiday",
            DayKind::MakeUp(_) => "make_up",
            DayKind::HouseRest(_) => "house_rest",
            DayKind::HouseWork(_) => "house_work",
            DayKind::Unknown => "unknown",
        },
        kind_said: kind_said(kind),
        counted,
        works: kind.is_workday(),
        due: day == end,
    }
}
