//! Makes a file that was asked for, page by page: between two pages the connection is
//! given back, so that others work on. Stopped anywhere it is made anew, here or by
//! another server.

use serde_json::json;
use tokio::sync::mpsc;
use tongli_cases::{Export as Rows, count_exported, exported, open_export};
use tongli_kernel::{Fault, Moment, Viewer};
use tongli_store::Subject;
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

/// What does not answer so long after a file was asked for does not come back by itself.
const PATIENCE_HOURS: i64 = 6;

/// One hand at a file: its job, and the word under which the hand writes. Whoever takes
/// the file over writes under another, and this one no longer touches it.
#[derive(Debug, Clone)]
pub struct Hand {
    pub job: Job,
    pub attempt: String,
}

/// Takes the oldest file nobody makes.
pub async fn lease(app: &App) -> Result<Option<Hand>, Fault> {
    let now = app.now();
    if !jobs::is_waiting(&mut app.db.read().await?, JOB, now).await? {
        return Ok(None);
    }
    let until = now.plus_seconds(LEASE_SECONDS);
    let attempt = &app.chance.secret();
    app.db
        .write(async |tx| {
            let Some(job) = jobs::lease(tx, JOB, now, until).await? else {
                return Ok(None);
            };
            store::exports::begin(tx, job.tenant, job.id, attempt).await?;
            let attempt = attempt.clone();
            Ok(Some(Hand { job, attempt }))
        })
        .await
}

/// Makes the file of a job; `false` where it was not made and the reader knows why.
pub async fn make(app: &App, hand: &Hand) -> Result<bool, Fault> {
    let (own, at) = (app.clone(), hand.clone());
    // In a task of its own: one that panics would come back with each lease.
    let made = tokio::spawn(async move { try_to(&own, &at).await });
    match made.await.unwrap_or_else(|error| Err(Fault::bug(error))) {
        Ok(()) => Ok(true),
        // Given up, taken over, or to be made a little later.
        Err(Fault::Conflict(_)) => Ok(false),
        Err(fault) => match why(&fault, hand.job.created_at, app.now()) {
            Some(why) => {
                tracing::error!(?fault, export = %hand.job.id, "a file was given up");
                fail(app, hand, why).await?;
                Ok(false)
            }
            // The database is away: its lease runs out, and it is made anew.
            None => Err(fault),
        },
    }
}

/// Why a file that was asked for at `since` fails for good; `None` where another try may
/// well help.
fn why(fault: &Fault, since: Moment, now: Moment) -> Option<Why> {
    match fault {
        Fault::Unavailable(error) => match error.downcast_ref::<std::io::Error>() {
            Some(_) => Some(Why::Disk),
            None => (since.plus_hours(PATIENCE_HOURS) <= now).then_some(Why::Broken),
        },
        Fault::Forbidden(_) | Fault::NotFound => Some(Why::Permission),
        Fault::Invalid(_) => Some(Why::Filter),
        _ => Some(Why::Broken),
    }
}

async fn try_to(app: &App, hand: &Hand) -> Result<(), Fault> {
    let (export, viewer, wish) = begin(app, hand).await?;
    let mut pieces = Pieces::new(app, hand);
    let done = match write(app, hand, &mut pieces, (&viewer, &wish), &export).await {
        Ok(rows) => finish(app, hand, (&export, &viewer), rows, &wish).await,
        Err(fault) => Err(fault),
    };
    // Only what somebody else has stopped: where the database does not answer, the file
    // may well be finished, and else its pieces are known.
    if let Err(Fault::Conflict(_)) = done {
        pieces.take_back().await?;
    }
    done
}

