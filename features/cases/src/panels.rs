//! What this room shows on others' pages.

mod endings;

use askama::Template;
use tongli_feature::{Panel, PanelFuture};
use tongli_kernel::{Fault, Said};
use tongli_store::{Subject, Tx};
use tongli_web::{Ask, Shell};

use crate::access;
use crate::actions::read_by_id;
use crate::case::{Allegation, Case, CaseId, SUBJECT};
use crate::life::Verb;
use crate::store::allegations;

pub const PANELS: &[Panel] = &[
    Panel {
        page: "home-actions",
        order: 10,
        render: register_button,
    },
    Panel {
        page: "case-main",
        order: 35,
        render: endings::of_case,
    },
    Panel {
        page: "clock-head",
        order: 10,
        render: case_of_clock,
    },
];

/// What the panels of a page have read of its case.
struct CaseShown(Case);

/// The same of its allegations.
struct AllegationsShown(CaseId, Vec<Allegation>);

/// The case of a page as its panels read it, once for all of them.
pub async fn case_shown(ask: &Ask, tx: &mut Tx, id: CaseId) -> Result<Case, Fault> {
    if let Some(shown) = ask.known.find::<CaseShown>()
        && shown.0.id == id
    {
        return Ok(shown.0.clone());
    }
    let case = read_by_id(tx, &ask.viewer, Verb::Read, id).await?;
    ask.known.keep(CaseShown(case.clone()));
    Ok(case)
}

/// Its allegations, for whoever has read the case.
pub async fn allegations_shown(
    ask: &Ask,
    tx: &mut Tx,
    case: &Case,
) -> Result<Vec<Allegation>, Fault> {
    if let Some(shown) = ask.known.find::<AllegationsShown>()
        && shown.0 == case.id
    {
        return Ok(shown.1.clone());
    }
    let all = allegations::list(tx, ask.viewer.tenant, case.id).await?;
    ask.known.keep(AllegationsShown(case.id, all.clone()));
    Ok(all)
}

/// Lets the panels of a page begin with what the page itself has read.
pub(crate) fn show_to_panels(ask: &Ask, case: &Case, all: &[Allegation]) {
    ask.known.keep(CaseShown(case.clone()));
    ask.known.keep(AllegationsShown(case.id, all.to_vec()));
}

#[derive(Template)]
#[template(path = "panel_register.html")]
struct RegisterButton {
    shell: Shell,
}

fn register_button<'a>(ask: &'a Ask, _: Subject) -> PanelFuture<'a> {
    Box::pin(async move {
        if !ask.viewer.may(access::REGISTER) {
            return Ok(None);
        }
        let shell = Shell::new(ask, Said::new("cases-verb-register"));
        Ok(Some(RegisterButton { shell }.render().map_err(Fault::bug)?))
    })
}

#[derive(Template)]
#[template(path = "panel_clock.html")]
struct CaseOfClock {
    number: String,
    path: String,
    stage: String,
    kind: String,
}

/// A case's clock is seen by whoever sees the case.
fn case_of_clock<'a>(ask: &'a Ask, subject: Subject) -> PanelFuture<'a> {
    Box::pin(async move {
        if subject.kind != SUBJECT {
            return Ok(None);
        }
        let mut tx = ask.app.db.read().await?;
        let id = CaseId::new(subject.id);
        let case = read_by_id(&mut tx, &ask.viewer, Verb::Read, id).await?;
        let shell = Shell::new(ask, Said::new("cases-title"));
        let panel = CaseOfClock {
            stage: shell.say_key(case.stage.word()).to_string(),
            kind: shell.say_key(case.kind.word()).to_string(),
            path: case.path(),
            number: case.number,
        };
        Ok(Some(panel.render().map_err(Fault::bug)?))
    })
}
