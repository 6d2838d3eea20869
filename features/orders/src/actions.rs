//! What the office does with an order, one transaction each.

mod step;
mod take;

pub use step::perform;
pub use take::take_order;

use serde_json::Value as Json;
use tongli_cases::{Case, Verb as CaseVerb};
use tongli_kernel::{Fault, Moment, Permission, Said, Viewer};
use tongli_store::Tx;
use tongli_store::history::{self, Event};
use tongli_web::App;

use crate::order::{Order, OrderId};
use crate::store;

fn faster() -> Fault {
    Fault::Conflict(Said::new("fault-somebody-was-faster"))
}

/// The order of an id, with its case, for whoever may do this. Who may not know of the
/// case knows of no order.
pub async fn read_order(
    tx: &mut Tx,
    viewer: &Viewer,
    permission: Permission,
    id: OrderId,
) -> Result<(Order, Case), Fault> {
    let order = store::find(tx, viewer.tenant, id)
        .await?
        .ok_or(Fault::NotFound)?;
    let case = tongli_cases::read_by_id(tx, viewer, CaseVerb::Read, order.case).await?;
    if viewer.may(permission) {
        Ok((order, case))
    } else {
        Err(Fault::Forbidden(permission))
    }
}

/// The order as it is told to this viewer: words from before a clue was found in its
/// case may tell of it.
pub async fn as_told(tx: &mut Tx, viewer: &Viewer, order: &Order) -> Result<Order, Fault> {
    let veil = tongli_cases::veil_by_id(tx, viewer, order.case).await?;
    let mut told = order.clone();
    told.course
        .without_words(|at| veil.hides_step(Moment::from_millis(at)));
    Ok(told)
}

/// Writes the link of an order's chain.
async fn note(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    now: Moment,
    order: &Order,
    (verb, payload): (&'static str, Json),
) -> Result<(), Fault> {
    let link = Event::new(verb).with(payload);
    history::append(tx, viewer, now, &*app.chance, order.subject(), link).await?;
    Ok(())
}
