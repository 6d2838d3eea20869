//! People are found by what the desk types, also while the index changes its key.

use tongli_kernel::{Fault, Id, Lang, OsChance, Tenant, Viewer, ViewerKind};
use tongli_patients::{
    DocumentKind, NewContact, NewDocument, NewPerson, Relation, find_people, record_contact,
    record_person, seen_before,
};
use tongli_store::keys::Keys;
use tongli_store::seal::Suite;
use tongli_store::sealed::SealedFlaw;
use tongli_store::testing::on_both;
use tongli_store::{Db, args};
use tongli_web::App;

use crate::house::{house, house_with, steps, viewer};

fn patient() -> NewPerson {
    NewPerson {
        name: Some("单雨桐".to_owned()),
        record_no: Some("ZY20260917".to_owned()),
        document: Some(NewDocument {
            kind: DocumentKind::IdCard,
            number: "11010519491231002X".to_owned(),
        }),
        ..NewPerson::default()
    }
}

fn caller() -> NewContact {
    NewContact {
        name: Some("吕强".to_owned()),
        phone: Some("13800002204".to_owned()),
        relation: Some(Relation::Child),
        ..NewContact::default()
    }
}

async fn recorded(app: &App) {
    app.db
        .write(async |tx| {
            let person = record_person(tx, app, &viewer(), &patient()).await?;
            record_contact(tx, app, &viewer(), Some(person), &caller()).await?;
            Ok(())
        })
        .await
        .unwrap();
}

/// How many persons and contacts a text finds.
async fn found(app: &App, typed: &str) -> (usize, usize) {
    let mut tx = app.db.read().await.unwrap();
    let seen = find_people(&mut tx, app, &viewer(), typed).await.unwrap();
    (seen.persons.len(), seen.contacts.len())
}

async fn all_are_found(app: &App) {
    for typed in [
        "单雨桐",
        "单 雨桐",
        "shanyutong",
        "danyutong",
        "Shan Yutong",
        "syt",
        "dyt",
    ] {
        assert_eq!(found(app, typed).await, (1, 0), "{typed}");
    }
    for typed in ["吕强", "lvqiang", "luqiang", "lq"] {
        assert_eq!(found(app, typed).await, (0, 1), "{typed}");
    }
    for typed in ["2204", "02204", "8 0000 2204"] {
        assert_eq!(found(app, typed).await, (0, 1), "{typed}");
    }
    assert_eq!(found(app, "138-0000-2204").await, (1, 1));
    for typed in ["zy20260917", "0917", "11010519491231002x", "002X"] {
        assert_eq!(found(app, typed).await, (1, 0), "{typed}");
    }
    for typed in ["", "  ", "12204", "204", "l", "单雨", "qiang"] {
        assert_eq!(found(app, typed).await, (0, 0), "{typed}");
    }
}

#[tokio::test]
async fn people_are_found_by_name_spelling_and_the_end_of_numbers() {
    on_both(&steps(), async |db| {
        let app = house(db);
        recorded(&app).await;
        all_are_found(&app).await;
    })
    .await;
}

#[tokio::test]
async fn who_does_not_see_names_finds_nobody_by_them() {
    on_both(&steps(), async |db| {
        let app = house(db);
        recorded(&app).await;
        let stranger = Viewer {
            tenant: Tenant(1),
            kind: ViewerKind::Staff(Id::new(7)),
            name: "高院".into(),
            roles: Default::default(),
            departments: vec![],
            lang: Lang::Zh,
        };
        let mut tx = app.db.read().await.unwrap();
        let refused = find_people(&mut tx, &app, &stranger, "2204").await;
        assert!(matches!(refused, Err(Fault::Forbidden(_))), "{refused:?}");
    })
    .await;
}

async fn reseal(db: &Db) -> i64 {
    let mut changed = 0;
    for column in tongli_patients::feature().sealed {
        let page = column.reseal(db, Tenant(1), None).await.unwrap();
        assert_eq!(page.flaws, vec![]);
        changed += page.changed;
    }
    changed
}

async fn flaws(db: &Db) -> Vec<SealedFlaw> {
    let mut all = Vec::new();
    let mut tx = db.read().await.unwrap();
    for column in tongli_patients::feature().sealed {
        all.extend(column.check(&mut tx, Tenant(1), None).await.unwrap().flaws);
    }
    all
}

async fn places(db: &Db, id: &str) -> i64 {
    let mut count = 0;
    let mut tx = db.read().await.unwrap();
    for column in tongli_patients::feature().sealed {
        count += column
            .count_places(&mut tx, Tenant(1), id)
            .await
            .unwrap()
            .moving;
    }
    count
}

#[tokio::test]
async fn nobody_is_lost_while_keys_change() {
    on_both(&steps(), async |db| {
        let name = format!("tongli-found-{:?}-{}", db.engine(), std::process::id());
        let path = std::env::temp_dir().join(name);
        let _ = std::fs::remove_file(&path);
        let keys = Keys::read_or_create(&path, Suite::Aes, &OsChance).unwrap();
        let app = house_with(db, keys);
        recorded(&app).await;
        assert_eq!(flaws(&app.db).await, vec![]);
        let now = app.now();
        Keys::rotate_seal_key(&path, Suite::Sm4, &OsChance, now).unwrap();
        Keys::rotate_index_key(&path, &OsChance, now).unwrap();
        // Old places are right as long as their key is there.
        assert_eq!(flaws(&app.db).await, vec![]);
        all_are_found(&app).await;
        assert!(reseal(&app.db).await > 0);
        assert_eq!(reseal(&app.db).await, 0);
        all_are_found(&app).await;
        assert_eq!(places(&app.db, "1").await, 0);
        assert!(places(&app.db, "2").await > 0);
        Keys::retire_index_key(&path, "1", now.plus_hours(24)).unwrap();
        Keys::retire_seal_key(&path, "1", now.plus_hours(24)).unwrap();
        all_are_found(&app).await;
        let mut tx = app.db.read().await.unwrap();
        let phone = Some("13800002204");
        let seen = seen_before(&mut tx, &app, &viewer(), phone, None)
            .await
            .unwrap();
        assert_eq!(seen.contacts.len(), 1);
        drop(tx);
        std::fs::remove_file(&path).unwrap();
    })
    .await;
}

#[tokio::test]
async fn a_check_finds_what_does_not_open_and_what_stands_in_a_wrong_place() {
    on_both(&steps(), async |db| {
        let app = house(db);
        recorded(&app).await;
        app.db
            .write(async |tx| {
                tx.run("UPDATE contacts SET phone_sealed = 'a.1.00.00'", vec![])
                    .await?;
                tx.run("UPDATE persons SET record_no_blind = 'ff'", vec![])
                    .await?;
                tx.run("DELETE FROM name_places WHERE kind = $1", args!["initials"])
                    .await?;
                Ok(())
            })
            .await
            .unwrap();
        let found = flaws(&app.db).await;
        let kinds: Vec<(&str, &str)> = found
            .iter()
            .map(|flaw| match flaw {
                SealedFlaw::Closed { at } => ("closed", at.as_str()),
                SealedFlaw::Plain { at } => ("plain", at.as_str()),
                SealedFlaw::Misplaced { at } => ("misplaced", at.as_str()),
            })
            .map(|(kind, at)| (kind, at.split(' ').next().unwrap()))
            .collect();
        assert_eq!(
            kinds,
            [
                ("misplaced", "persons.name_sealed"),
                ("misplaced", "persons.record_no_sealed"),
                ("misplaced", "contacts.name_sealed"),
                ("closed", "contacts.phone_sealed"),
            ]
        );
    })
    .await;
}
