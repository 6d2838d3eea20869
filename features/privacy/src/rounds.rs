//! What happens though nobody clicks: a hand-over gets its line in the register.

use tongli_feature::{Round, RoundReport};
use tongli_kernel::{Fault, Viewer};
use tongli_web::App;

use crate::actions::write_hand_overs;

const HAND_OVERS: &str = "privacy_hand_overs";

pub const ROUNDS: &[Round] = &[Round {
    name: HAND_OVERS,
    every_seconds: 60,
    run: |app| Box::pin(hand_overs(app)),
}];

async fn hand_overs(app: &App) -> Result<RoundReport, Fault> {
    let viewer = Viewer::clock(app.tenant, HAND_OVERS);
    let (looked_at, changed) = write_hand_overs(app, &viewer).await?;
    Ok(RoundReport {
        looked_at,
        changed,
        failed: 0,
    })
}
