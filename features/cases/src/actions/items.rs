//! Who finds a case on their list of work at each stage.

use tongli_kernel::{Fault, Said, Viewer};
use tongli_people::roles::{COORDINATOR, DIRECTOR, RECEPTIONIST};
use tongli_store::Tx;
use tongli_store::outbox::{self, Message, To};
use tongli_web::App;
use tongli_work::{Item, Owner};

use super::clocks::{self, handler};
use crate::case::Case;
use crate::codes::Stage;

/// What somebody demanded at follow-up waits for its place: this case again, or
/// another one.
pub const NEW_DEMAND: &str = "new_demand";

/// The work a stage waits for, and whose it is.
fn waiting(case: &Case) -> Option<(&'static str, Owner)> {
    match case.stage {
        Stage::Registered if case.refusal_reason.is_some() => {
            Some(("refuse", Owner::role(DIRECTOR)))
        }
        Stage::Registered if case.kind.is_complaint() => Some(("accept", Owner::role(COORDINATOR))),
        Stage::Registered => Some(("accept", Owner::role(RECEPTIONIST))),
        Stage::Accepted if case.kind.is_complaint() => Some(("assign", Owner::role(DIRECTOR))),
        Stage::Accepted => Some(("handle", handler(case))),
        Stage::Assigned | Stage::Inquiring => Some(("inquire", handler(case))),
        Stage::Reviewing => Some(("review", Owner::role(DIRECTOR))),
        Stage::Handling => Some(("handle", handler(case))),
        Stage::Replying => Some(("reply", handler(case))),
        Stage::Replied | Stage::FollowingUp => Some(("close", handler(case))),
        _ => None,
    }
}

/// Opens the work of a case just registered. A complaint's first item runs with its
/// clock and is there already.
pub(super) async fn open_first(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    case: &Case,
) -> Result<(), Fault> {
    if case.kind.is_complaint() && case.stage == Stage::Registered {
        return Ok(());
    }
    open(tx, app, viewer, case).await
}

async fn open(tx: &mut Tx, app: &App, viewer: &Viewer, case: &Case) -> Result<(), Fault> {
    let Some((kind, owner)) = waiting(case) else {
        return Ok(());
    };
    let item = Item {
        subject: case.subject(),
        kind,
        owner,
        due_at: case.due_at,
        near_at: case.near_at,
        label: case.number.clone(),
        path: case.path(),
    };
    tongli_work::open_item(tx, app, viewer, item).await?;
    Ok(())
}

/// Closes what is done and opens what waits next.
pub(super) async fn follow(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    before: &Case,
    next: &Case,
) -> Result<(), Fault> {
    let (done, waits) = (waiting(before), waiting(next));
    let new_owner = before.owner != next.owner;
    if new_owner {
        clocks::hand_to_owner(tx, viewer, next).await?;
    }
    if next.round > before.round {
        let kind = Some(NEW_DEMAND);
        tongli_work::close_items(tx, app, viewer, next.subject(), kind, None).await?;
    }
    if done != waits {
        if let Some((kind, _)) = done {
            tongli_work::close_items(tx, app, viewer, next.subject(), Some(kind), None).await?;
        }
        open(tx, app, viewer, next).await?;
    }
    let owner = next
        .owner
        .filter(|owner| new_owner && viewer.staff() != Some(*owner));
    if let Some(owner) = owner {
        let to = To::Staff(owner);
        tell(tx, app, viewer, next, to, "cases-message-assigned", false).await?;
    }
    Ok(())
}

/// Puts a word about a case into the outbox.
pub(super) async fn tell(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    case: &Case,
    to: To,
    key: &'static str,
    urgent: bool,
) -> Result<(), Fault> {
    let said = Said::new(key)
        .with("number", case.number.as_str())
        .with("path", case.path());
    let message = Message::new("cases", case.subject(), to, said).urgent(urgent);
    outbox::put(tx, viewer, &app.ids, app.now(), message).await?;
    Ok(())
}
