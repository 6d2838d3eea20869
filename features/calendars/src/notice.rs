//! Reading a year's days from what an administrator has: our own JSON, the JSON
//! of holiday-cn, or the text of the State Council's notice.
//!
//! Whatever is read is a [`Draft`]: it is shown with its findings, and only a
//! person makes a table of it.

mod dates;
mod head;
mod json;
mod text;

pub(crate) use dates::WEEKDAY_WORDS;
use tongli_kernel::calendar::{MarkedDay, YearTable};
use tongli_kernel::{Day, Said};

use crate::check::{check_days, check_year};
use crate::{Finding, Notice, Weight};

/// Whether a notice arranges a year or changes some of its days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    WholeYear,
    /// Only the days named change; the rest of the year's table stays.
    Supplement,
}

/// Days read, not yet confirmed.
#[derive(Debug, Clone, PartialEq)]
pub struct Draft {
    pub year: i16,
    pub scope: Scope,
    pub notice: Notice,
    /// Days of the year itself, in order.
    pub days: Vec<MarkedDay>,
    /// Days of the December before, which the New Year break may touch.
    pub december_before: Vec<MarkedDay>,
}

/// A place in the text that was not understood, or cannot be right.
#[derive(Debug, Clone, PartialEq)]
pub struct NoticeFault {
    /// Counted from 1; `None` if no single line is at fault.
    pub line: Option<usize>,
    pub said: Said,
}

impl NoticeFault {
    fn at(line: usize, said: Said) -> Self {
        Self {
            line: Some(line),
            said,
        }
    }

    fn of_all(said: Said) -> Self {
        Self { line: None, said }
    }
}

/// Reads any of the three forms.
pub fn read_notice(input: &str) -> Result<Draft, Vec<NoticeFault>> {
    let input = input.trim_start_matches('\u{feff}');
    let draft = if input.trim_start().starts_with('{') {
        json::read(input)?
    } else {
        text::read(input)?
    };
    Ok(draft)
}

impl Draft {
    /// Sorts the days and parts those of the December before.
    fn new(year: i16, scope: Scope, notice: Notice, mut all: Vec<MarkedDay>) -> Self {
        all.sort_by_key(|marked| marked.day);
        let before = |marked: &MarkedDay| {
            marked.day.year() == year.saturating_sub(1) && marked.day.month() == 12
        };
        let (december_before, days) = all.into_iter().partition(before);
        Self {
            year,
            scope,
            notice,
            days,
            december_before,
        }
    }

    /// What to show beside the days before anybody confirms them.
    pub fn findings(&self) -> Vec<Finding> {
        let mut findings = match self.scope {
            Scope::WholeYear => check_year(self.year, &self.days),
            Scope::Supplement => check_days(self.year, &self.days),
        };
        findings.extend(check_days(
            self.year.saturating_sub(1),
            &self.december_before,
        ));
        findings
    }

    /// The year's table once confirmed. `known` is the table the year has now,
    /// which a supplement changes. A draft with a refusing finding gives none.
    pub fn table(&self, known: Option<&YearTable>) -> Result<YearTable, Vec<Finding>> {
        let mut refusing = self.findings();
        refusing.retain(|finding| finding.weight == Weight::Refuses);
        let table = match (self.scope, known) {
            _ if !refusing.is_empty() => None,
            (Scope::WholeYear, _) => YearTable::new(self.year, self.days.clone()).ok(),
            (Scope::Supplement, Some(known)) if known.year() == self.year => {
                Some(known.amended(&self.days))
            }
            (Scope::Supplement, _) => {
                refusing.push(needs_table(self.year));
                None
            }
        };
        table.ok_or(refusing)
    }

    /// The table of the year before with the December days this notice sets.
    pub fn table_before(&self, known: &YearTable) -> YearTable {
        known.amended(&self.december_before)
    }

    /// Every day read, for showing.
    pub fn all_days(&self) -> impl Iterator<Item = &MarkedDay> {
        self.december_before.iter().chain(&self.days)
    }

    /// The first and last day read.
    pub fn span(&self) -> Option<(Day, Day)> {
        let days = || self.all_days().map(|marked| marked.day);
        Some((days().min()?, days().max()?))
    }
}

fn needs_table(year: i16) -> Finding {
    Finding {
        weight: Weight::Refuses,
        day: None,
        said: Said::new("calendars-notice-supplement-needs-table").with("year", year.to_string()),
    }
}

#[cfg(test)]
mod tests;
