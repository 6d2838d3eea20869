//! The log of readings: who looked at which sensitive subject. Written before the
//! page is sent, once a viewer, subject and five minutes.

use tongli_kernel::{Moment, Tenant, Viewer};

use crate::{StoreError, Subject, Tx, args};

/// Readings within this many milliseconds are one entry.
const SLOT_MS: i64 = 5 * 60 * 1_000;

/// Notes that the viewer reads `what` of a subject. Rounds and the public side
/// are not readers; their doings stand in histories.
pub async fn note(
    tx: &mut Tx,
    viewer: &Viewer,
    now: Moment,
    subject: Subject,
    what: &'static str,
) -> Result<(), StoreError> {
    let Some(staff) = viewer.staff() else {
        return Ok(());
    };
    tx.run(
        "INSERT INTO access_log (tenant, subject_kind, subject_id, by_id, slot, at, what)
         VALUES ($1,$2,$3,$4,$5,$6,$7) ON CONFLICT DO NOTHING",
        args![
            viewer.tenant,
            subject.kind,
            subject.id,
            staff,
            now.millis().div_euclid(SLOT_MS),
            now,
            what
        ],
    )
    .await?;
    Ok(())
}

/// Whether [`note`] would add nothing: asked first, so that looking again writes
/// nothing.
pub async fn noted(
    tx: &mut Tx,
    viewer: &Viewer,
    now: Moment,
    subject: Subject,
    what: &'static str,
) -> Result<bool, StoreError> {
    let Some(staff) = viewer.staff() else {
        return Ok(true);
    };
    let found = tx
        .count(
            "SELECT count(*) AS n FROM access_log
             WHERE tenant = $1 AND subject_kind = $2 AND subject_id = $3 AND by_id = $4
               AND slot = $5 AND what = $6",
            args![
                viewer.tenant,
                subject.kind,
                subject.id,
                staff,
                now.millis().div_euclid(SLOT_MS),
                what
            ],
        )
        .await?;
    Ok(found > 0)
}

/// One reading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    pub by: i64,
    pub at: Moment,
    pub what: String,
}

/// The newest readings of a subject.
pub async fn of_subject(
    tx: &mut Tx,
    tenant: Tenant,
    subject: Subject,
    limit: i64,
) -> Result<Vec<Reading>, StoreError> {
    tx.all(
        "SELECT by_id, at, what FROM access_log
         WHERE tenant = $1 AND subject_kind = $2 AND subject_id = $3
         ORDER BY at DESC LIMIT $4",
        args![tenant, subject.kind, subject.id, limit],
        |row| {
            Ok(Reading {
                by: row.get("by_id")?,
                at: row.get("at")?,
                what: row.get("what")?,
            })
        },
    )
    .await
}
