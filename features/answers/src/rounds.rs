//! The program's own scripts come into the library by themselves.

use tongli_feature::{Round, RoundReport};
use tongli_kernel::{Fault, Viewer};
use tongli_web::App;

use crate::actions::ship;
use crate::shipped::scripts;

pub const ROUNDS: &[Round] = &[Round {
    name: "answers_ship",
    every_seconds: 3_600,
    run: |app| Box::pin(ship_missing(app)),
}];

async fn ship_missing(app: &App) -> Result<RoundReport, Fault> {
    let viewer = Viewer::clock(app.tenant, "answers_ship");
    let changed = ship(app, &viewer).await?;
    let count = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
    Ok(RoundReport {
        looked_at: count(scripts().len()),
        changed: count(changed),
        failed: 0,
    })
}
