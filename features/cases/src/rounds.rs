//! What happens to cases though nobody clicks.

use futures_util::future::BoxFuture;
use tongli_feature::{Round, RoundFuture, RoundReport};
use tongli_kernel::{Fault, Moment, Tenant};
use tongli_store::{Subject, Tx};
use tongli_web::App;
use tongli_work::ClockRow;

use crate::actions::{self, DATED, fold_figures};
use crate::case::{CaseId, SUBJECT};
use crate::store;
use crate::store::months::ANSWER_RULES;

/// Lets the days that lists show follow a clock that was counted again.
pub const DUE_DAYS: &str = "cases_due_days";

pub const ROUNDS: &[Round] = &[
    Round {
        name: DUE_DAYS,
        every_seconds: 60,
        run: |app| Box::pin(tongli_work::follow_moved(app, SUBJECT, renew)),
    },
    Round {
        name: "cases_figures",
        every_seconds: 60,
        run: fold,
    },
    Round {
        name: "cases_search",
        every_seconds: 30,
        run: |app| Box::pin(fill_index(app)),
    },
];

/// What changed is counted into the totals of its months.
fn fold(app: &App) -> RoundFuture<'_> {
    Box::pin(async move {
        let (looked_at, changed) = fold_figures(app).await?;
        Ok(RoundReport {
            looked_at,
            changed,
            failed: 0,
        })
    })
}

/// Goes on with the index of search where it is not whole: after an upgrade, or where
/// `reindex` was stopped. Ends well before the round would be cut off.
async fn fill_index(app: &App) -> Result<RoundReport, Fault> {
    let (begun, mut report) = (app.now(), RoundReport::default());
    let mut steps = 0;
    actions::refill(app, app.tenant, |done, _| {
        steps += 1;
        report.looked_at = done;
        app.now() < begun.plus_seconds(LONGEST_FILL)
    })
    .await?;
    report.changed = steps;
    Ok(report)
}

/// Seconds after which the next run goes on.
const LONGEST_FILL: i64 = 120;

fn renew<'a>(
    tx: &'a mut Tx,
    tenant: Tenant,
    clock: &'a ClockRow,
    now: Moment,
) -> BoxFuture<'a, Result<bool, Fault>> {
    Box::pin(async move {
        if !ANSWER_RULES.contains(&clock.rule.as_str()) {
            return Ok(false);
        }
        let id = CaseId::new(clock.subject_id);
        let times = (clock.due_at, clock.near_at);
        let case = store::cases::set_due(tx, tenant, id, times).await?;
        let subject = Subject::new(SUBJECT, clock.subject_id);
        let items = tongli_work::retime_items(tx, tenant, subject, DATED, times, now).await?;
        Ok(case || items)
    })
}
