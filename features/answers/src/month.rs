//! A month whose uses and questions are summed. Pure.

use tongli_kernel::Day;

use crate::entry::Entry;
use crate::question::Question;

/// So many of each stand on the page of a month.
pub const TOP: i64 = 20;

/// A month up to today.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Month {
    pub first: Day,
    pub last: Day,
}

impl Month {
    /// Reads `2026-09`; the running month where nothing is typed, `None` for one that is
    /// none or is not there yet.
    pub fn read(typed: &str, today: Day) -> Option<Month> {
        if typed.is_empty() {
            return Some(Month::of(today));
        }
        let first: Day = format!("{typed}-01").parse().ok()?;
        (first <= today).then(|| Month::of(first))
    }

    /// The month of a day.
    pub fn of(day: Day) -> Month {
        Month {
            first: day.first_of_month(),
            last: day.last_of_month(),
        }
    }

    /// `2026-09`
    pub fn code(self) -> String {
        format!("{:04}-{:02}", self.first.year(), self.first.month())
    }

    pub fn before(self) -> Month {
        Month::of(self.first.plus_days(-1))
    }

    /// The month after it, where it is there already.
    pub fn after(self, today: Day) -> Option<Month> {
        let next = Month::of(self.last.next());
        (next.first <= today).then_some(next)
    }
}

/// Something with how often it was counted.
#[derive(Debug)]
pub struct Counted<T> {
    pub what: T,
    pub times: i64,
}

/// What a month used and asked most, each at most [`TOP`].
#[derive(Debug)]
pub struct Top {
    pub used: Vec<Counted<Entry>>,
    pub asked: Vec<Counted<Question>>,
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test says what it expects")]

    use super::*;

    #[test]
    fn months_follow_each_other_up_to_today() {
        let today: Day = "2026-09-28".parse().unwrap();
        let code = |typed: &str| Month::read(typed, today).map(Month::code);
        assert_eq!(code("").unwrap(), "2026-09");
        assert_eq!(code("2026-02").unwrap(), "2026-02");
        for wrong in ["2026-10", "2026-13", "2026-09-01", "九月"] {
            assert_eq!(code(wrong), None, "{wrong}");
        }
        let january = Month::read("2026-01", today).unwrap();
        assert_eq!(january.before().code(), "2025-12");
        assert_eq!(january.after(today).unwrap().code(), "2026-02");
        assert_eq!(Month::of(today).after(today), None);
    }
}
