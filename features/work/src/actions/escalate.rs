//! Tells the owner when time runs short and the heads when it is over.

use tongli_calendars::{Rule, shipped_rules};
use tongli_kernel::{Fault, Moment, Said, Viewer};
use tongli_store::Tx;
use tongli_store::history::{self, Event};
use tongli_store::outbox::{self, Message, To};
use tongli_web::App;

use crate::clock::{CountedOn, due_text};
use crate::escalation::{Overdue, recipients, second_at};
use crate::item::kind_word;
use crate::store::items::Line;
use crate::store::{calendar_of, clocks, rounds, sealed};

/// Tells the owner once that time runs short; `false` if it was told already.
pub async fn tell_near(
    app: &App,
    viewer: &Viewer,
    item: &Line,
    now: Moment,
) -> Result<bool, Fault> {
    app.db
        .write(async |tx| {
            if !rounds::told_near(tx, viewer.tenant, item.id, now).await? {
                return Ok(false);
            }
            // Where the time is over already the other word says so.
            if item.due_at.is_some_and(|due| due <= now) {
                return Ok(true);
            }
            let key = if item.due_at.is_none() {
                "work-near-provisional-notice"
            } else {
                "work-near-notice"
            };
            tell(
                tx,
                app,
                viewer,
                now,
                item,
                "work_near",
                key,
                vec![item.owner.to()],
            )
            .await?;
            Ok(true)
        })
        .await
}

/// Makes the next escalation of an overdue item; `false` if it was made already.
pub async fn escalate(app: &App, viewer: &Viewer, item: &Line, now: Moment) -> Result<bool, Fault> {
    let Some(due) = item.due_at else {
        return Ok(false);
    };
    app.db
        .write(async |tx| {
            let covered = item.clock.is_none()
                && clocks::is_covered(tx, viewer.tenant, item.subject, due).await?;
            let level = item.escalated + 1;
            let overdue = Overdue {
                owner: item.owner,
                rule: rule_of(tx, viewer, item).await?,
                covered,
                sealed: sealed::is_sealed(tx, viewer.tenant, item.subject).await?,
            };
            let next = next_at(tx, app, viewer, &overdue, level, due).await?;
            if !rounds::escalated(tx, viewer.tenant, item, next, now).await? {
                return Ok(false);
            }
            let key = match (level, item.owner.is_nobody()) {
                (1, false) => "work-overdue-notice",
                (1, true) => "work-overdue-unowned-notice",
                _ => "work-overdue-still-notice",
            };
            let to = recipients(level, &overdue);
            tell(tx, app, viewer, now, item, "work_overdue", key, to).await?;
            let event = Event::new("escalated")
                .department(item.owner.department)
                .with(serde_json::json!({
                    "rule": item.rule,
                    "kind": item.kind,
                    "level": level,
                    "due": due_text(&app.time, due),
                }));
            history::append(tx, viewer, now, &*app.chance, item.subject, event).await?;
            Ok(true)
        })
        .await
}

async fn rule_of(
    tx: &mut Tx,
    viewer: &Viewer,
    item: &Line,
) -> Result<Option<&'static Rule>, Fault> {
    let Some(clock) = item.clock else {
        return Ok(None);
    };
    let clock = clocks::find_clock(tx, viewer.tenant, clock).await?;
    Ok(clock.and_then(|clock| {
        let version = u32::try_from(clock.rule_version).ok()?;
        shipped_rules().version(&clock.rule, version)
    }))
}

/// After the first word the second, if anybody is left to hear it.
async fn next_at(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    overdue: &Overdue<'_>,
    level: i64,
    due: Moment,
) -> Result<Option<Moment>, Fault> {
    if level > 1 || recipients(2, overdue).is_empty() {
        return Ok(None);
    }
    let calendars = tongli_calendars::load(tx, viewer.tenant).await?;
    let on = overdue
        .rule
        .map_or(CountedOn::Law, |rule| rule.calendar.into());
    let calendar = calendar_of(&calendars, on).unwrap_or(&calendars.law);
    Ok(Some(second_at(due, &app.time, calendar)))
}

#[expect(clippy::too_many_arguments, reason = "one message needs all of it")]
async fn tell(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    now: Moment,
    item: &Line,
    topic: &'static str,
    key: &'static str,
    to: Vec<To>,
) -> Result<(), Fault> {
    let what = Said {
        key: kind_word(&item.kind).into(),
        args: Vec::new(),
    };
    let what = if app.words.knows(&what.key) {
        what
    } else {
        Said::new("work-kind-other")
    };
    let when = match (item.due_at, item.provisional_on) {
        (Some(due), _) => due_text(&app.time, due),
        (None, Some(day)) => day.to_string(),
        (None, None) => String::new(),
    };
    // The word of a sealed subject goes to whom it is for and to nobody in their place.
    let topic = if sealed::is_sealed(tx, viewer.tenant, item.subject).await? {
        outbox::RESTRICTED
    } else {
        topic
    };
    for one in to {
        let said = Said::new(key)
            .with("number", &item.label)
            .with("what", what.clone())
            .with("due", when.as_str())
            .with("path", &item.path);
        let message = Message::new(topic, item.subject, one, said);
        outbox::put(tx, viewer, &app.ids, now, message).await?;
    }
    Ok(())
}
