//! Notes on a case: the office's own, what the person reads, what the person wrote.

use tongli_kernel::{Id, Moment, StaffId, Tenant};
use tongli_store::{StoreError, Tx, args};

use crate::case::CaseId;
use crate::codes::Visibility;

#[derive(Debug)]
pub struct NoteMark;
pub type NoteId = Id<NoteMark>;

/// One note.
#[derive(Debug, Clone)]
pub struct Note {
    pub id: NoteId,
    pub visibility: Visibility,
    pub text: String,
    pub at: Moment,
    pub by: Option<StaffId>,
    pub by_name: String,
}

pub async fn insert(
    tx: &mut Tx,
    tenant: Tenant,
    case: CaseId,
    note: &Note,
) -> Result<(), StoreError> {
    tx.run(
        "INSERT INTO case_notes (tenant, id, case_id, visibility, text, at, by_id, by_name,
             retention_class)
         VALUES ($1,$2,$3,$4,$5,$6,$7,$8,'case')",
        args![
            tenant,
            note.id,
            case,
            note.visibility,
            &note.text,
            note.at,
            note.by,
            &note.by_name
        ],
    )
    .await?;
    Ok(())
}

/// The notes of a case, oldest first.
pub async fn list(tx: &mut Tx, tenant: Tenant, case: CaseId) -> Result<Vec<Note>, StoreError> {
    tx.all(
        "SELECT id, visibility, text, at, by_id, by_name FROM case_notes
         WHERE tenant = $1 AND case_id = $2 ORDER BY id",
        args![tenant, case],
        |row| {
            Ok(Note {
                id: row.get("id")?,
                visibility: row.get("visibility")?,
                text: row.get("text")?,
                at: row.get("at")?,
                by: row.get("by_id")?,
                by_name: row.get("by_name")?,
            })
        },
    )
    .await
}
