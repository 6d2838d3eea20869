//! Makes files though nobody waits for them, and erases them when their days are over.

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

fn make_exports(app: &App) -> RoundFuture<'_> {
    Box::pin(async move {
        let mut report = RoundReport::default();
        while report.looked_at < MOST {
            let Some(job) = actions::lease(app).await? else {
                break;
            };
            report.looked_at += 1;
            // A task of its own: a round is cut off after minutes, and a file that takes
            // longer goes on under the lease of its job.
            let own = app.clone();
            let made = tokio::spawn(async move { actions::make(&own, &job).await });
            match made.await.map_err(Fault::bug)? {
                Ok(true) => report.changed += 1,
                Ok(false) => {}
                Err(fault) => {
                    tracing::error!(?fault, "a file could not be made");
                    report.failed += 1;
                }
            }
        }
        Ok(report)
    })
}

fn erase_exports(app: &App) -> RoundFuture<'_> {
    Box::pin(async move {
        let erased = actions::erase_expired(app).await?;
        Ok(RoundReport {
            looked_at: erased,
            changed: erased,
            failed: 0,
        })
    })
}
