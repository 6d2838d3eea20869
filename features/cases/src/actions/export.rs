//! Takes a list of cases out of the house, page by page. Who took what, and how
//! much of it, stands in the history before the first row leaves.

use std::io::Write;
use std::path::Path;

use serde_json::{Value as Json, json};
use tongli_kernel::{Fault, Moment, Viewer};
use tongli_store::history::{Event, append};
use tongli_store::{Subject, Tx};
use tongli_tables::{Format, Table};
use tongli_web::{App, Tongue};
use tongli_work::ClockRow;

use super::read::Names;
use super::search::page_by_words;
use crate::access;
use crate::case::SUBJECT;
use crate::export::{AnswerClock, Entry, Put, heads};
use crate::store;
use crate::store::export::Taken;
use crate::store::list::{Due, Filter};

/// Rows that are in memory at once.
const PAGE: i64 = 500;

/// The clock of the answer.
const ANSWER: &str = "C03";

/// What a history calls a file that left; each is a subject of its own.
pub const EXPORTED: &str = "case_export";

/// A file under way.
pub struct Export {
    app: App,
    viewer: Viewer,
    now: Moment,
    filter: Filter,
    table: Table,
    ended: bool,
    rows: usize,
}

/// Begins a file with everything the filter finds inside the viewer's scope, and writes
/// it down with how many rows were counted: before, for comparing the texts of a long list
/// must keep no writer waiting.
pub async fn start_export(
    app: &App,
    viewer: &Viewer,
    now: Moment,
    (format, filter): (Format, Filter),
    rows: i64,
) -> Result<Export, Fault> {
    let folder = match format {
        Format::Xlsx => Some(app.files.folder().await?),
        Format::Csv | Format::Jsonl => None,
    };
    let export = open_export(app, viewer, now, format, filter, folder.as_deref())?;
    let id = app.id::<Export>().raw();
    let mut told = exported(&export.filter, format);
    told["rows"] = json!(rows);
    app.db
        .write(async |tx| {
            let subject = Subject::new(EXPORTED, id);
            let event = Event::new("export").with(told);
            append(tx, viewer, now, &*app.chance, subject, event).await
        })
        .await?;
    Ok(export)
}

/// The same for whoever writes down by themselves who takes what. A workbook keeps its
/// rows in `folder` until it is whole.
pub fn open_export(
    app: &App,
    viewer: &Viewer,
    now: Moment,
    format: Format,
    filter: Filter,
    folder: Option<&Path>,
) -> Result<Export, Fault> {
    if !viewer.may(access::EXPORT) {
        return Err(Fault::Forbidden(access::EXPORT));
    }
    let heads = heads(Tongue::of(app, viewer.lang));
    Ok(Export {
        table: Table::begin(format, heads, &app.time, folder)?,
        app: app.clone(),
        viewer: viewer.clone(),
        now,
        filter: Filter {
            before: None,
            ..filter
        },
        ended: false,
        rows: 0,
    })
}

/// How many cases such a file has, counted no further than `most`.
pub async fn count_exported(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    filter: &Filter,
    now: Moment,
    most: i64,
) -> Result<i64, Fault> {
    let (tenant, scope) = (viewer.tenant, access::scope(viewer));
    let found = page_by_words(tx, app, viewer, (filter, now), most).await?;
    let count = match found {
        Some(found) => store::export::count_of(tx, tenant, &scope, &found).await?,
        None => store::export::count(tx, tenant, &scope, filter, now, most).await?,
    };
    Ok(count)
}

/// What the history keeps of a filter. Words that were searched may be a name:
/// only that there were some is kept.
pub fn exported(filter: &Filter, format: Format) -> Json {
    json!({
        "format": format.code(),
        "stages": filter.stages,
        "kind": filter.kind,
        "category": filter.category,
        "department": filter.department,
        "owner": filter.owner,
        "due": filter.due.map(|due| match due {
            Due::Overdue => "overdue",
            Due::Near => "near",
        }),
        "import": filter.import.map(|import| import.to_string()),
        "words": !filter.words.trim().is_empty(),
    })
}

