//! Looks the log of readings up, and takes it out of the house.

use serde_json::json;
use tongli_cases::access::scope;
use tongli_kernel::{Confidentiality, Fault, Moment, Said, Viewer};
use tongli_people::AUDIT;
use tongli_store::Subject;
use tongli_store::history::{Event, append};
use tongli_tables::{Format, Table};
use tongli_web::{App, Tongue};

use crate::file::{begin, row};
use crate::filter::Filter;
use crate::reading::Reading;
use crate::store;

/// Rows that are in memory at once.
const PAGE: i64 = 500;

/// What one file holds; who needs more narrows the days.
const MOST_ROWS: usize = 50_000;

/// What a history calls a file that left; each is a subject of its own.
const EXPORT: &str = "readings_export";

/// A page of the list, newest first; whether there is more after it.
pub async fn list(
    app: &App,
    viewer: &Viewer,
    filter: &Filter,
    limit: i64,
) -> Result<(Vec<Reading>, bool), Fault> {
    if !viewer.may(AUDIT) {
        return Err(Fault::Forbidden(AUDIT));
    }
    let may_know = scope(viewer).clearance == Confidentiality::Discipline;
    let mut tx = app.db.read().await?;
    let mut found = store::list(&mut tx, viewer.tenant, may_know, filter, limit + 1).await?;
    let wanted = usize::try_from(limit).unwrap_or(usize::MAX);
    let more = found.len() > wanted;
    found.truncate(wanted);
    Ok((found, more))
}

/// Everything the filter finds, as a file. Who took it stands in the history before it
/// leaves.
pub async fn export(
    app: &App,
    viewer: &Viewer,
    now: Moment,
    format: Format,
    filter: Filter,
) -> Result<Vec<u8>, Fault> {
    let tongue = Tongue::of(app, viewer.lang);
    let mut file = begin(tongue, format)?;
    let mut filter = Filter {
        before: None,
        ..filter
    };
    let mut rows = 0;
    loop {
        let (page, more) = list(app, viewer, &filter, PAGE).await?;
        rows += page.len();
        for reading in &page {
            file.add_row(row(tongue, reading))?;
        }
        filter.before = page.last().map(Reading::place);
        if !more {
            break;
        }
        if rows >= MOST_ROWS {
            let said = Said::new("readings-too-many").with("most", MOST_ROWS);
            return Err(Fault::field("from", said));
        }
    }
    write_down(app, viewer, now, format, &filter, rows).await?;
    file.into_bytes()
}

/// What was typed into the filter may be a name: only that there was something is kept.
async fn write_down(
    app: &App,
    viewer: &Viewer,
    now: Moment,
    format: Format,
    filter: &Filter,
    rows: usize,
) -> Result<(), Fault> {
    let payload = json!({
        "format": format.code(),
        "rows": rows,
        "case": filter.case.is_some(),
        "reader": filter.reader.is_some(),
        "from": filter.from.map(Moment::millis),
        "until": filter.until.map(Moment::millis),
        "without_task": filter.without_task,
    });
    let subject = Subject::new(EXPORT, app.id::<Table>().raw());
    app.db
        .write(async |tx| {
            let event = Event::new("export").with(payload);
            append(tx, viewer, now, &*app.chance, subject, event).await?;
            Ok(())
        })
        .await
}
