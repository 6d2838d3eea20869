//! What this room shows on others' pages: the way to the night on the home page, how
//! much waits to be taken over, and on a case that it came in on duty.

use askama::Template;
use tongli_cases::CaseId;
use tongli_kernel::{Fault, Said};
use tongli_store::Subject;
use tongli_web::{Ask, Panel, PanelFuture, Shell};

use crate::access;
use crate::lines::{EventLine, event_lines, is_case};
use crate::store;

pub const PANELS: &[Panel] = &[
    Panel {
        page: "home-actions",
        order: 5,
        render: |ask, _| way(ask),
    },
    Panel {
        page: "home-side",
        order: 5,
        render: |ask, _| waiting(ask),
    },
    Panel {
        page: "case-side",
        order: 5,
        render: of_case,
    },
];

/// More are not counted.
const COUNT_TO: i64 = 99;

#[derive(Template)]
#[template(path = "panel_way.html")]
struct Way {
    shell: Shell,
}

fn way(ask: &Ask) -> PanelFuture<'_> {
    Box::pin(async move {
        if !ask.viewer.may(access::ACT) {
            return Ok(None);
        }
        let shell = Shell::new(ask, Said::new("duty-title"));
        Ok(Some(Way { shell }.render().map_err(Fault::bug)?))
    })
}

#[derive(Template)]
#[template(path = "panel_waiting.html")]
struct WaitingPanel {
    shell: Shell,
    count: i64,
}

fn waiting(ask: &Ask) -> PanelFuture<'_> {
    Box::pin(async move {
        if !ask.viewer.may(access::TAKE_OVER) {
            return Ok(None);
        }
        let mut tx = ask.app.db.read().await?;
        let count = store::events::count_open(&mut tx, ask.viewer.tenant, COUNT_TO).await?;
        if count == 0 {
            return Ok(None);
        }
        let shell = Shell::new(ask, Said::new("duty-handover-title"));
        let panel = WaitingPanel { shell, count };
        Ok(Some(panel.render().map_err(Fault::bug)?))
    })
}

#[derive(Template)]
#[template(path = "panel_case.html")]
struct CasePanel {
    shell: Shell,
    line: EventLine,
}

/// Shown to who may see both the night and the case.
fn of_case(ask: &Ask, subject: Subject) -> PanelFuture<'_> {
    Box::pin(async move {
        if !is_case(subject) || !ask.viewer.may(access::READ) {
            return Ok(None);
        }
        let mut tx = ask.app.db.read().await?;
        let tenant = ask.viewer.tenant;
        let id = CaseId::new(subject.id);
        let Some(event) = store::events::of_case(&mut tx, tenant, id).await? else {
            return Ok(None);
        };
        tongli_cases::case_shown(ask, &mut tx, id).await?;
        let shell = Shell::new(ask, Said::new("duty-title"));
        let lines = event_lines(ask, &shell, &mut tx, vec![event]).await?;
        let Some(line) = lines.into_iter().next() else {
            return Ok(None);
        };
        Ok(Some(
            CasePanel { shell, line }.render().map_err(Fault::bug)?,
        ))
    })
}
