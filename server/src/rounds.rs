//! The house's own rounds: seals over histories, forgetting kept answers, what the
//! planner knows of its tables.

use tongli_feature::{Round, RoundFuture, RoundReport};
use tongli_store::{history, idempotency};
use tongli_web::App;

pub const ROUNDS: &[Round] = &[
    Round {
        name: "seal_history",
        every_seconds: 600,
        run: seal_history,
    },
    Round {
        name: "forget_kept_answers",
        every_seconds: 3_600,
        run: forget_kept_answers,
    },
    Round {
        name: "refresh_statistics",
        every_seconds: 3_600,
        run: refresh_statistics,
    },
];

/// Nothing a person would call a change.
fn refresh_statistics(app: &App) -> RoundFuture<'_> {
    Box::pin(async move {
        app.db.refresh_statistics().await?;
        Ok(RoundReport {
            looked_at: 1,
            changed: 0,
            failed: 0,
        })
    })
}

fn seal_history(app: &App) -> RoundFuture<'_> {
    Box::pin(async move {
        let sealed = history::seal_changed(&app.db, app.tenant, &app.keys, app.now()).await?;
        Ok(RoundReport {
            looked_at: sealed,
            changed: sealed,
            failed: 0,
        })
    })
}

fn forget_kept_answers(app: &App) -> RoundFuture<'_> {
    Box::pin(async move {
        let now = app.now();
        let forgotten = app
            .db
            .write(async |tx| Ok(idempotency::forget_old(tx, now).await?))
            .await?;
        let forgotten = i64::try_from(forgotten).unwrap_or(i64::MAX);
        Ok(RoundReport {
            looked_at: forgotten,
            changed: forgotten,
            failed: 0,
        })
    })
}
