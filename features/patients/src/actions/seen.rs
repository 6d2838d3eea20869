//! Whether somebody was here before, by telephone or record number.

use std::collections::BTreeSet;

use tongli_kernel::{Fault, Viewer};
use tongli_store::Tx;
use tongli_web::App;

use crate::person::{ContactId, PersonId};
use crate::phone::normal_phone;
use crate::store;

/// Enough for "was here before".
const MOST_SEEN: i64 = 50;

/// Records that may be of the same people.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Seen {
    pub persons: BTreeSet<PersonId>,
    pub contacts: BTreeSet<ContactId>,
}

impl Seen {
    pub fn is_empty(&self) -> bool {
        self.persons.is_empty() && self.contacts.is_empty()
    }
}

/// Looks in the blind indexes. A number that is none finds nobody. Which of the
/// matters behind these records the viewer may see is for their room to say.
pub async fn seen_before(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    phone: Option<&str>,
    record_no: Option<&str>,
) -> Result<Seen, Fault> {
    let mut seen = Seen::default();
    if let Some(Ok(normal)) = phone.map(normal_phone) {
        for (contact, person) in
            store::contacts_by_phone(tx, app, viewer.tenant, (&normal, MOST_SEEN)).await?
        {
            seen.contacts.insert(contact);
            seen.persons.extend(person);
        }
    }
    if let Some(number) = record_no.map(str::trim).filter(|number| !number.is_empty()) {
        seen.persons.extend(
            store::persons_by_record_no(tx, app, viewer.tenant, (number, MOST_SEEN)).await?,
        );
    }
    Ok(seen)
}
