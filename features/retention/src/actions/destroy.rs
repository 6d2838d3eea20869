//! What two persons decided is carried out, one thing a transaction: whoever stops in
//! the middle leaves whole things, and the next run goes on.

use serde_json::json;
use tongli_cases::SUBJECT;
use tongli_kernel::{Fault, Moment, Viewer};
use tongli_store::history::{self, Event};
use tongli_store::{Subject, Tx, search};
use tongli_web::App;

use super::hold::is_held;
use crate::batch::{Batch, Item, ItemState, Thing, Tombstone};
use crate::store::{batches, facts, payloads, tombstones};
use crate::term::{Kept, Term, term_of, term_of_recording};

/// Things of one run.
const AT_ONCE: i64 = 200;

/// Destroys what is approved; answers how many were looked at and how many went.
pub async fn destroy_next(app: &App, viewer: &Viewer, now: Moment) -> Result<(i64, i64), Fault> {
    let mut tx = app.db.read().await?;
    let items = batches::approved(&mut tx, viewer.tenant, AT_ONCE).await?;
    drop(tx);
    let (looked_at, mut gone) = (items.len() as i64, 0);
    for item in &items {
        let ended = app
            .db
            .write(async |tx| destroy_one(tx, app, viewer, now, item).await)
            .await?;
        gone += i64::from(ended == ItemState::Destroyed);
    }
    let purged = search::purge(&app.db, viewer.tenant).await?;
    if gone > 0 || purged {
        app.db.empty_log().await?;
    }
    Ok((looked_at, gone))
}

/// Takes the files of what is gone off the disk, where nothing else needs them, and ends
/// the batches of which nothing is left to do; answers how many files went.
pub async fn remove_files(app: &App, viewer: &Viewer, now: Moment) -> Result<i64, Fault> {
    let tenant = viewer.tenant;
    let mut tx = app.db.read().await?;
    let left = batches::files_left(&mut tx, tenant, AT_ONCE).await?;
    drop(tx);
    for (batch, digest) in &left {
        let mut tx = app.db.read().await?;
        let needed = batches::is_needed(&mut tx, digest).await?;
        drop(tx);
        if !needed {
            app.files.remove(digest).await?;
        }
        app.db
            .write(async |tx| Ok(batches::file_gone(tx, tenant, (*batch, digest), now).await?))
            .await?;
    }
    app.db
        .write(async |tx| finish(tx, app, viewer, now).await)
        .await?;
    Ok(left.len() as i64)
}

async fn finish(tx: &mut Tx, app: &App, viewer: &Viewer, now: Moment) -> Result<(), Fault> {
    for batch in batches::unfinished(tx, viewer.tenant).await? {
        if batches::finish(tx, viewer.tenant, batch.id, now).await? {
            let event = Event::new("finish");
            history::append(tx, viewer, now, &*app.chance, batch.subject(), event).await?;
        }
    }
    Ok(())
}

async fn destroy_one(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    now: Moment,
    item: &Item,
) -> Result<ItemState, Fault> {
    let gone = match item.key.thing {
        Thing::Case => destroy_case(tx, app, viewer, now, item).await?,
        Thing::Recording => destroy_recording(tx, app, viewer, now, item).await?,
    };
    let state = match gone {
        true => ItemState::Destroyed,
        false => ItemState::Kept,
    };
    if !batches::end(tx, viewer.tenant, item, state, now).await? {
        // Another server was faster: what was done here is undone with this.
        return Err(super::faster());
    }
    Ok(state)
}

/// The case of an item with the term that is over now; nothing where it is not, or
/// where something is held.
async fn judged(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    now: Moment,
    item: &Item,
) -> Result<Option<(Kept, Term)>, Fault> {
    let Some(case) = facts::case(tx, viewer.tenant, item.case).await? else {
        return Ok(None);
    };
    let tied = facts::tied(tx, viewer.tenant, case.id).await?;
    let term = match item.key.thing {
        Thing::Case => term_of(&case, &tied, &app.time),
        Thing::Recording => term_of_recording(&case, &tied, &app.time),
    };
    let over = term.filter(|term| term.is_over(&app.time, now));
    if is_held(tx, viewer, case.id).await? {
        return Ok(None);
    }
    Ok(over.map(|term| (case, term)))
}

