//! Relations between subjects of any kind: "merged into", "caused", "same person".

use tongli_kernel::{Id, Moment, Viewer};

use crate::{StoreError, Subject, Tx, args};

/// Ties two subjects; a second time changes nothing.
pub async fn tie(
    tx: &mut Tx,
    viewer: &Viewer,
    now: Moment,
    kind: &'static str,
    from: Subject,
    to: Subject,
) -> Result<(), StoreError> {
    tx.run(
        "INSERT INTO links (tenant, kind, from_kind, from_id, to_kind, to_id, created_at, by_id)
         VALUES ($1,$2,$3,$4,$5,$6,$7,$8) ON CONFLICT DO NOTHING",
        args![
            viewer.tenant,
            kind,
            from.kind,
            from.id,
            to.kind,
            to.id,
            now,
            viewer.staff().map(Id::raw)
        ],
    )
    .await?;
    Ok(())
}

/// What a subject is tied to: kind of the tie, kind and id of the other end.
pub async fn from(
    tx: &mut Tx,
    viewer: &Viewer,
    subject: Subject,
) -> Result<Vec<(String, String, i64)>, StoreError> {
    tx.all(
        "SELECT kind, to_kind, to_id FROM links
         WHERE tenant = $1 AND from_kind = $2 AND from_id = $3 ORDER BY created_at",
        args![viewer.tenant, subject.kind, subject.id],
        |row| Ok((row.get("kind")?, row.get("to_kind")?, row.get("to_id")?)),
    )
    .await
}

/// What is tied to a subject.
pub async fn to(
    tx: &mut Tx,
    viewer: &Viewer,
    subject: Subject,
) -> Result<Vec<(String, String, i64)>, StoreError> {
    tx.all(
        "SELECT kind, from_kind, from_id FROM links
         WHERE tenant = $1 AND to_kind = $2 AND to_id = $3 ORDER BY created_at",
        args![viewer.tenant, subject.kind, subject.id],
        |row| Ok((row.get("kind")?, row.get("from_kind")?, row.get("from_id")?)),
    )
    .await
}
