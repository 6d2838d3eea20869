//! Makes a file that was asked for, page by page: between two pages the connection is
//! given back, so that others work on. Stopped anywhere it is made anew, here or by
//! another server.

use serde_json::json;
use tokio::sync::mpsc;
use tongli_cases::{Export as Rows, count_exported, exported, open_export};
use tongli_kernel::{Fault, Moment, Viewer};
use tongli_store::history::{Event, append};
use tongli_store::jobs::{self, Job, State};
use tongli_web::{App, Form};

use super::JOB;
use super::pieces::{Handing, Pieces, stopped};
use crate::access;
use crate::export::{Export, KEPT_HOURS, Why};
use crate::store;
use crate::wish::Wish;

/// Pages take moments; past this another server may take the file over.
const LEASE_SECONDS: i64 = 60;

/// A workbook is packed in one go, and says nothing meanwhile.
const PACKING_SECONDS: i64 = 900;

/// Rows between two words about the progress.
const EVERY: i64 = 2_000;

/// Takes the oldest file nobody makes.
pub async fn lease(app: &App) -> Result<Option<Job>, Fault> {
    let now = app.now();
    if !jobs::is_waiting(&mut app.db.read().await?, JOB, now).await? {
        return Ok(None);
    }
    let until = now.plus_seconds(LEASE_SECONDS);
    app.db
        .write(async |tx| Ok(jobs::lease(tx, JOB, now, until).await?))
        .await
}

/// Makes the file of a job; `false` where it was not made and the reader knows why.
pub async fn make(app: &App, job: &Job) -> Result<bool, Fault> {
    let attempt = app.chance.secret();
    match try_to(app, job, &attempt).await {
        Ok(()) => Ok(true),
        // Given up, or taken over.
        Err(Fault::Conflict(_)) => Ok(false),
        Err(fault) => match why(&fault) {
            Some(why) => {
                tracing::warn!(?fault, export = %job.id, "a file was given up");
                fail(app, job, why).await?;
                Ok(false)
            }
            // The database is away: its lease runs out, and it is made anew.
            None => Err(fault),
        },
    }
}

/// Why a file fails for good; `None` where another try may well help.
fn why(fault: &Fault) -> Option<Why> {
    match fault {
        Fault::Unavailable(error) => error.downcast_ref::<std::io::Error>().map(|_| Why::Disk),
        Fault::Forbidden(_) | Fault::NotFound => Some(Why::Permission),
        Fault::Invalid(_) => Some(Why::Filter),
        _ => Some(Why::Broken),
    }
}

async fn try_to(app: &App, job: &Job, attempt: &str) -> Result<(), Fault> {
    let (export, viewer, wish) = begin(app, job, attempt).await?;
    let mut pieces = Pieces::new(app, &export, attempt);
    let made = write(app, job, &mut pieces, (&viewer, &wish), &export).await;
    let done = match made {
        Ok(rows) => finish(app, (&export, &viewer), attempt, rows, &wish).await,
        Err(fault) => Err(fault),
    };
    if done.is_err() {
        pieces.take_back().await?;
    }
    done
}

/// Makes the file this hand's own, and takes away what others left of it. Who asks is
/// looked up anew: they may have lost what they had.
async fn begin(app: &App, job: &Job, attempt: &str) -> Result<(Export, Viewer, Wish), Fault> {
    let (begun, old) = app
        .db
        .write(async |tx| {
            let found = store::exports::find(tx, job.tenant, job.id).await?;
            let export = found.ok_or(Fault::NotFound)?;
            let asker = tongli_people::viewer_of(tx, app, export.by).await?;
            let mut viewer = asker.ok_or(Fault::NotFound)?;
            viewer.lang = export.lang;
            let form = Form::from_encoded(&export.filter).with("format", export.format.code());
            let wish = Wish::read(tx, &viewer, &form).await?;
            let mark = access::mark(&viewer);
            store::exports::begin(tx, job.tenant, job.id, attempt, &mark).await?;
            let old = store::parts::others(tx, job.tenant, job.id, attempt).await?;
            Ok(((export, viewer, wish), old))
        })
        .await?;
    super::erase::take_away(app, job.tenant, job.id, attempt, &old).await?;
    Ok(begun)
}

