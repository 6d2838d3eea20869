//! What the office does in a dispute, one transaction each.

mod death;
mod notices;
mod open;
mod papers;
mod reports;

pub use death::record_death;
pub use notices::{Scan, end_notice, make_notice};
pub use open::{open_dispute, reserve_number};
pub use papers::{record_copying, seal_records};
pub use reports::{decide_report, record_report};

use serde_json::Value as Json;
use tongli_calendars::shipped_rules;
use tongli_cases::{Case, Verb};
use tongli_kernel::{Fault, FieldErrors, Moment, Permission, Said, Viewer};
use tongli_store::Tx;
use tongli_store::history::{self, Event};
use tongli_web::App;
use tongli_work::{Item, Owner};

use crate::dispute::Dispute;
use crate::store;

pub(crate) const ROUTES_ITEM: &str = "route-notice";
pub(crate) const AUTOPSY_ITEM: &str = "autopsy";
pub(crate) const BODY_ITEM: &str = "body";
pub(crate) const REPORT_ITEM: &str = "report-authority";

fn faster() -> Fault {
    Fault::Conflict(Said::new("fault-somebody-was-faster"))
}

/// The dispute of a number, with its case, for whoever may do this. Who may not know
/// of the case knows of no dispute.
pub async fn read_dispute(
    tx: &mut Tx,
    viewer: &Viewer,
    permission: Permission,
    number: &str,
) -> Result<(Dispute, Case), Fault> {
    let dispute = store::disputes::by_number(tx, viewer.tenant, number)
        .await?
        .ok_or(Fault::NotFound)?;
    let case = tongli_cases::read_by_id(tx, viewer, Verb::Read, dispute.case).await?;
    if viewer.may(permission) {
        Ok((dispute, case))
    } else {
        Err(Fault::Forbidden(permission))
    }
}

/// The dispute to be changed, at the version that was seen.
async fn read_to_change(
    tx: &mut Tx,
    viewer: &Viewer,
    number: &str,
    version: i64,
) -> Result<Dispute, Fault> {
    let (dispute, _) = read_dispute(tx, viewer, crate::access::WRITE, number).await?;
    if dispute.version == version {
        Ok(dispute)
    } else {
        Err(faster())
    }
}

/// Writes the row and the link of its chain.
async fn changed(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    now: Moment,
    dispute: &mut Dispute,
    verb: &'static str,
    payload: Json,
) -> Result<(), Fault> {
    if !store::disputes::update(tx, viewer.tenant, dispute).await? {
        return Err(faster());
    }
    dispute.version += 1;
    let link = Event::new(verb).with(payload);
    history::append(tx, viewer, now, &*app.chance, dispute.subject(), link).await?;
    Ok(())
}

/// Work of this dispute's keeper; its times come from a clock, if one runs with it.
fn item(dispute: &Dispute, kind: &'static str) -> Item {
    Item {
        subject: dispute.subject(),
        kind,
        owner: Owner::staff(dispute.keeper),
        due_at: None,
        near_at: None,
        label: dispute.number.clone(),
        path: dispute.path(),
    }
}

/// A clock cannot count from before its rule was in force.
fn check_in_force(
    app: &App,
    rule: &str,
    field: &'static str,
    from: Moment,
    errors: &mut FieldErrors,
) {
    let day = app.time.day_of(from);
    if shipped_rules().in_force(rule, day).is_none() {
        errors.add(field, Said::new("disputes-before-rule"));
    }
}
