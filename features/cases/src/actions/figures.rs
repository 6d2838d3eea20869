//! The figures of a month: folded by a round from what changed, and read with what has
//! not been folded yet.

use std::collections::BTreeMap;

use tongli_kernel::{Confidentiality, Day, Fault, HospitalTime, Id, Reach, Scope, Tenant, Viewer};
use tongli_store::Tx;
use tongli_web::App;

use crate::access;
use crate::case::CaseId;
use crate::figure::{self, Bag, Key, add, figures};
use crate::month::{Figures, Month};
use crate::store::figures::{self as store, Mark};
use crate::store::months;

/// Marks folded in one transaction: others wait for it on SQLite.
const AT_ONCE: i64 = 200;
/// Marks a page counts by itself; more wait for the round, and the page says so.
const MOST_UNFOLDED: i64 = 500;
/// Cases looked at at once where all are counted.
const PAGE: i64 = 500;

/// Folds all marks into the totals; answers how many there were and how many cases moved
/// a total. Stopped in the middle it goes on with what is left.
pub async fn fold_figures(app: &App) -> Result<(i64, i64), Fault> {
    let (mut looked_at, mut changed) = (0, 0);
    loop {
        let (seen, moved) = app
            .db
            .write(async |tx| fold_some(tx, app.tenant, &app.time).await)
            .await?;
        looked_at += seen;
        changed += moved;
        if seen < AT_ONCE {
            return Ok((looked_at, changed));
        }
    }
}

async fn fold_some(tx: &mut Tx, tenant: Tenant, time: &HospitalTime) -> Result<(i64, i64), Fault> {
    // Before the cases are read: a change in between leaves a mark of its own.
    let marks = store::marks(tx, tenant, AT_ONCE).await?;
    let moves = moves(tx, tenant, time, &marks).await?;
    let mut bag = Bag::new();
    for (case, was, is) in &moves {
        add(&mut bag, was, -1);
        add(&mut bag, is, 1);
        store::set_folded(tx, tenant, *case, is).await?;
    }
    store::add_totals(tx, tenant, &bag).await?;
    store::unmark(tx, tenant, &marks).await?;
    Ok((marks.len() as i64, moves.len() as i64))
}

/// The marked cases that no longer count for what stands in the totals.
async fn moves(
    tx: &mut Tx,
    tenant: Tenant,
    time: &HospitalTime,
    marks: &[Mark],
) -> Result<Vec<(CaseId, Vec<Key>, Vec<Key>)>, Fault> {
    let mut cases: Vec<CaseId> = marks.iter().map(|(case, _)| *case).collect();
    cases.dedup();
    let mut was = store::folded(tx, tenant, &cases).await?;
    let is = store::counted(tx, tenant, &cases).await?;
    Ok(cases
        .into_iter()
        .map(|case| {
            let keys = is.get(&case).map_or_else(Vec::new, |one| one.keys(time));
            (case, was.remove(&case).unwrap_or_default(), keys)
        })
        .filter(|(_, was, is)| was != is)
        .collect())
}

/// The table of a month inside the viewer's scope, and whether changes are still to be
/// counted into it.
pub async fn month_figures(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    month: Month,
) -> Result<(Figures, bool), Fault> {
    let scope = access::scope(viewer);
    if scope.reach != Reach::Hospital {
        let span = month.span(&app.time);
        return Ok((
            months::figures(tx, viewer.tenant, &scope, span).await?,
            false,
        ));
    }
    let mut bag = store::totals_of(tx, viewer.tenant, &month.to_string()).await?;
    let is_behind = add_unfolded(tx, viewer.tenant, &app.time, &mut bag).await?;
    let mut named = named(tx, viewer.tenant, &app.time, &scope).await?;
    bag.append(&mut named);
    Ok((figures(&bag, month, scope.clearance), is_behind))
}

