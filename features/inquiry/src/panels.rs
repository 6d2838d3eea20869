//! What the case page shows of the inquiry: statements, findings, and the way to
//! the next thing to do.

mod head;

use askama::Template;
use futures_util::FutureExt;
use tongli_cases::{Allegation, Case, CaseId, Facts, Refused, Verb, step};
use tongli_feature::{Panel, PanelFuture};
use tongli_kernel::{Fault, Said};
use tongli_store::{Subject, Tx};
use tongli_web::{Ask, Shell};

use crate::access;
use crate::actions::statements_read;
use crate::lines::{AllegationLine, Names, StatementLine, allegation_line, statement_line};
use crate::statement::{State, Statement};
use crate::verdict::{closed_file_gate, own_department_gate};

pub const PANELS: &[Panel] = &[
    Panel {
        page: "case-head",
        order: 20,
        render: head::head,
    },
    Panel {
        page: "case-main",
        order: 20,
        render: main,
    },
    Panel {
        page: "case-side",
        order: 20,
        render: side,
    },
];

#[derive(Template)]
#[template(path = "panel.html")]
struct MainPanel {
    shell: Shell,
    case_path: String,
    statements: Vec<StatementLine>,
    allegations: Vec<AllegationLine>,
    shows_findings: bool,
    may_request: bool,
    /// The form stays readable after the inquiry.
    may_look: bool,
    may_find: bool,
    may_review: bool,
    next: Option<String>,
}

#[derive(Template)]
#[template(path = "progress.html")]
struct SidePanel {
    shell: Shell,
    asked: usize,
    given: usize,
    found: usize,
    all: usize,
    is_reviewed: bool,
}

/// The case with what this viewer may see of its inquiry.
struct Sight {
    case: Case,
    allegations: Vec<Allegation>,
    statements: Vec<Statement>,
}

async fn look(ask: &Ask, tx: &mut Tx, subject: Subject) -> Result<Option<Sight>, Fault> {
    let viewer = &ask.viewer;
    let id = CaseId::new(subject.id);
    // A panel shows nothing of a case that its viewer may not read.
    let case = match tongli_cases::case_shown(ask, tx, id).await {
        Ok(case) => case,
        Err(Fault::NotFound | Fault::Forbidden(_)) => return Ok(None),
        Err(fault) => return Err(fault),
    };
    // A clue is handed over and not inquired into here.
    if case.is_restricted() {
        return Ok(None);
    }
    // Only complaints are inquired into; another case shows what was asked of it.
    let all = statements_read(tx, &ask.app, viewer, &case).await?;
    if !case.kind.is_complaint() && all.is_empty() {
        return Ok(None);
    }
    let allegations = tongli_cases::allegations_shown(ask, tx, &case).await?;
    Ok(Some(Sight {
        statements: all
            .into_iter()
            .filter(|one| access::sees(viewer, one.department))
            .collect(),
        case,
        allegations,
    }))
}

fn main(ask: &Ask, subject: Subject) -> PanelFuture<'_> {
    render_main(ask, subject).boxed()
}

async fn render_main(ask: &Ask, subject: Subject) -> Result<Option<String>, Fault> {
    let mut tx = ask.app.db.read().await?;
    let Some(sight) = look(ask, &mut tx, subject).await? else {
        return Ok(None);
    };
    let shell = Shell::new(ask, Said::new("inquiry-panel"));
    let names = Names::of(&mut tx, ask, &[]).await?;
    let (case, viewer) = (&sight.case, &ask.viewer);
    let facts = Facts::of(case, &sight.allegations);
    let is_apart = own_department_gate(viewer, &sight.allegations).is_some();
    let can = |verb: Verb| {
        !matches!(step(case.stage, verb, &facts), Err(Refused::WrongStage(_)))
            && tongli_cases::access::may_to(viewer, verb, case)
            && !is_apart
    };
    let judged = sight.allegations.iter().any(|one| one.finding.is_some());
    let panel = MainPanel {
        case_path: case.path(),
        statements: sight
            .statements
            .iter()
            .map(|one| statement_line(&shell, &names, one))
            .collect(),
        allegations: sight
            .allegations
            .iter()
            .map(|one| allegation_line(&shell, &names, one))
            .collect(),
        // A department learns what was found once it has been reviewed.
        shows_findings: judged && (access::sees_all(viewer) || case.reviewed_at.is_some()),
        may_request: can(Verb::RequestStatement) && closed_file_gate(case).is_none(),
        may_look: case.kind.is_complaint()
            && tongli_cases::access::may_to(viewer, Verb::Find, case),
        may_find: can(Verb::Find),
        may_review: can(Verb::Review) && facts.is_inquired(),
        next: next(&shell, &facts).filter(|_| access::sees_all(viewer)),
        shell,
    };
    Ok(Some(panel.render().map_err(Fault::bug)?))
}

/// What the inquiry waits for, in a sentence.
fn next(shell: &Shell, facts: &Facts) -> Option<String> {
    if facts.reviewed {
        return None;
    }
    let said = if facts.statements_open > 0 {
        Said::new("inquiry-next-statements").with("n", facts.statements_open)
    } else if facts.found < facts.allegations {
        Said::new("inquiry-next-findings").with("n", facts.allegations - facts.found)
    } else if facts.is_inquired() {
        Said::new("inquiry-next-review")
    } else {
        return None;
    };
    Some(shell.said(said).to_string())
}

fn side(ask: &Ask, subject: Subject) -> PanelFuture<'_> {
    render_side(ask, subject).boxed()
}

async fn render_side(ask: &Ask, subject: Subject) -> Result<Option<String>, Fault> {
    let mut tx = ask.app.db.read().await?;
    let Some(sight) = look(ask, &mut tx, subject).await? else {
        return Ok(None);
    };
    if !access::sees_all(&ask.viewer) {
        return Ok(None);
    }
    let owed = sight
        .statements
        .iter()
        .filter(|one| one.state != State::Excused);
    let panel = SidePanel {
        shell: Shell::new(ask, Said::new("inquiry-progress")),
        asked: owed.clone().count(),
        given: owed.filter(|one| one.state == State::Given).count(),
        found: sight
            .allegations
            .iter()
            .filter(|one| one.finding.is_some())
            .count(),
        all: sight
            .allegations
            .iter()
            .filter(|one| !one.is_refused())
            .count(),
        is_reviewed: sight.case.reviewed_at.is_some(),
    };
    Ok(Some(panel.render().map_err(Fault::bug)?))
}
