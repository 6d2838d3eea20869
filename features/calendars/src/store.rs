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

use std::sync::{Arc, Mutex, PoisonError};

use tongli_kernel::Tenant;
use tongli_kernel::calendar::{HouseDay, HouseDays, YearTable};
use tongli_store::{StoreError, Tx};

use crate::tables::shared_law_calendar;
use crate::{Calendars, law_calendar_with};

/// The calendars of a hospital as they are now: two small reads by primary key.
pub async fn load(tx: &mut Tx, tenant: Tenant) -> Result<Calendars, StoreError> {
    let imported = years::tables(tx, tenant).await?;
    let own = house_days::days(tx, tenant).await?;
    Ok(built(imported, own))
}

/// What the calendars below were made of.
type Parts = (Vec<YearTable>, Vec<HouseDay>);

/// The calendars built last. They are kept with the rows they were made of and
/// taken only for the same rows, so an imported year is seen at once, by every
/// server, without anybody having to say so.
static BUILT: Mutex<Option<(Parts, Calendars)>> = Mutex::new(None);

fn built(imported: Vec<YearTable>, own: Vec<HouseDay>) -> Calendars {
    let parts = (imported, own);
    let mut last = BUILT.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some((known, calendars)) = last.as_ref()
        && *known == parts
    {
        return calendars.clone();
    }
    let calendars = build(parts.clone());
    *last = Some((parts, calendars.clone()));
    calendars
}

fn build((imported, own): Parts) -> Calendars {
    let law = if imported.is_empty() {
        shared_law_calendar()
    } else {
        Arc::new(law_calendar_with(imported))
    };
    let house = if own.is_empty() {
        Arc::clone(&law)
    } else {
        Arc::new(law.house(HouseDays::new(own)))
    };
    Calendars { law, house }
}

#[cfg(test)]
mod tests {
    use tongli_kernel::calendar::HouseMark;

    use super::*;

    #[test]
    fn calendars_are_shared_while_their_rows_are_the_same_and_new_when_they_change() {
        let table = || vec![YearTable::new(2027, []).unwrap()];
        let own = |reason: &str| {
            vec![HouseDay {
                day: "2026-11-18".parse().unwrap(),
                mark: HouseMark::Rest,
                reason: reason.to_owned(),
            }]
        };
        let plain = built(Vec::new(), Vec::new());
        assert!(Arc::ptr_eq(&plain.law, &plain.house));
        assert!(Arc::ptr_eq(&plain.law, &built(Vec::new(), own("院庆")).law));
        let with = built(table(), own("院庆"));
        assert!(with.law.knows(2027) && !plain.law.knows(2027));
        assert_ne!(with.law, with.house);
        // The reason stands in explanations, so it too makes another calendar.
        assert_ne!(built(table(), own("停电")).house, with.house);
    }
}
