//! Reads a file and keeps what was found, so that somebody can look before
//! anything is brought in.

use std::collections::BTreeMap;

use serde_json::json;
use tongli_cases::CaseId;
use tongli_kernel::{Confidentiality, Fault, Moment, Viewer};
use tongli_store::attachments::{self, NewAttachment};
use tongli_store::history::{Event, append};
use tongli_store::{Tx, sha256};
use tongli_web::App;

use super::read_file;
use super::read_file::read_on;
use crate::access::RUN;
use crate::glimpse::Glimpse;
use crate::identities::identities;
use crate::import::{Import, Layout, State};
use crate::reading::Reading;
use crate::row::Place;
use crate::standing::Standing;
use crate::store;
use crate::store::rows::Kept;

/// A file that was tried.
#[derive(Debug)]
pub struct Tried {
    pub import: Import,
    /// The same bytes were here before; this is that import.
    pub again: bool,
}

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
        complete(app, viewer, &import, bytes).await?;
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
    let known = known_rows(app, viewer, reading).await?;
    import.known = count(known.len());
    let kept = kept_rows(reading, &known);
    let (import, rows) = (&import, &store::rows::close(app, viewer.tenant, &kept)?);
    app.db
        .write_alone(async |tx| {
            store::imports::insert(tx, viewer, import, size).await?;
            store::rows::insert(tx, viewer.tenant, import.id, rows).await?;
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

/// The rows that are in the archive already, each with its case.
pub(super) async fn known_rows(
    app: &App,
    viewer: &Viewer,
    reading: &Reading,
) -> Result<BTreeMap<Place, CaseId>, Fault> {
    let places: Vec<[String; 2]> = identities(&reading.good)
        .iter()
        .map(|identity| store::rows::places(app, identity))
        .collect();
    let mut tx = app.db.read().await?;
    let known = store::rows::known(&mut tx, viewer.tenant, places.as_flattened()).await?;
    let rows = reading.good.iter().zip(&places);
    Ok(rows
        .filter_map(|(row, both)| {
            let case = both.iter().find_map(|place| known.get(place))?;
            Some((row.place, *case))
        })
        .collect())
}

fn kept_rows(reading: &Reading, known: &BTreeMap<Place, CaseId>) -> Vec<Kept> {
    let kept = |place, standing, glimpse| Kept {
        place,
        standing,
        case: None,
        glimpse,
        flaws: Vec::new(),
        why: None,
    };
    let good = reading.good.iter().map(|row| {
        let case = known.get(&row.place).copied();
        let standing = case.map_or(Standing::Good, |_| Standing::Known);
        Kept {
            case,
            ..kept(row.place, standing, Glimpse::of(row))
        }
    });
    let bad = reading.bad.iter().map(|row| Kept {
        flaws: row.flaws.clone(),
        ..kept(row.place, Standing::Bad, row.glimpse.clone())
    });
    let skipped = reading.skipped.iter().map(|row| Kept {
        why: Some(row.why),
        ..kept(row.place, Standing::Skipped, row.glimpse.clone())
    });
    good.chain(bad).chain(skipped).collect()
}

/// A file that an earlier version of the program tried, which kept no good rows.
async fn complete(
    app: &App,
    viewer: &Viewer,
    import: &Import,
    bytes: Vec<u8>,
) -> Result<(), Fault> {
    let counts = {
        let mut tx = app.db.read().await?;
        store::row_list::counts(&mut tx, viewer.tenant, import.id).await?
    };
    if import.state != State::Tried || counts.values().sum::<i64>() >= import.rows() {
        return Ok(());
    }
    let reading = &read_on(&import.name, bytes, app.time.day_of(import.created_at)).await?;
    let kept = kept_rows(reading, &known_rows(app, viewer, reading).await?);
    let rows = &store::rows::close(app, viewer.tenant, &kept)?;
    app.db
        .write(async |tx| store::rows::insert(tx, viewer.tenant, import.id, rows).await)
        .await
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
