//! What several screens of this room show alike: an event as a row, and its history
//! in words.

use std::collections::BTreeMap;

use tongli_cases::CaseId;
use tongli_kernel::{Fault, StaffId, Viewer};
use tongli_store::history::Link;
use tongli_store::{Subject, Tx};
use tongli_web::{Ask, Shell};
use tongli_work::due_text;

use crate::event::{DutyEvent, Tick, Try};
use crate::plans::plan;

/// Names of staff by their id.
pub type StaffNames = BTreeMap<StaffId, String>;

/// A case an event led to, as far as this viewer may know of it.
pub struct CaseLine {
    pub number: String,
    pub path: String,
    pub kind: String,
    /// What it waits for and by when.
    pub next: Option<(String, String)>,
}

/// One event in a list.
pub struct EventLine {
    pub event: DutyEvent,
    pub opened_at: String,
    pub what: String,
    pub giver: String,
    pub taker: Option<String>,
    pub taken_at: Option<String>,
    pub case: Option<CaseLine>,
    /// Who gave it back, and why.
    pub returned: Option<(String, String)>,
    /// Of the viewer's own: somebody else has to take it over.
    pub own: bool,
}

/// The rows of events, with the names and cases they need.
pub async fn event_lines(
    ask: &Ask,
    shell: &Shell,
    tx: &mut Tx,
    events: Vec<DutyEvent>,
) -> Result<Vec<EventLine>, Fault> {
    let names = names_of(tx, &ask.viewer, &events).await?;
    let cases: Vec<CaseId> = events.iter().filter_map(|event| event.case).collect();
    let known = tongli_cases::known_among(tx, &ask.viewer, cases.clone()).await?;
    let veils = tongli_cases::veiled_among(tx, &ask.viewer, cases).await?;
    let mut lines = Vec::new();
    for event in events {
        let (event, case) = match event.case {
            None => (event, None),
            Some(id) if known.contains(&id) => {
                let case = case_line(shell, tx, &ask.viewer, id).await?;
                let veil = veils.get(&id).copied().unwrap_or_default();
                match veil.hides_step(event.opened_at) {
                    true => (event.veiled(), case),
                    false => (event, case),
                }
            }
            Some(_) => (event.veiled(), None),
        };
        lines.push(event_line(shell, &names, event, case));
    }
    Ok(lines)
}

async fn names_of(tx: &mut Tx, viewer: &Viewer, events: &[DutyEvent]) -> Result<StaffNames, Fault> {
    let mut wanted: Vec<StaffId> = events
        .iter()
        .flat_map(|event| [Some(event.giver), event.taker, event.returned_by])
        .flatten()
        .collect();
    wanted.sort_unstable();
    wanted.dedup();
    Ok(tongli_people::staff_names(tx, viewer.tenant, &wanted).await?)
}

fn event_line(
    shell: &Shell,
    names: &StaffNames,
    event: DutyEvent,
    case: Option<CaseLine>,
) -> EventLine {
    let named = |id: &StaffId| names.get(id).cloned().unwrap_or_default();
    EventLine {
        opened_at: shell.show(&event.opened_at),
        what: what(shell, &event, case.as_ref()),
        giver: named(&event.giver),
        taker: event.taker.as_ref().map(named),
        taken_at: event.taken_at.as_ref().map(|at| shell.show(at)),
        returned: event.return_reason.clone().map(|why| {
            (
                event.returned_by.as_ref().map(named).unwrap_or_default(),
                why,
            )
        }),
        own: shell.ask.viewer.staff() == Some(event.giver),
        case,
        event,
    }
}

/// What it is, in a few words.
fn what(shell: &Shell, event: &DutyEvent, case: Option<&CaseLine>) -> String {
    let lang = shell.ask.lang;
    match (event.plan.as_deref().and_then(plan), case) {
        (Some(plan), _) => plan.title(lang).to_owned(),
        (None, _) if event.danger => shell.say("duty-what-danger").to_string(),
        (None, Some(case)) => case.kind.clone(),
        (None, None) => shell.say("duty-what-taken-in").to_string(),
    }
}

