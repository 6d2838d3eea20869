//! Working days: which day is one, counting them, and explaining the count.
//!
//! Which weekends are worked and which weekdays are free is decided in China once
//! a year by a notice of the State Council; it cannot be computed. So a calendar
//! knows the years it was given a complete table for and says "unknown" about all
//! others. It never falls back to the weekend rule as if that were certain.

mod count;
mod explain;
mod house;
mod table;

use std::collections::BTreeMap;

use serde::Serialize;

pub use count::{Undetermined, UnknownYear, near_number};
pub use explain::{Explanation, Row};
pub use house::{HouseDay, HouseDays, HouseMark};
pub use table::{Mark, MarkedDay, TableFault, YearTable};

use crate::Day;

/// What kind of day a day is, and by which name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "kind", content = "name")]
pub enum DayKind<'a> {
    WorkingDay,
    Weekend,
    /// Free by the yearly notice.
    Holiday(&'a str),
    /// A weekend day that is worked by the yearly notice.
    MakeUp(&'a str),
    /// Free in this hospital only.
    HouseRest(&'a str),
    /// Worked in this hospital only.
    HouseWork(&'a str),
    /// The year has no complete table.
    Unknown,
}

impl DayKind<'_> {
    /// `None` where the year is unknown.
    pub const fn is_workday(self) -> Option<bool> {
        match self {
            DayKind::WorkingDay | DayKind::MakeUp(_) | DayKind::HouseWork(_) => Some(true),
            DayKind::Weekend | DayKind::Holiday(_) | DayKind::HouseRest(_) => Some(false),
            DayKind::Unknown => None,
        }
    }
}

/// Complete tables of some years, with the hospital's own days or without.
///
/// The *law* calendar has none of the hospital's own days: a clock set by law is
/// counted on it whatever the hospital decides for itself.
#[derive(Debug, Clone, PartialEq)]
pub struct WorkCalendar {
    years: BTreeMap<i16, YearTable>,
    house: HouseDays,
    version: String,
}

impl WorkCalendar {
    /// The law calendar. Of two tables for one year the later in order counts.
    pub fn law(tables: impl IntoIterator<Item = YearTable>) -> Self {
        let years = tables
            .into_iter()
            .map(|table| (table.year(), table))
            .collect();
        Self::with(years, HouseDays::default())
    }

    /// This calendar's years with the hospital's own days on top.
    #[must_use]
    pub fn house(&self, days: HouseDays) -> Self {
        Self::with(self.years.clone(), days)
    }

    fn with(years: BTreeMap<i16, YearTable>, house: HouseDays) -> Self {
        let version = version_of(&years, &house);
        Self {
            years,
            house,
            version,
        }
    }

    /// A name of exactly these tables and days, such as `2004-2026.9c1f…`. It is
    /// made from the content, so a changed day cannot keep an old name. Deadlines
    /// store it.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// Whether the year has a complete table.
    pub fn knows(&self, year: i16) -> bool {
        self.years.contains_key(&year)
    }

    /// The years with a complete table, earliest first.
    pub fn known_years(&self) -> impl Iterator<Item = i16> + '_ {
        self.years.keys().copied()
    }

    pub fn table(&self, year: i16) -> Option<&YearTable> {
        self.years.get(&year)
    }

    /// `None` if the year is unknown.
    pub fn is_workday(&self, day: Day) -> Option<bool> {
        self.kind(day).is_workday()
    }

    pub fn kind(&self, day: Day) -> DayKind<'_> {
        if let Some(own) = self.house.kind(day) {
            return own;
        }
        let Some(table) = self.years.get(&day.year()) else {
            return DayKind::Unknown;
        };
        match table.mark(day) {
            Some((Mark::Rest, name)) => DayKind::Holiday(name),
            Some((Mark::MakeUp, name)) => DayKind::MakeUp(name),
            None if day.is_weekend() => DayKind::Weekend,
            None => DayKind::WorkingDay,
        }
    }

    /// Whether the next year's notice, not yet known, may still shift this day.
    ///
    /// The New Year break reaches back into December in some years (2018-12-29 was
    /// a make-up day by the notice for 2019), never before the 29th since 2004.
    pub fn may_still_change(&self, day: Day) -> bool {
        day.month() == 12 && day.day_of_month() >= 29 && !self.knows(day.year().saturating_add(1))
    }
}

/// FNV-1a, 64 bit: the same on every machine and in every release, unlike the
/// standard library's hasher. Nobody attacks a calendar's name.
fn version_of(years: &BTreeMap<i16, YearTable>, house: &HouseDays) -> String {
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    let mut feed = |text: &str| {
        for byte in text.bytes().chain([0]) {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    };
    for table in years.values() {
        feed(&table.year().to_string());
        for marked in table.days() {
            feed(&marked.day.compact());
            feed(marked.mark.code());
        }
    }
    for own in house.days() {
        feed("house");
        feed(&own.day.compact());
        feed(own.mark.code());
    }
    match (years.keys().next(), years.keys().next_back()) {
        (Some(first), Some(last)) => format!("{first}-{last}.{hash:016x}"),
        _ => format!("none.{hash:016x}"),
    }
}

#[cfg(test)]
mod tests;
