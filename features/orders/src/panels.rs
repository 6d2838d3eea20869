//! What this room shows on others' pages: on a case its orders, on a clock which order
//! it belongs to.

use askama::Template;
use tongli_cases::{CaseId, Verb};
use tongli_kernel::{Fault, Said};
use tongli_store::Subject;
use tongli_web::{Ask, Panel, PanelFuture, Shell};

use crate::access;
use crate::lines::{OrderLine, order_line};
use crate::order::{OrderId, SUBJECT};
use crate::store;

pub const PANELS: &[Panel] = &[
    Panel {
        page: "case-side",
        order: 6,
        render: of_case,
    },
    Panel {
        page: "clock-head",
        order: 22,
        render: of_clock,
    },
];

#[derive(Template)]
#[template(path = "panel_case.html")]
struct CasePanel {
    shell: Shell,
    orders: Vec<OrderLine>,
    /// The way to write one down.
    take: Option<String>,
}

fn of_case(ask: &Ask, subject: Subject) -> PanelFuture<'_> {
    Box::pin(async move {
        if subject.kind != tongli_cases::SUBJECT || !ask.viewer.may(access::READ) {
            return Ok(None);
        }
        let mut tx = ask.app.db.read().await?;
        let (viewer, id) = (&ask.viewer, CaseId::new(subject.id));
        let case = tongli_cases::case_shown(ask, &mut tx, id).await?;
        let orders = store::of_case(&mut tx, viewer.tenant, case.id).await?;
        let allegations = tongli_cases::allegations_shown(ask, &mut tx, &case).await?;
        drop(tx);
        let may_take = viewer.may(access::WRITE)
            && tongli_cases::access::shown_verbs(viewer, &case, &allegations)
                .contains(&Verb::TakeOrder);
        let shell = Shell::new(ask, Said::new("orders-title"));
        let panel = CasePanel {
            orders: orders.iter().map(|one| order_line(&shell, one)).collect(),
            take: may_take.then(|| format!("{}/take-order", case.path())),
            shell,
        };
        if panel.orders.is_empty() && panel.take.is_none() {
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

/// An order's clock is seen by whoever sees the order.
fn of_clock(ask: &Ask, subject: Subject) -> PanelFuture<'_> {
    Box::pin(async move {
        if subject.kind != SUBJECT {
            return Ok(None);
        }
        if !ask.viewer.may(access::READ) {
            return Err(Fault::NotFound);
        }
        let mut tx = ask.app.db.read().await?;
        let id = OrderId::new(subject.id);
        let order = store::find(&mut tx, ask.viewer.tenant, id)
            .await?
            .ok_or(Fault::NotFound)?;
        tongli_cases::read_by_id(&mut tx, &ask.viewer, Verb::Read, order.case).await?;
        let panel = ClockPanel {
            shell: Shell::new(ask, Said::new("orders-title")),
            path: order.path(),
            number: order.printed.number,
        };
        Ok(Some(panel.render().map_err(Fault::bug)?))
    })
}
