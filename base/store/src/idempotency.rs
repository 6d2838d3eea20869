//! The same request sent twice is done once: its answer is kept, in the same
//! transaction as its effect, for 24 hours; sealed, for it may name people.

use tongli_kernel::{Fault, Moment, Said, Viewer};

use crate::{OnUnique, StoreError, Tx, args};

/// What the answers are bound to.
pub(crate) const BODY: &str = "idempotency.body";

/// How long an answer is kept.
pub const KEPT_HOURS: i64 = 24;

/// An answer already given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    pub status: u16,
    pub body: String,
}

/// A key as the caller sent it, with the digest of what it came with.
#[derive(Debug, Clone)]
pub struct Key {
    pub key: String,
    pub request: String,
}

fn holder(viewer: &Viewer) -> i64 {
    viewer.staff().map_or(0, tongli_kernel::Id::raw)
}

/// The answer given to this key before. The same key on another request is
/// refused.
pub async fn find(tx: &mut Tx, viewer: &Viewer, key: &Key) -> Result<Option<Answer>, Fault> {
    let found = tx
        .find(
            "SELECT request, status, body FROM idempotency
             WHERE tenant = $1 AND by_id = $2 AND key = $3",
            args![viewer.tenant, holder(viewer), &key.key],
            |row| {
                Ok((
                    row.get::<String>("request")?,
                    row.get::<i64>("status")?,
                    row.get::<String>("body")?,
                ))
            },
        )
        .await?;
    match found {
        None => Ok(None),
        Some((request, _, _)) if request != key.request => {
            Err(Fault::Conflict(Said::new("fault-key-of-another-request")))
        }
        Some((_, status, body)) => Ok(Some(Answer {
            status: u16::try_from(status).unwrap_or(200),
            body: tx.vault()?.open_or_plain(viewer.tenant, BODY, &body)?,
        })),
    }
}

/// Keeps the answer. A second caller with the same key at the same moment loses
/// its whole job here and finds the first one's answer when it asks again.
pub async fn keep(
    tx: &mut Tx,
    viewer: &Viewer,
    key: &Key,
    answer: &Answer,
    now: Moment,
) -> Result<(), Fault> {
    let body = tx.vault()?.seal(viewer.tenant, BODY, &answer.body)?;
    tx.run(
        "INSERT INTO idempotency (tenant, by_id, key, request, status, body, created_at)
         VALUES ($1,$2,$3,$4,$5,$6,$7)",
        args![
            viewer.tenant,
            holder(viewer),
            &key.key,
            &key.request,
            i64::from(answer.status),
            body,
            now
        ],
    )
    .await
    .on_unique(|| Fault::Conflict(Said::new("fault-same-request-under-way")))?;
    Ok(())
}

/// Forgets answers older than [`KEPT_HOURS`]; answers how many.
pub async fn forget_old(tx: &mut Tx, now: Moment) -> Result<u64, StoreError> {
    tx.run(
        "DELETE FROM idempotency WHERE created_at < $1",
        args![now.plus_hours(-KEPT_HOURS)],
    )
    .await
}
