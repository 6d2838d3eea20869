//! Counting working days from the day of receipt, which is day 0.

use serde::Serialize;

use super::{DayKind, Row, WorkCalendar};
use crate::{Day, HospitalTime, Moment};

/// The count ran into a year without a complete table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Undetermined {
    /// Where the count would end if the unknown year had weekends only. Never to
    /// be shown without saying so: holidays make the true day later, a make-up day
    /// could even make it earlier.
    pub provisional: Day,
    pub unknown_year: i16,
}

/// The year that would have to be known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct UnknownYear(pub i16);

/// The number of the day on whose 00:00 a clock of `days` days becomes *near*:
/// the first on which four fifths of the days have begun. 4 of 5, 8 of 10, 2 of
/// 3 → 3, 1 of 1. Integer arithmetic: ⌈4·days ÷ 5⌉.
pub const fn near_number(days: u32) -> u32 {
    // ⌈4d/5⌉ = d − ⌊d/5⌋, which cannot overflow.
    days - days / 5
}

impl WorkCalendar {
    /// The day at whose end (24:00) a clock of `workdays` working days runs out.
    ///
    /// The receipt day is day 0, whether it is a working day or not; day `n` is
    /// the `n`-th working day after it.
    pub fn due_on(&self, receipt: Day, workdays: u32) -> Result<Day, Undetermined> {
        let mut unknown_year = None;
        let mut last = receipt;
        for row in self.count_from(receipt) {
            last = row.day;
            if row.kind == DayKind::Unknown && row.day != receipt {
                unknown_year = unknown_year.or(Some(row.day.year()));
            }
            if row.counted == Some(workdays) {
                break;
            }
        }
        match unknown_year {
            None => Ok(last),
            Some(unknown_year) => Err(Undetermined {
                provisional: last,
                unknown_year,
            }),
        }
    }

    /// The day at whose 00:00 the clock of [`due_on`](Self::due_on) becomes near.
    pub fn near_on(&self, receipt: Day, workdays: u32) -> Result<Day, Undetermined> {
        self.due_on(receipt, near_number(workdays))
    }

    /// 24:00 of the day a clock runs out.
    pub fn due_at(
        &self,
        time: &HospitalTime,
        receipt: Day,
        workdays: u32,
    ) -> Result<Moment, Undetermined> {
        Ok(time.end_of(self.due_on(receipt, workdays)?))
    }

    /// Working days after `from` up to and with `to`; 0 if `to` is not later.
    pub fn workdays_between(&self, from: Day, to: Day) -> Result<u32, UnknownYear> {
        let mut day = from;
        let mut count = 0;
        while day < to {
            day = day.next();
            match self.is_workday(day) {
                None => return Err(UnknownYear(day.year())),
                Some(true) => count += 1,
                Some(false) => {}
            }
        }
        Ok(count)
    }

    /// Working days of the month in which `day` lies.
    pub fn workdays_in_month(&self, day: Day) -> Result<u32, UnknownYear> {
        // One day before the first, so that the first is counted.
        self.workdays_between(day.first_of_month().plus_days(-1), day.last_of_month())
    }

    /// The day itself if it is a working day, otherwise the next one (Civil Code
    /// art. 203: a period ending on a statutory holiday ends on the day after it).
    pub fn rolled_forward(&self, day: Day) -> Result<Day, Undetermined> {
        // The first working day after yesterday is today or the next one.
        self.due_on(day.plus_days(-1), 1)
    }

    /// Every day from the receipt day on, each working day with its number. In an
    /// unknown year the numbers follow the weekend rule; the row's kind says so.
    pub(super) fn count_from(&self, receipt: Day) -> impl Iterator<Item = Row<'_>> {
        let first = Row {
            day: receipt,
            kind: self.kind(receipt),
            counted: Some(0),
        };
        let mut count = 0_u32;
        let mut day = receipt;
        let after = std::iter::from_fn(move || {
            let next = day.next();
            if next == day {
                // The last day that can be written: counting ends there.
                return None;
            }
            day = next;
            let kind = self.kind(day);
            let works = kind.is_workday().unwrap_or(!day.is_weekend());
            count += u32::from(works);
            Some(Row {
                day,
                kind,
                counted: works.then_some(count),
            })
        });
        std::iter::once(first).chain(after)
    }
}

impl Day {
    /// The day at whose end a clock of `days` natural days runs out. It needs no
    /// table: natural days run through weekends.
    #[must_use]
    pub fn due_after_days(self, days: u32) -> Day {
        // More than the calendar holds, less than the time library's largest span.
        const FAR: i32 = 4_000_000;
        self.plus_days(i32::try_from(days).map_or(FAR, |days| days.min(FAR)))
    }
}
