//! Adds files to a case and finds them again for those who may.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use serde_json::json;
use tongli_kernel::{DepartmentId, Fault, Moment, StaffId, Viewer};
use tongli_store::attachments::{self, Attachment, AttachmentId, NewAttachment};
use tongli_store::{Tx, idempotency};
use tongli_web::{App, Upload};

use super::register::Keyed;
use super::{Move, Once, advance, check_recordings, read, words};
use crate::access;
use crate::case::{Case, CaseId, SUBJECT};
use crate::change::FactChange;
use crate::life::Verb;

/// Files on their way into a case.
#[derive(Debug)]
pub struct Attaching<'a> {
    pub number: &'a str,
    /// The version the sender saw, where they say one: a file decides nothing.
    pub version: Option<i64>,
    pub files: &'a [Upload],
    pub once: Option<Keyed<'a, Attached>>,
}

/// The case with the files that were added to it.
#[derive(Debug)]
pub struct Attached {
    pub case: Case,
    pub files: Vec<Attachment>,
}

/// Keeps files under a case. The bytes are on the disk before the transaction
/// begins, so a row never names a file that is not there.
pub async fn attach(
    app: &App,
    viewer: &Viewer,
    now: Moment,
    what: Attaching<'_>,
) -> Result<Once<Attached>, Fault> {
    let mut digests = Vec::new();
    {
        // Asked before anything is written: a stranger leaves no bytes behind.
        let mut tx = app.db.read().await?;
        let case = read(&mut tx, viewer, Verb::Attach, what.number).await?;
        check_recordings(&mut tx, viewer.tenant, case.id, media_types(&what)).await?;
    }
    for file in what.files {
        digests.push(app.files.put(file.bytes.clone()).await?);
    }
    let (what, digests) = (&what, &digests);
    app.db
        .write(async |tx| {
            if let Some((key, _)) = what.once
                && let Some(before) = idempotency::find(tx, viewer, key).await?
            {
                return Ok(Once::Before(before));
            }
            let done = add(tx, app, viewer, now, what, digests).await?;
            if let Some((key, answer)) = what.once {
                idempotency::keep(tx, viewer, key, &answer(app, &done), now).await?;
            }
            Ok(Once::Done(done))
        })
        .await
}

fn media_types<'a>(what: &Attaching<'a>) -> impl Iterator<Item = &'static str> + use<'a> {
    what.files.iter().map(|file| file.sniffed.media_type)
}

/// Adds the rows of files whose bytes are kept already.
async fn add(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    now: Moment,
    what: &Attaching<'_>,
    digests: &[String],
) -> Result<Attached, Fault> {
    let mut case = read(tx, viewer, Verb::Attach, what.number).await?;
    check_recordings(tx, viewer.tenant, case.id, media_types(what)).await?;
    if what.version.is_some_and(|version| version != case.version) {
        return Err(words::faster());
    }
    let mut files = Vec::new();
    for (file, digest) in what.files.iter().zip(digests) {
        let id = keep(tx, app, viewer, now, &case, file, digest).await?;
        let payload = json!({ "attachment": id, "media_type": file.sniffed.media_type });
        let step = Move::new(Verb::Attach, None, FactChange::None).with(payload);
        case = advance(tx, app, viewer, now, &case, step).await?;
        files.extend(attachments::find(tx, viewer.tenant, id).await?);
    }
    Ok(Attached { case, files })
}

async fn keep(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    now: Moment,
    case: &Case,
    file: &Upload,
    digest: &str,
) -> Result<AttachmentId, Fault> {
    let new = NewAttachment {
        subject: case.subject(),
        digest,
        name: &file.name,
        media_type: file.sniffed.media_type,
        bytes: i64::try_from(file.bytes.len()).unwrap_or(i64::MAX),
        purpose: "evidence",
        confidentiality: case.confidentiality,
        retention_class: "case",
    };
    Ok(attachments::add(tx, viewer, &app.ids, now, new).await?)
}

/// A file of a case the viewer may read.
pub async fn attached(
    tx: &mut Tx,
    viewer: &Viewer,
    number: &str,
    id: AttachmentId,
) -> Result<(Case, Attachment), Fault> {
    let case = read(tx, viewer, Verb::Read, number).await?;
    let found = attachments::find(tx, viewer.tenant, id)
        .await?
        .filter(|one| one.subject_kind == SUBJECT && one.subject_id == case.id.raw())
        .ok_or(Fault::NotFound)?;
    let readable = readable(tx, viewer, vec![found]).await?;
    let found = readable.into_iter().next().ok_or(Fault::NotFound)?;
    Ok((case, found))
}

/// The files of a case that this viewer may open.
pub async fn files_of(tx: &mut Tx, viewer: &Viewer, case: &Case) -> Result<Vec<Attachment>, Fault> {
    let files = attachments::list(tx, viewer.tenant, case.subject()).await?;
    readable(tx, viewer, files).await
}

/// Those files of a case which this viewer may open.
async fn readable(
    tx: &mut Tx,
    viewer: &Viewer,
    files: Vec<Attachment>,
) -> Result<Vec<Attachment>, Fault> {
    let mut departments: BTreeMap<i64, Vec<DepartmentId>> = BTreeMap::new();
    for by in files.iter().filter_map(|file| file.by) {
        if departments.contains_key(&by) {
            continue;
        }
        let staff = tongli_people::find_staff(tx, viewer.tenant, StaffId::new(by)).await?;
        let of = staff.map(|one| one.departments).unwrap_or_default();
        departments.insert(by, of);
    }
    let mut veils = BTreeMap::new();
    for file in files.iter().filter(|file| file.subject_kind == SUBJECT) {
        if let Entry::Vacant(place) = veils.entry(file.subject_id) {
            place.insert(super::veil_by_id(tx, viewer, CaseId::new(file.subject_id)).await?);
        }
    }
    Ok(files
        .into_iter()
        .filter(|file| {
            let veil = veils.get(&file.subject_id);
            !veil.is_some_and(|veil| veil.hides(file.id.raw()))
        })
        .filter(|file| {
            let of = file.by.and_then(|by| departments.get(&by));
            access::reads_file(viewer, of.map_or(&[], Vec::as_slice))
        })
        .collect())
}
