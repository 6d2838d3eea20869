//! An order joins a case.

use serde_json::json;
use tongli_cases::{Case, EndingChange, FactChange, Move, Verb, advance};
use tongli_kernel::{Fault, Moment, Said, Viewer};
use tongli_people::roles::COORDINATOR;
use tongli_store::{OnUnique, Tx, links};
use tongli_web::App;
use tongli_work::{Item, Owner, Start};

use super::{faster, note};
use crate::order::{CONTACTING, Course, FINISHING, Order, Printed, SIGNING, SUBJECT};
use crate::store;

/// What each limit is called in the work list.
const ITEMS: [(&str, &str); 3] = [
    (SIGNING, "order-sign"),
    (CONTACTING, "order-contact"),
    (FINISHING, "order-finish"),
];

/// Writes an order down on a case; the case's own clocks stay as they are. A number sent
/// again is another order of the same case, once the one before is over.
pub async fn take_order(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    now: Moment,
    (number, version): (&str, i64),
    printed: Printed,
) -> Result<(Order, Case), Fault> {
    let case = tongli_cases::read(tx, viewer, Verb::TakeOrder, number).await?;
    let printed = printed.check(now).map_err(Fault::from)?;
    let dispatch = next_dispatch(tx, viewer, &case, &printed).await?;
    let order = Order {
        id: app.ids.next(now),
        version: 1,
        case: case.id,
        dispatch,
        printed,
        course: Course::default(),
    };
    let printed = &order.printed;
    let change = EndingChange::Ordered(printed.number.clone());
    let step = Move::new(
        Verb::TakeOrder,
        Some(version),
        FactChange::Ending(Box::new(change)),
    )
    .with(json!({ "order": printed.number, "platform": printed.platform.code() }));
    let case = advance(tx, app, viewer, now, &case, step).await?;
    store::insert(tx, viewer, &order).await.on_unique(faster)?;
    links::tie(tx, viewer, now, SUBJECT, case.subject(), order.subject()).await?;
    let shown = |at: Option<Moment>| at.map(|at| app.time.show(at));
    let payload = json!({
        "case": case.number,
        "platform": printed.platform.code(),
        "number": printed.number,
        "dispatch": dispatch,
        "sign_by": shown(printed.sign_by),
        "contact_by": shown(printed.contact_by),
        "finish_by": shown(printed.finish_by),
    });
    note(tx, app, viewer, now, &order, ("take", payload)).await?;
    start_clocks(tx, app, viewer, &order, &case).await?;
    Ok((order, case))
}

async fn next_dispatch(
    tx: &mut Tx,
    viewer: &Viewer,
    case: &Case,
    printed: &Printed,
) -> Result<i64, Fault> {
    let before = store::dispatches(tx, viewer.tenant, printed.platform, &printed.number).await?;
    let Some(last) = before.last() else {
        return Ok(1);
    };
    // It was written down on what was entered wrongly, and that is out of sight.
    if tongli_cases::is_away(tx, viewer.tenant, last.case).await? {
        return Ok(last.dispatch + 1);
    }
    if last.case != case.id {
        let known = tongli_cases::numbers_among(tx, viewer, [last.case]).await?;
        let said = match known.get(&last.case) {
            Some(number) => Said::new("orders-number-in").with("number", number.as_str()),
            None => Said::new("orders-number-elsewhere"),
        };
        return Err(Fault::field("number", said));
    }
    if last.is_open() {
        return Err(Fault::field("number", Said::new("orders-number-there")));
    }
    Ok(last.dispatch + 1)
}

/// The limits as they are printed; an order that prints no end is work all the same.
async fn start_clocks(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    order: &Order,
    case: &Case,
) -> Result<(), Fault> {
    let printed = &order.printed;
    let owner = case.owner.map_or(Owner::role(COORDINATOR), Owner::staff);
    let ends = [printed.sign_by, printed.contact_by, printed.finish_by];
    for ((rule, kind), due) in ITEMS.into_iter().zip(ends) {
        let item = Item {
            subject: order.subject(),
            kind,
            owner,
            due_at: None,
            near_at: None,
            label: format!("{} · {}", case.number, printed.number),
            path: order.path(),
        };
        match due {
            Some(due) => {
                let from = printed.issued_at.unwrap_or(printed.received_at);
                let mut start = Start::new(order.subject(), rule, from, owner);
                start.own_due = Some(due);
                tongli_work::start_clock_as(tx, app, viewer, &start, item).await?;
            }
            None if rule == FINISHING => {
                tongli_work::open_item(tx, app, viewer, item).await?;
            }
            None => {}
        }
    }
    Ok(())
}
