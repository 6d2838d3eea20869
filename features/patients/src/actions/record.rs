//! Records a person or a contact as part of the matter that brought them; the
//! matter's own history tells who did it.

use tongli_kernel::{Fault, Viewer};
use tongli_store::Tx;
use tongli_web::App;

use crate::person::{ContactId, NewContact, NewPerson, PersonId};
use crate::store;

/// Records the patient of a matter. Two matters have two records until somebody
/// joins them: equal names are not equal people.
pub async fn record_person(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    new: &NewPerson,
) -> Result<PersonId, Fault> {
    store::insert_person(tx, app, viewer, new).await
}

/// Records who speaks to us, for the person or alone.
pub async fn record_contact(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    person: Option<PersonId>,
    new: &NewContact,
) -> Result<ContactId, Fault> {
    store::insert_contact(tx, app, viewer, person, new).await
}
