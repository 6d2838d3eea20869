//! Files given to a subject: the row says what it is, the bytes stand in the
//! [`FileStore`]. A name may name somebody, so it is sealed.

use tongli_kernel::{Confidentiality, Id, IdMint, Moment, Tenant, Viewer};

pub use crate::files::{FileStore, files_below};
use crate::vault::Vault;
use crate::{Row, StoreError, Subject, Tx, args};

#[derive(Debug)]
pub struct AttachmentMark;
pub type AttachmentId = Id<AttachmentMark>;

/// What names are bound to.
pub const NAME: &str = "attachments.name";

/// Files looked at between two words about the progress.
const PAGE: i64 = 200;

/// Reads every file that is listed and compares it with its digest; answers how many
/// there are and which cannot be given any more. `progress` hears the files done.
pub async fn check_all(
    tx: &mut Tx,
    tenant: Tenant,
    files: &FileStore,
    mut progress: impl FnMut(i64) + Send,
) -> Result<(i64, Vec<(AttachmentId, String)>), StoreError> {
    let (mut count, mut lost) = (0, Vec::new());
    let mut after = i64::MIN;
    loop {
        let page = tx
            .all(
                "SELECT id, digest FROM attachments
                 WHERE tenant = $1 AND id > $2 AND destroyed_at IS NULL ORDER BY id LIMIT $3",
                args![tenant, after, PAGE],
                |row| Ok((row.get::<AttachmentId>("id")?, row.get::<String>("digest")?)),
            )
            .await?;
        let Some((last, _)) = page.last() else {
            return Ok((count, lost));
        };
        after = last.raw();
        for (id, digest) in page {
            count += 1;
            if let Err(error) = files.read(&digest).await {
                lost.push((id, error.to_string()));
            }
        }
        progress(count);
    }
}

/// A file as it is listed.
#[derive(Debug, Clone)]
pub struct Attachment {
    pub id: AttachmentId,
    pub subject_kind: String,
    pub subject_id: i64,
    pub digest: String,
    pub name: String,
    pub media_type: String,
    pub bytes: i64,
    pub purpose: String,
    pub confidentiality: Confidentiality,
    pub created_at: Moment,
    pub by: Option<i64>,
}

/// What to add.
#[derive(Debug, Clone)]
pub struct NewAttachment<'a> {
    pub subject: Subject,
    pub digest: &'a str,
    pub name: &'a str,
    pub media_type: &'a str,
    pub bytes: i64,
    pub purpose: &'a str,
    pub confidentiality: Confidentiality,
    pub retention_class: &'a str,
}

pub async fn add(
    tx: &mut Tx,
    viewer: &Viewer,
    ids: &IdMint,
    now: Moment,
    new: NewAttachment<'_>,
) -> Result<AttachmentId, StoreError> {
    let id = ids.next(now);
    let name = tx.vault()?.seal(viewer.tenant, NAME, new.name)?;
    tx.run(
        "INSERT INTO attachments (tenant, id, subject_kind, subject_id, digest, name, media_type,
             bytes, purpose, confidentiality, created_at, by_id, retention_class)
         VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13)",
        args![
            viewer.tenant,
            id,
            new.subject.kind,
            new.subject.id,
            new.digest,
            name,
            new.media_type,
            new.bytes,
            new.purpose,
            new.confidentiality,
            now,
            viewer.staff().map(Id::raw),
            new.retention_class
        ],
    )
    .await?;
    Ok(id)
}

fn attachment(row: &Row, vault: &Vault, tenant: Tenant) -> Result<Attachment, StoreError> {
    Ok(Attachment {
        id: row.get("id")?,
        subject_kind: row.get("subject_kind")?,
        subject_id: row.get("subject_id")?,
        digest: row.get("digest")?,
        name: vault.open_or_plain(tenant, NAME, &row.get::<String>("name")?)?,
        media_type: row.get("media_type")?,
        bytes: row.get("bytes")?,
        purpose: row.get("purpose")?,
        confidentiality: row.get("confidentiality")?,
        created_at: row.get("created_at")?,
        by: row.get("by_id")?,
    })
}

/// The files of a subject, oldest first.
pub async fn list(
    tx: &mut Tx,
    tenant: Tenant,
    subject: Subject,
) -> Result<Vec<Attachment>, StoreError> {
    let vault = tx.vault()?;
    tx.all(
        "SELECT id, subject_kind, subject_id, digest, name, media_type, bytes, purpose,
                confidentiality, created_at, by_id
         FROM attachments
         WHERE tenant = $1 AND subject_kind = $2 AND subject_id = $3 AND destroyed_at IS NULL
         ORDER BY id",
        args![tenant, subject.kind, subject.id],
        |row| attachment(row, &vault, tenant),
    )
    .await
}

pub async fn find(
    tx: &mut Tx,
    tenant: Tenant,
    id: AttachmentId,
) -> Result<Option<Attachment>, StoreError> {
    let vault = tx.vault()?;
    tx.find(
        "SELECT id, subject_kind, subject_id, digest, name, media_type, bytes, purpose,
                confidentiality, created_at, by_id
         FROM attachments WHERE tenant = $1 AND id = $2 AND destroyed_at IS NULL",
        args![tenant, id],
        |row| attachment(row, &vault, tenant),
    )
    .await
}
