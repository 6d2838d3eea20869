//! The scan of the sealed original is bound to the text that was released.

use serde_json::json;
use tongli_cases::{Case, Verb};
use tongli_kernel::{Fault, Gate, Said, Viewer};
use tongli_store::attachments::{self, AttachmentId};
use tongli_store::history::{self, Event};
use tongli_store::{OnUnique, Tx};
use tongli_web::App;

use super::read_at;
use crate::letter::{Letter, State};
use crate::store::originals::Original;
use crate::store::{letters, originals};

/// Which scan belongs to which text.
#[derive(Debug, Clone)]
pub struct Binding {
    /// The letter's number in its case.
    pub no: i64,
    /// Of the text the paper bears.
    pub digest: String,
    /// A file of the case.
    pub file: AttachmentId,
}

pub async fn bind_original(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    number: &str,
    version: Option<i64>,
    binding: &Binding,
) -> Result<Case, Fault> {
    let case = read_at(tx, viewer, Verb::Attach, number, version).await?;
    if case.complains_of(viewer) {
        return Err(Fault::Forbidden(crate::access::ANSWER));
    }
    let letter = letters::list(tx, app, viewer.tenant, case.id.raw())
        .await?
        .into_iter()
        .find(|letter| letter.no == binding.no)
        .ok_or(Fault::NotFound)?;
    check_text(&letter, &binding.digest)?;
    let found = attachments::find(tx, viewer.tenant, binding.file).await?;
    let scan = found
        .filter(|one| one.subject_kind == tongli_cases::SUBJECT && one.subject_id == case.id.raw());
    let Some(scan) = scan else {
        return Err(Fault::field(
            "file",
            Said::new("replies-proof-file-unknown"),
        ));
    };
    // What was there before the text was released cannot be its paper.
    if letter.released_at.is_none_or(|at| scan.created_at < at) {
        let said = Said::new("replies-original-older");
        return Err(Fault::field("file", said));
    }
    let original = Original {
        id: app.id(),
        case_id: case.id.raw(),
        letter: letter.id,
        no: letter.no,
        digest: binding.digest.clone(),
        file: scan.id,
        file_digest: scan.digest.clone(),
        bound_by: viewer.staff(),
        bound_at: app.now(),
    };
    originals::insert(tx, viewer.tenant, &original)
        .await
        .on_unique(|| Fault::Conflict(Said::new("replies-original-bound")))?;
    let event = Event::new("bind_original").with(json!({
        "no": original.no,
        "digest": original.digest,
        "attachment": original.file,
        "file_digest": original.file_digest,
    }));
    history::append(tx, viewer, app.now(), &*app.chance, case.subject(), event).await?;
    Ok(case)
}

/// The paper bears exactly what was released, and what was released has not changed.
fn check_text(letter: &Letter, digest: &str) -> Result<(), Fault> {
    let gate = |gate, key| Err(Fault::Gated(vec![Gate::new(gate, Said::new(key))]));
    if letter.state != State::Released {
        return gate("released", "replies-gate-original-unreleased");
    }
    let stands = letters::digest_of(letter.body.open())?;
    if letter.digest.as_deref() != Some(digest) || stands != digest {
        return gate("digest", "replies-gate-original-digest");
    }
    Ok(())
}

/// Scans looked at in one go.
const PAGE: i64 = 200;

/// Looks at every binding: the letter still has the text, the scan is still the file.
/// Answers how many there are and the number of the case and letter of each that fails.
pub async fn check_originals(tx: &mut Tx, app: &App) -> Result<(i64, Vec<(String, i64)>), Fault> {
    let (mut count, mut flaws) = (0, Vec::new());
    let mut after = tongli_kernel::Id::new(0);
    loop {
        let page = originals::page(tx, app.tenant, after, PAGE).await?;
        let Some(last) = page.last() else {
            return Ok((count, flaws));
        };
        after = last.id;
        for one in &page {
            count += 1;
            if !holds(tx, app, one).await? {
                let id = tongli_kernel::Id::new(one.case_id);
                let case = tongli_cases::find_case(tx, app.tenant, id).await?;
                let number = case
                    .as_ref()
                    .and_then(tongli_cases::label_for_lists)
                    .unwrap_or_default();
                flaws.push((number, one.no));
            }
        }
    }
}

async fn holds(tx: &mut Tx, app: &App, one: &Original) -> Result<bool, Fault> {
    let all = letters::list(tx, app, app.tenant, one.case_id).await?;
    let text = all
        .iter()
        .find(|letter| letter.id == one.letter && letter.no == one.no)
        .is_some_and(|letter| check_text(letter, &one.digest).is_ok());
    let scan = attachments::find(tx, app.tenant, one.file).await?;
    Ok(text && scan.is_some_and(|scan| scan.digest == one.file_digest))
}
