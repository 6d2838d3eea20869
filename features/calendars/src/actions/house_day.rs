//! Sets and takes back a day of the hospital's own.

use serde_json::json;
use tongli_kernel::calendar::{HouseDay, HouseMark};
use tongli_kernel::{Day, Fault, FieldErrors, Said, Viewer};
use tongli_store::history::{self, Event};
use tongli_store::{OnUnique, Subject};
use tongli_web::App;

use super::{CALENDAR_SUBJECT, check};
use crate::access::HOUSE_DAYS;
use crate::store::{delete_house_day, insert_house_day};

const LONGEST_REASON: usize = 60;

/// A day as it was typed.
#[derive(Debug, Clone)]
pub struct NewHouseDay<'a> {
    pub day: &'a str,
    /// `rest` or `work`.
    pub mark: &'a str,
    pub reason: &'a str,
}

impl NewHouseDay<'_> {
    fn read(&self) -> Result<HouseDay, FieldErrors> {
        let mut errors = FieldErrors::default();
        let day = self.day.trim().parse::<Day>().ok();
        if day.is_none() {
            errors.add("day", Said::new("calendars-day-wrong"));
        }
        let mark = match self.mark {
            "rest" => Some(HouseMark::Rest),
            "work" => Some(HouseMark::Work),
            _ => None,
        };
        if mark.is_none() {
            errors.add("mark", Said::new("calendars-mark-missing"));
        }
        super::shorten_rule::check_reason(self.reason, LONGEST_REASON, &mut errors);
        match (day, mark) {
            (Some(day), Some(mark)) if errors.is_empty() => Ok(HouseDay {
                day,
                mark,
                reason: self.reason.trim().to_owned(),
            }),
            _ => Err(errors),
        }
    }
}

/// Makes a day a rest day or a working day of this hospital. It moves clocks the
/// hospital set itself, from the next start on, and none that the law set.
pub async fn set_house_day(
    app: &App,
    viewer: &Viewer,
    new: &NewHouseDay<'_>,
) -> Result<HouseDay, Fault> {
    check(viewer, HOUSE_DAYS)?;
    let own = new.read()?;
    let now = app.now();
    app.db
        .write(async |tx| {
            insert_house_day(tx, viewer, now, &own)
                .await
                .on_unique(|| Fault::field("day", Said::new("calendars-house-day-taken")))?;
            let event = Event::new("set_house_day").with(json!({
                "day": own.day, "mark": own.mark.code(), "reason": own.reason,
            }));
            history::append(tx, viewer, now, &*app.chance, subject(own.day), event).await?;
            Ok(())
        })
        .await?;
    Ok(own)
}

/// Takes the mark away again.
pub async fn unset_house_day(app: &App, viewer: &Viewer, day: Day) -> Result<(), Fault> {
    check(viewer, HOUSE_DAYS)?;
    let now = app.now();
    app.db
        .write(async |tx| {
            if !delete_house_day(tx, viewer.tenant, day).await? {
                return Err(Fault::Conflict(Said::new("fault-somebody-was-faster")));
            }
            let event = Event::new("unset_house_day").with(json!({ "day": day }));
            history::append(tx, viewer, now, &*app.chance, subject(day), event).await?;
            Ok(())
        })
        .await
}

fn subject(day: Day) -> Subject {
    Subject::new(CALENDAR_SUBJECT, i64::from(day.year()))
}
