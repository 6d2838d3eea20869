//! Writes down whom the office may tell: every version stays.

use serde_json::json;
use tongli_cases::Case;
use tongli_cases::access::SEE_CONTACT;
use tongli_kernel::{Fault, Said, Viewer};
use tongli_store::Tx;
use tongli_store::history::{self, Event};
use tongli_web::App;

use super::{read, told};
use crate::access;
use crate::entry::{Circumstances, Entry};
use crate::store::records;

/// An entry on its way, with what its writer saw.
#[derive(Debug, Clone, Copy)]
pub struct Recording<'a> {
    pub number: &'a str,
    /// The version of the case.
    pub version: Option<i64>,
    /// The version of the record, 0 where there was none; `None` builds upon whatever
    /// stands there.
    pub seen: Option<i64>,
    pub entry: &'a Entry,
}

/// Answers the case and the record's new version.
pub async fn record_addressee(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    recording: Recording<'_>,
) -> Result<(Case, i64), Fault> {
    let case = read(tx, viewer, recording.number, recording.version).await?;
    if !access::sees_names(viewer) {
        return Err(Fault::Forbidden(SEE_CONTACT));
    }
    let tenant = viewer.tenant;
    let today = app.time.day_of(app.now());
    let before = told(tx, app, tenant, &case, today).await?;
    let stands = before.record_version;
    if recording.seen.is_some_and(|seen| seen != stands) {
        return Err(Fault::Conflict(Said::new("fault-somebody-was-faster")));
    }
    if recording.entry.decides(&before.record) && !viewer.may(access::APPROVE) {
        return Err(Fault::Forbidden(access::APPROVE));
    }
    let files = tongli_cases::files_of(tx, viewer, &case).await?;
    let around = Circumstances {
        now: app.now(),
        time: &app.time,
        by: viewer.staff(),
        known: &before.known,
        files: &files,
    };
    let record = recording.entry.over(&before.record, &around)?;
    if stands > 0 && record == before.record {
        return Ok((case, stands));
    }
    let place = (case.id.raw(), stands);
    let version = records::add(tx, app, tenant, place, &record, viewer.staff()).await?;
    let after = told(tx, app, tenant, &case, today).await?;
    // Codes only: the chain is read by more people than the record.
    let event = Event::new("record_addressee").with(json!({
        "version": version,
        "to": record.to.code(),
        "spoken": after.spoken.leaves.code(),
        "written": after.written.leaves.code(),
    }));
    history::append(tx, viewer, app.now(), &*app.chance, case.subject(), event).await?;
    Ok((case, version))
}
