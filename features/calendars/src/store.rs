//! Every statement of this room.

mod house_days;
mod overrides;
mod reminders;
mod source;
mod years;

pub use house_days::{HouseDayRow, house_days};
pub(crate) use house_days::{delete_house_day, insert_house_day};
pub use overrides::{HouseRule, Override, house_rules, rule};
pub(crate) use overrides::{delete_override, find_override, put_override};
pub(crate) use reminders::note_reminder;
pub use source::{Source, source_of};
pub(crate) use years::put_year;
pub use years::{ImportedRow, imported_year};

use tongli_kernel::Tenant;
use tongli_kernel::calendar::HouseDays;
use tongli_store::{StoreError, Tx};

use crate::{Calendars, law_calendar, law_calendar_with};

/// The calendars of a hospital as they are now: two small reads by primary key.
pub async fn load(tx: &mut Tx, tenant: Tenant) -> Result<Calendars, StoreError> {
    let imported = years::tables(tx, tenant).await?;
    let own = house_days::days(tx, tenant).await?;
    let law = if imported.is_empty() {
        law_calendar().clone()
    } else {
        law_calendar_with(imported)
    };
    let house = if own.is_empty() {
        law.clone()
    } else {
        law.house(HouseDays::new(own))
    };
    Ok(Calendars { law, house })
}