/// Counts into the totals what no round has folded yet; `true` where that is so much that
/// it waits for the round.
async fn add_unfolded(
    tx: &mut Tx,
    tenant: Tenant,
    time: &HospitalTime,
    bag: &mut Bag,
) -> Result<bool, Fault> {
    let marks = store::marks(tx, tenant, MOST_UNFOLDED + 1).await?;
    if marks.len() as i64 > MOST_UNFOLDED {
        return Ok(true);
    }
    for (_, was, is) in moves(tx, tenant, time, &marks).await? {
        add(bag, &was, -1);
        add(bag, &is, 1);
    }
    Ok(false)
}

/// How many cases were received on each of these days, as far as the viewer may know of
/// them, and whether changes are still to be counted in; a day without any is not named.
/// Read from the totals, so that years of cases cost nothing; whoever does not see the
/// whole hospital has no totals and is told of none.
pub async fn received_by_day(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    (from, to): (Day, Day),
) -> Result<(BTreeMap<Day, i64>, bool), Fault> {
    let scope = access::scope(viewer);
    if scope.reach != Reach::Hospital {
        return Ok((BTreeMap::new(), false));
    }
    let [first, last] = [from, to].map(|day| Month::of(day).to_string());
    let mut bag = store::received_on(tx, viewer.tenant, &first, &last).await?;
    let is_behind = add_unfolded(tx, viewer.tenant, &app.time, &mut bag).await?;
    bag.append(&mut named(tx, viewer.tenant, &app.time, &scope).await?);
    let mut days = figure::received_by_day(&bag, scope.clearance);
    days.retain(|day, _| (from..=to).contains(day));
    Ok((days, is_behind))
}

/// What somebody sees above their clearance because they were named for it, as if it
/// stood within.
async fn named(
    tx: &mut Tx,
    tenant: Tenant,
    time: &HospitalTime,
    scope: &Scope,
) -> Result<Bag, Fault> {
    let mut bag = Bag::new();
    let Some(staff) = scope
        .staff
        .filter(|_| scope.clearance < Confidentiality::Sensitive)
    else {
        return Ok(bag);
    };
    let cases = store::named_for(tx, tenant, staff).await?;
    for one in store::counted(tx, tenant, &cases).await?.values() {
        if one.confidentiality <= scope.clearance {
            continue;
        }
        let mut keys = one.keys(time);
        for key in &mut keys {
            key.confidentiality = NAMED;
        }
        add(&mut bag, &keys, 1);
    }
    Ok(bag)
}

/// Below every label, so that it meets no total and every clearance.
const NAMED: i64 = -1;

/// Months in which the totals are not what the cases say. What is folded while this
/// counts may look wrong once: a month is named where the same number is wrong twice by
/// the same.
pub async fn check_figures(tx: &mut Tx, app: &App) -> Result<Vec<String>, Fault> {
    let mut wrong = differing(tx, app).await?;
    if !wrong.is_empty() {
        let again = differing(tx, app).await?;
        wrong.retain(|key, n| again.get(key) == Some(n));
    }
    let mut months: Vec<String> = wrong.into_keys().map(|key| key.month).collect();
    months.dedup();
    Ok(months)
}

/// By how much the totals differ. A case that is marked counts as it was folded.
async fn differing(tx: &mut Tx, app: &App) -> Result<Bag, Fault> {
    let tenant = app.tenant;
    let mut bag = store::totals(tx, tenant).await?;
    let mut after: CaseId = Id::new(i64::MIN);
    loop {
        let cases = store::cases_after(tx, tenant, after, PAGE).await?;
        let Some(last) = cases.last() else {
            break;
        };
        after = *last;
        let marked = store::marked_among(tx, tenant, &cases).await?;
        let mut folded = store::folded(tx, tenant, &cases).await?;
        let counted = store::counted(tx, tenant, &cases).await?;
        for case in &cases {
            let keys = match marked.contains(case) {
                true => folded.remove(case).unwrap_or_default(),
                false => counted
                    .get(case)
                    .map_or_else(Vec::new, |one| one.keys(&app.time)),
            };
            add(&mut bag, &keys, -1);
        }
    }
    bag.retain(|_, n| *n != 0);
    Ok(bag)
}
