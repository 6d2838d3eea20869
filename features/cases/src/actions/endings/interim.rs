//! Interim feedback (阶段性反馈): what is known so far, before the time for it runs out,
//! with the day by which the rest is promised.

use serde_json::json;
use tongli_calendars::{Due, Span};
use tongli_kernel::{Day, Fault, Gate, Moment, Said, Tenant, Viewer};
use tongli_store::Tx;
use tongli_web::App;

use super::{moved, nothing, required, said, share, telling};
use crate::actions::Move;
use crate::actions::clocks::{ANSWERS, PROMISE};
use crate::case::Case;
use crate::change::EndingChange;
use crate::ending::Ending;
use crate::endings::Interim;

pub(super) async fn interim(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    now: Moment,
    case: &Case,
    ending: &Ending,
) -> Result<Move, Fault> {
    let Ending::Interim {
        text,
        promised,
        told,
        reason,
    } = ending
    else {
        return Ok(nothing(ending));
    };
    in_time(tx, viewer, now, case).await?;
    if !case.endings.interims.is_empty() && reason.is_none() {
        return gate("reason", "cases-gate-interim-again");
    }
    let told = telling(tx, app, viewer, now, case, told).await?;
    let promised = promised.ok_or_else(|| required("promised"))?;
    if promise_amount(tx, app, viewer.tenant, told.at, promised)
        .await?
        .is_none()
    {
        return Err(Fault::field("promised", Said::new("cases-interim-day")));
    }
    let Some(text) = said("text", text)? else {
        return Err(required("text"));
    };
    share(tx, app, viewer, now, case, &text).await?;
    let payload = json!({
        "by": told.by, "told_at": told.at.millis(), "promised": promised, "reason": reason,
    });
    let new = Interim {
        text,
        told,
        promised,
        reason: said("reason", reason)?,
    };
    Ok(moved(ending, EndingChange::Interim(new), payload))
}

fn gate<T>(gate: &'static str, key: &'static str) -> Result<T, Fault> {
    Err(Fault::Gated(vec![Gate::new(gate, Said::new(key))]))
}

/// A clock still runs, and has not run out: an interim word is no cure for lateness.
async fn in_time(tx: &mut Tx, viewer: &Viewer, now: Moment, case: &Case) -> Result<(), Fault> {
    let clocks = tongli_work::clocks_of(tx, viewer.tenant, case.subject()).await?;
    let running = clocks
        .iter()
        .find(|row| row.is_running() && ANSWERS.contains(&row.rule.as_str()));
    match running {
        None => gate("clock", "cases-gate-interim-no-clock"),
        Some(row) if row.due_at.is_some_and(|due| now >= due) => {
            gate("lapsed", "cases-gate-interim-lapsed")
        }
        Some(_) => Ok(()),
    }
}

/// In how many of the house's working days the promised day comes, if it is one of
/// those the rule lets be promised.
pub(in crate::actions) async fn promise_amount(
    tx: &mut Tx,
    app: &App,
    tenant: Tenant,
    from: Moment,
    promised: Day,
) -> Result<Option<u32>, Fault> {
    let today = app.time.day_of(from);
    let Some(rule) = tongli_calendars::rule(tx, tenant, PROMISE, today).await? else {
        return Err(Fault::bug("no rule for a promise is in force"));
    };
    let calendars = tongli_calendars::load(tx, tenant).await?;
    let most = rule.amount_of(Span::Ordinary).unwrap_or_default();
    Ok((1..=most).find(|days| {
        let counted = rule.with_amount(*days).ok();
        let due = counted.map(|rule| rule.start(&calendars, &app.time, from, Span::Ordinary).due);
        matches!(due, Some(Due::At { on, .. }) if on == promised)
    }))
}
