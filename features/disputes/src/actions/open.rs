//! A case becomes a dispute.

use serde_json::json;
use tongli_cases::{Case, FactChange, Move, Verb, advance};
use tongli_kernel::{Fault, Gate, Moment, Said, Viewer};
use tongli_store::history::{self, Event};
use tongli_store::{Tx, links};
use tongli_web::App;

use super::{ROUTES_ITEM, item};
use crate::access;
use crate::dispute::{Dispute, DisputeId, TIE};
use crate::store;

/// The next number, taken before the transaction.
pub async fn reserve_number(app: &App, now: Moment) -> Result<String, Fault> {
    let series = format!("JF-{}", app.time.day_of(now).compact());
    let next = app
        .numbers
        .next(&app.db, app.tenant, &series, app.server, now)
        .await?;
    Ok(format!("{series}-{next:04}"))
}

const LONGEST_REASON: usize = 500;

/// Opens the dispute and ends the case's own way; both know of each other. What is
/// owed first is the notice of routes.
pub async fn open_dispute(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    now: Moment,
    case: (&str, i64),
    reason: &str,
    number: &str,
) -> Result<(Dispute, Case), Fault> {
    let (case_number, version) = case;
    let case = tongli_cases::read(tx, viewer, Verb::ToDispute, case_number).await?;
    let keeper = viewer.staff().ok_or(Fault::Forbidden(access::WRITE))?;
    let reason = reason.trim();
    if reason.is_empty() {
        let gate = Gate::new("reason", Said::new("disputes-gate-reason"));
        return Err(Fault::Gated(vec![gate]));
    }
    if reason.chars().count() > LONGEST_REASON {
        let said = Said::new("disputes-text-long").with("most", LONGEST_REASON);
        return Err(Fault::field("reason", said));
    }
    if store::disputes::of_case(tx, viewer.tenant, case.id)
        .await?
        .is_some()
    {
        return Err(Fault::Conflict(Said::new("disputes-there-already")));
    }
    let id: DisputeId = app.ids.next(now);
    let dispute = Dispute {
        id,
        number: number.to_owned(),
        version: 1,
        case: case.id,
        reason: reason.to_owned(),
        keeper,
        opened_at: now,
        died_at: None,
        frozen: None,
        body_at: None,
        body_left_at: None,
    };
    let change = FactChange::Ended {
        reason: reason.to_owned(),
    };
    let step = Move::new(Verb::ToDispute, Some(version), change).with(json!({ "dispute": number }));
    let case = advance(tx, app, viewer, now, &case, step).await?;
    store::disputes::insert(tx, viewer.tenant, &dispute).await?;
    links::tie(tx, viewer, now, TIE, case.subject(), dispute.subject()).await?;
    let link = Event::new("open").with(json!({ "case": case.number, "reason": reason }));
    history::append(tx, viewer, now, &*app.chance, dispute.subject(), link).await?;
    tongli_work::open_item(tx, app, viewer, item(&dispute, ROUTES_ITEM)).await?;
    Ok((dispute, case))
}
