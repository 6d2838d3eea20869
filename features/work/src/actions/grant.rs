//! More time that somebody outside has granted.

use tongli_calendars::shipped_rules;
use tongli_kernel::{Fault, Gate, Moment, Said, Viewer};
use tongli_store::history::{self, Event};
use tongli_store::{Subject, Tx};
use tongli_web::App;

use crate::clock::{ClockRow, CountedIn, due_text, named};
use crate::store::{clocks, items};

/// Moves the end of the running clocks of a rule whose end somebody outside named. What
/// was promised stays and is shown beside it. A rule that knows no extension refuses:
/// nobody moves the end of a limit set by law.
pub async fn grant_longer(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    now: Moment,
    (subject, rule): (Subject, &str),
    until: Moment,
) -> Result<bool, Fault> {
    let running = clocks::running(tx, viewer.tenant, subject, rule).await?;
    for clock in &running {
        let version = u32::try_from(clock.rule_version).unwrap_or_default();
        let found = shipped_rules().version(&clock.rule, version);
        let is_open = found.is_some_and(|rule| rule.extension_allowed);
        if !is_open || clock.counting.unit != CountedIn::Own {
            let said = Said::new("work-gate-no-extension").with("rule", rule);
            return Err(Fault::Gated(vec![Gate::new("extension", said)]));
        }
        let fresh = named(clock.started_at, until);
        let kept = clocks::recounted(
            tx,
            viewer.tenant,
            clock,
            &fresh,
            &clock.counting.calendar_version,
            Some(app.now()),
        );
        if !kept.await? {
            return Err(Fault::Conflict(Said::new("fault-somebody-was-faster")));
        }
        let mut after: ClockRow = clock.clone();
        (after.due_at, after.near_at) = (fresh.due_at, fresh.near_at);
        let times = super::clocks::times_of(&after, &app.time);
        items::retime(tx, viewer.tenant, clock.id, times, now).await?;
        let shown = |at: Option<Moment>| at.map(|at| due_text(&app.time, at));
        let event = Event::new("clock_granted").with(serde_json::json!({
            "rule": clock.rule,
            "before": shown(clock.due_at),
            "after": shown(after.due_at),
            "promised": shown(clock.promised_at),
        }));
        history::append(tx, viewer, now, &*app.chance, subject, event).await?;
    }
    Ok(!running.is_empty())
}
