//! Every SQL text about taps.

use std::collections::BTreeMap;

use tongli_kernel::{Day, Moment, StaffId, Tenant};
use tongli_store::{Query, Row, StoreError, Tx, args};

use crate::tally::{Part, Tally};
use crate::tap::{Tap, TapId};

fn tap(row: &Row) -> Result<Tap, StoreError> {
    Ok(Tap {
        id: row.get("id")?,
        day: row.get("day")?,
        hour: row.get("hour")?,
        kind: row.get("kind")?,
        window: row.get("at_window")?,
        at: row.get("at")?,
        by: row.get("by_id")?,
        undone_at: row.get("undone_at")?,
    })
}

/// `false` if the button was counted already.
pub(crate) async fn insert(
    tx: &mut Tx,
    tenant: Tenant,
    new: &Tap,
    once: &str,
) -> Result<bool, StoreError> {
    let inserted = tx
        .run(
            "INSERT INTO desk_taps (tenant, id, day, hour, kind, at, by_id, once, at_window)
             VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9)
             ON CONFLICT (tenant, by_id, once, kind) DO NOTHING",
            args![
                tenant,
                new.id,
                new.day,
                new.hour,
                &new.kind,
                new.at,
                new.by,
                once,
                new.window.as_deref()
            ],
        )
        .await?;
    Ok(inserted == 1)
}

/// The tap that a button was counted as.
pub(crate) async fn of_button(
    tx: &mut Tx,
    tenant: Tenant,
    by: StaffId,
    once: &str,
    kind: &str,
) -> Result<Option<Tap>, StoreError> {
    tx.find(
        "SELECT id, day, hour, kind, at_window, at, by_id, undone_at FROM desk_taps
         WHERE tenant = $1 AND by_id = $2 AND once = $3 AND kind = $4",
        args![tenant, by, once, kind],
        tap,
    )
    .await
}

/// A tap by its id.
pub(crate) async fn find(
    tx: &mut Tx,
    tenant: Tenant,
    id: TapId,
) -> Result<Option<Tap>, StoreError> {
    tx.find(
        "SELECT id, day, hour, kind, at_window, at, by_id, undone_at FROM desk_taps
         WHERE tenant = $1 AND id = $2",
        args![tenant, id],
        tap,
    )
    .await
}

/// Takes a tap back; `false` if it was taken back already.
pub(crate) async fn undo(
    tx: &mut Tx,
    tenant: Tenant,
    id: TapId,
    by: StaffId,
    now: Moment,
) -> Result<bool, StoreError> {
    let changed = tx
        .run(
            "UPDATE desk_taps SET undone_at = $3, undone_by = $4
             WHERE tenant = $1 AND id = $2 AND undone_at IS NULL",
            args![tenant, id, now, by],
        )
        .await?;
    Ok(changed == 1)
}

/// Somebody's taps of a day, newest first, those taken back among them.
pub(crate) async fn mine(
    tx: &mut Tx,
    tenant: Tenant,
    by: StaffId,
    day: Day,
    limit: i64,
) -> Result<Vec<Tap>, StoreError> {
    tx.all(
        "SELECT id, day, hour, kind, at_window, at, by_id, undone_at FROM desk_taps
         WHERE tenant = $1 AND by_id = $2 AND day = $3 ORDER BY id DESC LIMIT $4",
        args![tenant, by, day, limit],
        tap,
    )
    .await
}

/// Somebody's newest tap of a day that was not taken back.
pub(crate) async fn newest(
    tx: &mut Tx,
    tenant: Tenant,
    by: StaffId,
    day: Day,
) -> Result<Option<Tap>, StoreError> {
    tx.find(
        "SELECT id, day, hour, kind, at_window, at, by_id, undone_at FROM desk_taps
         WHERE tenant = $1 AND by_id = $2 AND day = $3 AND undone_at IS NULL
         ORDER BY id DESC LIMIT 1",
        args![tenant, by, day],
        tap,
    )
    .await
}

/// How many were counted on a day.
pub(crate) async fn count(tx: &mut Tx, tenant: Tenant, day: Day) -> Result<i64, StoreError> {
    tx.count(
        "SELECT COUNT(*) AS n FROM desk_taps
         WHERE tenant = $1 AND day = $2 AND undone_at IS NULL",
        args![tenant, day],
    )
    .await
}

/// What each of these days came to, by hour, window and kind. Each day is looked up by
/// itself: whatever lies before or after, it is read as fast.
pub(crate) async fn tallies(
    tx: &mut Tx,
    tenant: Tenant,
    days: impl IntoIterator<Item = Day>,
) -> Result<BTreeMap<Day, Tally>, StoreError> {
    let mut query = Query::new(
        "SELECT day, hour, kind, at_window, COUNT(*) AS n FROM desk_taps
         WHERE undone_at IS NULL AND tenant = ",
    );
    query.bind(tenant).push(" AND day IN (").bind_all(days);
    query.push(") GROUP BY day, hour, kind, at_window");
    let (sql, args) = query.finish();
    let rows = tx
        .all(sql, args, |row| {
            let part = Part {
                hour: row.get("hour")?,
                window: row.get("at_window")?,
                kind: row.get("kind")?,
                n: row.get("n")?,
            };
            Ok((row.get::<Day>("day")?, part))
        })
        .await?;
    let mut found: BTreeMap<Day, Vec<Part>> = BTreeMap::new();
    for (day, part) in rows {
        found.entry(day).or_default().push(part);
    }
    Ok(found
        .into_iter()
        .map(|(day, parts)| (day, Tally::of(parts)))
        .collect())
}
