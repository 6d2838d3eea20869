//! A month of the office in figures.

use std::collections::BTreeMap;

use tongli_kernel::{Day, HospitalTime, Moment};

use crate::codes::{Kind, RefusalReason};

/// One month of one year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Month(Day);

impl Month {
    pub fn of(day: Day) -> Month {
        Month(day.first_of_month())
    }

    /// Reads `2026-09`.
    pub fn read(text: &str) -> Option<Month> {
        format!("{text}-01").parse().ok().map(Month)
    }

    pub fn first(self) -> Day {
        self.0
    }

    pub fn last(self) -> Day {
        self.0.last_of_month()
    }

    pub fn before(self) -> Month {
        Month::of(self.0.plus_days(-1))
    }

    pub fn after(self) -> Month {
        Month::of(self.last().next())
    }

    /// From its first moment up to, and without, the first of the next.
    pub fn span(self, time: &HospitalTime) -> (Moment, Moment) {
        (time.start_of(self.0), time.end_of(self.last()))
    }
}

impl std::fmt::Display for Month {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:04}-{:02}", self.0.year(), self.0.month())
    }
}

/// Answers given under one limit of law.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Answers {
    pub in_time: i64,
    pub late: i64,
    /// In time by an interim word: the whole answer is counted where it was promised.
    pub interim: i64,
}

/// What came and was closed on one day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct DayFigures {
    pub received: i64,
    pub closed: i64,
}

/// What a month holds, inside somebody's scope.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Figures {
    pub received: BTreeMap<Kind, i64>,
    /// Open when the month began.
    pub carried: i64,
    pub closed: i64,
    /// Open when the month ended.
    pub open: i64,
    /// By rule.
    pub answers: BTreeMap<String, Answers>,
    /// Allegations it was decided not to act on.
    pub refused: BTreeMap<RefusalReason, i64>,
    /// By day of the month; counted for those who see the whole hospital.
    pub days: BTreeMap<i8, DayFigures>,
}

impl Figures {
    pub fn new_cases(&self) -> i64 {
        self.received.values().sum()
    }

    /// A day by its number.
    pub(crate) fn day(&mut self, number: &str) -> &mut DayFigures {
        self.days
            .entry(number.parse().unwrap_or_default())
            .or_default()
    }

    pub fn answers(&self, rule: &str) -> Answers {
        self.answers.get(rule).copied().unwrap_or_default()
    }

    /// Whether carried over and new are closed and open.
    pub fn is_balanced(&self) -> bool {
        self.carried + self.new_cases() == self.closed + self.open
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test says what it expects")]

    use super::*;

    #[test]
    fn a_month_is_read_and_has_neighbours_over_the_year() {
        let month = Month::read("2026-12").unwrap();
        assert_eq!(month.to_string(), "2026-12");
        assert_eq!(month.after().to_string(), "2027-01");
        assert_eq!(month.before().to_string(), "2026-11");
        assert_eq!(month.last().to_string(), "2026-12-31");
        for wrong in ["", "2026", "2026-13", "2026-09-01", "今月"] {
            assert_eq!(Month::read(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_month_ends_where_the_next_begins() {
        let time = HospitalTime::named("Asia/Shanghai").unwrap();
        let month = Month::read("2026-09").unwrap();
        assert_eq!(month.span(&time).1, month.after().span(&time).0);
    }
}
