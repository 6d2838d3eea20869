//! Opens a confidential file to one more person.

use serde_json::json;
use tongli_kernel::{Fault, Moment, Said, StaffId, Viewer};
use tongli_store::Tx;
use tongli_store::history::{Event, append};
use tongli_web::App;

use super::index::index;
use crate::access;
use crate::case::Case;
use crate::store;

/// Names somebody who needs to know; the history says who named whom.
pub async fn entrust(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    now: Moment,
    case: &Case,
    staff: StaffId,
) -> Result<(), Fault> {
    if !viewer.may(access::ENTRUST) {
        return Err(Fault::Forbidden(access::ENTRUST));
    }
    if case.respondents.contains(&staff) {
        return Err(Fault::field(
            "staff",
            Said::new("cases-entrust-complained-of"),
        ));
    }
    store::concern::entrust(tx, viewer.tenant, case.id, staff, now, viewer.staff()).await?;
    let event = Event::new("entrust").with(json!({ "staff": staff }));
    append(tx, viewer, now, &*app.chance, case.subject(), event).await?;
    index(tx, app, viewer.tenant, case.id).await
}
