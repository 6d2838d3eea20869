//! What days came to, with the cases of those days.

use std::collections::{BTreeMap, BTreeSet};

use tongli_calendars::Calendars;
use tongli_cases::{Target, received_by_day, reception_target};
use tongli_kernel::{Day, Fault, Viewer};
use tongli_store::Tx;
use tongli_web::App;

use crate::access;
use crate::store;
use crate::tally::{BESIDE, DayCount, Tally, days, each_day};

/// Whether the target is meant for a day; one of a year without a table counts as a
/// working day.
pub fn is_workday(calendars: &Calendars, day: Day) -> bool {
    calendars.law.is_workday(day).unwrap_or(true)
}

/// The target of a day; a day of rest has none.
pub fn target_of(calendars: &Calendars, day: Day) -> Option<&'static Target> {
    reception_target(day).filter(|_| is_workday(calendars, day))
}

/// Some days, the newest first.
#[derive(Debug)]
pub struct Counted {
    pub days: Vec<DayCount>,
    pub tallies: BTreeMap<Day, Tally>,
    pub calendars: Calendars,
    /// Many changes of cases are still to be counted in.
    pub is_behind: bool,
}

/// What these days came to, both ends among them.
pub async fn counted(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    span: (Day, Day),
) -> Result<Counted, Fault> {
    if !viewer.may(access::READ) {
        return Err(Fault::Forbidden(access::READ));
    }
    let tallies = store::tallies(tx, viewer.tenant, each_day(span)).await?;
    let (registered, is_behind) = received_by_day(tx, app, viewer, span).await?;
    Ok(Counted {
        days: days(span, &tallies, &registered),
        tallies,
        calendars: tongli_calendars::load(tx, viewer.tenant).await?,
        is_behind,
    })
}

/// One day, and the days before it.
#[derive(Debug)]
pub struct Looked {
    pub count: DayCount,
    pub tally: Tally,
    pub target: Option<&'static Target>,
    /// It and those before it, the newest first.
    pub days: Vec<DayCount>,
    pub calendars: Calendars,
    pub is_behind: bool,
    /// The windows told in these days, by name.
    pub windows: BTreeSet<String>,
}

/// What a day came to.
pub async fn look(tx: &mut Tx, app: &App, viewer: &Viewer, day: Day) -> Result<Looked, Fault> {
    let first = day.plus_days(1 - BESIDE);
    let Counted {
        days,
        mut tallies,
        calendars,
        is_behind,
    } = counted(tx, app, viewer, (first, day)).await?;
    let told = tallies.values().flat_map(Tally::windows);
    let windows = told.map(str::to_owned).collect();
    Ok(Looked {
        windows,
        count: *days.first().ok_or_else(|| Fault::bug("no day at all"))?,
        tally: tallies.remove(&day).unwrap_or_default(),
        target: target_of(&calendars, day),
        days,
        calendars,
        is_behind,
    })
}

/// The two numbers of a day and its target, and no more: for a home page.
pub async fn of_today(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    today: Day,
) -> Result<(DayCount, Option<&'static Target>), Fault> {
    let tally = store::count(tx, viewer.tenant, today).await?;
    let (registered, _) = received_by_day(tx, app, viewer, (today, today)).await?;
    let count = DayCount {
        day: today,
        tally,
        registered: registered.get(&today).copied().unwrap_or_default(),
    };
    let calendars = tongli_calendars::load(tx, viewer.tenant).await?;
    Ok((count, target_of(&calendars, today)))
}
