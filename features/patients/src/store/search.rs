//! Searches in blind indexes. Each looks under the present index key and the one before
//! it, so that nobody is lost while the index is made anew.

use tongli_kernel::Tenant;
use tongli_store::{Row, StoreError, Tx, args};
use tongli_web::App;

use super::sealed::{CONTACT, PERSON};
use crate::check::{normal_name, normal_record_no};
use crate::person::{ContactId, PersonId};
use crate::phone::index_digits;
use crate::places;

/// What stands at either place of a value, newest first. `sql` takes the tenant, both
/// places and how many: a hospital's own number may stand a thousand times. The sign before
/// the id keeps SQLite from walking everybody from the newest on.
async fn newest<T>(
    tx: &mut Tx,
    sql: &'static str,
    tenant: Tenant,
    ([now, before], most): ([String; 2], i64),
    read: fn(&Row) -> Result<T, StoreError>,
) -> Result<Vec<T>, StoreError> {
    tx.all(sql, args![tenant, now, before, most], read).await
}

/// Contacts with this telephone number, newest first. `normal` as made by
/// [`crate::normal_phone`].
pub(crate) async fn contacts_by_phone(
    tx: &mut Tx,
    app: &App,
    tenant: Tenant,
    (normal, most): (&str, i64),
) -> Result<Vec<(ContactId, Option<PersonId>)>, StoreError> {
    let places = app
        .keys
        .places(tenant, "contacts.phone", &index_digits(normal));
    let sql = "SELECT id, person FROM contacts
         WHERE tenant = $1 AND phone_blind IN ($2, $3) AND destroyed_at IS NULL
         ORDER BY +id DESC LIMIT $4";
    newest(tx, sql, tenant, (places, most), |row| {
        Ok((row.get("id")?, row.get("person")?))
    })
    .await
}

/// Contacts whose number ends with these four digits, newest first.
pub async fn contacts_by_phone_tail(
    tx: &mut Tx,
    app: &App,
    tenant: Tenant,
    (tail, most): (&str, i64),
) -> Result<Vec<ContactId>, StoreError> {
    let places = app.keys.places(tenant, "contacts.phone_tail", tail);
    let sql = "SELECT id FROM contacts
         WHERE tenant = $1 AND phone_tail_blind IN ($2, $3) AND destroyed_at IS NULL
         ORDER BY +id DESC LIMIT $4";
    newest(tx, sql, tenant, (places, most), |row| row.get("id")).await
}

/// Persons with this record number, newest first.
pub(crate) async fn persons_by_record_no(
    tx: &mut Tx,
    app: &App,
    tenant: Tenant,
    (record_no, most): (&str, i64),
) -> Result<Vec<PersonId>, StoreError> {
    let places = app
        .keys
        .places(tenant, "persons.record_no", &normal_record_no(record_no));
    let sql = "SELECT id FROM persons
         WHERE tenant = $1 AND record_no_blind IN ($2, $3) AND destroyed_at IS NULL
         ORDER BY +id DESC LIMIT $4";
    newest(tx, sql, tenant, (places, most), |row| row.get("id")).await
}

/// Persons with this paper, newest first. `number` in capitals and without blanks.
pub(crate) async fn persons_by_document(
    tx: &mut Tx,
    app: &App,
    tenant: Tenant,
    (number, most): (&str, i64),
) -> Result<Vec<PersonId>, StoreError> {
    let places = app.keys.places(tenant, "persons.document", number);
    let sql = "SELECT id FROM persons
         WHERE tenant = $1 AND document_blind IN ($2, $3) AND destroyed_at IS NULL
         ORDER BY +id DESC LIMIT $4";
    newest(tx, sql, tenant, (places, most), |row| row.get("id")).await
}

/// Persons of exactly this name, newest first.
pub async fn persons_by_name(
    tx: &mut Tx,
    app: &App,
    tenant: Tenant,
    (name, most): (&str, i64),
) -> Result<Vec<PersonId>, StoreError> {
    let places = app.keys.places(tenant, "name", &normal_name(name));
    let sql = "SELECT id FROM persons
         WHERE tenant = $1 AND name_blind IN ($2, $3) AND destroyed_at IS NULL
         ORDER BY +id DESC LIMIT $4";
    newest(tx, sql, tenant, (places, most), |row| row.get("id")).await
}

/// Contacts of exactly this name, newest first.
pub(crate) async fn contacts_by_name(
    tx: &mut Tx,
    app: &App,
    tenant: Tenant,
    (name, most): (&str, i64),
) -> Result<Vec<ContactId>, StoreError> {
    let places = app.keys.places(tenant, "name", &normal_name(name));
    let sql = "SELECT id FROM contacts
         WHERE tenant = $1 AND name_blind IN ($2, $3) AND destroyed_at IS NULL
         ORDER BY +id DESC LIMIT $4";
    newest(tx, sql, tenant, (places, most), |row| row.get("id")).await
}

/// Who stands at a place of one of the kinds of [`places`], newest first.
pub(crate) async fn holders(
    tx: &mut Tx,
    app: &App,
    tenant: Tenant,
    kind: &'static str,
    (normal, most): (&str, i64),
) -> Result<(Vec<PersonId>, Vec<ContactId>), StoreError> {
    let [now, before] = app.keys.places(tenant, places::bound_to(kind), normal);
    let rows = tx
        .all(
            "SELECT DISTINCT holder_kind, holder FROM name_places
             WHERE tenant = $1 AND kind = $2 AND place IN ($3, $4)
             ORDER BY holder DESC LIMIT $5",
            args![tenant, kind, now, before, most],
            |row| Ok((row.get::<String>("holder_kind")?, row.get::<i64>("holder")?)),
        )
        .await?;
    let of = |wanted: &'static str| {
        rows.iter()
            .filter(move |(kind, _)| kind == wanted)
            .map(|(_, id)| *id)
    };
    Ok((
        of(PERSON).map(PersonId::new).collect(),
        of(CONTACT).map(ContactId::new).collect(),
    ))
}
