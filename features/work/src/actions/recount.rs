//! Counts a running clock again on the calendar of today. What was promised stays.

use tongli_calendars::{Calendars, shipped_rules};
use tongli_kernel::{Fault, Moment, Viewer};
use tongli_store::Subject;
use tongli_store::history::{self, Event};
use tongli_web::App;

use crate::clock::{ClockRow, due_text, reckon};
use crate::store::items::subject_of;
use crate::store::{calendar_of, clocks, items};

/// Counts again; `true` if its times changed. A due moment that changed is then in the
/// subject's history; rooms that keep copies find the mark on the clock.
pub async fn recount(
    app: &App,
    viewer: &Viewer,
    clock: &ClockRow,
    calendars: &Calendars,
    now: Moment,
) -> Result<bool, Fault> {
    let Some(calendar) = calendar_of(calendars, clock.counting.calendar) else {
        return Ok(false);
    };
    let version = u32::try_from(clock.rule_version).unwrap_or_default();
    let Some(found) = shipped_rules().version(&clock.rule, version) else {
        return Err(Fault::bug(format!("rule {} is gone", clock.rule)));
    };
    let mut rule = found.clone();
    rule.amount = clock
        .counting
        .amount
        .and_then(|amount| u32::try_from(amount).ok());
    rule.amount_key = None;
    let fresh = reckon(&rule, calendars, &app.time, clock.started_at);
    let changed = fresh.due_at != clock.due_at || fresh.provisional_on != clock.provisional_on;
    // The same end may be near on another day.
    let moved = changed || fresh.near_at != clock.near_at;
    let subject: Subject = subject_of(&clock.subject_kind, clock.subject_id);
    app.db
        .write(async |tx| {
            // When it is written, not when the round began: `check` asks who looked since.
            let marked = moved.then(|| app.now());
            let version = calendar.version();
            let kept = clocks::recounted(tx, viewer.tenant, clock, &fresh, version, marked).await?;
            if !kept || !moved {
                return Ok(false);
            }
            let mut after = clock.clone();
            after.due_at = fresh.due_at;
            after.near_at = fresh.near_at;
            after.provisional_on = fresh.provisional_on;
            let times = super::clocks::times_of(&after, &app.time);
            items::retime(tx, viewer.tenant, clock.id, times, now).await?;
            if !changed {
                return Ok(true);
            }
            let shown = |clock: &ClockRow| match (clock.due_at, clock.provisional_on) {
                (Some(due), _) => Some(due_text(&app.time, due)),
                (None, Some(day)) => Some(format!("~{day}")),
                (None, None) => None,
            };
            let event = Event::new("clock_recomputed")
                .department(clock.department)
                .with(serde_json::json!({
                    "rule": clock.rule,
                    "before": shown(clock),
                    "after": shown(&after),
                    "promised": clock.promised_at.map(|at| due_text(&app.time, at)),
                    "calendar_before": clock.counting.calendar_version,
                    "calendar_after": calendar.version(),
                }));
            history::append(tx, viewer, now, &*app.chance, subject, event).await?;
            Ok(true)
        })
        .await
}
