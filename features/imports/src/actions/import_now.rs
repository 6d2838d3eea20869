//! Tries, brings in and publishes in one go, for the command line.

use serde::Serialize;
use tongli_kernel::{Fault, Lang, Said, Viewer};
use tongli_store::history::{Event, append};
use tongli_web::App;

use super::{Report, bring_in_rows, publish, read_file, try_file};
use crate::import::{Import, ImportId, State};
use crate::reading::{Reading, place_said};
use crate::row::{Flaw, Place};
use crate::store;
use crate::store::imports::{Change, change};

/// One wrong field of one bad row, in the reader's language.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct BadLine {
    /// The number beside the row.
    pub row: i64,
    /// Where the file has several sheets.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sheet: Option<String>,
    /// The code of the column.
    pub field: String,
    pub found: String,
    /// What to do about it.
    pub say: String,
}

/// What became of a file, as programs read it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Outcome {
    /// `None` after a dry run.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub import: Option<ImportId>,
    /// Rows that hold a matter.
    pub good: i64,
    pub bad: Vec<BadLine>,
    pub skipped: i64,
    /// Cases of this import.
    pub brought_in: i64,
    /// Good rows that an earlier import had brought in.
    pub known: i64,
    /// The same file had been brought in before; nothing was changed.
    pub again: bool,
}

/// What a reading says, without anything being kept: the dry run.
pub fn outcome(app: &App, lang: Lang, reading: &Reading) -> Outcome {
    let count = |length: usize| i64::try_from(length).unwrap_or(i64::MAX);
    let bad = reading
        .bad
        .iter()
        .map(|row| (row.place, row.flaws.as_slice()));
    Outcome {
        import: None,
        good: count(reading.good.len()),
        bad: bad_lines(app, lang, &reading.sheets, bad),
        skipped: count(reading.skipped.len()),
        brought_in: 0,
        known: 0,
        again: false,
    }
}

fn bad_lines<'r>(
    app: &App,
    lang: Lang,
    sheets: &[String],
    rows: impl Iterator<Item = (Place, &'r [Flaw])>,
) -> Vec<BadLine> {
    let sheet_of = |place: Place| {
        let at = usize::try_from(place.sheet).ok()?;
        sheets.get(at).filter(|_| sheets.len() > 1).cloned()
    };
    rows.flat_map(|(place, flaws)| flaws.iter().map(move |flaw| (place, flaw)))
        .map(|(place, flaw)| BadLine {
            row: place.row,
            sheet: sheet_of(place),
            field: flaw.field.clone(),
            found: flaw.found.clone(),
            say: say(app, lang, sheets, place, flaw),
        })
        .collect()
}

/// `第 12 行的接待日期：…`
fn say(app: &App, lang: Lang, sheets: &[String], place: Place, flaw: &Flaw) -> String {
    let column = Said {
        key: flaw.column_word().into(),
        args: Vec::new(),
    };
    let said = Said::new("imports-flaw")
        .with("place", place_said(sheets, place))
        .with("column", column)
        .with("said", flaw.said.clone());
    app.words.say(lang, &said)
}

/// Brings a file in and publishes it. The same file a second time changes nothing;
/// one that was stopped goes on.
pub async fn import_now(
    app: &App,
    viewer: &Viewer,
    name: &str,
    bytes: Vec<u8>,
    mut progress: impl FnMut(i64, i64) + Send,
) -> Result<Outcome, Fault> {
    let reading = read_file(app, name, bytes.clone()).await?;
    let tried = try_file(app, viewer, name, bytes).await?;
    let mut told = outcome(app, viewer.lang, &reading);
    told.import = Some(tried.import.id);
    told.again = tried.import.state == State::Published;
    if !told.again && told.good > 0 {
        start(app, viewer, &tried.import).await?;
        let report = Report::Call(&mut progress);
        bring_in_rows(app, viewer, &tried.import, usize::MAX, report).await?;
        publish(app, viewer, tried.import.id).await?;
    }
    let mut tx = app.db.read().await?;
    told.brought_in = store::rows::count_in(&mut tx, viewer.tenant, tried.import.id).await?;
    if told.good > 0 {
        told.known = told.good - told.brought_in;
    }
    Ok(told)
}

/// Marks an import as running without a job: this call does the work.
async fn start(app: &App, viewer: &Viewer, import: &Import) -> Result<(), Fault> {
    if import.state != State::Tried {
        return Ok(());
    }
    let now = app.now();
    app.db
        .write(async |tx| {
            change(tx, viewer.tenant, import, State::Running, Change::default()).await?;
            let event = Event::new("confirm").moved(State::Tried.code(), State::Running.code());
            append(tx, viewer, now, &*app.chance, import.subject(), event).await?;
            Ok(())
        })
        .await
}
