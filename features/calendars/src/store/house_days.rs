//! The hospital's own rest days and working days.

use tongli_kernel::calendar::{HouseDay, HouseMark};
use tongli_kernel::{Day, Id, Moment, Tenant, Viewer};
use tongli_store::{Row, StoreError, Tx, args};

/// A day of the hospital's own with who set it.
#[derive(Debug, Clone, PartialEq)]
pub struct HouseDayRow {
    pub own: HouseDay,
    pub by_name: String,
    pub changed_at: Moment,
}

pub(super) async fn days(tx: &mut Tx, tenant: Tenant) -> Result<Vec<HouseDay>, StoreError> {
    tx.all(
        "SELECT day, mark, reason FROM house_days WHERE tenant = $1 ORDER BY day",
        args![tenant],
        own,
    )
    .await
}

/// The hospital's own days, the latest first.
pub async fn house_days(tx: &mut Tx, tenant: Tenant) -> Result<Vec<HouseDayRow>, StoreError> {
    tx.all(
        "SELECT day, mark, reason, by_name, changed_at FROM house_days
         WHERE tenant = $1 ORDER BY day DESC LIMIT 500",
        args![tenant],
        |row| {
            Ok(HouseDayRow {
                own: own(row)?,
                by_name: row.get("by_name")?,
                changed_at: row.get("changed_at")?,
            })
        },
    )
    .await
}

pub(crate) async fn insert_house_day(
    tx: &mut Tx,
    viewer: &Viewer,
    now: Moment,
    own: &HouseDay,
) -> Result<(), StoreError> {
    tx.run(
        "INSERT INTO house_days (tenant, day, mark, reason, by_id, by_name, changed_at)
         VALUES ($1,$2,$3,$4,$5,$6,$7)",
        args![
            viewer.tenant,
            own.day,
            own.mark.code(),
            &own.reason,
            viewer.staff().map(Id::raw),
            viewer.signature(),
            now
        ],
    )
    .await?;
    Ok(())
}

/// `false` if there was no such day.
pub(crate) async fn delete_house_day(
    tx: &mut Tx,
    tenant: Tenant,
    day: Day,
) -> Result<bool, StoreError> {
    let touched = tx
        .run(
            "DELETE FROM house_days WHERE tenant = $1 AND day = $2",
            args![tenant, day],
        )
        .await?;
    Ok(touched == 1)
}

fn own(row: &Row) -> Result<HouseDay, StoreError> {
    let mark: String = row.get("mark")?;
    Ok(HouseDay {
        day: row.get("day")?,
        mark: match mark.as_str() {
            "rest" => HouseMark::Rest,
            "work" => HouseMark::Work,
            other => return Err(StoreError::bug(format!("no such house mark: {other}"))),
        },
        reason: row.get("reason")?,
    })
}
