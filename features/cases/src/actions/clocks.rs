//! Which clocks a case starts, meets and ends as it moves.

use tongli_calendars::shipped_rules;
use tongli_kernel::{Fault, Moment, Said, Viewer};
use tongli_people::roles::COORDINATOR;
use tongli_store::Tx;
use tongli_web::App;
use tongli_work::{ClockRow, Item, Owner};

use crate::case::Case;
use crate::codes::Stage;
use crate::registration::NewCase;

/// The person is told that it has arrived.
const ACKNOWLEDGE: &str = "C02";
/// The answer to a complaint that needs inquiry.
const ANSWER: &str = "C03";
/// The answer several departments must study, by decision.
const JOINT_ANSWER: &str = "C04";
/// The follow-up after closing.
const FOLLOW_UP: &str = "C06";

/// The item that runs with [`ACKNOWLEDGE`]: taking the case on tells the person.
const ACCEPT_ITEM: &str = "accept";
const ANSWER_ITEM: &str = "clock-c03";

/// A complaint's receipt lies no earlier than the rules that count from it.
pub(super) fn check_receipt(app: &App, new: &NewCase) -> Result<(), Fault> {
    let first = shipped_rules()
        .rules()
        .iter()
        .filter(|rule| [ACKNOWLEDGE, ANSWER].contains(&rule.id.as_str()))
        .map(|rule| rule.effective_from)
        .max();
    match (new.received_at, first) {
        (Some(at), Some(first)) if new.kind.is_complaint() && app.time.day_of(at) < first => {
            Err(Fault::field(
                "received_at",
                Said::new("cases-moment-before-rules").with("day", first),
            ))
        }
        _ => Ok(()),
    }
}

/// Starts the clocks of a complaint just registered.
pub(super) async fn start(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    case: &mut Case,
) -> Result<Vec<ClockRow>, Fault> {
    if !case.kind.is_complaint() || case.stage == Stage::Settled {
        return Ok(Vec::new());
    }
    let accept = item(case, ACCEPT_ITEM, Owner::role(COORDINATOR));
    let from = case.received_at;
    let acknowledge =
        tongli_work::start_clock_for(tx, app, viewer, ACKNOWLEDGE, from, None, accept).await?;
    let answer = start_answer(tx, app, viewer, case, from).await?;
    Ok(vec![acknowledge, answer])
}

async fn start_answer(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    case: &mut Case,
    from: Moment,
) -> Result<ClockRow, Fault> {
    let item = item(case, ANSWER_ITEM, handler(case));
    let row = tongli_work::start_clock_for(tx, app, viewer, ANSWER, from, None, item).await?;
    (case.due_at, case.near_at) = (row.due_at, row.near_at);
    Ok(row)
}

/// An item of this case; it takes its times from its clock.
fn item(case: &Case, kind: &'static str, owner: Owner) -> Item {
    Item {
        subject: case.subject(),
        kind,
        owner,
        due_at: None,
        near_at: None,
        label: case.number.clone(),
        path: case.path(),
    }
}

/// Gives the running answer clock to whoever handles the case now.
pub(super) async fn hand_to_owner(tx: &mut Tx, viewer: &Viewer, case: &Case) -> Result<(), Fault> {
    tongli_work::reassign_items(
        tx,
        viewer,
        case.subject(),
        Some(ANSWER_ITEM),
        &handler(case),
    )
    .await
}

/// Whoever handles the case, else the coordinators.
pub(super) fn handler(case: &Case) -> Owner {
    case.owner.map_or(Owner::role(COORDINATOR), Owner::staff)
}

/// Meets, ends and starts clocks as the stage changes.
pub(super) async fn follow(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    now: Moment,
    before: &Case,
    next: &mut Case,
) -> Result<(), Fault> {
    let subject = next.subject();
    if before.stage == Stage::Closed && next.reached_at != before.reached_at {
        tongli_work::meet_clock(tx, app, viewer, subject, FOLLOW_UP, now).await?;
    }
    if next.do_not_contact && !before.do_not_contact {
        tongli_work::end_clock(tx, app, viewer, subject, FOLLOW_UP, now).await?;
    }
    if before.stage == next.stage {
        return Ok(());
    }
    match next.stage {
        Stage::Accepted if before.stage == Stage::Registered => {
            tongli_work::meet_clock(tx, app, viewer, subject, ACKNOWLEDGE, now).await?;
        }
        // Taken up again: the new facts arrived today.
        Stage::Accepted if next.kind.is_complaint() => {
            tongli_work::end_clock(tx, app, viewer, subject, FOLLOW_UP, now).await?;
            start_answer(tx, app, viewer, next, now).await?;
        }
        Stage::Settled | Stage::Replied | Stage::Refused => {
            for rule in [ACKNOWLEDGE, ANSWER, JOINT_ANSWER] {
                tongli_work::meet_clock(tx, app, viewer, subject, rule, now).await?;
            }
            (next.due_at, next.near_at) = (None, None);
        }
        // Tried and not reached is all a follow-up can be once the file is away.
        Stage::Archived => {
            tongli_work::end_clock(tx, app, viewer, subject, FOLLOW_UP, now).await?;
        }
        Stage::HandedOver | Stage::ToDispute | Stage::Merged => {
            for rule in [ACKNOWLEDGE, ANSWER, JOINT_ANSWER, FOLLOW_UP] {
                tongli_work::end_clock(tx, app, viewer, subject, rule, now).await?;
            }
            (next.due_at, next.near_at) = (None, None);
        }
        Stage::Closed
            if next.contact.is_some() && next.reached_at.is_none() && !next.do_not_contact =>
        {
            let item = item(next, "follow_up", handler(next));
            tongli_work::start_clock_for(tx, app, viewer, FOLLOW_UP, now, None, item).await?;
        }
        _ => {}
    }
    Ok(())
}
