//! Notices as they were printed, and the signatures under them.

use tongli_kernel::{Id, Moment, Tenant, Viewer};
use tongli_store::attachments::AttachmentId;
use tongli_store::{Row, StoreError, Tx, args};
use tongli_web::App;

use super::{closed, opened};
use crate::dispute::{Dispute, DisputeId};
use crate::notice::{Ending, Notice, NoticeId, NoticeKind, Outcome, Signature};

pub(super) const WITNESS: &str = "dispute_notices.witness";
pub(super) const SIGNER: &str = "signatures.signer_name";

#[derive(Debug)]
pub struct SignatureMark;
pub type SignatureId = Id<SignatureMark>;

pub(crate) async fn insert(
    tx: &mut Tx,
    viewer: &Viewer,
    dispute: DisputeId,
    new: &Notice,
) -> Result<(), StoreError> {
    tx.run(
        "INSERT INTO dispute_notices (tenant, id, dispute, kind, text_version, text, digest, made_at,
             by_id)
         VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9)",
        args![
            viewer.tenant,
            new.id,
            dispute,
            new.kind.code(),
            &new.text_version,
            &new.text,
            &new.digest,
            new.made_at,
            viewer.staff()
        ],
    )
    .await?;
    Ok(())
}

/// Notices of a dispute, oldest first.
pub(crate) async fn list(
    tx: &mut Tx,
    app: &App,
    tenant: Tenant,
    dispute: DisputeId,
) -> Result<Vec<Notice>, StoreError> {
    let rows = tx
        .all(
            "SELECT n.id AS id, n.kind AS kind, n.text_version AS text_version, n.text AS text,
                    n.digest AS digest, n.made_at AS made_at, n.outcome AS outcome,
                    n.decided_at AS decided_at, n.relation AS relation, n.witness AS witness,
                    s.signer_name AS signer, s.level AS level, s.attachment AS scan
             FROM dispute_notices n
             LEFT JOIN signatures s ON s.tenant = n.tenant AND s.id = n.signature
             WHERE n.tenant = $1 AND n.dispute = $2 ORDER BY n.id",
            args![tenant, dispute],
            |row| Ok((notice(row)?, signed(row)?)),
        )
        .await?;
    let mut notices = Vec::new();
    for (mut notice, signed) in rows {
        if let Some(sealed) = &notice.witness {
            notice.witness = Some(opened(app, tenant, WITNESS, sealed)?);
        }
        notice.signature = match signed {
            Some((name, level, scan)) => Some(Signature {
                name: opened(app, tenant, SIGNER, &name)?,
                level,
                scan,
            }),
            None => None,
        };
        notices.push(notice);
    }
    Ok(notices)
}

fn notice(row: &Row) -> Result<Notice, StoreError> {
    let kind: String = row.get("kind")?;
    let outcome: Option<String> = row.get("outcome")?;
    Ok(Notice {
        id: row.get("id")?,
        kind: NoticeKind::from_code(&kind)
            .ok_or_else(|| StoreError::bug("a notice of an unknown kind"))?,
        text_version: row.get("text_version")?,
        text: row.get("text")?,
        digest: row.get("digest")?,
        made_at: row.get("made_at")?,
        outcome: outcome.as_deref().and_then(Outcome::from_code),
        decided_at: row.get("decided_at")?,
        relation: row.get("relation")?,
        witness: row.get("witness")?,
        signature: None,
    })
}

type Signed = Option<(String, String, Option<AttachmentId>)>;

fn signed(row: &Row) -> Result<Signed, StoreError> {
    let name: Option<String> = row.get("signer")?;
    match name {
        Some(name) => Ok(Some((name, row.get("level")?, row.get("scan")?))),
        None => Ok(None),
    }
}

/// A signature bound to the digest of what was signed.
pub(crate) async fn sign(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    dispute: &Dispute,
    notice: &Notice,
    ending: &Ending,
    (level, scan): (&str, Option<AttachmentId>),
) -> Result<SignatureId, StoreError> {
    let id: SignatureId = app.id();
    let subject = dispute.subject();
    tx.run(
        "INSERT INTO signatures (tenant, id, subject_kind, subject_id, digest, level, role, ground,
             signer_name, signed_at, by_id, attachment)
         VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12)",
        args![
            viewer.tenant,
            id,
            subject.kind,
            subject.id,
            &notice.digest,
            level,
            &ending.relation,
            notice.kind.code(),
            closed(app, viewer.tenant, SIGNER, &ending.name)?,
            ending.decided_at,
            viewer.staff(),
            scan
        ],
    )
    .await?;
    Ok(id)
}

/// Writes how a notice ended; `false` if it has ended already.
pub(crate) async fn end(
    tx: &mut Tx,
    app: &App,
    tenant: Tenant,
    id: NoticeId,
    ending: &Ending,
    signature: Option<SignatureId>,
) -> Result<bool, StoreError> {
    let witness = match &ending.witness {
        Some(name) => Some(closed(app, tenant, WITNESS, name)?),
        None => None,
    };
    let changed = tx
        .run(
            "UPDATE dispute_notices SET outcome = $3, decided_at = $4, relation = $5, witness = $6,
                 signature = $7
             WHERE tenant = $1 AND id = $2 AND outcome IS NULL",
            args![
                tenant,
                id,
                ending.outcome.code(),
                ending.decided_at,
                &ending.relation,
                witness,
                signature
            ],
        )
        .await?;
    Ok(changed == 1)
}

/// When an autopsy was decided on, if it was.
pub(crate) async fn autopsy_decided(
    tx: &mut Tx,
    tenant: Tenant,
    dispute: DisputeId,
) -> Result<Option<Moment>, StoreError> {
    tx.find(
        "SELECT decided_at FROM dispute_notices
         WHERE tenant = $1 AND dispute = $2 AND kind = 'autopsy' AND outcome IS NOT NULL
         ORDER BY id LIMIT 1",
        args![tenant, dispute],
        |row| row.get("decided_at"),
    )
    .await
}