async fn case_line(
    shell: &Shell,
    tx: &mut Tx,
    viewer: &Viewer,
    id: CaseId,
) -> Result<Option<CaseLine>, Fault> {
    let Some(case) = tongli_cases::find_case(tx, viewer.tenant, id).await? else {
        return Ok(None);
    };
    let open = tongli_work::open_of_subject(tx, viewer.tenant, case.subject()).await?;
    let next = open.first().map(|line| {
        let key = format!("work-kind-{}", line.kind.replace('_', "-"));
        let due = line
            .due_at
            .map(|due| due_text(&shell.ask.app.time, due))
            .unwrap_or_default();
        (shell.say_key(key).to_string(), due)
    });
    Ok(Some(CaseLine {
        kind: shell.say_key(case.kind.word()).to_string(),
        path: case.path(),
        number: case.number,
        next,
    }))
}

/// One line of an event's history.
pub struct Happened {
    pub at: String,
    pub who: String,
    pub did: String,
    /// What tells most about it.
    pub more: Option<String>,
}

/// What happened to an event, oldest first.
/// What somebody typed is told only where the case is open to the reader.
pub fn happened(
    shell: &Shell,
    links: &[Link],
    (tries, ticks): (&[Try], &[Tick]),
    open: bool,
) -> Vec<Happened> {
    links
        .iter()
        .map(|link| Happened {
            at: shell.show(&link.at),
            who: who(shell, link),
            did: did(shell, &link.verb),
            more: more(shell, link, (tries, ticks), open),
        })
        .collect()
}

fn who(shell: &Shell, link: &Link) -> String {
    if link.by_id.is_some() {
        link.by_name.clone()
    } else {
        shell.say("duty-by-clock").to_string()
    }
}

fn did(shell: &Shell, verb: &str) -> String {
    let key = format!("duty-did-{}", verb.replace('_', "-"));
    if shell.ask.app.words.knows(&key) {
        shell.say_key(key).to_string()
    } else {
        verb.to_owned()
    }
}

fn more(
    shell: &Shell,
    link: &Link,
    (tries, ticks): (&[Try], &[Tick]),
    open: bool,
) -> Option<String> {
    let details = link.details();
    let id = |field: &str| details[field].as_str().map(str::to_owned);
    match link.verb.as_str() {
        "try" | "undo_try" => {
            let id = id("try")?;
            let found = tries.iter().find(|one| one.id.to_string() == id)?;
            Some(try_text(shell, found))
        }
        "tick" | "undo_tick" => {
            let id = id("tick")?;
            let found = ticks.iter().find(|one| one.id.to_string() == id)?;
            let step = plan(&found.plan)?.step(&found.step)?;
            Some(step.text(shell.ask.lang).to_owned())
        }
        "plan" => Some(
            plan(details["plan"].as_str()?)?
                .title(shell.ask.lang)
                .to_owned(),
        ),
        "give_back" if open => id("reason"),
        _ => None,
    }
}

/// `保卫 · 夜间岗 · 内线 6110 · 没打通`
pub fn try_text(shell: &Shell, one: &Try) -> String {
    let outcome = if one.reached {
        shell.say("duty-reached")
    } else {
        shell.say("duty-not-reached")
    };
    let pieces = [
        shell.say_key(one.job.word()).to_string(),
        one.name.clone(),
        one.phone.clone(),
        outcome.to_string(),
    ];
    let pieces = pieces.into_iter().filter(|piece| !piece.is_empty());
    pieces.collect::<Vec<_>>().join(" · ")
}

/// The subject of the events' shared list; panels of other pages have none of theirs.
pub fn is_case(subject: Subject) -> bool {
    subject.kind == tongli_cases::SUBJECT
}
