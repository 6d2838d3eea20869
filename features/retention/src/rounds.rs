//! What happens though nobody clicks: terms follow, holds cover, approved destruction is
//! carried out.

use tongli_feature::{Round, RoundFuture, RoundReport};
use tongli_kernel::{Fault, Viewer};
use tongli_web::App;

use crate::actions::{cover_holds, destroy_next, follow_terms, remove_files};
use crate::term::Walk;

pub const ROUNDS: &[Round] = &[
    Round {
        name: "retention.holds",
        every_seconds: 900,
        run: holds,
    },
    Round {
        name: "retention.terms",
        every_seconds: 3600,
        run: terms,
    },
    Round {
        name: "retention.all_terms",
        every_seconds: 86_400,
        run: all_terms,
    },
    Round {
        name: "retention.destroy",
        every_seconds: 30,
        run: destroy,
    },
];

fn holds(app: &App) -> RoundFuture<'_> {
    Box::pin(async move {
        let viewer = Viewer::clock(app.tenant, "cover_holds");
        let (looked_at, changed) = cover_holds(app, &viewer, app.now()).await?;
        Ok(RoundReport {
            looked_at,
            changed,
            failed: 0,
        })
    })
}

fn terms(app: &App) -> RoundFuture<'_> {
    Box::pin(follow(app, Walk::Unsettled))
}

/// Once a day also what has a term already.
fn all_terms(app: &App) -> RoundFuture<'_> {
    Box::pin(follow(app, Walk::All))
}

/// Writes how long what has ended is kept, as the round does within the hour.
pub async fn write_terms(app: &App) -> Result<(), Fault> {
    follow(app, Walk::Unsettled).await.map(|_| ())
}

async fn follow(app: &App, walk: Walk) -> Result<RoundReport, Fault> {
    let viewer = Viewer::clock(app.tenant, "follow_terms");
    let (looked_at, changed) = follow_terms(app, &viewer, walk).await?;
    Ok(RoundReport {
        looked_at,
        changed,
        failed: 0,
    })
}

/// A few at a time: a batch that takes longer than one run is gone on with by the next.
fn destroy(app: &App) -> RoundFuture<'_> {
    Box::pin(async move {
        let viewer = Viewer::clock(app.tenant, "destroy");
        let (looked_at, changed) = destroy_next(app, &viewer, app.now()).await?;
        let gone = remove_files(app, &viewer, app.now()).await?;
        Ok(RoundReport {
            looked_at: looked_at + gone,
            changed: changed + gone,
            failed: 0,
        })
    })
}
