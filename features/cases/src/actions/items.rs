//! Who finds a case on their list of work at each stage.

use tongli_kernel::{Fault, Said, StaffId, Viewer};
use tongli_people::roles::{COORDINATOR, DEPARTMENT_HEAD, DIRECTOR, DUTY_OFFICER, RECEPTIONIST};
use tongli_store::Tx;
use tongli_store::outbox::{self, Message, To};
use tongli_web::App;
use tongli_work::{Item, Owner};

use super::clocks::{self, handler};
use crate::case::Case;
use crate::codes::Stage;
use crate::store;

/// Deciding on a joint study that is proposed.
const JOINT: &str = "joint-study";
/// Telling the person that it will take longer, and why.
pub(super) const INFORM: &str = "inform";
/// Telling the person why it is not acted on.
const TELL_REFUSAL: &str = "tell_refusal";
/// Looking whether what is missing has come.
const SUPPLEMENT: &str = "supplement";
/// What somebody demanded at follow-up waits for its place: this case again, or
/// another one.
pub const NEW_DEMAND: &str = "new_demand";

/// The kinds of items that show the day of the case's answer without running with
/// its clock: all that [`waiting`] names, and those of a joint study.
pub(crate) const DATED: &[&str] = &[
    "accept", "assign", "close", "handle", "inquire", "refuse", "reply", "review", JOINT, INFORM,
];

/// The work a stage waits for, and whose it is.
fn waiting(case: &Case) -> Option<(&'static str, Owner)> {
    match case.stage {
        // Its work runs with its clocks.
        _ if case.is_restricted() => None,
        Stage::Registered
        | Stage::Accepted
        | Stage::Assigned
        | Stage::Inquiring
        | Stage::Reviewing
            if case.refusal_is_proposed() =>
        {
            Some(("refuse", Owner::role(DIRECTOR)))
        }
        Stage::Refused if case.contact.is_some() && case.endings.refusal_told.is_none() => {
            Some((TELL_REFUSAL, handler(case)))
        }
        Stage::Replying if case.is_withdrawn() => Some(("close", handler(case))),
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
    match waiting(case) {
        Some((kind, owner)) => open_as(tx, app, viewer, case, kind, owner).await,
        None => Ok(()),
    }
}

async fn open_as(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    case: &Case,
    kind: &'static str,
    owner: Owner,
) -> Result<(), Fault> {
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
    } else if next.is_withdrawn() && !before.is_withdrawn() && next.stage == Stage::Registered {
        // Its item ran with a clock that has ended.
        open(tx, app, viewer, next).await?;
    }
    follow_supplement(tx, app, viewer, before, next).await?;
    // The day of the stage may move while the stage stays: a longer time was granted.
    let times = (next.due_at, next.near_at);
    if done == waits && times != (before.due_at, before.near_at) {
        tongli_work::retime_items(tx, viewer.tenant, next.subject(), DATED, times, app.now())
            .await?;
    }
    follow_joint_study(tx, app, viewer, before, next).await?;
    super::minors::follow(tx, app, viewer, &before.risks, next).await?;
    if next.in_hospital && !before.in_hospital && next.stage.is_open() {
        let to = To::Role(COORDINATOR);
        tell(
            tx,
            app,
            viewer,
            next,
            to,
            "cases-message-in-hospital",
            false,
        )
        .await?;
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

/// What is missing is looked for on its last day, unless it came before.
async fn follow_supplement(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    before: &Case,
    next: &Case,
) -> Result<(), Fault> {
    let waits = |case: &Case| {
        let asked = case.endings.supplement.as_ref();
        asked
            .filter(|one| one.answer.is_none() && case.stage.is_open())
            .filter(|_| !case.refusal_is_proposed() && !case.is_withdrawn())
            .map(|one| one.until)
    };
    let (was, is) = (waits(before), waits(next));
    if was == is {
        return Ok(());
    }
    let subject = next.subject();
    tongli_work::close_items(tx, app, viewer, subject, Some(SUPPLEMENT), None).await?;
    if let Some(until) = is {
        let item = Item {
            subject,
            kind: SUPPLEMENT,
            owner: handler(next),
            due_at: Some(app.time.end_of(until)),
            near_at: Some(app.time.start_of(until)),
            label: next.number.clone(),
            path: next.path(),
        };
        tongli_work::open_item(tx, app, viewer, item).await?;
    }
    Ok(())
}

/// A proposal waits for its decision, and a decision for somebody to tell the person.
async fn follow_joint_study(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    before: &Case,
    next: &Case,
) -> Result<(), Fault> {
    let was_open = before.joint_is_proposed();
    let is_open = next.joint_is_proposed() && next.stage.is_open();
    if was_open && !is_open {
        tongli_work::close_items(tx, app, viewer, next.subject(), Some(JOINT), None).await?;
    } else if is_open && !was_open {
        open_as(tx, app, viewer, next, JOINT, Owner::role(DIRECTOR)).await?;
    }
    let approved = before.joint_approved_at.is_none() && next.joint_approved_at.is_some();
    if approved && next.contact.is_some() {
        open_as(tx, app, viewer, next, INFORM, handler(next)).await?;
    }
    if before.stage.is_open() && !next.stage.is_open() {
        tongli_work::close_items(tx, app, viewer, next.subject(), Some(INFORM), None).await?;
    }
    Ok(())
}

/// Word of what cannot wait: harm to health, and somebody still in the care of those
/// they complain of.
pub(super) async fn tell_first(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    case: &Case,
) -> Result<(), Fault> {
    if !case.stage.is_open() {
        return Ok(());
    }
    let mut words = Vec::new();
    if case.urgency.is_alarming() {
        let office = [DIRECTOR, DUTY_OFFICER].map(To::Role).into_iter();
        let ward = treating(tx, app, viewer, case).await?;
        let to = office.chain(ward.into_iter().map(To::Staff));
        words.extend(to.map(|to| (to, "cases-message-urgent", true)));
    }
    if case.in_hospital {
        words.push((To::Role(COORDINATOR), "cases-message-in-hospital", false));
    }
    for (to, key, urgent) in words {
        tell(tx, app, viewer, case, to, key, urgent).await?;
    }
    Ok(())
}

/// Who heads the department that treats the person, as far as the matter is not about
/// them: they can do most at once.
async fn treating(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    case: &Case,
) -> Result<Vec<StaffId>, Fault> {
    let Some(ward) = case.department_visited else {
        return Ok(Vec::new());
    };
    let (tenant, now) = (viewer.tenant, app.now());
    let heads = tongli_people::holders_of(tx, tenant, DEPARTMENT_HEAD, Some(ward), now).await?;
    let about = store::respondents::of(tx, tenant, case.id).await?;
    let heads = heads.into_iter().map(|one| one.id);
    Ok(heads.filter(|one| !about.contains(one)).collect())
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
