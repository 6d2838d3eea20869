//! Who knows of a case at all.

use tongli_cases::{Category, Channel, Filter, Kind, NewAllegation, NewCase, Verb};
use tongli_kernel::{Fault, Viewer};
use tongli_people::roles::{
    CONTACT, COORDINATOR, DIRECTOR, DISCIPLINE, RECEPTIONIST, SUPERVISOR, SYSTEM_ADMIN,
};
use tongli_store::testing::on_both;

use crate::house::{Hospital, steps};

fn about(text: &str, category: Category, department: &str) -> NewCase {
    let mut new = NewCase::new(Kind::Complaint, Channel::Phone, text);
    new.allegations = vec![NewAllegation {
        text: text.into(),
        category: Some(category),
        departments: vec![department.into()],
        ..NewAllegation::default()
    }];
    new
}

async fn sees(house: &Hospital, viewer: &Viewer, words: &str) -> (usize, i64) {
    let filter = Filter {
        words: words.into(),
        ..Filter::default()
    };
    let mut tx = house.app.db.read().await.unwrap();
    let now = house.app.now();
    let lines = tongli_cases::list(&mut tx, &house.app, viewer, &filter, now, 50)
        .await
        .unwrap();
    let count = tongli_cases::count(&mut tx, &house.app, viewer, &filter, now, 51)
        .await
        .unwrap();
    (lines.len(), count)
}

#[tokio::test]
async fn a_ward_sees_what_concerns_it_and_nothing_else() {
    on_both(&steps(), async |db| {
        let house = Hospital::new(db).await;
        let desk = house.staff("desk", &[RECEPTIONIST], &[]).await;
        let ward = house.staff("ward", &[CONTACT], &[house.ward]).await;
        let ours = house
            .register(&desk, &about("换药太迟", Category::T02, "GK2"))
            .await
            .unwrap()
            .case;
        let theirs = house
            .register(&desk, &about("分诊太慢", Category::T05, "JZ"))
            .await
            .unwrap()
            .case;
        assert_eq!(sees(&house, &ward, "").await, (1, 1));
        assert_eq!(sees(&house, &ward, "分诊").await, (0, 0));
        assert_eq!(sees(&house, &ward, "换药").await, (1, 1));
        assert!(house.read(&ward, Verb::Read, &ours.number).await.is_ok());
        let hidden = house
            .read(&ward, Verb::Read, &theirs.number)
            .await
            .unwrap_err();
        assert!(matches!(hidden, Fault::NotFound), "{hidden:?}");
        let forbidden = house
            .read(&ward, Verb::Assign, &ours.number)
            .await
            .unwrap_err();
        assert!(matches!(forbidden, Fault::Forbidden(_)), "{forbidden:?}");
        // Nobody settles a complaint about themselves.
        let own = house
            .read(&ward, Verb::Settle, &ours.number)
            .await
            .unwrap_err();
        assert!(matches!(own, Fault::Forbidden(_)), "{own:?}");
        house.chain_holds(&ours).await;
    })
    .await;
}

#[tokio::test]
async fn a_discipline_matter_is_nowhere_for_others() {
    on_both(&steps(), async |db| {
        let house = Hospital::new(db).await;
        let desk = house.staff("desk", &[RECEPTIONIST], &[]).await;
        let other = house.staff("other", &[COORDINATOR], &[]).await;
        let ward = house.staff("ward", &[CONTACT], &[house.ward]).await;
        let chief = house.staff("chief", &[DIRECTOR], &[]).await;
        let jw = house.staff("jw", &[DISCIPLINE], &[]).await;
        let overseer = house.staff("overseer", &[SUPERVISOR], &[]).await;
        let case = house
            .register(&desk, &about("主刀收了红包", Category::T09, "GK2"))
            .await
            .unwrap()
            .case;
        for stranger in [&other, &ward, &overseer] {
            assert_eq!(
                sees(&house, stranger, "").await,
                (0, 0),
                "{}",
                stranger.name
            );
            assert_eq!(sees(&house, stranger, "红包").await, (0, 0));
            assert_eq!(sees(&house, stranger, &case.number).await, (0, 0));
            let hidden = house
                .read(stranger, Verb::Read, &case.number)
                .await
                .unwrap_err();
            assert!(matches!(hidden, Fault::NotFound), "{hidden:?}");
        }
        // The desk took it down and hands out the receipt.
        for trusted in [&chief, &jw, &desk] {
            assert_eq!(
                sees(&house, trusted, "红包").await,
                (1, 1),
                "{}",
                trusted.name
            );
            assert!(house.read(trusted, Verb::Read, &case.number).await.is_ok());
        }
        let staff = other.staff().unwrap();
        house
            .app
            .db
            .write(async |tx| {
                tongli_cases::entrust(tx, &house.app, &jw, house.app.now(), &case, staff).await
            })
            .await
            .unwrap();
        assert!(house.read(&other, Verb::Read, &case.number).await.is_ok());
        house.chain_holds(&case).await;
    })
    .await;
}

#[tokio::test]
async fn an_administrator_sees_no_case() {
    on_both(&steps(), async |db| {
        let house = Hospital::new(db).await;
        let desk = house.staff("desk", &[RECEPTIONIST], &[]).await;
        let admin = house.staff("admin", &[SYSTEM_ADMIN], &[]).await;
        let case = house
            .register(&desk, &about("换药太迟", Category::T02, "GK2"))
            .await
            .unwrap()
            .case;
        assert_eq!(sees(&house, &admin, "").await, (0, 0));
        let hidden = house
            .read(&admin, Verb::Read, &case.number)
            .await
            .unwrap_err();
        assert!(matches!(hidden, Fault::NotFound), "{hidden:?}");
        house.chain_holds(&case).await;
    })
    .await;
}
