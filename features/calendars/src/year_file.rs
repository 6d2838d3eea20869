//! One year as a file: `data/days/<year>.json`, and the shape an import may have.

use serde::{Deserialize, Serialize};
use tongli_kernel::Day;
use tongli_kernel::calendar::{Mark, MarkedDay, TableFault, YearTable};

/// Whether somebody held a copy of the notice in hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Verified {
    /// Text and number were both read.
    #[serde(rename = "verified")]
    Verified,
    #[serde(rename = "not verified")]
    NotVerified,
}

/// The notice a year's days come from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Notice {
    pub title: String,
    /// Such as 国办发明电〔2024〕12号; absent rather than guessed.
    pub doc_no: Option<String>,
    pub issued_on: Option<Day>,
    pub url: Option<String>,
    pub verified: Verified,
}

/// A day and the festival it belongs to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NamedDay {
    pub date: Day,
    pub name: String,
}

/// One year's days with where they come from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct YearFile {
    pub year: i16,
    pub notice: Notice,
    /// Notices that changed the first one during the year.
    #[serde(default)]
    pub amended_by: Vec<Notice>,
    pub source: String,
    pub licence: String,
    #[serde(default)]
    pub notes: Vec<String>,
    pub rest_days: Vec<NamedDay>,
    pub make_up_days: Vec<NamedDay>,
    /// A list known to have gaps says `false` and is not accepted.
    pub complete: bool,
}

impl YearFile {
    /// Rest days, then make-up days.
    pub fn marked_days(&self) -> impl Iterator<Item = MarkedDay> + '_ {
        let marked = |mark: Mark| {
            move |named: &NamedDay| MarkedDay {
                day: named.date,
                mark,
                name: named.name.clone(),
            }
        };
        let rest = self.rest_days.iter().map(marked(Mark::Rest));
        rest.chain(self.make_up_days.iter().map(marked(Mark::MakeUp)))
    }

    pub fn table(&self) -> Result<YearTable, TableFault> {
        YearTable::new(self.year, self.marked_days())
    }
}
