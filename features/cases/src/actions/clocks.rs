//! Which clocks a case starts, meets and ends as it moves.

mod endings;

use tongli_calendars::{Span, shipped_rules};
use tongli_kernel::{Fault, Moment, Said, Viewer};
use tongli_people::roles::COORDINATOR;
use tongli_store::Tx;
use tongli_web::App;
use tongli_work::{ClockRow, Item, Owner, Start};

use crate::case::Case;
use crate::codes::Stage;
use crate::registration::NewCase;
use crate::store;

/// The person is told that it has arrived.
const ACKNOWLEDGE: &str = "C02";
/// The answer to a complaint that needs inquiry.
const ANSWER: &str = "C03";
/// The answer several departments must study, by decision.
const JOINT_ANSWER: &str = "C04";
/// The day an interim feedback has promised.
pub(super) const PROMISE: &str = "C32";
/// What an answer meets.
pub(super) const ANSWERS: [&str; 3] = [ANSWER, JOINT_ANSWER, PROMISE];
/// The review of an answer.
const REVIEW: &str = "C31";
/// The follow-up after closing.
const FOLLOW_UP: &str = "C06";

/// The severity that makes a case a key case.
const GRAVE: i64 = 3;

/// The item that runs with [`ACKNOWLEDGE`]: taking the case on tells the person.
const ACCEPT_ITEM: &str = "accept";
const ANSWER_ITEM: &str = "clock-c03";
const JOINT_ITEM: &str = "clock-c04";
const PROMISE_ITEM: &str = "clock-c32";

/// A complaint's receipt lies no earlier than the rules that count from it.
pub(super) fn check_receipt(app: &App, new: &NewCase) -> Result<(), Fault> {
    let first = shipped_rules()
        .rules()
        .iter()
        .filter(|rule| [ACKNOWLEDGE, ANSWER].contains(&rule.id.as_str()))
        .map(|rule| rule.effective_from)
        .max();
    match (new.received_at, first) {
        (Some(at), Some(first))
            if (new.kind.is_complaint() || new.has_clue()) && app.time.day_of(at) < first =>
        {
            Err(Fault::field(
                "received_at",
                Said::new("cases-moment-before-rules").with("day", first),
            ))
        }
        _ => Ok(()),
    }
}

const RECEIVE_ITEM: &str = "receive";
const NOTICE_ITEM: &str = "give-notice";

/// Starts the clocks of a clue: signing for it, and telling whoever can be reached
/// that it was handed over. Both are its keeper's alone.
pub(super) async fn start_closed(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    case: &mut Case,
    keeper: Owner,
) -> Result<Vec<ClockRow>, Fault> {
    let from = case.received_at;
    let mut started = Vec::new();
    for (rule, kind) in [(ACKNOWLEDGE, RECEIVE_ITEM), (ANSWER, NOTICE_ITEM)] {
        if rule == ANSWER && case.contact.is_none() {
            continue;
        }
        let item = item(case, kind, keeper);
        let row = tongli_work::start_clock_for(tx, app, viewer, rule, from, None, item).await?;
        if rule == ANSWER {
            (case.due_at, case.near_at) = (row.due_at, row.near_at);
        }
        started.push(row);
    }
    Ok(started)
}

/// A clue's clocks end with its receipt and with the word to the person.
async fn follow_closed(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    now: Moment,
    before: &Case,
    next: &mut Case,
) -> Result<(), Fault> {
    let subject = next.subject();
    if before.stage != next.stage {
        tongli_work::meet_clock(tx, app, viewer, subject, ACKNOWLEDGE, now).await?;
        for rule in [JOINT_ANSWER, FOLLOW_UP] {
            tongli_work::end_clock(tx, app, viewer, subject, rule, now).await?;
        }
    }
    if let Some(at) = next.delivered_at.filter(|_| before.delivered_at.is_none()) {
        tongli_work::meet_clock(tx, app, viewer, subject, ANSWER, at).await?;
        (next.due_at, next.near_at) = (None, None);
    }
    Ok(())
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
    let answer = start_answer(tx, app, viewer, case, ANSWER).await?;
    Ok(vec![acknowledge, answer])
}

async fn start_answer(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    case: &mut Case,
    rule: &'static str,
) -> Result<ClockRow, Fault> {
    let kind = if rule == JOINT_ANSWER {
        JOINT_ITEM
    } else {
        ANSWER_ITEM
    };
    let item = item(case, kind, handler(case));
    let from = case.receipt();
    let row = tongli_work::start_clock_for(tx, app, viewer, rule, from, None, item).await?;
    (case.due_at, case.near_at) = (row.due_at, row.near_at);
    Ok(row)
}

