//! Every SQL text about notices.

use tongli_kernel::{Moment, StaffId, Tenant};
use tongli_store::outbox::Waiting;
use tongli_store::{Query, Row, StoreError, Tx, args};

use crate::notice::{Notice, NoticeId};

/// More unread ones are not counted.
pub(crate) const COUNT_TO: i64 = 50;
const SWEEP: i64 = 500;

/// Leaves a notice; `false` if this reader has it already.
pub(crate) async fn insert(
    tx: &mut Tx,
    id: NoticeId,
    message: &Waiting,
    staff: StaffId,
    path: Option<&str>,
    now: Moment,
) -> Result<bool, StoreError> {
    let said = serde_json::to_string(&message.said).map_err(StoreError::bug)?;
    let inserted = tx
        .run(
            "INSERT INTO notices (tenant, id, staff, message, topic, subject_kind, subject_id,
                 said, path, urgent, created_at)
             VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11)
             ON CONFLICT (tenant, message, staff) DO NOTHING",
            args![
                message.tenant,
                id,
                staff,
                message.id,
                &message.topic,
                &message.subject_kind,
                message.subject_id,
                said,
                path,
                message.urgent,
                now
            ],
        )
        .await?;
    Ok(inserted == 1)
}

fn notice(row: &Row) -> Result<Notice, StoreError> {
    let said: String = row.get("said")?;
    Ok(Notice {
        id: row.get("id")?,
        topic: row.get("topic")?,
        said: serde_json::from_str(&said).map_err(StoreError::bug)?,
        path: row.get("path")?,
        urgent: row.get("urgent")?,
        created_at: row.get("created_at")?,
        read_at: row.get("read_at")?,
    })
}

/// A reader's notices before `before`, newest first.
pub(crate) async fn list(
    tx: &mut Tx,
    tenant: Tenant,
    staff: StaffId,
    unread_only: bool,
    before: Option<NoticeId>,
    limit: i64,
) -> Result<Vec<Notice>, StoreError> {
    let mut query = Query::new(
        "SELECT id, topic, said, path, urgent, created_at, read_at FROM notices WHERE tenant = ",
    );
    query.bind(tenant).push(" AND staff = ").bind(staff);
    if unread_only {
        query.push(" AND read_at IS NULL");
    }
    if let Some(before) = before {
        query.push(" AND id < ").bind(before);
    }
    query.push(" ORDER BY id DESC LIMIT ").bind(limit);
    let (sql, args) = query.finish();
    tx.all(sql, args, notice).await
}

/// One notice of a reader.
pub(crate) async fn find(
    tx: &mut Tx,
    tenant: Tenant,
    staff: StaffId,
    id: NoticeId,
) -> Result<Option<Notice>, StoreError> {
    tx.find(
        "SELECT id, topic, said, path, urgent, created_at, read_at FROM notices
         WHERE tenant = $1 AND id = $2 AND staff = $3",
        args![tenant, id, staff],
        notice,
    )
    .await
}

/// How many notices somebody has not read, counted to 51.
pub async fn unread(tx: &mut Tx, tenant: Tenant, staff: StaffId) -> Result<i64, StoreError> {
    tx.count(
        "SELECT COUNT(*) AS n FROM
             (SELECT id FROM notices
              WHERE tenant = $1 AND staff = $2 AND read_at IS NULL LIMIT $3) AS counted",
        args![tenant, staff, COUNT_TO + 1],
    )
    .await
}

/// Marks one notice read; read again it keeps its first moment.
pub(crate) async fn mark_read(
    tx: &mut Tx,
    tenant: Tenant,
    staff: StaffId,
    id: NoticeId,
    now: Moment,
) -> Result<(), StoreError> {
    tx.run(
        "UPDATE notices SET read_at = $4
         WHERE tenant = $1 AND id = $2 AND staff = $3 AND read_at IS NULL",
        args![tenant, id, staff, now],
    )
    .await?;
    Ok(())
}

/// Marks all read up to the newest one the reader has seen.
pub(crate) async fn mark_all_read(
    tx: &mut Tx,
    tenant: Tenant,
    staff: StaffId,
    newest: NoticeId,
    now: Moment,
) -> Result<u64, StoreError> {
    tx.run(
        "UPDATE notices SET read_at = $4
         WHERE tenant = $1 AND staff = $2 AND id <= $3 AND read_at IS NULL",
        args![tenant, staff, newest, now],
    )
    .await
}

/// Removes some notices read before a moment; answers how many.
pub(crate) async fn sweep(tx: &mut Tx, tenant: Tenant, before: Moment) -> Result<u64, StoreError> {
    tx.run(
        "DELETE FROM notices WHERE tenant = $1 AND id IN
             (SELECT id FROM notices WHERE tenant = $2 AND read_at < $3 LIMIT $4)",
        args![tenant, tenant, before, SWEEP],
    )
    .await
}
