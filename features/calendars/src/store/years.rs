//! Years a person imported and confirmed.

use tongli_kernel::calendar::{MarkedDay, YearTable};
use tongli_kernel::{Id, Moment, Tenant, Viewer};
use tongli_store::{Row, StoreError, Tx, args};

use crate::Notice;

/// An imported year with where it comes from.
#[derive(Debug, Clone, PartialEq)]
pub struct ImportedRow {
    pub table: YearTable,
    pub notice: Notice,
    pub amended_by: Vec<Notice>,
    pub by_name: String,
    pub changed_at: Moment,
    pub version: i64,
}

/// The tables of all imported years.
pub(super) async fn tables(tx: &mut Tx, tenant: Tenant) -> Result<Vec<YearTable>, StoreError> {
    tx.all(
        "SELECT year, days FROM calendar_years WHERE tenant = $1 ORDER BY year",
        args![tenant],
        table,
    )
    .await
}

/// One imported year; `None` if the program's own table counts.
pub async fn imported_year(
    tx: &mut Tx,
    tenant: Tenant,
    year: i16,
) -> Result<Option<ImportedRow>, StoreError> {
    tx.find(
        "SELECT year, notice, amended_by, days, by_name, changed_at, version
         FROM calendar_years WHERE tenant = $1 AND year = $2",
        args![tenant, i64::from(year)],
        |row| {
            Ok(ImportedRow {
                table: table(row)?,
                notice: from_json(&row.get::<String>("notice")?)?,
                amended_by: from_json(&row.get::<String>("amended_by")?)?,
                by_name: row.get("by_name")?,
                changed_at: row.get("changed_at")?,
                version: row.get("version")?,
            })
        },
    )
    .await
}

/// Stores a year. `before` is the version it had, 0 for a new one; `false` if
/// somebody was faster.
pub(crate) async fn put_year(
    tx: &mut Tx,
    viewer: &Viewer,
    now: Moment,
    table: &YearTable,
    (notice, amended_by): (&Notice, &[Notice]),
    before: i64,
) -> Result<bool, StoreError> {
    let days: Vec<MarkedDay> = table.days().collect();
    let touched = tx
        .run(
            "INSERT INTO calendar_years
                 (tenant, year, notice, amended_by, days, by_id, by_name, changed_at, version)
             VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9)
             ON CONFLICT (tenant, year) DO UPDATE
             SET notice = excluded.notice, amended_by = excluded.amended_by,
                 days = excluded.days, by_id = excluded.by_id, by_name = excluded.by_name,
                 changed_at = excluded.changed_at, version = excluded.version
             WHERE calendar_years.version = $10",
            args![
                viewer.tenant,
                i64::from(table.year()),
                to_json(notice)?,
                to_json(&amended_by)?,
                to_json(&days)?,
                viewer.staff().map(Id::raw),
                viewer.signature(),
                now,
                before + 1,
                before
            ],
        )
        .await?;
    Ok(touched == 1)
}

fn table(row: &Row) -> Result<YearTable, StoreError> {
    let year: i64 = row.get("year")?;
    let days: Vec<MarkedDay> = from_json(&row.get::<String>("days")?)?;
    let year = i16::try_from(year).map_err(StoreError::bug)?;
    YearTable::new(year, days)
        .map_err(|fault| StoreError::bug(format!("table of {year}: {fault:?}")))
}

fn to_json(value: &impl serde::Serialize) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(StoreError::bug)
}

fn from_json<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, StoreError> {
    serde_json::from_str(text).map_err(StoreError::bug)
}
