//! The handover: what waits to be taken over, and the sheet to sign.

use askama::Template;
use tongli_kernel::{Fault, Id, Moment, Said};
use tongli_store::Tx;
use tongli_web::{Answer, Ask, Form, FormBody, Shell, page, redirect};

use crate::access;
use crate::actions::{hand_over_by, take_over_several};
use crate::call::Job;
use crate::event::{DutyEvent, EventId, hand_over_due, show_time};
use crate::lines::{EventLine, event_lines};
use crate::store;

const LIST: i64 = 50;
/// A shift has fewer by far.
const MOST: i64 = 500;

#[derive(Template)]
#[template(path = "handover.html")]
struct HandoverPage {
    shell: Shell,
    lines: Vec<EventLine>,
    more: Option<String>,
    may_take: bool,
    by: String,
}

impl HandoverPage {
    /// Whether anything here is another's, to be taken over.
    fn has_others(&self) -> bool {
        self.may_take && self.lines.iter().any(|line| !line.own)
    }
}

#[derive(Template)]
#[template(path = "handover_print.html")]
struct SheetPage {
    shell: Shell,
    from: Moment,
    to: Moment,
    lines: Vec<EventLine>,
    givers: String,
    takers: String,
    counts: Vec<(String, usize)>,
    plans: Vec<String>,
    police: usize,
}

pub async fn show(ask: Ask) -> Answer {
    let after: EventId = Form::from_encoded(&ask.query)
        .value("after")
        .parse()
        .unwrap_or(Id::new(0));
    let mut tx = ask.app.db.read().await?;
    let mut events = store::events::open(&mut tx, ask.viewer.tenant, after, LIST + 1).await?;
    let by = hand_over_by(&mut tx, ask.viewer.tenant).await?;
    let shown = usize::try_from(LIST).unwrap_or(usize::MAX);
    let further = events.len() > shown;
    events.truncate(shown);
    let more = events
        .last()
        .filter(|_| further)
        .map(|last| format!("/duty/handover?after={}", last.id));
    let shell = Shell::new(&ask, Said::new("duty-handover-title"));
    page(&HandoverPage {
        lines: event_lines(&ask, &shell, &mut tx, events).await?,
        more,
        may_take: ask.viewer.may(access::TAKE_OVER),
        by: show_time(by),
        shell,
    })
}

/// Takes over the ticked ones, or all that stand on the page.
pub async fn submit(ask: Ask, FormBody(form): FormBody) -> Answer {
    let chosen = if form.value("which") == "all" {
        "shown"
    } else {
        "event"
    };
    let mut numbers: Vec<(String, i64)> = Vec::new();
    for one in form.values(chosen) {
        let (number, version) = one.split_once('@').ok_or(Fault::NotFound)?;
        let version = version.parse().map_err(|_| Fault::NotFound)?;
        numbers.push((number.to_owned(), version));
    }
    if numbers.is_empty() {
        return Err(Fault::Conflict(Said::new("duty-nothing-ticked")).into());
    }
    take_over_several(&ask.app, &ask.viewer, ask.now, &numbers).await?;
    redirect("/duty/handover?done=duty-taken-several-done")
}

/// The shift's sheet: the last one that ended before now, or the one the address
/// names by any moment of it.
pub async fn print(ask: Ask) -> Answer {
    let time = &ask.app.time;
    let asked = Form::from_encoded(&ask.query);
    let mut tx = ask.app.db.read().await?;
    let by = hand_over_by(&mut tx, ask.viewer.tenant).await?;
    let from = match time.read(asked.value("from")) {
        Some(from) => from,
        None => {
            let day = time.day_of(ask.now.plus_hours(-24));
            let begun = time.at(day, by.0, by.1);
            if hand_over_due(time, begun, by) > ask.now {
                begun.plus_hours(-24)
            } else {
                begun
            }
        }
    };
    let to = time.read(asked.value("to")).unwrap_or(ask.now);
    let tenant = ask.viewer.tenant;
    let events = store::events::between(&mut tx, tenant, from, to, MOST).await?;
    let police = police_tries(&mut tx, &ask, &events).await?;
    let shell = Shell::new(&ask, Said::new("duty-sheet-title"));
    let lines = event_lines(&ask, &shell, &mut tx, events).await?;
    page(&SheetPage {
        givers: joined(lines.iter().map(|line| line.giver.clone())),
        takers: joined(lines.iter().filter_map(|line| line.taker.clone())),
        counts: counts(&lines),
        plans: plans_begun(&lines),
        police,
        from,
        to,
        lines,
        shell,
    })
}

async fn police_tries(tx: &mut Tx, ask: &Ask, events: &[DutyEvent]) -> Result<usize, Fault> {
    let mut police = 0;
    for event in events {
        let tries = store::marks::tries(tx, ask.viewer.tenant, event.id).await?;
        police += tries
            .iter()
            .filter(|one| one.job == Job::Police && one.undone_at.is_none())
            .count();
    }
    Ok(police)
}

/// Each name once, in order.
fn joined(names: impl Iterator<Item = String>) -> String {
    let mut once: Vec<String> = Vec::new();
    for name in names {
        if !once.contains(&name) {
            once.push(name);
        }
    }
    once.join("、")
}

/// How much of what came in.
fn counts(lines: &[EventLine]) -> Vec<(String, usize)> {
    let mut counts: Vec<(String, usize)> = Vec::new();
    for line in lines {
        match counts.iter_mut().find(|(what, _)| *what == line.what) {
            Some((_, count)) => *count += 1,
            None => counts.push((line.what.clone(), 1)),
        }
    }
    counts
}

fn plans_begun(lines: &[EventLine]) -> Vec<String> {
    lines
        .iter()
        .filter(|line| line.event.plan.is_some())
        .map(|line| format!("{} {} {}", line.opened_at, line.event.number, line.what))
        .collect()
}
