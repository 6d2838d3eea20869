//! What a day came to: taps by kind, hour and window, cases beside them, and how far that is from
//! the target. Pure.

use std::collections::{BTreeMap, BTreeSet};

use tongli_kernel::{Day, Said};

use crate::kind::shown_kind;

/// The days shown beside a day, that day among them.
pub const BESIDE: i32 = 7;

/// How many contacts of one kind an hour had at one window.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Part {
    /// 0 to 23, hospital time.
    pub hour: i64,
    /// None where nobody said.
    pub window: Option<String>,
    /// The code of a kind.
    pub kind: String,
    pub n: i64,
}

/// The taps of one day.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally {
    parts: Vec<Part>,
}

impl Tally {
    pub fn of(parts: impl IntoIterator<Item = Part>) -> Tally {
        let mut parts: Vec<Part> = parts.into_iter().collect();
        parts.sort();
        Tally { parts }
    }

    /// By hour, then by window, then by kind.
    pub fn parts(&self) -> &[Part] {
        &self.parts
    }

    fn sum(&self, counts: impl Fn(&Part) -> bool) -> i64 {
        let counted = self.parts.iter().filter(|part| counts(part));
        counted.map(|part| part.n).sum()
    }

    pub fn total(&self) -> i64 {
        self.sum(|_| true)
    }

    pub fn of_kind(&self, code: &str) -> i64 {
        self.sum(|part| shown_kind(&part.kind).is_some_and(|kind| kind.code == code))
    }

    /// The hours in which something was counted, earliest first.
    pub fn hours(&self) -> Vec<(i64, i64)> {
        let hours: BTreeSet<i64> = self.parts.iter().map(|part| part.hour).collect();
        let of = |hour| (hour, self.sum(|part| part.hour == hour));
        hours.into_iter().map(of).collect()
    }

    /// The windows that were told, by name.
    pub fn windows(&self) -> BTreeSet<&str> {
        let told = self.parts.iter().filter_map(|part| part.window.as_deref());
        told.collect()
    }

    /// How many an hour had at a window, or where nobody said.
    pub fn at(&self, hour: i64, window: Option<&str>) -> i64 {
        self.sum(|part| part.hour == hour && part.window.as_deref() == window)
    }

    pub fn is_empty(&self) -> bool {
        self.parts.is_empty()
    }
}

/// A day in two numbers that are never mixed up: what was only counted, and what was
/// registered. Whoever brings a case was received as well.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DayCount {
    pub day: Day,
    pub tally: i64,
    pub registered: i64,
}

impl DayCount {
    /// 接待人次: person-times, not persons.
    pub fn receptions(&self) -> i64 {
        self.tally + self.registered
    }

    /// How many are missing; none where it is reached.
    pub fn missing(&self, target: i64) -> i64 {
        (target - self.receptions()).max(0)
    }
}

/// From the last day to the first.
pub fn each_day((from, to): (Day, Day)) -> impl Iterator<Item = Day> {
    let day_before = |day: &Day| Some(day.plus_days(-1));
    std::iter::successors(Some(to), day_before).take_while(move |day| *day >= from)
}

/// The same as numbers, also of days on which nothing was counted.
pub fn days(
    span: (Day, Day),
    tally: &BTreeMap<Day, Tally>,
    registered: &BTreeMap<Day, i64>,
) -> Vec<DayCount> {
    each_day(span)
        .map(|day| DayCount {
            day,
            tally: tally.get(&day).map_or(0, Tally::total),
            registered: registered.get(&day).copied().unwrap_or_default(),
        })
        .collect()
}

/// The day that was asked for; today where none was.
pub fn read_day(typed: &str, today: Day) -> Result<Day, Said> {
    if typed.is_empty() {
        return Ok(today);
    }
    match typed.parse::<Day>() {
        Ok(day) if day <= today => Ok(day),
        Ok(_) => Err(Said::new("desk-day-future").with("day", today)),
        Err(()) => Err(Said::new("desk-day-unreadable")),
    }
}

