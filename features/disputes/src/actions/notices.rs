//! Printing a notice, and writing down what became of it.

use serde_json::json;
use tongli_kernel::{Confidentiality, Fault, Gate, Lang, Moment, Said, Viewer};
use tongli_store::attachments::{self, AttachmentId, NewAttachment};
use tongli_store::{Tx, sha256};
use tongli_web::{App, Upload};

use super::{ROUTES_ITEM, changed, faster, read_to_change};
use crate::dispute::{AUTOPSY, AUTOPSY_FROZEN, Dispute};
use crate::notice::{Ending, Notice, NoticeId, NoticeKind, Outcome};
use crate::store;

/// Wet ink on print, scanned and bound to the digest of the printed text.
const WITH_SCAN: &str = "L1";
/// Only the name was typed in.
const NAME_ONLY: &str = "L0";

/// Makes a notice of the text in force: its words and their digest are kept as they
/// are printed.
pub async fn make_notice(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    now: Moment,
    dispute: (&str, i64),
    kind: NoticeKind,
    lang: Lang,
) -> Result<(Dispute, Notice), Fault> {
    let mut next = read_to_change(tx, viewer, dispute.0, dispute.1).await?;
    if kind == NoticeKind::Autopsy && next.died_at.is_none() {
        let gate = Gate::new("death", Said::new("disputes-gate-death"));
        return Err(Fault::Gated(vec![gate]));
    }
    let shipped = kind.text();
    let text = shipped.whole(lang, next.died_at.is_some());
    let notice = Notice {
        id: app.ids.next(now),
        kind,
        text_version: shipped.version.clone(),
        digest: sha256(text.as_bytes()),
        text,
        made_at: now,
        outcome: None,
        decided_at: None,
        relation: None,
        witness: None,
        signature: None,
    };
    store::notices::insert(tx, viewer, next.id, &notice).await?;
    let payload = json!({
        "notice": notice.id,
        "kind": kind.code(),
        "version": notice.text_version,
        "digest": notice.digest,
    });
    changed(tx, app, viewer, now, &mut next, "notice", payload).await?;
    Ok((next, notice))
}

/// A scan on its way: the bytes are kept already.
#[derive(Debug)]
pub struct Scan<'a> {
    pub file: &'a Upload,
    pub digest: &'a str,
}

/// Writes down that it was signed or not, once.
#[expect(clippy::too_many_arguments, reason = "one signature needs all of it")]
pub async fn end_notice(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    now: Moment,
    dispute: (&str, i64),
    id: NoticeId,
    ending: &Ending,
    scan: Option<Scan<'_>>,
) -> Result<Dispute, Fault> {
    let mut next = read_to_change(tx, viewer, dispute.0, dispute.1).await?;
    let notices = store::notices::list(tx, app, viewer.tenant, next.id).await?;
    let notice = notices
        .into_iter()
        .find(|one| one.id == id)
        .ok_or(Fault::NotFound)?;
    if !notice.kind.outcomes().contains(&ending.outcome) {
        return Err(Fault::field(
            "outcome",
            Said::new("disputes-outcome-missing"),
        ));
    }
    if next
        .died_at
        .is_some_and(|died| notice.kind == NoticeKind::Autopsy && ending.decided_at < died)
    {
        return Err(Fault::field(
            "decided_at",
            Said::new("disputes-before-death"),
        ));
    }
    let scan = match scan {
        Some(scan) => Some(keep_scan(tx, app, viewer, now, &next, &scan).await?),
        None => None,
    };
    let level = if scan.is_some() { WITH_SCAN } else { NAME_ONLY };
    let signature = if ending.outcome == Outcome::NotSigned {
        None
    } else {
        let proof = (level, scan);
        Some(store::notices::sign(tx, app, viewer, &next, &notice, ending, proof).await?)
    };
    if !store::notices::end(tx, app, viewer.tenant, id, ending, signature).await? {
        return Err(faster());
    }
    let payload = json!({
        "notice": id,
        "kind": notice.kind.code(),
        "outcome": ending.outcome.code(),
        "digest": notice.digest,
        "level": signature.map(|_| level),
        "at": app.time.show(ending.decided_at),
    });
    changed(tx, app, viewer, now, &mut next, "notice_end", payload).await?;
    settle(tx, app, viewer, &next, notice.kind, ending.decided_at).await?;
    Ok(next)
}

/// What a notice was owed for is done: at the moment it happened.
async fn settle(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    dispute: &Dispute,
    kind: NoticeKind,
    at: Moment,
) -> Result<(), Fault> {
    let subject = dispute.subject();
    match kind {
        NoticeKind::Routes => {
            tongli_work::close_items(tx, app, viewer, subject, Some(ROUTES_ITEM), None).await
        }
        NoticeKind::Autopsy => {
            for rule in [AUTOPSY, AUTOPSY_FROZEN] {
                tongli_work::meet_clock(tx, app, viewer, subject, rule, at).await?;
            }
            Ok(())
        }
    }
}

async fn keep_scan(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    now: Moment,
    dispute: &Dispute,
    scan: &Scan<'_>,
) -> Result<AttachmentId, Fault> {
    let new = NewAttachment {
        subject: dispute.subject(),
        digest: scan.digest,
        name: &scan.file.name,
        media_type: scan.file.sniffed.media_type,
        bytes: i64::try_from(scan.file.bytes.len()).unwrap_or(i64::MAX),
        purpose: "signature",
        confidentiality: Confidentiality::Sensitive,
        retention_class: "dispute",
    };
    Ok(attachments::add(tx, viewer, &app.ids, now, new).await?)
}
