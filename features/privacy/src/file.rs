//! The register as a file: a workbook, or lines that Excel opens.

use tongli_kernel::{Fault, HospitalTime, Lang, Said};
use tongli_tables::{Cell, Format, Table};
use tongli_web::Words;

use crate::disclosure::Line;

/// How the file speaks.
#[derive(Clone, Copy)]
pub struct Tongue<'a> {
    pub words: &'a Words,
    pub lang: Lang,
    pub time: &'a HospitalTime,
}

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

impl Tongue<'_> {
    fn say(self, key: impl Into<String>) -> String {
        let said = Said {
            key: key.into().into(),
            args: Vec::new(),
        };
        self.words.say(self.lang, &said)
    }

    /// Begins the file with its heads.
    pub fn begin(self, format: Format) -> Result<Table, Fault> {
        let heads = HEADS.map(|head| self.say(head)).to_vec();
        Table::begin(format, heads, self.time, None)
    }

    pub fn row(self, one: &Line) -> Vec<Cell> {
        let told = &one.line.told;
        let state = match one.line.is_draft {
            true => "privacy-line-draft",
            false => "privacy-line-whole",
        };
        vec![
            Cell::Moment(told.given_at),
            Cell::text(one.case.as_str()),
            Cell::text(self.say(told.recipient.word())),
            Cell::text(told.body.as_str()),
            Cell::text(self.say(told.basis.word())),
            Cell::text(told.ground.as_str()),
            Cell::text(told.purpose.as_str()),
            Cell::text(told.what.as_str()),
            Cell::from(i64::try_from(told.files.len()).ok()),
            Cell::text(self.say(told.way.word())),
            Cell::text(one.approver.as_str()),
            Cell::text(one.recorder.as_str()),
            Cell::text(self.say(state)),
        ]
    }
}
