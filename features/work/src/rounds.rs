//! What happens though nobody clicks. Each round finds its work by state, takes
//! each item in a transaction of its own, and run twice changes nothing.

use std::future::Future;

use tongli_feature::{Round, RoundReport};
use tongli_kernel::{Fault, Moment, Viewer};
use tongli_web::App;

use crate::actions::{escalate, recount};
use crate::clock::{ClockId, CountedOn};
use crate::item::ItemId;
use crate::store::{self, rounds as found};

pub const ROUNDS: &[Round] = &[
    Round {
        name: "work_recount",
        every_seconds: 60,
        run: |app| Box::pin(work_recount(app)),
    },
    Round {
        name: "work_near",
        every_seconds: 60,
        run: |app| Box::pin(work_near(app)),
    },
    Round {
        name: "work_overdue",
        every_seconds: 60,
        run: |app| Box::pin(work_overdue(app)),
    },
];

const START: (Moment, ItemId) = (Moment::from_millis(i64::MIN), ItemId::new(0));

async fn work_near(app: &App) -> Result<RoundReport, Fault> {
    let viewer = Viewer::clock(app.tenant, "work_near");
    let now = app.now();
    let mut report = RoundReport::default();
    let mut after = START;
    loop {
        let page = found::near_untold(&mut app.db.read().await?, app.tenant, now, after).await?;
        let Some((at, last)) = page.last() else {
            return Ok(report);
        };
        after = (*at, last.id);
        for (_, item) in &page {
            count(&mut report, escalate::tell_near(app, &viewer, item, now)).await;
        }
    }
}

async fn work_overdue(app: &App) -> Result<RoundReport, Fault> {
    let viewer = Viewer::clock(app.tenant, "work_overdue");
    let now = app.now();
    let mut report = RoundReport::default();
    // After a long stop the second word of an item may be due with the first.
    for _ in 0..2 {
        let before = report.changed;
        escalate_all(app, &viewer, now, &mut report).await?;
        if report.changed == before {
            break;
        }
    }
    Ok(report)
}

async fn escalate_all(
    app: &App,
    viewer: &Viewer,
    now: Moment,
    report: &mut RoundReport,
) -> Result<(), Fault> {
    let mut after = START;
    loop {
        let page = found::to_escalate(&mut app.db.read().await?, app.tenant, now, after).await?;
        let Some((at, last)) = page.last() else {
            return Ok(());
        };
        after = (*at, last.id);
        for (_, item) in &page {
            count(report, escalate::escalate(app, viewer, item, now)).await;
        }
    }
}

async fn work_recount(app: &App) -> Result<RoundReport, Fault> {
    let viewer = Viewer::clock(app.tenant, "work_recount");
    let now = app.now();
    let calendars = tongli_calendars::load(&mut app.db.read().await?, app.tenant).await?;
    let mut report = RoundReport::default();
    for on in [CountedOn::Law, CountedOn::House] {
        let Some(calendar) = store::calendar_of(&calendars, on) else {
            continue;
        };
        let mut after = ClockId::new(0);
        loop {
            let mut tx = app.db.read().await?;
            let page =
                found::to_recount(&mut tx, app.tenant, on, calendar.version(), after).await?;
            drop(tx);
            let Some(last) = page.last() else { break };
            after = last.id;
            for clock in &page {
                let done = recount::recount(app, &viewer, clock, &calendars, now);
                count(&mut report, done).await;
            }
        }
    }
    Ok(report)
}

/// One item failing, say because somebody edits its subject at this moment, must
/// not stop the others; the next round finds it again.
async fn count(report: &mut RoundReport, done: impl Future<Output = Result<bool, Fault>>) {
    report.looked_at += 1;
    match done.await {
        Ok(changed) => report.changed += i64::from(changed),
        Err(fault) => {
            report.failed += 1;
            tracing::warn!(?fault, "a round could not finish one item");
        }
    }
}