impl Export {
    /// The next bytes of the file; `None` when all rows are in it. They may be
    /// empty: a workbook leaves at its end.
    pub async fn advance(&mut self) -> Result<Option<Vec<u8>>, Fault> {
        if self.ended {
            return Ok(None);
        }
        let entries = self.page().await?;
        self.rows += entries.len();
        let tongue = Tongue::of(&self.app, self.viewer.lang);
        for entry in &entries {
            self.table
                .add(|| entry.cells(tongue), || entry.object(tongue.time))?;
        }
        Ok(Some(self.table.take()))
    }

    /// How many cases are in the file so far.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// Writes what could not leave before.
    pub fn finish(self, out: impl Write + Send) -> Result<(), Fault> {
        self.table.finish(out)
    }

    /// The next cases with all that hangs on them: one statement each, however many
    /// they are. The connection is given back between two pages.
    async fn page(&mut self) -> Result<Vec<Entry>, Fault> {
        let tenant = self.viewer.tenant;
        let scope = access::scope(&self.viewer);
        let mut tx = self.app.db.read().await?;
        let asked = (&self.filter, self.now);
        let found = page_by_words(&mut tx, &self.app, &self.viewer, asked, PAGE).await?;
        let (taken, last, rows) = match found {
            Some(found) => {
                let taken = store::export::of_cases(&mut tx, tenant, &scope, &found).await?;
                (taken, found.last().copied(), found.len())
            }
            None => {
                let filter = &self.filter;
                let taken =
                    store::export::page(&mut tx, tenant, &scope, filter, self.now, PAGE).await?;
                let (last, rows) = (taken.last().map(|one| one.id), taken.len());
                (taken, last, rows)
            }
        };
        self.ended = i64::try_from(rows).is_ok_and(|rows| rows < PAGE);
        self.filter.before = last.or(self.filter.before);
        let ids: Vec<_> = taken.iter().map(|one| one.id).collect();
        let raw: Vec<i64> = ids.iter().map(|id| id.raw()).collect();
        let mut allegations = store::export::allegations(&mut tx, tenant, &ids).await?;
        let mut complained_of = store::export::complained_of(&mut tx, tenant, &ids).await?;
        let clocks = tongli_work::clocks_of_many(&mut tx, tenant, SUBJECT, &raw).await?;
        let names = Names::of(&mut tx, tenant, taken.iter().map(|one| one.owner)).await?;
        Ok(taken
            .into_iter()
            .map(|one| {
                let clock = clocks.get(&one.id.raw()).map(Vec::as_slice);
                let clock = answer_clock(clock.unwrap_or_default(), self.now);
                let departments = complained_of.remove(&one.id).unwrap_or_default();
                let departments = departments.into_iter();
                let departments = departments.map(|id| names.department(Some(id))).collect();
                let put = allegations.remove(&one.id).unwrap_or_default();
                entry(one, departments, put, clock, &names)
            })
            .collect())
    }
}

fn entry(
    one: Taken,
    complained_of: Vec<String>,
    allegations: Vec<Put>,
    clock: AnswerClock,
    names: &Names,
) -> Entry {
    Entry {
        visited: names.department(one.visited),
        owner: names.person(one.owner),
        complained_of,
        allegations,
        clock,
        number: one.number,
        kind: one.kind,
        stage: one.stage,
        channel: one.channel,
        received_at: one.received_at,
        registered_at: one.registered_at,
        narrative: one.narrative,
        demand: one.demand,
        handling: one.handling,
        result: one.result,
        answered_at: one.answered_at,
        delivered_at: one.delivered_at,
        closed_at: one.closed_at,
        archived_at: one.archived_at,
        satisfaction: one.satisfaction,
    }
}

/// The last clock of the answer that still counts: a case that was reopened has
/// several.
fn answer_clock(clocks: &[ClockRow], now: Moment) -> AnswerClock {
    let counting = clocks
        .iter()
        .rfind(|row| row.rule == ANSWER && row.department.is_none() && row.ended_at.is_none());
    let Some(row) = counting else {
        return AnswerClock::default();
    };
    let overdue = row.met_at.is_none() && row.due_at.is_some_and(|due| due <= now);
    AnswerClock {
        due_at: row.due_at,
        met_at: row.met_at,
        late: row.due_at.map(|_| row.late || overdue),
    }
}
