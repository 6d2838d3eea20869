//! Writes down one try of a follow-up, and what the person said.

use serde_json::json;
use tongli_cases::{Case, FactChange, Verb};
use tongli_kernel::{Fault, Viewer};
use tongli_store::Tx;
use tongli_web::App;

use super::{read, step};
use crate::follow_up::{NewTry, Outcome, standing_of};
use crate::store::follow_ups;

/// The clock of a follow-up.
const RULE: &str = "C06";

/// Records tries in the order in which they happened; the last one is the newest.
pub async fn follow_up(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    number: &str,
    version: Option<i64>,
    tries: &[NewTry],
) -> Result<Case, Fault> {
    let (mut case, _) = read(tx, viewer, Verb::FollowUp, number, version).await?;
    let id = case.id.raw();
    for one in tries {
        follow_ups::insert(tx, app, viewer.tenant, id, one, viewer.staff()).await?;
        let payload = json!({
            "outcome": one.outcome.code(),
            "satisfaction": one.satisfaction,
            "new_demand": !one.words.new_demand.trim().is_empty(),
        });
        let change = match one.outcome {
            Outcome::DoNotContact => FactChange::DoNotContact,
            outcome => FactChange::FollowedUp {
                reached: outcome == Outcome::Reached,
                satisfaction: one.satisfaction,
            },
        };
        case = step(tx, app, viewer, &case, Verb::FollowUp, change, payload).await?;
    }
    let all = follow_ups::list(tx, app, viewer.tenant, id).await?;
    if standing_of(&all, &app.time).is_done() {
        tongli_work::meet_clock(tx, app, viewer, case.subject(), RULE, app.now()).await?;
    }
    Ok(case)
}
