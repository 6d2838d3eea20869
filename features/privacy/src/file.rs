//! The register as a file: a workbook, or lines that Excel opens.

use tongli_kernel::Fault;
use tongli_tables::{Cell, Format, Table};
use tongli_web::Tongue;

use crate::disclosure::Line;

const HEADS: [&str; 13] = [
    "privacy-given-at",
    "privacy-case",
    "privacy-recipient",
    "privacy-body",
    "privacy-basis",
    "privacy-ground",
    "privacy-purpose",
    "privacy-what",
    "privacy-files-count",
    "privacy-way",
    "privacy-approver",
    "privacy-recorder",
    "privacy-line-state",
];

/// Begins the file with its heads.
pub fn begin(tongue: Tongue<'_>, format: Format) -> Result<Table, Fault> {
    Table::begin(format, tongue.say_all(&HEADS), tongue.time, None)
}

/// One line of it.
pub fn row(tongue: Tongue<'_>, one: &Line) -> Vec<Cell> {
    let told = &one.line.told;
    let state = match one.line.is_draft {
        true => "privacy-line-draft",
        false => "privacy-line-whole",
    };
    vec![
        Cell::Moment(told.given_at),
        Cell::text(one.case.as_str()),
        Cell::text(tongue.say(told.recipient.word())),
        Cell::text(told.body.as_str()),
        Cell::text(tongue.say(told.basis.word())),
        Cell::text(told.ground.as_str()),
        Cell::text(told.purpose.as_str()),
        Cell::text(told.what.as_str()),
        Cell::from(i64::try_from(told.files.len()).ok()),
        Cell::text(tongue.say(told.way.word())),
        Cell::text(one.approver.as_str()),
        Cell::text(one.recorder.as_str()),
        Cell::text(tongue.say(state)),
    ]
}