/// The days of a month `2026-09` up to today; `None` for one that is none or is not there
/// yet.
pub fn read_month(typed: &str, today: Day) -> Option<(Day, Day)> {
    let first: Day = format!("{typed}-01").parse().ok()?;
    (first <= today).then(|| (first, first.last_of_month().min(today)))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test says what it expects")]

    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;
    use crate::kind::kinds;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    #[test]
    fn both_numbers_stand_beside_their_sum() {
        let of = |tally, registered| DayCount {
            day: day("2026-09-28"),
            tally,
            registered,
        };
        assert_eq!(of(38, 12).receptions(), 50);
        assert_eq!(of(38, 12).missing(50), 0);
        assert_eq!(of(30, 12).missing(50), 8);
        assert_eq!(of(60, 12).missing(50), 0, "more than aimed at is not less");
    }

    #[test]
    fn a_day_that_is_none_or_is_not_there_yet_is_refused_with_words() {
        let today = day("2026-09-28");
        assert_eq!(read_day("", today), Ok(today));
        assert_eq!(read_day("2026-09-01", today), Ok(day("2026-09-01")));
        let key = |typed| read_day(typed, today).unwrap_err().key;
        assert_eq!(key("2026-09-29"), "desk-day-future");
        for wrong in ["昨天", "2026-9-1", "2026-02-30"] {
            assert_eq!(key(wrong), "desk-day-unreadable");
        }
        let span = |typed| read_month(typed, today).map(|(from, to)| format!("{from} {to}"));
        assert_eq!(span("2026-09").unwrap(), "2026-09-01 2026-09-28");
        assert_eq!(span("2026-02").unwrap(), "2026-02-01 2026-02-28");
        for wrong in ["", "2026-10", "2026-13", "2026-09-01"] {
            assert_eq!(span(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_day_without_anything_is_a_day() {
        let (from, to) = (day("2026-02-27"), day("2026-03-01"));
        let registered = BTreeMap::from([(day("2026-02-28"), 3)]);
        let found = days((from, to), &BTreeMap::new(), &registered);
        let sums: Vec<(String, i64)> = found
            .iter()
            .map(|one| (one.day.to_string(), one.receptions()))
            .collect();
        let expected = [("2026-03-01", 0), ("2026-02-28", 3), ("2026-02-27", 0)];
        assert_eq!(sums, expected.map(|(day, n)| (day.to_owned(), n)));
    }

    proptest! {
        /// However it is grouped, it is the same number of contacts.
        #[test]
        fn kinds_hours_and_windows_come_to_the_same(
            counted in vec(("[a-z]{2,8}", 0_i64..24, proptest::option::of("[12]号"), 1_i64..500), 0..40),
        ) {
            let known = kinds().iter().enumerate();
            let known = known.map(|(at, one)| (one.code.clone(), at as i64, None, 1));
            let all: Vec<Part> = counted
                .into_iter()
                .chain(known)
                .map(|(kind, hour, window, n)| Part { hour, window, kind, n })
                .collect();
            let sum: i64 = all.iter().map(|part| part.n).sum();
            let tally = Tally::of(all);
            prop_assert_eq!(tally.total(), sum);
            prop_assert_eq!(tally.hours().iter().map(|(_, n)| n).sum::<i64>(), sum);
            let kinds: i64 = kinds().iter().map(|one| tally.of_kind(&one.code)).sum();
            prop_assert_eq!(kinds, sum);
            let at = |hour: i64| -> i64 {
                let told = tally.windows().into_iter().map(Some);
                told.chain([None]).map(|window| tally.at(hour, window)).sum()
            };
            for (hour, n) in tally.hours() {
                prop_assert_eq!(at(hour), n);
            }
        }

        /// Together they are never less than one of them, and what is missing never
        /// goes below nothing.
        #[test]
        fn what_is_missing_and_what_is_there_make_the_target(
            tally in 0_i64..500, registered in 0_i64..500, target in 0_i64..500,
        ) {
            let one = DayCount { day: day("2026-09-28"), tally, registered };
            prop_assert!(one.missing(target) >= 0);
            prop_assert_eq!((one.receptions() + one.missing(target)).max(target),
                one.receptions() + one.missing(target));
            prop_assert_eq!(one.missing(target) == 0, one.receptions() >= target);
        }
    }
}
