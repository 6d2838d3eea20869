//! The days of a month as a file: a workbook, or lines that Excel opens.

use tongli_cases::Target;
use tongli_kernel::Fault;
use tongli_tables::{Cell, Format, Table};
use tongli_web::Tongue;

use crate::kind::kinds;
use crate::tally::{DayCount, Tally};

/// The numbers that are never mixed up.
const NUMBERS: [&str; 4] = [
    "desk-tally",
    "desk-registered",
    "desk-receptions",
    "desk-target",
];

/// Begins the file with its heads: the day, each kind, and the numbers.
pub fn begin(tongue: Tongue<'_>, format: Format) -> Result<Table, Fault> {
    let mut heads = vec![tongue.say("desk-day")];
    heads.extend(kinds().iter().map(|kind| kind.name(tongue.lang).to_owned()));
    heads.extend(tongue.say_all(&NUMBERS));
    Table::begin(format, heads, tongue.time, None)
}

/// One day; a day of rest has no target.
pub fn row(count: &DayCount, tally: &Tally, target: Option<&Target>) -> Vec<Cell> {
    let mut cells = vec![Cell::Day(count.day)];
    let of_kinds = kinds().iter().map(|kind| tally.of_kind(&kind.code));
    cells.extend(of_kinds.map(Cell::Number));
    cells.extend([count.tally, count.registered, count.receptions()].map(Cell::Number));
    cells.push(target.map(|target| target.amount).into());
    cells
}
