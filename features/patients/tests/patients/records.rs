//! Recording, sealing and finding again.

use tongli_kernel::{Private, Tenant};
use tongli_patients::{
    DocumentKind, IdentityCheck, NewContact, NewDocument, NewPerson, Relation, ReplyBy, Sex,
    contacts_by_phone_tail, find_contact, find_person, persons_by_name, record_contact,
    record_person, seen_before,
};
use tongli_store::testing::on_both;
use tongli_store::{Value, args};

use crate::house::{house, steps, viewer};

const NAME: &str = "李建国";
const CALLER: &str = "李强";
const PHONE: &str = "13800002204";
const RECORD_NO: &str = "ZY20260917";
const DOCUMENT: &str = "E12345678";
const ADDRESS: &str = "云岭路 7 号";

fn patient() -> NewPerson {
    NewPerson {
        name: Some(NAME.to_owned()),
        sex: Some(Sex::Male),
        birth_date: "1959-03-07".parse().ok(),
        record_no: Some(RECORD_NO.to_owned()),
        document: Some(NewDocument {
            kind: DocumentKind::Passport,
            number: DOCUMENT.to_owned(),
        }),
    }
}

fn caller() -> NewContact {
    NewContact {
        name: Some(CALLER.to_owned()),
        phone: Some(PHONE.to_owned()),
        relation: Some(Relation::Child),
        reply_by: Some(ReplyBy::Phone),
        address: Some(ADDRESS.to_owned()),
        identity_check: IdentityCheck::Document,
        mandate: true,
    }
}

#[tokio::test]
async fn what_was_recorded_is_read_back_and_shown_masked() {
    on_both(&steps(), async |db| {
        let app = house(db);
        let viewer = viewer();
        let (person, contact) = app
            .db
            .write(async |tx| {
                let person = record_person(tx, &app, &viewer, &patient()).await?;
                let contact = record_contact(tx, &app, &viewer, Some(person), &caller()).await?;
                Ok((person, contact))
            })
            .await
            .unwrap();
        let mut tx = app.db.read().await.unwrap();
        let found = find_person(&mut tx, &app, viewer.tenant, person)
            .await
            .unwrap()
            .unwrap();
        assert_eq!(
            found.name.as_ref().map(Private::open).map(String::as_str),
            Some(NAME)
        );
        assert_eq!(
            found
                .record_no
                .as_ref()
                .map(Private::open)
                .map(String::as_str),
            Some(RECORD_NO)
        );
        assert_eq!(found.sex, Sex::Male);
        assert_eq!(found.birth_date.unwrap().to_string(), "1959-03-07");
        assert!(!format!("{found:?}").contains(NAME));
        let contact = find_contact(&mut tx, &app, viewer.tenant, contact)
            .await
            .unwrap()
            .unwrap();
        assert_eq!(contact.person, Some(person));
        assert_eq!(contact.phone_shown(true).as_deref(), Some(PHONE));
        assert_eq!(contact.phone_shown(false).as_deref(), Some("138****2204"));
        assert_eq!(contact.relation, Some(Relation::Child));
        assert_eq!(contact.reply_by, Some(ReplyBy::Phone));
        let paper = found.document.unwrap();
        assert_eq!(paper.number.open(), DOCUMENT);
        assert_eq!(
            contact.address.as_ref().map(|text| text.open().as_str()),
            Some(ADDRESS)
        );
        assert_eq!(
            (contact.identity_check, contact.mandate),
            (IdentityCheck::Document, true)
        );
        let elsewhere = find_person(&mut tx, &app, Tenant(2), person).await.unwrap();
        assert!(elsewhere.is_none(), "another hospital knows nobody of ours");
    })
    .await;
}

#[tokio::test]
async fn sealed_columns_never_contain_the_plain_text() {
    on_both(&steps(), async |db| {
        let app = house(db);
        let viewer = viewer();
        app.db
            .write(async |tx| {
                let person = record_person(tx, &app, &viewer, &patient()).await?;
                record_contact(tx, &app, &viewer, Some(person), &caller()).await
            })
            .await
            .unwrap();
        let mut tx = app.db.read().await.unwrap();
        let columns = tx
            .all(
                "SELECT name_sealed AS a, name_blind AS b, record_no_sealed AS c,
                        record_no_blind AS d, NULL AS e, document_sealed AS f,
                        document_blind AS g FROM persons
                 UNION ALL
                 SELECT name_sealed, name_blind, phone_sealed, phone_blind, phone_tail_blind,
                        address_sealed, NULL FROM contacts",
                Vec::<Value>::new(),
                |row| {
                    ["a", "b", "c", "d", "e", "f", "g"]
                        .map(|column| row.get::<Option<String>>(column))
                        .into_iter()
                        .collect::<Result<Vec<_>, _>>()
                },
            )
            .await
            .unwrap();
        let columns: Vec<String> = columns.into_iter().flatten().flatten().collect();
        assert_eq!(columns.len(), 12, "all values are kept");
        for column in columns {
            for plain in [
                NAME, CALLER, PHONE, RECORD_NO, DOCUMENT, ADDRESS, "2204", "建国",
            ] {
                // The tail is four digits and may stand in any hexadecimal text.
                let hex_may_hold = plain == "2204";
                assert!(hex_may_hold || !column.contains(plain), "{column}");
            }
            assert_ne!(column, "2204");
        }
    })
    .await;
}

#[tokio::test]
async fn somebody_who_was_here_before_is_found_however_the_number_is_typed() {
    on_both(&steps(), async |db| {
        let app = house(db);
        let viewer = viewer();
        let (person, contact) = app
            .db
            .write(async |tx| {
                let person = record_person(tx, &app, &viewer, &patient()).await?;
                let contact = record_contact(tx, &app, &viewer, Some(person), &caller()).await?;
                record_contact(tx, &app, &viewer, None, &NewContact::default()).await?;
                Ok((person, contact))
            })
            .await
            .unwrap();
        let mut tx = app.db.read().await.unwrap();
        let seen = seen_before(&mut tx, &app, &viewer, Some("+86 138-0000-2204"), None)
            .await
            .unwrap();
        assert_eq!(seen.contacts.iter().copied().collect::<Vec<_>>(), [contact]);
        assert_eq!(seen.persons.iter().copied().collect::<Vec<_>>(), [person]);
        let seen = seen_before(&mut tx, &app, &viewer, None, Some(" zy20260917 "))
            .await
            .unwrap();
        assert_eq!(seen.persons.iter().copied().collect::<Vec<_>>(), [person]);
        let seen = seen_before(&mut tx, &app, &viewer, Some("12"), Some(""))
            .await
            .unwrap();
        assert!(seen.is_empty());
        let tail = contacts_by_phone_tail(&mut tx, &app, viewer.tenant, ("2204", 50))
            .await
            .unwrap();
        assert_eq!(tail, [contact]);
        let named = persons_by_name(&mut tx, &app, viewer.tenant, ("李 建国", 50))
            .await
            .unwrap();
        assert_eq!(named, [person]);
        let elsewhere = contacts_by_phone_tail(&mut tx, &app, Tenant(2), ("2204", 50))
            .await
            .unwrap();
        assert!(elsewhere.is_empty());
        let count = tx
            .count(
                "SELECT COUNT(*) AS n FROM contacts WHERE phone_blind IS NULL",
                args![],
            )
            .await;
        assert_eq!(count.unwrap(), 1);
    })
    .await;
}
