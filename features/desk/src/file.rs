//! The days of a month as a file: a workbook, or lines that Excel opens. One of its days,
//! or one of their hours, windows and kinds, to be pivoted.

use tongli_cases::Target;
use tongli_kernel::{Day, Fault};
use tongli_tables::{Cell, Format, Table};
use tongli_web::Tongue;

use crate::kind::{kinds, shown_kind};
use crate::tally::{DayCount, Part, Tally};

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

/// Begins a file of hours, windows and kinds.
pub fn begin_parts(tongue: Tongue<'_>, format: Format) -> Result<Table, Fault> {
    let heads = tongue.say_all(&[
        "desk-day",
        "desk-hour",
        "desk-window",
        "desk-kind",
        "desk-n",
    ]);
    Table::begin(format, heads, tongue.time, None)
}

/// One of them.
pub fn part_row(tongue: Tongue<'_>, day: Day, part: &Part) -> Vec<Cell> {
    let kind = shown_kind(&part.kind).map_or(part.kind.as_str(), |kind| kind.name(tongue.lang));
    vec![
        Cell::Day(day),
        Cell::text(hour_told(part.hour)),
        part.window.clone().map(Cell::text).into(),
        Cell::text(kind),
        Cell::Number(part.n),
    ]
}

/// `09:00–10:00`
pub fn hour_told(hour: i64) -> String {
    format!("{hour:02}:00–{:02}:00", hour + 1)
}
