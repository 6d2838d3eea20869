//! Every SQL text about persons and contacts; sealing stands beside it, so that no
//! other file knows a sealed column.

use std::sync::Arc;

use tongli_kernel::{Fault, Private, Tenant, Viewer};
use tongli_store::keys::Ring;
use tongli_store::{Query, Row, StoreError, Stored, Tx, Value, args};
use tongli_web::App;

use crate::check::{normal_name, normal_record_no};
use crate::document::{Document, DocumentKind};
use crate::person::{
    Contact, ContactId, IdentityCheck, NewContact, NewPerson, Person, PersonId, Relation, ReplyBy,
    Sex,
};
use crate::phone::{index_digits, tail};

mod sealed;
mod search;

pub use sealed::SEALED;
pub(crate) use search::{
    contacts_by_name, contacts_by_phone, holders, persons_by_document, persons_by_record_no,
};
pub use search::{contacts_by_phone_tail, persons_by_name};

use sealed::{CONTACT_NAMES, DOCUMENTS, PERSON_NAMES, RECORD_NOS};

/// Seals values into columns of one tenant.
struct Sealer<'a> {
    app: &'a App,
    ring: Arc<Ring>,
    tenant: Tenant,
}

impl<'a> Sealer<'a> {
    fn of(app: &'a App, tenant: Tenant) -> Sealer<'a> {
        let ring = app.keys.ring();
        Sealer { app, ring, tenant }
    }

    fn seal(
        &self,
        column: &'static str,
        value: Option<&str>,
    ) -> Result<Option<String>, StoreError> {
        value
            .map(|text| self.ring.seal(self.tenant, column, text, &*self.app.chance))
            .transpose()
    }

    fn blind(&self, column: &'static str, normal: Option<String>) -> Option<String> {
        normal
            .filter(|text| !text.is_empty())
            .map(|text| self.ring.blind(self.tenant, column, &text))
    }
}

/// Opens a value; the keys for it are mostly in memory.
fn open(
    (app, tenant): (&App, Tenant),
    column: &'static str,
    sealed: Option<String>,
) -> Result<Option<Private<String>>, StoreError> {
    sealed
        .map(|text| app.keys.open(tenant, column, &text))
        .transpose()
        .map(|opened| opened.map(Private::new))
}

/// Rows of one statement.
const AT_ONCE: usize = 50;

pub(crate) async fn insert_persons(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    new: &[&NewPerson],
) -> Result<Vec<PersonId>, Fault> {
    let sealer = Sealer::of(app, viewer.tenant);
    let persons: Vec<(PersonId, &NewPerson)> = new.iter().map(|one| (app.id(), *one)).collect();
    for some in persons.chunks(AT_ONCE) {
        let mut query = Query::new(
            "INSERT INTO persons (tenant, id, name_sealed, name_blind, record_no_sealed,
                 record_no_blind, sex, birth_date, created_at, version, document_kind,
                 document_sealed, document_blind) VALUES ",
        );
        let rows: Result<Vec<Vec<Value>>, StoreError> = some
            .iter()
            .map(|(id, one)| person_row(&sealer, *id, one))
            .collect();
        query.push_rows(rows?);
        let (sql, args) = query.finish();
        tx.run(sql, args).await?;
    }
    let of = |value: fn(&NewPerson) -> Option<&str>| -> Vec<(i64, &str)> {
        let mine = persons.iter();
        mine.filter_map(|(id, one)| Some((id.raw(), value(one)?)))
            .collect()
    };
    for (entries, values) in [
        (&PERSON_NAMES, of(|one| one.name.as_deref())),
        (&RECORD_NOS, of(|one| one.record_no.as_deref())),
        (&DOCUMENTS, of(number_of_document)),
    ] {
        entries
            .enter(tx, &sealer.ring, viewer.tenant, &values)
            .await?;
    }
    Ok(persons.into_iter().map(|(id, _)| id).collect())
}

fn number_of_document(person: &NewPerson) -> Option<&str> {
    person.document.as_ref().map(|paper| paper.number.as_str())
}

fn person_row(sealer: &Sealer, id: PersonId, new: &NewPerson) -> Result<Vec<Value>, StoreError> {
    let name = new.name.as_deref();
    let record_no = new.record_no.as_deref();
    let document = number_of_document(new);
    Ok(args![
        sealer.tenant,
        id,
        sealer.seal("persons.name", name)?,
        sealer.blind("name", name.map(normal_name)),
        sealer.seal("persons.record_no", record_no)?,
        sealer.blind("persons.record_no", record_no.map(normal_record_no)),
        new.sex.unwrap_or_default().code(),
        new.birth_date,
        sealer.app.now(),
        1_i64,
        new.document.as_ref().map(|paper| paper.kind.code()),
        sealer.seal("persons.document", document)?,
        sealer.blind("persons.document", document.map(str::to_owned))
    ])
}

