//! Files given to a subject. The bytes stand outside the database under their
//! digest, so the same file twice is stored once; the row says what it is.

use std::path::{Path, PathBuf};

use tongli_kernel::{Confidentiality, Id, IdMint, Moment, Tenant, Viewer};

use crate::{Row, StoreError, Subject, Tx, args, sha256};

#[derive(Debug)]
pub struct AttachmentMark;
pub type AttachmentId = Id<AttachmentMark>;

/// Where the bytes stand.
#[derive(Debug, Clone)]
pub struct FileStore(PathBuf);

impl FileStore {
    pub fn new(root: PathBuf) -> Self {
        Self(root)
    }

    fn path(&self, digest: &str) -> PathBuf {
        let fan = digest.get(..2).unwrap_or("00");
        self.0.join(fan).join(digest)
    }

    /// Writes bytes and answers their digest. They are complete under their name
    /// or not there at all.
    pub async fn put(&self, bytes: Vec<u8>) -> Result<String, StoreError> {
        let digest = sha256(&bytes);
        let path = self.path(&digest);
        tokio::task::spawn_blocking(move || write_once(&path, &bytes))
            .await
            .map_err(StoreError::bug)?
            .map_err(|error| StoreError::Unavailable(error.into()))?;
        Ok(digest)
    }

    /// The bytes under a digest, checked against it.
    pub async fn read(&self, digest: &str) -> Result<Vec<u8>, StoreError> {
        let bytes = tokio::fs::read(self.path(digest))
            .await
            .map_err(|error| StoreError::Unavailable(error.into()))?;
        if sha256(&bytes) == digest {
            Ok(bytes)
        } else {
            Err(StoreError::bug(format!("file {digest} is damaged")))
        }
    }
}

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

fn write_once(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    use std::io::Write;
    if path.exists() {
        return Ok(());
    }
    let folder = path.parent().unwrap_or(path);
    std::fs::create_dir_all(folder)?;
    let (half, mut file) = begin_half(path)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    std::fs::rename(&half, path)?;
    std::fs::File::open(folder)?.sync_all()
}

/// A half-written file of its own: the same bytes may come twice at once, also at
/// two servers that share the folder and count themselves alike.
fn begin_half(path: &Path) -> std::io::Result<(PathBuf, std::fs::File)> {
    for number in 0_u32.. {
        let half = path.with_extension(format!("half-{}-{number}", std::process::id()));
        match std::fs::File::create_new(&half) {
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {}
            begun => return begun.map(|file| (half, file)),
        }
    }
    Err(std::io::ErrorKind::AlreadyExists.into())
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
            new.name,
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

fn attachment(row: &Row) -> Result<Attachment, StoreError> {
    Ok(Attachment {
        id: row.get("id")?,
        subject_kind: row.get("subject_kind")?,
        subject_id: row.get("subject_id")?,
        digest: row.get("digest")?,
        name: row.get("name")?,
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
    tx.all(
        "SELECT id, subject_kind, subject_id, digest, name, media_type, bytes, purpose,
                confidentiality, created_at, by_id
         FROM attachments
         WHERE tenant = $1 AND subject_kind = $2 AND subject_id = $3 AND destroyed_at IS NULL
         ORDER BY id",
        args![tenant, subject.kind, subject.id],
        attachment,
    )
    .await
}

pub async fn find(
    tx: &mut Tx,
    tenant: Tenant,
    id: AttachmentId,
) -> Result<Option<Attachment>, StoreError> {
    tx.find(
        "SELECT id, subject_kind, subject_id, digest, name, media_type, bytes, purpose,
                confidentiality, created_at, by_id
         FROM attachments WHERE tenant = $1 AND id = $2 AND destroyed_at IS NULL",
        args![tenant, id],
        attachment,
    )
    .await
}
