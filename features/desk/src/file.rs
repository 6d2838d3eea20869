//! The days of a month as a file: a workbook, or lines that Excel opens.

use tongli_cases::reception_target;
use tongli_kernel::{Fault, HospitalTime, Lang, Said};
use tongli_tables::{Cell, Format, Table};
use tongli_web::Words;

use crate::kind::kinds;
use crate::tally::{DayCount, Tally};

/// How the file speaks.
#[derive(Clone, Copy)]
pub struct Tongue<'a> {
    pub words: &'a Words,
    pub lang: Lang,
    pub time: &'a HospitalTime,
}

impl Tongue<'_> {
    fn say(self, key: &'static str) -> String {
        self.words.say(self.lang, &Said::new(key))
    }

    /// Begins the file with its heads: the day, each kind, and the numbers that are never
    /// mixed up.
    pub fn begin(self, format: Format) -> Result<Table, Fault> {
        let mut heads = vec![self.say("desk-day")];
        heads.extend(kinds().iter().map(|kind| kind.name(self.lang).to_owned()));
        let numbers = [
            "desk-tally",
            "desk-registered",
            "desk-receptions",
            "desk-target",
        ];
        heads.extend(numbers.map(|head| self.say(head)));
        Table::begin(format, heads, self.time, None)
    }
}

/// One day.
pub fn row(count: &DayCount, tally: &Tally) -> Vec<Cell> {
    let mut cells = vec![Cell::Day(count.day)];
    let of_kinds = kinds().iter().map(|kind| tally.of_kind(&kind.code));
    cells.extend(of_kinds.map(Cell::Number));
    cells.extend([count.tally, count.registered, count.receptions()].map(Cell::Number));
    cells.push(
        reception_target(count.day)
            .map(|target| target.amount)
            .into(),
    );
    cells
}
