//! The clocks of endings: a promise, a review, a withdrawal, a refusal that is told.

use tongli_kernel::{Fault, Moment, Viewer};
use tongli_store::Tx;
use tongli_web::App;
use tongli_work::{Owner, Start};

use super::{ANSWERS, PROMISE, PROMISE_ITEM, REVIEW, answered, handler, item, left};
use crate::actions::endings::{promise_amount, reviewer};
use crate::case::Case;
use crate::endings::Interim;

const REVIEW_ITEM: &str = "clock-c31";

pub(super) async fn follow(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    now: Moment,
    before: &Case,
    next: &mut Case,
) -> Result<(), Fault> {
    let (was, is) = (before.endings.clone(), next.endings.clone());
    if was.withdrawal.is_none() && is.withdrawal.is_some() {
        left(tx, app, viewer, now, next).await?;
    }
    if let (None, Some(told)) = (&was.refusal_told, &is.refusal_told) {
        answered(tx, app, viewer, next, told.at).await?;
    }
    if let Some(interim) = is.interims.get(was.interims.len()) {
        promised(tx, app, viewer, next, interim).await?;
    }
    match (&was.review, &is.review) {
        (None, Some(review)) => {
            let role = reviewer(tx, viewer.tenant, next, now).await?;
            let item = item(next, REVIEW_ITEM, Owner::role(role));
            let from = review.asked_at;
            tongli_work::start_clock_for(tx, app, viewer, REVIEW, from, None, item).await?;
        }
        (Some(was), Some(is)) if was.decided.is_none() => {
            if let Some(decided) = &is.decided {
                let at = decided.told.at;
                tongli_work::meet_clock(tx, app, viewer, next.subject(), REVIEW, at).await?;
            }
        }
        _ => {}
    }
    Ok(())
}

/// The feedback met its clock by an interim word; the rest has a day of its own.
async fn promised(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    case: &mut Case,
    interim: &Interim,
) -> Result<(), Fault> {
    let at = interim.told.at;
    for rule in ANSWERS {
        tongli_work::meet_clock_interim(tx, app, viewer, case.subject(), rule, at).await?;
    }
    let amount = promise_amount(tx, app, viewer.tenant, at, interim.promised).await?;
    let item = item(case, PROMISE_ITEM, handler(case));
    let mut start = Start::new(item.subject, PROMISE, at, item.owner);
    start.amount = amount;
    let row = tongli_work::start_clock_as(tx, app, viewer, &start, item).await?;
    (case.due_at, case.near_at) = (row.due_at, row.near_at);
    Ok(())
}
