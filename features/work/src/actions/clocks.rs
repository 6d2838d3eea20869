//! Starts, meets and ends clocks, each with its work item.

use tongli_calendars::Rule;
use tongli_kernel::{Fault, HospitalTime, Moment, Said, Viewer};
use tongli_store::{OnUnique, Subject, Tx};
use tongli_web::App;

use crate::clock::{
    ClockId, ClockRow, CountedIn, CountedOn, Counting, Reckoned, Start, named, reckon,
};
use crate::item::{Item, Owner, kind_of_rule};
use crate::store::items::{NewRow, Times};
use crate::store::{clocks, items};

/// What the item of a clock is called.
struct Naming {
    kind: String,
    label: String,
    path: String,
}

/// Starts a rule's clock at the receipt and opens its work item. A clock of the
/// rule that already runs stays as it is and is answered. The item takes its number
/// and path from the subject's other items, opened before or after.
pub async fn start_clock(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    subject: Subject,
    rule: &str,
    from: Moment,
    owner: &Owner,
) -> Result<ClockRow, Fault> {
    start_clock_with(tx, app, viewer, Start::new(subject, rule, from, *owner)).await
}

/// Starts a clock for a key case, with an order's own limit, or with a named date.
pub async fn start_clock_with(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    start: Start<'_>,
) -> Result<ClockRow, Fault> {
    let named = items::name_of(tx, viewer.tenant, start.subject).await?;
    start_named(tx, app, viewer, &start, |clock| {
        let (label, path) = named.unwrap_or_else(|| (String::new(), format!("/clocks/{clock}")));
        Naming {
            kind: kind_of_rule(start.rule),
            label,
            path,
        }
    })
    .await
}

/// Starts a clock for an item the caller describes: kind, number, path and owner
/// are the item's, its times the clock's. `due_at` is a date somebody named instead
/// of the rule's count.
pub async fn start_clock_for(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    rule: &str,
    from: Moment,
    due_at: Option<Moment>,
    item: Item,
) -> Result<ClockRow, Fault> {
    let mut start = Start::new(item.subject, rule, from, item.owner);
    start.own_due = due_at;
    start_clock_as(tx, app, viewer, &start, item).await
}

/// Starts a clock as told, for an item the caller describes.
pub async fn start_clock_as(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    start: &Start<'_>,
    item: Item,
) -> Result<ClockRow, Fault> {
    let subject = item.subject;
    let (label, path) = (item.label.clone(), item.path.clone());
    let clock = start_named(tx, app, viewer, start, |_| Naming {
        kind: item.kind.to_owned(),
        label: item.label,
        path: item.path,
    })
    .await?;
    items::name_nameless(tx, viewer.tenant, subject, &label, &path).await?;
    Ok(clock)
}

async fn start_named(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    start: &Start<'_>,
    naming: impl FnOnce(ClockId) -> Naming,
) -> Result<ClockRow, Fault> {
    let running = clocks::running(tx, viewer.tenant, start.subject, start.rule).await?;
    let same = running
        .into_iter()
        .find(|clock| clock.department == start.owner.department);
    if let Some(clock) = same {
        return Ok(clock);
    }
    let clock = counted(tx, app, viewer, start).await?;
    clocks::insert(tx, viewer.tenant, &clock)
        .await
        .on_unique(|| Fault::Conflict(Said::new("fault-somebody-was-faster")))?;
    let naming = naming(clock.id);
    items::insert(
        tx,
        viewer.tenant,
        &NewRow {
            id: app.id(),
            subject: start.subject,
            kind: &naming.kind,
            clock: Some(clock.id),
            owner: start.owner,
            label: &naming.label,
            path: &naming.path,
            times: times_of(&clock, &app.time),
            opened_at: app.now(),
        },
    )
    .await?;
    Ok(clock)
}

async fn counted(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    start: &Start<'_>,
) -> Result<ClockRow, Fault> {
    let rule = rule_for(tx, viewer, start, &app.time).await?;
    let calendars = tongli_calendars::load(tx, viewer.tenant).await?;
    let (reckoned, counting) = match start.own_due {
        Some(due) => (
            named(start.from, due),
            Counting {
                unit: CountedIn::Own,
                amount: None,
                calendar: CountedOn::Own,
                calendar_version: String::new(),
            },
        ),
        None => (
            reckon(&rule, &calendars, &app.time, start.from),
            Counting {
                unit: rule.unit.into(),
                amount: rule.amount.map(i64::from),
                calendar: rule.calendar.into(),
                calendar_version: calendars.of(&rule).version().to_owned(),
            },
        ),
    };
    Ok(new_row(app.id(), start, &rule, counting, reckoned))
}

