//! Writes down one try of a follow-up, and what the person said.

use serde_json::json;
use tongli_cases::{Allegation, Case, FactChange, NEW_DEMAND, Verb};
use tongli_kernel::{Fault, Viewer};
use tongli_people::roles::COORDINATOR;
use tongli_store::history::{self, Event};
use tongli_store::{Tx, drafts};
use tongli_web::App;
use tongli_work::{Item, Owner};

use super::{leaving, read, step};
use crate::access;
use crate::follow_up::{NewTry, Outcome, over_at};
use crate::round::{began_at, not_before};
use crate::store::{InRound, answers, follow_ups};

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
    let (mut case, allegations) = read(tx, viewer, Verb::FollowUp, number, version).await?;
    let (round, earliest) = (InRound::of(&case), begins_at(&case));
    for one in tries {
        let field = ("tried_at", "replies-tried-at-early");
        not_before(app, field, one.tried_at, earliest)?;
        if one.outcome == Outcome::Reached {
            may_hear(tx, app, viewer, &case, &allegations, one).await?;
        }
        follow_ups::insert(tx, app, viewer.tenant, round, one, viewer.staff()).await?;
        let demands = !one.words.new_demand.trim().is_empty();
        let payload = json!({
            "outcome": one.outcome.code(),
            "satisfaction": one.satisfaction,
            "new_demand": demands,
        });
        let change = match one.outcome {
            Outcome::DoNotContact => FactChange::DoNotContact,
            outcome => FactChange::FollowedUp {
                at: one.tried_at,
                reached: outcome == Outcome::Reached,
                satisfaction: one.satisfaction,
            },
        };
        case = step(tx, app, viewer, &case, Verb::FollowUp, change, payload).await?;
        if demands {
            wait_for_a_place(tx, app, viewer, &case).await?;
        }
    }
    let all = follow_ups::list(tx, app, viewer.tenant, round.id).await?;
    if let Some(at) = over_at(&all, round.round, &app.time) {
        tongli_work::meet_clock(tx, app, viewer, case.subject(), RULE, at).await?;
    }
    if let Some(staff) = viewer.staff() {
        let draft = access::follow_up_draft(&case.number);
        drafts::discard(tx, viewer.tenant, staff, &draft).await?;
    }
    Ok(case)
}

/// Whoever was reached heard of the answers: the identity asked in the talk counts, and
/// what was answered had to be fit for their ears. Where nothing was answered, nothing
/// is told.
async fn may_hear(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    case: &Case,
    allegations: &[Allegation],
    talk: &NewTry,
) -> Result<(), Fault> {
    let talks = answers::list(tx, app, viewer.tenant, case.id.raw()).await?;
    let is_answered = allegations.iter().any(Allegation::is_answered)
        || talks.iter().any(|talk| talk.round == case.round);
    if !is_answered {
        return Ok(());
    }
    let day = app.time.day_of(talk.tried_at);
    let leaving = leaving(tx, app, viewer, case, allegations, (None, day)).await?;
    leaving.check(leaving.told.asked_by_word(day))
}

/// A follow-up comes after the closing, or after the answer where somebody asks
/// before it.
fn begins_at(case: &Case) -> tongli_kernel::Moment {
    case.closed_at
        .or(case.delivered_at)
        .unwrap_or_else(|| began_at(case))
}

/// Puts a new demand on the list of whoever handles the case.
async fn wait_for_a_place(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    case: &Case,
) -> Result<(), Fault> {
    if demand_waits(tx, viewer, case).await? {
        return Ok(());
    }
    let item = Item {
        subject: case.subject(),
        kind: NEW_DEMAND,
        owner: case.owner.map_or(Owner::role(COORDINATOR), Owner::staff),
        due_at: None,
        near_at: None,
        label: case.number.clone(),
        path: format!("{}/follow-up", case.path()),
    };
    tongli_work::open_item(tx, app, viewer, item).await?;
    Ok(())
}

/// Whether a new demand has found no place yet.
pub async fn demand_waits(tx: &mut Tx, viewer: &Viewer, case: &Case) -> Result<bool, Fault> {
    let open = tongli_work::open_of_subject(tx, viewer.tenant, case.subject()).await?;
    Ok(open.iter().any(|item| item.kind == NEW_DEMAND))
}

/// The new demand has found its place in another case, or needs none.
pub async fn place_demand(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    number: &str,
) -> Result<Case, Fault> {
    let case = tongli_cases::read(tx, viewer, Verb::FollowUp, number).await?;
    if !demand_waits(tx, viewer, &case).await? {
        return Ok(case);
    }
    let kind = Some(NEW_DEMAND);
    tongli_work::close_items(tx, app, viewer, case.subject(), kind, None).await?;
    let event = Event::new("place_demand");
    history::append(tx, viewer, app.now(), &*app.chance, case.subject(), event).await?;
    Ok(case)
}
