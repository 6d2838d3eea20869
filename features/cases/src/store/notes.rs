//! Notes on a case: the office's own, what the person reads, what the person wrote.

use tongli_kernel::{Id, Moment, StaffId, Tenant};
use tongli_store::{Query, StoreError, Tx, args};

use crate::case::CaseId;
use crate::codes::Visibility;

#[derive(Debug)]
pub struct NoteMark;
pub type NoteId = Id<NoteMark>;

/// Rows of one statement.
const AT_ONCE: usize = 200;

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

/// Keeps notes, each on its case.
pub async fn insert(
    tx: &mut Tx,
    tenant: Tenant,
    notes: &[(CaseId, &Note)],
) -> Result<(), StoreError> {
    for some in notes.chunks(AT_ONCE) {
        let mut query = Query::new(
            "INSERT INTO case_notes (tenant, id, case_id, visibility, text, at, by_id, by_name,
                 retention_class) VALUES ",
        );
        query.push_rows(some.iter().map(|(case, note)| {
            args![
                tenant,
                note.id,
                *case,
                note.visibility,
                &note.text,
                note.at,
                note.by,
                &note.by_name,
                "case"
            ]
        }));
        let (sql, args) = query.finish();
        tx.run(sql, args).await?;
    }
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
