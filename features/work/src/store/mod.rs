//! Every SQL text of this room, and the calendars it counts on.

pub mod away;
pub mod clocks;
pub mod items;
pub mod lists;
pub mod moved;
pub mod rounds;
pub mod sealed;

use tongli_kernel::Tenant;
use tongli_store::{StoreError, Tx};
use tongli_web::App;

use crate::clock::{ClockId, ClockRow};
pub(crate) use crate::clock::{calendar_of, counted_on};
use crate::explain::{Explained, explain};

/// Why a clock runs out when it does; `None` if there is no such clock.
pub async fn explain_clock(
    tx: &mut Tx,
    app: &App,
    tenant: Tenant,
    clock: ClockId,
) -> Result<Option<(ClockRow, Explained)>, StoreError> {
    let Some(row) = clocks::find_clock(tx, tenant, clock).await? else {
        return Ok(None);
    };
    let calendars = tongli_calendars::load(tx, tenant).await?;
    let calendar = calendar_of(&calendars, row.counting.calendar);
    let explained = explain(&row, calendar, &app.time);
    Ok(Some((row, explained)))
}