async fn write(
    app: &App,
    job: &Job,
    pieces: &mut Pieces<'_>,
    (viewer, wish): (&Viewer, &Wish),
    export: &Export,
) -> Result<i64, Fault> {
    // What is overdue or near is asked of the moment at which it was asked for.
    let at = export.created_at;
    let (format, filter) = (wish.format, wish.filter.clone());
    let folder = app.files.folder().await?;
    let mut rows = open_export(app, viewer, at, format, filter, Some(&folder))?;
    let total = {
        let mut tx = app.db.read().await?;
        count_exported(&mut tx, app, viewer, &wish.filter, at, i64::MAX).await?
    };
    tell(app, job, (0, total), LEASE_SECONDS).await?;
    let mut told = 0;
    while let Some(bytes) = rows.advance().await? {
        let done = count(&rows);
        pieces.add(&bytes, done).await?;
        if done - told >= EVERY {
            tell(app, job, (done, total.max(done)), LEASE_SECONDS).await?;
            told = done;
        }
    }
    let done = count(&rows);
    tell(app, job, (done, done), PACKING_SECONDS).await?;
    pack(rows, pieces, done).await?;
    pieces.end(done).await?;
    Ok(done)
}

fn count(rows: &Rows) -> i64 {
    i64::try_from(rows.rows()).unwrap_or(i64::MAX)
}

/// Says how far it is and keeps the lease.
async fn tell(app: &App, job: &Job, (done, total): (i64, i64), seconds: i64) -> Result<(), Fault> {
    let until = app.now().plus_seconds(seconds);
    let goes_on = app
        .db
        .write(async |tx| Ok(jobs::progress(tx, job, done, total, until).await?))
        .await?;
    if goes_on { Ok(()) } else { Err(stopped()) }
}

/// Packs what could not leave before, in a thread that may take its time.
async fn pack(rows: Rows, pieces: &mut Pieces<'_>, done: i64) -> Result<(), Fault> {
    let (to, mut from) = mpsc::channel(1);
    let packing = tokio::task::spawn_blocking(move || {
        let mut out = Handing::new(to);
        rows.finish(&mut out)?;
        std::io::Write::flush(&mut out).map_err(|error| Fault::Unavailable(error.into()))
    });
    let mut taken = Ok(());
    while let Some(bytes) = from.recv().await {
        taken = pieces.add(&bytes, done).await;
        if taken.is_err() {
            break;
        }
    }
    drop(from);
    let packed = packing.await.map_err(Fault::bug)?;
    // What stopped the taking is the cause, the broken pipe only follows.
    taken.and(packed)
}

async fn finish(
    app: &App,
    (export, viewer): (&Export, &Viewer),
    attempt: &str,
    rows: i64,
    wish: &Wish,
) -> Result<(), Fault> {
    let now = app.now();
    let expires = Some(now.plus_hours(KEPT_HOURS));
    app.db
        .write(async |tx| {
            let (tenant, id) = (export.tenant, export.id);
            let own = store::exports::grow(tx, tenant, id, attempt, (rows, 0)).await?;
            if !own || !jobs::finish(tx, tenant, id, State::Done, "", now, expires).await? {
                return Err(stopped());
            }
            let mut told = exported(&wish.filter, wish.format);
            told["rows"] = json!(rows);
            let event = Event::new("export").with(told);
            append(tx, viewer, now, &*app.chance, export.subject(), event).await?;
            Ok(())
        })
        .await
}

async fn fail(app: &App, job: &Job, why: Why) -> Result<(), Fault> {
    let now = app.now();
    let clock = Viewer::clock(job.tenant, "make_exports");
    app.db
        .write(async |tx| {
            let (tenant, id) = (job.tenant, job.id);
            if jobs::finish(tx, tenant, id, State::Failed, why.code(), now, expiry(now)).await? {
                let event = Event::new("fail").with(json!({ "why": why.code() }));
                let subject = tongli_store::Subject::new(tongli_cases::EXPORTED, id.raw());
                append(tx, &clock, now, &*app.chance, subject, event).await?;
            }
            Ok(())
        })
        .await?;
    super::erase::erase_bytes(app, job.tenant, job.id).await
}

fn expiry(now: Moment) -> Option<Moment> {
    Some(now.plus_hours(KEPT_HOURS))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_disk_is_told_and_a_database_away_is_waited_for() {
        let full = std::io::Error::from(std::io::ErrorKind::StorageFull);
        assert_eq!(why(&Fault::Unavailable(full.into())), Some(Why::Disk));
        let away = std::fmt::Error;
        assert_eq!(why(&Fault::Unavailable(away.into())), None);
        assert_eq!(why(&Fault::bug("a mistake")), Some(Why::Broken));
    }
}