async fn destroy_case(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    now: Moment,
    item: &Item,
) -> Result<bool, Fault> {
    let tenant = viewer.tenant;
    let Some((case, term)) = judged(tx, app, viewer, now, item).await? else {
        return Ok(false);
    };
    if !payloads::take(tx, tenant, (case.id, case.version), now).await? {
        return Ok(false);
    }
    let subjects = payloads::subjects(tx, tenant, case.id).await?;
    let mut files = Vec::new();
    for subject in &subjects {
        files.extend(payloads::digests(tx, tenant, *subject).await?);
    }
    let stone = stone(tx, item, &case, &term, (&files, now), viewer).await?;
    let named = payloads::named(tx, tenant, case.id).await?;
    for digest in &files {
        batches::file_to_go(tx, tenant, item.batch, digest).await?;
    }
    payloads::empty(tx, tenant, case.id, &case.number, &subjects).await?;
    tongli_cases::index(tx, app, tenant, case.id).await?;
    search::wait_for_purge(tx, tenant).await?;
    payloads::forget(tx, tenant, &named).await?;
    tombstones::insert(tx, tenant, &stone).await?;
    for subject in subjects {
        let record = stone.record();
        history::destroy_payloads(tx, viewer, now, &*app.chance, subject, record).await?;
    }
    Ok(true)
}

async fn destroy_recording(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    now: Moment,
    item: &Item,
) -> Result<bool, Fault> {
    let tenant = viewer.tenant;
    let recording = facts::find_recording(tx, tenant, item.key.id).await?;
    let judged = judged(tx, app, viewer, now, item).await?;
    let (Some(digest), Some((case, term))) = (recording, judged) else {
        return Ok(false);
    };
    if !payloads::delete_recording(tx, tenant, (item.key.id, case.id)).await? {
        return Ok(false);
    }
    tongli_cases::index(tx, app, tenant, case.id).await?;
    search::wait_for_purge(tx, tenant).await?;
    let files = vec![digest];
    let stone = stone(tx, item, &case, &term, (&files, now), viewer).await?;
    for digest in &files {
        batches::file_to_go(tx, tenant, item.batch, digest).await?;
    }
    tombstones::insert(tx, tenant, &stone).await?;
    let event = Event::new("destroyed_recording").with(stone.record());
    let subject = Subject::new(SUBJECT, case.id.raw());
    history::append(tx, viewer, now, &*app.chance, subject, event).await?;
    Ok(true)
}

async fn stone(
    tx: &mut Tx,
    item: &Item,
    case: &Kept,
    term: &Term,
    (files, now): (&[String], Moment),
    viewer: &Viewer,
) -> Result<Tombstone, Fault> {
    let tenant = viewer.tenant;
    let batch: Batch = batches::by_id(tx, tenant, item.batch)
        .await?
        .ok_or_else(|| Fault::bug("an item without its batch"))?;
    let (received_at, closed_at, archived_at) = tombstones::dates(tx, tenant, case.id)
        .await?
        .ok_or(Fault::NotFound)?;
    let subject = Subject::new(SUBJECT, case.id.raw());
    let clocks: Vec<_> = tongli_work::clocks_of(tx, tenant, subject)
        .await?
        .iter()
        .map(|row| {
            json!({
                "rule": row.rule,
                "started_at": row.started_at.millis(),
                "due_at": row.due_at.map(Moment::millis),
                "met_at": row.met_at.map(Moment::millis),
                "ended_at": row.ended_at.map(Moment::millis),
                "late": row.late,
            })
        })
        .collect();
    Ok(Tombstone {
        key: item.key,
        case: case.id,
        number: case.number.clone(),
        case_kind: case.kind.code().to_owned(),
        received_at,
        closed_at,
        archived_at,
        class: term.class().id.clone(),
        class_version: term.class().version,
        retain_until: item.retain_until,
        batch: batch.id,
        batch_number: batch.number,
        proposed_by: batch.proposed_by,
        approved_by: item
            .decided_by
            .ok_or_else(|| Fault::bug("nobody has decided on this item"))?,
        destroyed_at: now,
        clocks: json!(clocks).to_string(),
        files: json!(files).to_string(),
    })
}
