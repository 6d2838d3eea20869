//! Finds people by what somebody at the desk types: a name, its spelling or initials, a
//! telephone number or its end, a record number or its end, the end of a paper's number.

use tongli_kernel::{Fault, Tenant, Viewer};
use tongli_store::Tx;
use tongli_web::App;

use super::seen::Seen;
use crate::access::SEE_CONTACT;
use crate::check::{normal_name, normal_record_no};
use crate::person::ContactId;
use crate::phone::normal_phone;
use crate::places::{DOCUMENT_TAIL, INITIALS, PINYIN, RECORD_TAIL, TAIL};
use crate::store;

/// Of a name, an end of a number or initials that so many share, the newest are found.
const MOST_FOUND: i64 = 300;

/// Fewer letters are everybody's initials.
const FEWEST_LETTERS: usize = 2;

/// Everybody whom the typed text may mean. Only for those who see names and numbers
/// open: whoever may ask by a number learns whose it is.
pub async fn find_people(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    typed: &str,
) -> Result<Seen, Fault> {
    if !viewer.may(SEE_CONTACT) {
        return Err(Fault::Forbidden(SEE_CONTACT));
    }
    let mut seen = Seen::default();
    let search = Search {
        app,
        tenant: viewer.tenant,
    };
    let (name, number) = (normal_name(typed), normal_record_no(typed));
    if name.is_empty() {
        return Ok(seen);
    }
    search.by_name(tx, &name, &mut seen).await?;
    search.by_number(tx, typed, &number, &mut seen).await?;
    Ok(seen)
}

struct Search<'a> {
    app: &'a App,
    tenant: Tenant,
}

impl Search<'_> {
    async fn by_name(&self, tx: &mut Tx, name: &str, seen: &mut Seen) -> Result<(), Fault> {
        let (app, tenant) = (self.app, self.tenant);
        seen.persons
            .extend(store::persons_by_name(tx, app, tenant, (name, MOST_FOUND)).await?);
        seen.contacts
            .extend(store::contacts_by_name(tx, app, tenant, (name, MOST_FOUND)).await?);
        if name.len() < FEWEST_LETTERS || !name.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            return Ok(());
        }
        for kind in [PINYIN, INITIALS] {
            self.at_place(tx, kind, name, seen).await?;
        }
        Ok(())
    }

    async fn by_number(
        &self,
        tx: &mut Tx,
        typed: &str,
        number: &str,
        seen: &mut Seen,
    ) -> Result<(), Fault> {
        let (app, tenant) = (self.app, self.tenant);
        let plain = number
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        if number.len() < TAIL || !plain {
            return Ok(());
        }
        seen.persons
            .extend(store::persons_by_record_no(tx, app, tenant, (number, MOST_FOUND)).await?);
        seen.persons
            .extend(store::persons_by_document(tx, app, tenant, (number, MOST_FOUND)).await?);
        if number.len() == TAIL {
            for kind in [RECORD_TAIL, DOCUMENT_TAIL] {
                self.at_place(tx, kind, number, seen).await?;
            }
        }
        if let Ok(phone) = normal_phone(typed) {
            for (contact, person) in
                store::contacts_by_phone(tx, app, tenant, (&phone, MOST_FOUND)).await?
            {
                seen.contacts.insert(contact);
                seen.persons.extend(person);
            }
        } else if number.bytes().all(|byte| byte.is_ascii_digit()) {
            self.by_phone_end(tx, number, seen).await?;
        }
        Ok(())
    }

    /// Found by the last four digits; more of them were typed to choose among those.
    async fn by_phone_end(&self, tx: &mut Tx, end: &str, seen: &mut Seen) -> Result<(), Fault> {
        let (app, tenant) = (self.app, self.tenant);
        let tail = end.get(end.len() - TAIL..).unwrap_or(end);
        for id in store::contacts_by_phone_tail(tx, app, tenant, (tail, MOST_FOUND)).await? {
            if end.len() == TAIL || self.ends_with(tx, id, end).await? {
                seen.contacts.insert(id);
            }
        }
        Ok(())
    }

    async fn ends_with(&self, tx: &mut Tx, id: ContactId, end: &str) -> Result<bool, Fault> {
        let contact = store::find_contact(tx, self.app, self.tenant, id).await?;
        let phone = contact.and_then(|contact| contact.phone);
        Ok(phone.is_some_and(|phone| crate::phone::index_digits(phone.open()).ends_with(end)))
    }

    async fn at_place(
        &self,
        tx: &mut Tx,
        kind: &'static str,
        normal: &str,
        seen: &mut Seen,
    ) -> Result<(), Fault> {
        let (persons, contacts) =
            store::holders(tx, self.app, self.tenant, kind, (normal, MOST_FOUND)).await?;
        seen.persons.extend(persons);
        seen.contacts.extend(contacts);
        Ok(())
    }
}
