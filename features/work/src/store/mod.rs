//! Every SQL text of this room, and the calendars it counts on.

pub mod clocks;
pub mod items;
pub mod lists;
pub mod rounds;

use tongli_calendars::Calendars;
use tongli_kernel::Tenant;
use tongli_kernel::calendar::WorkCalendar;
use tongli_store::{StoreError, Tx};
use tongli_web::App;

use crate::clock::{ClockId, ClockRow, CountedOn};
use crate::explain::{Explained, explain};

/// The calendar a clock is counted on; none for a named date.
pub(crate) fn calendar_of(calendars: &Calendars, on: CountedOn) -> Option<&WorkCalendar> {
    match on {
        CountedOn::Law => Some(&calendars.law),
        CountedOn::House => Some(&calendars.house),
        CountedOn::Own => None,
    }
}

/// The calendar to talk about a limit on; the law's where none is named.
pub(crate) fn counted_on(calendars: &Calendars, on: Option<CountedOn>) -> &WorkCalendar {
    on.and_then(|on| calendar_of(calendars, on))
        .unwrap_or(&calendars.law)
}

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
