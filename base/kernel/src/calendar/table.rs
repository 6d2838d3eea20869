//! The complete table of one year: the days that differ from the weekend rule.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::Day;

/// How a marked day differs from the weekend rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mark {
    /// Nobody works: a festival, or a weekday given in exchange.
    Rest,
    /// A weekend day worked in exchange (调休上班).
    MakeUp,
}

impl Mark {
    /// The word of it in tables and files.
    pub const fn code(self) -> &'static str {
        match self {
            Mark::Rest => "rest",
            Mark::MakeUp => "make_up",
        }
    }
}

/// One line of a year's table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MarkedDay {
    pub day: Day,
    pub mark: Mark,
    /// The festival it belongs to, as the notice names it.
    pub name: String,
}

/// Why marked days do not make a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TableFault {
    /// The day lies in another year.
    OtherYear(Day),
    /// The day is given twice.
    Twice(Day),
}

/// All days of one year that differ from the weekend rule. Whoever makes one
/// vouches that the list is complete; there is no table of half a year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct YearTable {
    year: i16,
    days: BTreeMap<Day, (Mark, String)>,
}

impl YearTable {
    pub fn new(year: i16, marked: impl IntoIterator<Item = MarkedDay>) -> Result<Self, TableFault> {
        let mut days = BTreeMap::new();
        for MarkedDay { day, mark, name } in marked {
            if day.year() != year {
                return Err(TableFault::OtherYear(day));
            }
            if days.insert(day, (mark, name)).is_some() {
                return Err(TableFault::Twice(day));
            }
        }
        Ok(Self { year, days })
    }

    /// This table with some days marked anew, as by a notice that changes an
    /// earlier one, or by the next year's notice reaching back into December.
    /// Days of other years are left out.
    #[must_use]
    pub fn amended(&self, changes: &[MarkedDay]) -> Self {
        let mut days = self.days.clone();
        for change in changes
            .iter()
            .filter(|change| change.day.year() == self.year)
        {
            days.insert(change.day, (change.mark, change.name.clone()));
        }
        Self {
            year: self.year,
            days,
        }
    }

    pub const fn year(&self) -> i16 {
        self.year
    }

    /// The mark of a day and the festival it belongs to; `None` if the weekend
    /// rule holds.
    pub fn mark(&self, day: Day) -> Option<(Mark, &str)> {
        self.days
            .get(&day)
            .map(|(mark, name)| (*mark, name.as_str()))
    }

    /// The marked days in order.
    pub fn days(&self) -> impl Iterator<Item = MarkedDay> + '_ {
        self.days.iter().map(|(day, (mark, name))| MarkedDay {
            day: *day,
            mark: *mark,
            name: name.clone(),
        })
    }
}