/// Looks up anew who asks, for they may have lost what they had, and takes away what other
/// hands left of the file.
async fn begin(app: &App, hand: &Hand) -> Result<(Export, Viewer, Wish), Fault> {
    let (tenant, id, attempt) = (hand.job.tenant, hand.job.id, &hand.attempt);
    let (begun, old) = app
        .db
        .write(async |tx| {
            let found = store::exports::find(tx, tenant, id).await?;
            let export = found.ok_or(Fault::NotFound)?;
            let asker = tongli_people::viewer_of(tx, app, export.by).await?;
            let mut viewer = asker.ok_or(Fault::NotFound)?;
            viewer.lang = export.lang;
            let form = Form::from_encoded(&export.filter).with("format", export.format.code());
            let wish = Wish::read(tx, &viewer, &form).await?;
            let mark = access::mark(&viewer);
            if !store::exports::set_scope(tx, tenant, id, attempt, &mark).await? {
                return Err(stopped());
            }
            let old = store::parts::others(tx, tenant, id, attempt).await?;
            Ok(((export, viewer, wish), old))
        })
        .await?;
    super::erase::take_away(app, tenant, id, attempt, &old).await?;
    Ok(begun)
}

async fn write(
    app: &App,
    hand: &Hand,
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
    tell(app, hand, (0, total), LEASE_SECONDS).await?;
    let mut told = 0;
    while let Some(bytes) = rows.advance().await? {
        let done = count(&rows);
        pieces.add(&bytes, done).await?;
        if done - told >= EVERY {
            tell(app, hand, (done, total.max(done)), LEASE_SECONDS).await?;
            told = done;
        }
    }
    let done = count(&rows);
    tell(app, hand, (done, done), PACKING_SECONDS).await?;
    pack(rows, pieces, done).await?;
    pieces.end(done).await?;
    Ok(done)
}

fn count(rows: &Rows) -> i64 {
    i64::try_from(rows.rows()).unwrap_or(i64::MAX)
}

/// Says how far it is and keeps the lease.
async fn tell(
    app: &App,
    Hand { job, attempt }: &Hand,
    (done, total): (i64, i64),
    seconds: i64,
) -> Result<(), Fault> {
    let until = app.now().plus_seconds(seconds);
    let goes_on = app
        .db
        .write(async |tx| {
            let own = store::exports::grow(tx, job.tenant, job.id, attempt, (done, 0)).await?;
            Ok(own && jobs::progress(tx, job, done, total, until).await?)
        })
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
    hand: &Hand,
    (export, viewer): (&Export, &Viewer),
    rows: i64,
    wish: &Wish,
) -> Result<(), Fault> {
    let now = app.now();
    let expires = Some(now.plus_hours(KEPT_HOURS));
    let (tenant, id, attempt) = (export.tenant, export.id, &hand.attempt);
    app.db
        .write(async |tx| {
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

/// Gives a file up that is still this hand's.
async fn fail(app: &App, Hand { job, attempt }: &Hand, why: Why) -> Result<(), Fault> {
    let now = app.now();
    let clock = Viewer::clock(job.tenant, "make_exports");
    let (tenant, id) = (job.tenant, job.id);
    let own = app
        .db
        .write(async |tx| {
            let own = store::exports::grow(tx, tenant, id, attempt, (0, 0)).await?;
            if own && jobs::finish(tx, tenant, id, State::Failed, why.code(), now, None).await? {
                let event = Event::new("fail").with(json!({ "why": why.code() }));
                let subject = Subject::new(tongli_cases::EXPORTED, id.raw());
                append(tx, &clock, now, &*app.chance, subject, event).await?;
            }
            Ok(own)
        })
        .await?;
    match own {
        true => super::erase::erase_bytes(app, tenant, id).await,
        false => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_disk_is_told_and_a_database_away_is_waited_for() {
        let asked = Moment::from_millis(0);
        let soon = asked.plus_hours(PATIENCE_HOURS).plus_seconds(-1);
        let full = std::io::Error::from(std::io::ErrorKind::StorageFull);
        let full = Fault::Unavailable(full.into());
        assert_eq!(why(&full, asked, asked), Some(Why::Disk));
        let away = Fault::Unavailable(std::fmt::Error.into());
        assert_eq!(why(&away, asked, soon), None);
        let late = soon.plus_seconds(1);
        assert_eq!(why(&away, asked, late), Some(Why::Broken), "not for ever");
        assert_eq!(why(&Fault::bug("ours"), asked, asked), Some(Why::Broken));
    }
}
