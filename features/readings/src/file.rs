//! The list as a file: a workbook, or lines that Excel opens.

use tongli_kernel::{Fault, HospitalTime, Lang, Said};
use tongli_tables::{Cell, Format, Table};
use tongli_web::Words;

use crate::reading::{Reading, WHATS};

/// How the file speaks.
#[derive(Clone, Copy)]
pub struct Tongue<'a> {
    pub words: &'a Words,
    pub lang: Lang,
    pub time: &'a HospitalTime,
}

const HEADS: [&str; 7] = [
    "readings-at",
    "readings-reader",
    "readings-login",
    "readings-what",
    "readings-number",
    "readings-stage",
    "readings-task",
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

    pub fn row(self, reading: &Reading) -> Vec<Cell> {
        let matter = reading.matter.as_ref();
        let number = match matter {
            None => String::new(),
            Some(matter) => match matter.number() {
                Some(number) => number.to_owned(),
                None => self.say("readings-restricted"),
            },
        };
        let stage = matter.and_then(|matter| matter.stage());
        let what = what(&reading.what).map_or_else(|| reading.what.clone(), |key| self.say(key));
        vec![
            Cell::Moment(reading.at),
            Cell::text(reading.name.as_str()),
            Cell::text(reading.login.as_str()),
            Cell::text(what),
            Cell::text(number),
            Cell::text(stage.map_or_else(String::new, |stage| self.say(stage.word()))),
            match reading.without_task {
                true => Cell::text(self.say("readings-without-task")),
                false => Cell::Empty,
            },
        ]
    }
}

/// The word of a kind of content; `None` for one this version does not know.
pub fn what(code: &str) -> Option<String> {
    WHATS
        .contains(&code)
        .then(|| format!("readings-what-{code}"))
}
