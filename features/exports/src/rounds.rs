//! Makes files though nobody waits for them, and erases them when their days are over.

use std::time::Duration;

use tongli_feature::{Round, RoundFuture, RoundReport};
use tongli_kernel::Fault;
use tongli_web::App;

use crate::actions;

pub const ROUNDS: &[Round] = &[
    Round {
        name: "make_exports",
        every_seconds: 5,
        run: make_exports,
    },
    Round {
        name: "erase_exports",
        every_seconds: 3_600,
        run: erase_exports,
    },
];

/// Files of one run.
const MOST: i64 = 20;

/// A round is cut off after minutes. Before that this one ends by itself, and a file that
/// takes longer goes on under the lease of its job.
const WAITED: Duration = Duration::from_secs(180);

fn make_exports(app: &App) -> RoundFuture<'_> {
    Box::pin(async move {
        let mut report = RoundReport::default();
        match tokio::time::timeout(WAITED, make_some(app, &mut report)).await {
            Ok(made) => made?,
            Err(_) => tracing::info!("a file takes longer than its round"),
        }
        Ok(report)
    })
}

async fn make_some(app: &App, report: &mut RoundReport) -> Result<(), Fault> {
    while report.looked_at < MOST {
        let Some(hand) = actions::lease(app).await? else {
            break;
        };
        report.looked_at += 1;
        let own = app.clone();
        let made = tokio::spawn(async move { actions::make(&own, &hand).await });
        match made.await.map_err(Fault::bug)? {
            Ok(true) => report.changed += 1,
            Ok(false) => {}
            Err(fault) => {
                tracing::error!(?fault, "a file could not be made");
                report.failed += 1;
            }
        }
    }
    Ok(())
}

fn erase_exports(app: &App) -> RoundFuture<'_> {
    Box::pin(async move {
        let swept = actions::erase_expired(app).await?;
        Ok(RoundReport {
            looked_at: swept.erased + swept.failed,
            changed: swept.erased,
            failed: swept.failed,
        })
    })
}