/// Contacts, each of a person or alone.
pub(crate) async fn insert_contacts(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    new: &[(Option<PersonId>, &NewContact)],
) -> Result<Vec<ContactId>, Fault> {
    let sealer = Sealer::of(app, viewer.tenant);
    let contacts: Vec<(ContactId, Option<PersonId>, &NewContact)> = new
        .iter()
        .map(|(person, one)| (app.id(), *person, *one))
        .collect();
    for some in contacts.chunks(AT_ONCE) {
        let mut query = Query::new(
            "INSERT INTO contacts (tenant, id, person, name_sealed, name_blind, phone_sealed,
                 phone_blind, phone_tail_blind, relation, reply_by, identity_check, mandate,
                 created_at, version, address_sealed) VALUES ",
        );
        let rows: Result<Vec<Vec<Value>>, StoreError> = some
            .iter()
            .map(|(id, person, one)| contact_row(&sealer, *id, *person, one))
            .collect();
        query.push_rows(rows?);
        let (sql, args) = query.finish();
        tx.run(sql, args).await?;
    }
    let names: Vec<(i64, &str)> = contacts
        .iter()
        .filter_map(|(id, _, one)| Some((id.raw(), one.name.as_deref()?)))
        .collect();
    CONTACT_NAMES
        .enter(tx, &sealer.ring, viewer.tenant, &names)
        .await?;
    Ok(contacts.into_iter().map(|(id, ..)| id).collect())
}

fn contact_row(
    sealer: &Sealer,
    id: ContactId,
    person: Option<PersonId>,
    new: &NewContact,
) -> Result<Vec<Value>, StoreError> {
    let name = new.name.as_deref();
    let phone = new.phone.as_deref();
    Ok(args![
        sealer.tenant,
        id,
        person,
        sealer.seal("contacts.name", name)?,
        sealer.blind("name", name.map(normal_name)),
        sealer.seal("contacts.phone", phone)?,
        sealer.blind("contacts.phone", phone.map(index_digits)),
        sealer.blind("contacts.phone_tail", phone.map(tail)),
        new.relation.map(Relation::code),
        new.reply_by.map(ReplyBy::code),
        new.identity_check.code(),
        new.mandate,
        sealer.app.now(),
        1_i64,
        sealer.seal("contacts.address", new.address.as_deref())?
    ])
}

/// A person by id; the caller's room has decided that the viewer may know of them.
pub async fn find_person(
    tx: &mut Tx,
    app: &App,
    tenant: Tenant,
    id: PersonId,
) -> Result<Option<Person>, Fault> {
    let found = tx
        .find(
            "SELECT id, name_sealed, record_no_sealed, sex, birth_date, version, document_kind,
                    document_sealed
             FROM persons WHERE tenant = $1 AND id = $2 AND destroyed_at IS NULL",
            args![tenant, id],
            |row| person(row, (app, tenant)),
        )
        .await?;
    Ok(found)
}

/// A contact by id; the caller's room has decided that the viewer may know of them.
pub async fn find_contact(
    tx: &mut Tx,
    app: &App,
    tenant: Tenant,
    id: ContactId,
) -> Result<Option<Contact>, Fault> {
    let found = tx
        .find(
            "SELECT id, person, name_sealed, phone_sealed, relation, reply_by, identity_check,
                    mandate, version, address_sealed
             FROM contacts WHERE tenant = $1 AND id = $2 AND destroyed_at IS NULL",
            args![tenant, id],
            |row| contact(row, (app, tenant)),
        )
        .await?;
    Ok(found)
}

fn person(row: &Row, house: (&App, Tenant)) -> Result<Person, StoreError> {
    Ok(Person {
        id: row.get("id")?,
        name: open(house, "persons.name", row.get("name_sealed")?)?,
        sex: coded(row, "sex", Sex::from_code)?.unwrap_or_default(),
        birth_date: row.get("birth_date")?,
        record_no: open(house, "persons.record_no", row.get("record_no_sealed")?)?,
        document: coded(row, "document_kind", DocumentKind::from_code)?
            .zip(open(
                house,
                "persons.document",
                row.get("document_sealed")?,
            )?)
            .map(|(kind, number)| Document { kind, number }),
        version: row.get("version")?,
    })
}

fn contact(row: &Row, house: (&App, Tenant)) -> Result<Contact, StoreError> {
    Ok(Contact {
        id: row.get("id")?,
        person: row.get("person")?,
        name: open(house, "contacts.name", row.get("name_sealed")?)?,
        phone: open(house, "contacts.phone", row.get("phone_sealed")?)?,
        relation: coded(row, "relation", Relation::from_code)?,
        reply_by: coded(row, "reply_by", ReplyBy::from_code)?,
        address: open(house, "contacts.address", row.get("address_sealed")?)?,
        identity_check: coded(row, "identity_check", IdentityCheck::from_code)?.unwrap_or_default(),
        mandate: row.get("mandate")?,
        version: row.get("version")?,
    })
}

/// A code of one of our lists; another text is a mistake of ours.
fn coded<T>(
    row: &Row,
    column: &str,
    from_code: fn(&str) -> Option<T>,
) -> Result<Option<T>, StoreError> {
    Option::<String>::from_column(row, column)?
        .flatten()
        .map(|code| {
            from_code(&code)
                .ok_or_else(|| StoreError::bug(format!("column {column} holds an unknown code")))
        })
        .transpose()
}
