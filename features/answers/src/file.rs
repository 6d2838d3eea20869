//! Lists as files: a workbook, or lines that Excel opens.

use tongli_kernel::{Day, Fault};
use tongli_tables::{Cell, Format, Table};
use tongli_web::Tongue;

use crate::entry::Entry;
use crate::month::Top;

const ENTRY_HEADS: [&str; 10] = [
    "answers-kind",
    "answers-title-label",
    "answers-body-label",
    "answers-title-en-label",
    "answers-body-en-label",
    "answers-tags-label",
    "answers-department",
    "answers-owner",
    "answers-until",
    "answers-standing",
];

/// The library as a file, begun with its heads.
pub fn begin_entries(tongue: Tongue<'_>, format: Format) -> Result<Table, Fault> {
    Table::begin(format, tongue.say_all(&ENTRY_HEADS), tongue.time, None)
}

/// One entry; department and owner by name.
pub fn entry_row(
    tongue: Tongue<'_>,
    entry: &Entry,
    (department, owner): (&str, &str),
    today: Day,
) -> Vec<Cell> {
    let said = &entry.content;
    let standing = format!("answers-standing-{}", entry.standing(today).code());
    vec![
        Cell::text(tongue.say(said.kind.word())),
        Cell::text(&said.title),
        Cell::text(&said.body),
        Cell::text(&said.title_en),
        Cell::text(&said.body_en),
        Cell::text(&said.tags),
        Cell::text(department),
        Cell::text(owner),
        said.valid_until.into(),
        Cell::text(tongue.say(standing)),
    ]
}

const TOP_HEADS: [&str; 4] = [
    "answers-top-list",
    "answers-top-rank",
    "answers-top-what",
    "answers-times",
];

/// What a month used and asked most.
pub fn top_table(tongue: Tongue<'_>, format: Format, top: &Top) -> Result<Vec<u8>, Fault> {
    let mut file = Table::begin(format, tongue.say_all(&TOP_HEADS), tongue.time, None)?;
    let used = top.used.iter();
    let used = used.map(|one| (one.what.title(tongue.lang), one.times));
    let asked = top.asked.iter();
    let erased = tongue.say("answers-question-erased");
    let asked = asked.map(|one| match one.what.is_erased() {
        true => (erased.as_str(), one.times),
        false => (one.what.words.as_str(), one.times),
    });
    for (rank, (what, times)) in (1..).zip(used) {
        file.add_row(row(tongue.say("answers-top-used"), rank, what, times))?;
    }
    for (rank, (what, times)) in (1..).zip(asked) {
        file.add_row(row(tongue.say("answers-top-asked"), rank, what, times))?;
    }
    file.into_bytes()
}

fn row(list: String, rank: i64, what: &str, times: i64) -> Vec<Cell> {
    vec![
        Cell::text(list),
        Cell::Number(rank),
        Cell::text(what),
        Cell::Number(times),
    ]
}
