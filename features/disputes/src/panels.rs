//! What this room shows on others' pages: on a case the way into its dispute, on a
//! clock which dispute it belongs to.

use askama::Template;
use tongli_cases::{CaseId, Verb};
use tongli_kernel::{Fault, Said};
use tongli_store::Subject;
use tongli_web::{Ask, Panel, PanelFuture, Shell};

use crate::access;
use crate::dispute::{DisputeId, SUBJECT};
use crate::store;

pub const PANELS: &[Panel] = &[
    Panel {
        page: "case-side",
        order: 8,
        render: of_case,
    },
    Panel {
        page: "clock-head",
        order: 20,
        render: of_clock,
    },
];

#[derive(Template)]
#[template(path = "panel_case.html")]
struct CasePanel {
    shell: Shell,
    /// The dispute's number and path, or the way to open one.
    dispute: Option<(String, String)>,
    open: Option<String>,
}

fn of_case(ask: &Ask, subject: Subject) -> PanelFuture<'_> {
    Box::pin(async move {
        if subject.kind != tongli_cases::SUBJECT || !ask.viewer.may(access::READ) {
            return Ok(None);
        }
        let mut tx = ask.app.db.read().await?;
        let (viewer, id) = (&ask.viewer, CaseId::new(subject.id));
        let case = tongli_cases::case_shown(ask, &mut tx, id).await?;
        let dispute = store::disputes::of_case(&mut tx, viewer.tenant, case.id).await?;
        let allegations = tongli_cases::allegations_shown(ask, &mut tx, &case).await?;
        let may_open = viewer.may(access::WRITE)
            && tongli_cases::access::shown_verbs(viewer, &case, &allegations)
                .contains(&Verb::ToDispute);
        let panel = CasePanel {
            shell: Shell::new(ask, Said::new("disputes-title")),
            open: (dispute.is_none() && may_open).then(|| format!("{}/to-dispute", case.path())),
            dispute: dispute.map(|one| (one.number.clone(), one.path())),
        };
        if panel.dispute.is_none() && panel.open.is_none() {
            return Ok(None);
        }
        Ok(Some(panel.render().map_err(Fault::bug)?))
    })
}

#[derive(Template)]
#[template(path = "panel_clock.html")]
struct ClockPanel {
    shell: Shell,
    number: String,
    path: String,
}

/// A dispute's clock is seen by whoever sees the dispute.
fn of_clock(ask: &Ask, subject: Subject) -> PanelFuture<'_> {
    Box::pin(async move {
        if subject.kind != SUBJECT {
            return Ok(None);
        }
        if !ask.viewer.may(access::READ) {
            return Err(Fault::NotFound);
        }
        let mut tx = ask.app.db.read().await?;
        let id = DisputeId::new(subject.id);
        let dispute = store::disputes::by_id(&mut tx, ask.viewer.tenant, id)
            .await?
            .ok_or(Fault::NotFound)?;
        tongli_cases::read_by_id(&mut tx, &ask.viewer, Verb::Read, dispute.case).await?;
        let panel = ClockPanel {
            shell: Shell::new(ask, Said::new("disputes-title")),
            path: dispute.path(),
            number: dispute.number,
        };
        Ok(Some(panel.render().map_err(Fault::bug)?))
    })
}
