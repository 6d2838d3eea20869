//! Which reminders about a missing year went out.

use tongli_kernel::{Moment, Tenant};
use tongli_store::{StoreError, Tx, args};

/// `true` the first time a step of a year is noted.
pub(crate) async fn note_reminder(
    tx: &mut Tx,
    tenant: Tenant,
    year: i16,
    step: &str,
    now: Moment,
) -> Result<bool, StoreError> {
    let touched = tx
        .run(
            "INSERT INTO calendar_reminders (tenant, year, step, sent_at) VALUES ($1,$2,$3,$4)
             ON CONFLICT DO NOTHING",
            args![tenant, i64::from(year), step, now],
        )
        .await?;
    Ok(touched == 1)
}
