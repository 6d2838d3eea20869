//! What the head of the case page says of the inquiry: the one thing this viewer can
//! do now, or who is waited for.

use askama::Template;
use futures_util::FutureExt;
use tongli_cases::{Facts, Stage, Verb};
use tongli_feature::PanelFuture;
use tongli_kernel::{Fault, Said, StaffId};
use tongli_store::{Subject, Tx};
use tongli_web::{Ask, Shell};

use super::{Sight, look};
use crate::access;
use crate::actions::form_read;
use crate::investigation::Investigation;
use crate::lines::Names;
use crate::verdict::{closed_file_gate, own_department_gate, same_hand_gate};

#[derive(Template)]
#[template(path = "head.html")]
struct Head {
    shell: Shell,
    next: Next,
}

/// A button, or a word about who is waited for.
#[derive(Debug, PartialEq)]
enum Next {
    Act(&'static str, String),
    Wait(String),
}

pub(super) fn head(ask: &Ask, subject: Subject) -> PanelFuture<'_> {
    render(ask, subject).boxed()
}

async fn render(ask: &Ask, subject: Subject) -> Result<Option<String>, Fault> {
    let mut tx = ask.app.db.read().await?;
    let Some(sight) = look(ask, &mut tx, subject).await? else {
        return Ok(None);
    };
    let shell = Shell::new(ask, Said::new("inquiry-panel"));
    let Some(next) = next(ask, &mut tx, &shell, &sight).await? else {
        return Ok(None);
    };
    Ok(Some(Head { shell, next }.render().map_err(Fault::bug)?))
}

async fn next(ask: &Ask, tx: &mut Tx, shell: &Shell, sight: &Sight) -> Result<Option<Next>, Fault> {
    let case = &sight.case;
    if let Some(path) = owed(ask, sight) {
        return Ok(Some(Next::Act("inquiry-write", path)));
    }
    let inquired_into = matches!(
        case.stage,
        Stage::Assigned | Stage::Inquiring | Stage::Reviewing
    );
    if !inquired_into || !case.kind.is_complaint() {
        return Ok(None);
    }
    let facts = Facts::of(case, &sight.allegations);
    let form = form_read(tx, &ask.app, &ask.viewer, case).await?;
    let names = Names::of(tx, ask, &Vec::from_iter(case.owner)).await?;
    let owner = names.staff(case.owner);
    Ok(Some(step(ask, shell, sight, &facts, form.as_ref(), &owner)))
}

/// The statement this viewer's department still owes and they may give.
fn owed(ask: &Ask, sight: &Sight) -> Option<String> {
    let viewer = &ask.viewer;
    if !viewer.may(access::ANSWER) || sight.case.complains_of(viewer) {
        return None;
    }
    sight
        .statements
        .iter()
        .find(|one| one.state.is_open() && viewer.departments.contains(&one.department))
        .map(|one| format!("/statements/{}", one.id))
}

fn step(
    ask: &Ask,
    shell: &Shell,
    sight: &Sight,
    facts: &Facts,
    form: Option<&Investigation>,
    owner: &str,
) -> Next {
    let (case, viewer) = (&sight.case, &ask.viewer);
    let may = |verb: Verb| {
        tongli_cases::access::may_to(viewer, verb, case)
            && own_department_gate(viewer, &sight.allegations).is_none()
    };
    let act = |word: &'static str, page: &str| Next::Act(word, format!("{}/{page}", case.path()));
    let wait = |said: Said| Next::Wait(shell.said(said).to_string());
    if facts.statements_open > 0 {
        return wait(Said::new("inquiry-head-statements").with("n", facts.statements_open));
    }
    let is_written = form.is_some_and(|form| form.record.open().empty_sections().is_empty());
    if facts.is_inquired() && is_written {
        let finders: &[StaffId] = form.map_or(&[], |form| &form.finders);
        return if may(Verb::Review) && same_hand_gate(viewer, finders).is_none() {
            act("inquiry-head-act-review", "review")
        } else {
            wait(Said::new("inquiry-head-review"))
        };
    }
    if !may(Verb::Find) || !case.is_in_hands_of(viewer) {
        return wait(Said::new("inquiry-head-findings").with("owner", owner));
    }
    let is_fresh = case.stage == Stage::Assigned && sight.statements.is_empty();
    if is_fresh && closed_file_gate(case).is_none() {
        act("inquiry-request", "request-statement")
    } else if is_written {
        act("inquiry-find", "find")
    } else {
        act("inquiry-head-form", "investigation")
    }
}
