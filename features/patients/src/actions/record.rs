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
    let ids = record_persons(tx, app, viewer, &[new]).await?;
    one_of(ids)
}

/// Records the patients of several matters; their ids in order.
pub async fn record_persons(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    new: &[&NewPerson],
) -> Result<Vec<PersonId>, Fault> {
    store::insert_persons(tx, app, viewer, new).await
}

/// Records who speaks to us, for the person or alone.
pub async fn record_contact(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    person: Option<PersonId>,
    new: &NewContact,
) -> Result<ContactId, Fault> {
    let ids = record_contacts(tx, app, viewer, &[(person, new)]).await?;
    one_of(ids)
}

/// The same for several matters; their ids in order.
pub async fn record_contacts(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    new: &[(Option<PersonId>, &NewContact)],
) -> Result<Vec<ContactId>, Fault> {
    store::insert_contacts(tx, app, viewer, new).await
}

fn one_of<T>(ids: Vec<T>) -> Result<T, Fault> {
    let mut ids = ids.into_iter();
    ids.next()
        .ok_or_else(|| Fault::bug("one record has one id"))
}
