//! Before words about a case go to a person: whether any may leave to them.

use tongli_cases::{CaseId, TELLING};
use tongli_feature::{Door, DoorFuture};
use tongli_kernel::{Fault, Viewer};
use tongli_store::{Subject, Tx};
use tongli_web::App;

use crate::actions::{Told, told};
use crate::standing::{MayLeave, Way};

pub const DOORS: &[Door] = &[Door {
    deed: TELLING,
    gates: may_be_told,
}];

/// Ways that leave something in somebody's hands.
const WRITTEN: &[&str] = &["letter", "mail", "sms"];

/// How far a matter is may be told to nearly everybody; where nothing may leave, not
/// even that.
fn may_be_told<'a>(
    tx: &'a mut Tx,
    app: &'a App,
    viewer: &'a Viewer,
    subject: Subject,
    way: &'a str,
) -> DoorFuture<'a> {
    Box::pin(async move {
        let id = CaseId::new(subject.id);
        let case = tongli_cases::find_case(tx, viewer.tenant, id)
            .await?
            .ok_or(Fault::NotFound)?;
        let today = app.time.day_of(app.now());
        let told = told(tx, app, viewer.tenant, &case, today).await?;
        let way = if WRITTEN.contains(&way) {
            Way::Written
        } else {
            Way::Spoken
        };
        let standing = told.standing(way);
        let shut = standing.leaves == MayLeave::Nothing;
        Ok(Told::gate(standing).filter(|_| shut).into_iter().collect())
    })
}
