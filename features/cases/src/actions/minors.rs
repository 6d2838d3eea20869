//! A minor who may be harmed by others: told to the director at once, and on the list of
//! work until it was reported.

use tongli_kernel::{Fault, Viewer};
use tongli_people::roles::{COORDINATOR, DIRECTOR};
use tongli_store::Tx;
use tongli_store::outbox::To;
use tongli_web::App;
use tongli_work::{Item, Owner};

use super::items::tell;
use crate::case::Case;
use crate::codes::Risk;

/// Reporting what happens to a minor, or saying why not.
pub const MINOR_REPORT: &str = "minor-report";

/// Opens the duty where the suspicion is new. It is not closed with the suspicion: what
/// was once feared is answered for.
pub(super) async fn follow(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    before: &[Risk],
    next: &Case,
) -> Result<(), Fault> {
    let feared = Risk::MinorAbuse;
    if before.contains(&feared) || !next.risks.contains(&feared) {
        return Ok(());
    }
    let item = Item {
        subject: next.subject(),
        kind: MINOR_REPORT,
        owner: next.owner.map_or(Owner::role(COORDINATOR), Owner::staff),
        due_at: None,
        near_at: None,
        label: next.number.clone(),
        path: format!("{}/minor-report", next.path()),
    };
    tongli_work::open_item(tx, app, viewer, item).await?;
    let to = To::Role(DIRECTOR);
    tell(tx, app, viewer, next, to, "cases-message-minor", true).await
}
