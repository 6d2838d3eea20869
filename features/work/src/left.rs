//! How much time is left, as people say it.

use tongli_kernel::calendar::WorkCalendar;
use tongli_kernel::{Day, HospitalTime, Moment, Said};

use crate::clock::CountedIn;

const HOUR_MS: i64 = 3_600_000;
const DAY_MS: i64 = 24 * HOUR_MS;

/// What is left of a time limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Left {
    /// No limit runs.
    Unlimited,
    /// By weekends alone; the year's holidays are unknown.
    Provisional(Day),
    Workdays(i64),
    Days(i64),
    Hours(i64),
    Minutes(i64),
    /// Until midnight.
    Today,
    OverHours(i64),
    OverDays(i64),
    /// Ran out within the hour.
    JustOver,
}

impl Left {
    pub fn said(self) -> Said {
        let counted = |key, n: i64| Said::new(key).with("n", n);
        match self {
            Left::Unlimited => Said::new("work-left-unlimited"),
            Left::Provisional(day) => {
                Said::new("work-left-provisional").with("day", day.to_string())
            }
            Left::Workdays(n) => counted("work-left-workdays", n),
            Left::Days(n) => counted("work-left-days", n),
            Left::Hours(n) => counted("work-left-hours", n),
            Left::Minutes(n) => counted("work-left-minutes", n),
            Left::Today => Said::new("work-left-today"),
            Left::OverHours(n) => counted("work-left-over-hours", n),
            Left::OverDays(n) => counted("work-left-over-days", n),
            Left::JustOver => Said::new("work-left-just-over"),
        }
    }
}

/// A limit to be talked about.
#[derive(Debug, Clone, Copy)]
pub struct Limit {
    pub due_at: Option<Moment>,
    pub provisional_on: Option<Day>,
    pub unit: CountedIn,
}

/// What is left of a limit at `now`.
pub fn left(limit: Limit, now: Moment, time: &HospitalTime, calendar: &WorkCalendar) -> Left {
    let Some(due) = limit.due_at else {
        return limit
            .provisional_on
            .map_or(Left::Unlimited, Left::Provisional);
    };
    if now >= due {
        return over(now.millis() - due.millis());
    }
    let midnight = time.start_of(time.day_of(due)) == due;
    let last_day = time.day_of(due.plus_millis(-1));
    let today = time.day_of(now);
    if !midnight && (limit.unit == CountedIn::Hours || last_day == today) {
        return hours(due.millis() - now.millis());
    }
    if last_day == today {
        return Left::Today;
    }
    let days = Left::Days(i64::from(today.days_until(last_day)));
    if limit.unit != CountedIn::Workdays {
        return days;
    }
    match calendar.workdays_between(today, last_day) {
        Ok(workdays) if workdays > 0 => Left::Workdays(i64::from(workdays)),
        // Only free days until then, or a year nobody knows.
        _ => days,
    }
}

/// Whether the next year's notice, not yet known, may still move the last day. The
/// date holds all the same: it is what the tables known today give.
pub fn may_move(limit: Limit, now: Moment, time: &HospitalTime, calendar: &WorkCalendar) -> bool {
    limit.unit == CountedIn::Workdays
        && limit.due_at.is_some_and(|due| {
            now < due && calendar.may_still_change(time.day_of(due.plus_millis(-1)))
        })
}

const fn over(by_ms: i64) -> Left {
    match by_ms {
        ..HOUR_MS => Left::JustOver,
        HOUR_MS..DAY_MS => Left::OverHours(by_ms / HOUR_MS),
        _ => Left::OverDays(by_ms / DAY_MS),
    }
}

const fn hours(left_ms: i64) -> Left {
    if left_ms < HOUR_MS {
        // The last started minute is still there.
        Left::Minutes((left_ms + 59_999) / 60_000)
    } else {
        Left::Hours(left_ms / HOUR_MS)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test says what it expects")]

    use tongli_calendars::law_calendar;

    use super::*;

    fn said(unit: CountedIn, due: &str, now: &str) -> Left {
        let time = HospitalTime::named("Asia/Shanghai").unwrap();
        let limit = Limit {
            due_at: Some(time.read(due).unwrap()),
            provisional_on: None,
            unit,
        };
        left(limit, time.read(now).unwrap(), &time, law_calendar())
    }

    #[test]
    fn working_days_are_counted_over_the_holiday() {
        for (now, expected) in [
            ("2026-09-30T18:00", Left::Workdays(5)),
            ("2026-10-05T10:00", Left::Workdays(5)),
            ("2026-10-08T00:10", Left::Workdays(4)),
            ("2026-10-12T23:59", Left::Workdays(1)),
            ("2026-10-13T00:00", Left::Today),
            ("2026-10-14T00:00", Left::JustOver),
            ("2026-10-14T09:30", Left::OverHours(9)),
            ("2026-10-16T09:30", Left::OverDays(2)),
        ] {
            assert_eq!(
                said(CountedIn::Workdays, "2026-10-14T00:00", now),
                expected,
                "{now}"
            );
        }
    }

    #[test]
    fn natural_days_and_hours_run_through_weekends() {
        let days = said(CountedIn::Days, "2026-10-20T00:00", "2026-10-12T15:00");
        assert_eq!(days, Left::Days(7));
        let hours = said(CountedIn::Hours, "2026-10-03T03:20", "2026-10-01T03:20");
        assert_eq!(hours, Left::Hours(48));
        let minutes = said(CountedIn::Hours, "2026-10-03T03:20", "2026-10-03T03:19");
        assert_eq!(minutes, Left::Minutes(1));
        let named = said(CountedIn::Own, "2026-10-09T15:00", "2026-10-09T11:00");
        assert_eq!(named, Left::Hours(4));
    }

    #[test]
    fn where_only_free_days_are_left_they_are_days() {
        // Due on a Sunday's end can only be a named date; the last working day is over.
        let free = said(CountedIn::Workdays, "2026-10-05T00:00", "2026-10-01T10:00");
        assert_eq!(free, Left::Days(3));
        let unknown_year = said(CountedIn::Workdays, "2027-01-08T00:00", "2027-01-04T10:00");
        assert_eq!(unknown_year, Left::Days(3));
    }

    #[test]
    fn the_last_days_of_a_year_whose_next_is_unknown_may_still_move() {
        let time = HospitalTime::named("Asia/Shanghai").unwrap();
        let now = time.read("2026-12-24T10:00").unwrap();
        for (unit, due, expected) in [
            (CountedIn::Workdays, "2026-12-31T00:00", true),
            (CountedIn::Workdays, "2027-01-01T00:00", true),
            (CountedIn::Workdays, "2026-12-29T00:00", false),
            (CountedIn::Days, "2026-12-31T00:00", false),
        ] {
            let limit = Limit {
                due_at: Some(time.read(due).unwrap()),
                provisional_on: None,
                unit,
            };
            let found = may_move(limit, now, &time, law_calendar());
            assert_eq!(found, expected, "{unit:?} {due}");
        }
    }

    #[test]
    fn nothing_counted_is_not_late() {
        let time = HospitalTime::named("Asia/Shanghai").unwrap();
        let mut limit = Limit {
            due_at: None,
            provisional_on: None,
            unit: CountedIn::Visit,
        };
        let now = time.read("2026-10-01T10:00").unwrap();
        assert_eq!(left(limit, now, &time, law_calendar()), Left::Unlimited);
        let day = "2027-01-06".parse().unwrap();
        limit.provisional_on = Some(day);
        assert_eq!(
            left(limit, now, &time, law_calendar()),
            Left::Provisional(day)
        );
    }
}