fn new_row(
    id: ClockId,
    start: &Start<'_>,
    rule: &Rule,
    counting: Counting,
    reckoned: Reckoned,
) -> ClockRow {
    ClockRow {
        id,
        rule: rule.id.clone(),
        rule_version: i64::from(rule.version),
        started_at: start.from,
        due_at: reckoned.due_at,
        promised_at: reckoned.due_at,
        near_at: reckoned.near_at,
        provisional: reckoned.provisional_on.is_some(),
        met_at: None,
        ended_at: None,
        late: false,
        interim: false,
        subject_kind: start.subject.kind.to_owned(),
        subject_id: start.subject.id,
        department: start.owner.department,
        counting,
        provisional_on: reckoned.provisional_on,
        unknown_year: reckoned.unknown_year,
        version: 1,
    }
}

/// The rule in force on the day of the start, with the amount this clock gets.
async fn rule_for(
    tx: &mut Tx,
    viewer: &Viewer,
    start: &Start<'_>,
    time: &HospitalTime,
) -> Result<Rule, Fault> {
    let day = time.day_of(start.from);
    let found = tongli_calendars::rule(tx, viewer.tenant, start.rule, day)
        .await?
        .ok_or_else(|| Fault::bug(format!("no rule {} is in force on {day}", start.rule)))?;
    let mut rule = match start.amount {
        Some(amount) => found.with_amount(amount).map_err(Fault::bug)?,
        None => found,
    };
    rule.amount = rule.amount_of(start.span);
    Ok(rule)
}

/// When the item of a clock is due. A provisional clock holds nobody, but its item
/// stands in the list where weekends alone would put it, and its owner is told in
/// time to look.
pub(super) fn times_of(clock: &ClockRow, time: &HospitalTime) -> Times {
    match clock.provisional_on {
        Some(day) if clock.due_at.is_none() => Times {
            due_at: None,
            near_at: Some(time.start_of(day.plus_days(-1))),
            order_at: time.end_of(day),
        },
        _ => Times::new(clock.due_at, clock.near_at),
    }
}

/// What a clock measured has happened at `at`: every running clock of the rule on
/// the subject is met and its item closed. `false` if none ran.
pub async fn meet_clock(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    subject: Subject,
    rule: &str,
    at: Moment,
) -> Result<bool, Fault> {
    meet(tx, app, viewer, subject, rule, at, false).await
}

/// Like [`meet_clock`], by a word that is not yet the whole: counted apart.
pub async fn meet_clock_interim(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    subject: Subject,
    rule: &str,
    at: Moment,
) -> Result<bool, Fault> {
    meet(tx, app, viewer, subject, rule, at, true).await
}

async fn meet(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    subject: Subject,
    rule: &str,
    at: Moment,
    interim: bool,
) -> Result<bool, Fault> {
    let running = clocks::running(tx, viewer.tenant, subject, rule).await?;
    for clock in &running {
        let late = clock.is_late_at(at);
        let met = clocks::meet(tx, viewer.tenant, clock, at, (late, interim)).await?;
        stopped(tx, app, viewer, clock, met).await?;
    }
    Ok(!running.is_empty())
}

/// The rule no longer applies: withdrawn, or another rule took its place.
pub async fn end_clock(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    subject: Subject,
    rule: &str,
    at: Moment,
) -> Result<bool, Fault> {
    let running = clocks::running(tx, viewer.tenant, subject, rule).await?;
    for clock in &running {
        let ended = clocks::end(tx, viewer.tenant, clock, at).await?;
        stopped(tx, app, viewer, clock, ended).await?;
    }
    Ok(!running.is_empty())
}

async fn stopped(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    clock: &ClockRow,
    done: bool,
) -> Result<(), Fault> {
    if !done {
        return Err(Fault::Conflict(Said::new("fault-somebody-was-faster")));
    }
    items::close_of_clock(tx, viewer.tenant, clock.id, app.now()).await?;
    Ok(())
}
