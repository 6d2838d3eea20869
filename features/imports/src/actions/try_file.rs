//! Reads a file and keeps what was found, so that somebody can look before
//! anything is brought in.

use serde_json::json;
use tongli_kernel::{Confidentiality, Fault, Moment, Viewer};
use tongli_store::attachments::{self, NewAttachment};
use tongli_store::history::{Event, append};
use tongli_store::{Tx, sha256};
use tongli_web::App;

use super::read_file;
use crate::access::RUN;
use crate::identities::identities;
use crate::import::{Import, Layout, State};
use crate::reading::Reading;
use crate::store;

/// A file that was tried.
#[derive(Debug)]
pub struct Tried {
    pub import: Import,
    /// The same bytes were here before; this is that import.
    pub again: bool,
}

/// Identities asked for in one statement.
const AT_ONCE: usize = 200;

/// Tries a file: all of it is read, nothing is brought in.
pub async fn try_file(
    app: &App,
    viewer: &Viewer,
    name: &str,
    bytes: Vec<u8>,
) -> Result<Tried, Fault> {
    if !viewer.may(RUN) {
        return Err(Fault::Forbidden(RUN));
    }
    let digest = sha256(&bytes);
    let before = {
        let mut tx = app.db.read().await?;
        store::imports::find_live(&mut tx, viewer.tenant, &digest).await?
    };
    if let Some(import) = before {
        return Ok(Tried {
            import,
            again: true,
        });
    }
    let size = i64::try_from(bytes.len()).unwrap_or(i64::MAX);
    let reading = &read_file(app, name, bytes.clone()).await?;
    app.files.put(bytes).await?;
    let now = app.now();
    let seq = app
        .numbers
        .next(&app.db, viewer.tenant, "imports", app.server, now)
        .await?;
    let mut import = tried(app, viewer, now, name, &digest, reading);
    import.seq = seq;
    import.known = count_known(app, viewer, reading).await?;
    let import = &import;
    app.db
        .write(async |tx| {
            store::imports::insert(tx, viewer, import, size).await?;
            keep_rows(tx, app, viewer, import, reading).await?;
            keep_original(tx, app, viewer, now, import, size).await?;
            let event = Event::new("try_file").with(json!({
                "good": import.good, "bad": import.bad, "skipped": import.skipped,
            }));
            append(tx, viewer, now, &*app.chance, import.subject(), event).await?;
            Ok(())
        })
        .await?;
    Ok(Tried {
        import: import.clone(),
        again: false,
    })
}

fn count(length: usize) -> i64 {
    i64::try_from(length).unwrap_or(i64::MAX)
}

fn tried(
    app: &App,
    viewer: &Viewer,
    now: Moment,
    name: &str,
    digest: &str,
    reading: &Reading,
) -> Import {
    Import {
        id: app.ids.next(now),
        seq: 0,
        name: name.to_owned(),
        digest: digest.to_owned(),
        created_at: now,
        by_name: viewer.signature(),
        state: State::Tried,
        version: 1,
        good: count(reading.good.len()),
        bad: count(reading.bad.len()),
        skipped: count(reading.skipped.len()),
        known: 0,
        layout: Layout {
            mapped: reading.mapped.clone(),
            sheets: reading.sheets.clone(),
        },
        job: None,
        published_at: None,
        withdrawn_at: None,
        withdraw_reason: None,
    }
}

async fn count_known(app: &App, viewer: &Viewer, reading: &Reading) -> Result<i64, Fault> {
    let places: Vec<[String; 2]> = identities(&reading.good)
        .iter()
        .map(|identity| store::rows::places(app, identity))
        .collect();
    let mut tx = app.db.read().await?;
    let mut known = 0;
    for chunk in places.chunks(AT_ONCE) {
        let found = store::rows::known(&mut tx, viewer.tenant, chunk.as_flattened()).await?;
        known += chunk
            .iter()
            .filter(|both| both.iter().any(|place| found.contains(place)))
            .count();
    }
    Ok(count(known))
}

async fn keep_rows(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    import: &Import,
    reading: &Reading,
) -> Result<(), Fault> {
    let tenant = viewer.tenant;
    for row in &reading.bad {
        store::rows::insert_bad(tx, app, tenant, import.id, row.place, &row.flaws).await?;
    }
    for row in &reading.skipped {
        store::rows::insert_skipped(tx, tenant, import.id, row).await?;
    }
    Ok(())
}

/// The file itself stays: what a heading was taken for can be looked up for ever.
async fn keep_original(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    now: Moment,
    import: &Import,
    bytes: i64,
) -> Result<(), Fault> {
    let new = NewAttachment {
        subject: import.subject(),
        digest: &import.digest,
        name: &import.name,
        media_type: "application/octet-stream",
        bytes,
        purpose: "import-original",
        confidentiality: Confidentiality::Sensitive,
        retention_class: "case",
    };
    attachments::add(tx, viewer, &app.ids, now, new).await?;
    Ok(())
}
