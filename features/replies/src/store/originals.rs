//! Scans of sealed originals, each bound to the released text it is the paper of.

use tongli_kernel::{Id, Moment, StaffId, Tenant};
use tongli_store::attachments::AttachmentId;
use tongli_store::{Row, StoreError, Tx, args};

use crate::letter::LetterId;

#[derive(Debug)]
pub struct OriginalMark;
pub type OriginalId = Id<OriginalMark>;

/// One scan.
#[derive(Debug, Clone)]
pub struct Original {
    pub id: OriginalId,
    pub case_id: i64,
    pub letter: LetterId,
    /// The letter's number in its case.
    pub no: i64,
    /// Of the released text.
    pub digest: String,
    pub file: AttachmentId,
    /// Of the scan itself.
    pub file_digest: String,
    pub bound_by: Option<StaffId>,
    pub bound_at: Moment,
}

fn original(row: &Row) -> Result<Original, StoreError> {
    Ok(Original {
        id: row.get("id")?,
        case_id: row.get("case_id")?,
        letter: row.get("letter")?,
        no: row.get("no")?,
        digest: row.get("digest")?,
        file: row.get("file")?,
        file_digest: row.get("file_digest")?,
        bound_by: row.get("bound_by")?,
        bound_at: row.get("bound_at")?,
    })
}

pub async fn insert(tx: &mut Tx, tenant: Tenant, new: &Original) -> Result<(), StoreError> {
    tx.run(
        "INSERT INTO letter_originals (tenant, id, case_id, letter, no, digest, file, file_digest,
             bound_by, bound_at)
         VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10)",
        args![
            tenant,
            new.id,
            new.case_id,
            new.letter,
            new.no,
            &new.digest,
            new.file,
            &new.file_digest,
            new.bound_by,
            new.bound_at
        ],
    )
    .await?;
    Ok(())
}

/// The scans of a case's letters, oldest first.
pub async fn list(tx: &mut Tx, tenant: Tenant, case_id: i64) -> Result<Vec<Original>, StoreError> {
    tx.all(
        "SELECT id, case_id, letter, no, digest, file, file_digest, bound_by, bound_at
         FROM letter_originals WHERE tenant = $1 AND case_id = $2 ORDER BY id",
        args![tenant, case_id],
        original,
    )
    .await
}

/// Scans after one, for a check.
pub async fn page(
    tx: &mut Tx,
    tenant: Tenant,
    after: OriginalId,
    limit: i64,
) -> Result<Vec<Original>, StoreError> {
    tx.all(
        "SELECT id, case_id, letter, no, digest, file, file_digest, bound_by, bound_at
         FROM letter_originals WHERE tenant = $1 AND id > $2 ORDER BY id LIMIT $3",
        args![tenant, after, limit],
        original,
    )
    .await
}
