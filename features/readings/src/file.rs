//! The list as a file: a workbook, or lines that Excel opens.

use tongli_kernel::Fault;
use tongli_tables::{Cell, Format, Table};
use tongli_web::Tongue;

use crate::reading::{Reading, WHATS};

const HEADS: [&str; 7] = [
    "readings-at",
    "readings-reader",
    "readings-login",
    "readings-what",
    "readings-number",
    "readings-stage",
    "readings-task",
];

/// Begins the file with its heads.
pub fn begin(tongue: Tongue<'_>, format: Format) -> Result<Table, Fault> {
    Table::begin(format, tongue.say_all(&HEADS), tongue.time, None)
}

/// One line of it.
pub fn row(tongue: Tongue<'_>, reading: &Reading) -> Vec<Cell> {
    let matter = reading.matter.as_ref();
    let number = match matter {
        None => String::new(),
        Some(matter) => match matter.number() {
            Some(number) => number.to_owned(),
            None => tongue.say("readings-restricted"),
        },
    };
    let stage = matter.and_then(|matter| matter.stage());
    let what = what(&reading.what).map_or_else(|| reading.what.clone(), |key| tongue.say(key));
    vec![
        Cell::Moment(reading.at),
        Cell::text(reading.name.as_str()),
        Cell::text(reading.login.as_str()),
        Cell::text(what),
        Cell::text(number),
        Cell::text(stage.map_or_else(String::new, |stage| tongue.say(stage.word()))),
        match reading.without_task {
            true => Cell::text(tongue.say("readings-without-task")),
            false => Cell::Empty,
        },
    ]
}

/// The word of a kind of content; `None` for one this version does not know.
pub fn what(code: &str) -> Option<String> {
    WHATS
        .contains(&code)
        .then(|| format!("readings-what-{code}"))
}