/// A key case is asked sooner: life or limb was at risk, or what is alleged is grave.
async fn start_follow_up(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    from: Moment,
    case: &Case,
) -> Result<(), Fault> {
    let allegations = store::allegations::list(tx, viewer.tenant, case.id).await?;
    let grave = allegations.iter().any(|one| one.severity == Some(GRAVE));
    let item = item(case, "follow_up", handler(case));
    let mut start = Start::new(item.subject, FOLLOW_UP, from, item.owner);
    if case.urgency.is_alarming() || grave {
        start.span = Span::Key;
    }
    tongli_work::start_clock_as(tx, app, viewer, &start, item).await?;
    Ok(())
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
    for kind in [ANSWER_ITEM, JOINT_ITEM, PROMISE_ITEM] {
        tongli_work::reassign_items(tx, viewer, case.subject(), Some(kind), &handler(case)).await?;
    }
    Ok(())
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
    if next.is_restricted() {
        return follow_closed(tx, app, viewer, now, before, next).await;
    }
    let subject = next.subject();
    if before.stage == Stage::Closed && next.reached_at != before.reached_at {
        // A clock is met when the thing happened, not when somebody types it in.
        let at = next.reached_at.unwrap_or(now);
        tongli_work::meet_clock(tx, app, viewer, subject, FOLLOW_UP, at).await?;
    }
    if next.do_not_contact && !before.do_not_contact {
        tongli_work::end_clock(tx, app, viewer, subject, FOLLOW_UP, now).await?;
    }
    if before.joint_approved_at.is_none() && next.joint_approved_at.is_some() {
        // The longer time is counted from the same receipt, not from the decision.
        tongli_work::end_clock(tx, app, viewer, subject, ANSWER, now).await?;
        start_answer(tx, app, viewer, next, JOINT_ANSWER).await?;
    }
    endings::follow(tx, app, viewer, now, before, next).await?;
    if before.stage == next.stage {
        return Ok(());
    }
    match next.stage {
        Stage::Accepted if before.stage == Stage::Registered => {
            tongli_work::meet_clock(tx, app, viewer, subject, ACKNOWLEDGE, now).await?;
        }
        // Taken up again: counted from when the new facts arrived.
        Stage::Accepted if next.kind.is_complaint() => {
            for rule in [ACKNOWLEDGE, PROMISE, REVIEW, FOLLOW_UP] {
                tongli_work::end_clock(tx, app, viewer, subject, rule, now).await?;
            }
            start_answer(tx, app, viewer, next, ANSWER).await?;
        }
        // A refusal is the answer once the person has learned of it.
        Stage::Refused if next.contact.is_some() => {}
        Stage::Settled | Stage::Replied | Stage::Refused => {
            let delivered = next.delivered_at.filter(|_| next.stage == Stage::Replied);
            let at = delivered.unwrap_or(now);
            answered(tx, app, viewer, next, at).await?;
        }
        // Tried and not reached is all a follow-up can be once the file is away.
        Stage::Archived => {
            tongli_work::end_clock(tx, app, viewer, subject, FOLLOW_UP, now).await?;
        }
        Stage::HandedOver
        | Stage::ToDispute
        | Stage::Merged
        | Stage::Withdrawn
        | Stage::Returned => {
            left(tx, app, viewer, now, next).await?;
        }
        Stage::Closed
            if next.contact.is_some()
                && next.reached_at.is_none()
                && !next.do_not_contact
                && !next.is_withdrawn() =>
        {
            start_follow_up(tx, app, viewer, now, next).await?;
        }
        _ => {}
    }
    Ok(())
}

/// The answer was given: what waited for it is met.
async fn answered(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    case: &mut Case,
    at: Moment,
) -> Result<(), Fault> {
    for rule in [ACKNOWLEDGE].into_iter().chain(ANSWERS) {
        tongli_work::meet_clock(tx, app, viewer, case.subject(), rule, at).await?;
    }
    (case.due_at, case.near_at) = (None, None);
    Ok(())
}

/// Nobody is owed an answer any more.
async fn left(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    now: Moment,
    case: &mut Case,
) -> Result<(), Fault> {
    for rule in [ACKNOWLEDGE, FOLLOW_UP, REVIEW].into_iter().chain(ANSWERS) {
        tongli_work::end_clock(tx, app, viewer, case.subject(), rule, now).await?;
    }
    (case.due_at, case.near_at) = (None, None);
    Ok(())
}
