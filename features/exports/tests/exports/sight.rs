//! A file is given to nobody who may know of less than stands in it.

use tongli_cases::{Category, Channel, Kind, NewAllegation, NewCase, Once, Registering};
use tongli_kernel::Fault;
use tongli_people::roles::{DIRECTOR, INFORMATION};
use tongli_store::args;
use tongli_store::testing::on_both;

use crate::house::{Hospital, TENANT, steps};

#[tokio::test]
async fn nobody_else_knows_that_a_file_is_there() {
    on_both(&steps(), async |db| {
        let house = Hospital::new(db).await;
        let id = house.ask(&house.chief, "format=csv").await.unwrap();
        house.rounds().await;
        assert!(matches!(
            house.bytes(&house.clerk, id).await,
            Err(Fault::NotFound)
        ));
        let erased = tongli_exports::erase(&house.app, &house.clerk, house.app.now(), id).await;
        assert!(matches!(erased, Err(Fault::NotFound)));
        let mut tx = house.app.db.read().await.unwrap();
        assert!(
            tongli_exports::list(&mut tx, &house.clerk)
                .await
                .unwrap()
                .is_empty()
        );
    })
    .await;
}

#[tokio::test]
async fn a_restricted_matter_is_in_nobodys_file() {
    on_both(&steps(), async |db| {
        let house = Hospital::new(db).await;
        for (said, category) in [("换药太迟", Category::T02), ("收了红包", Category::T09)] {
            let mut new = NewCase::new(Kind::Complaint, Channel::Phone, said);
            new.allegations = vec![NewAllegation {
                text: said.into(),
                category: Some(category),
                ..NewAllegation::default()
            }];
            let what = Registering {
                new: &new,
                once: None,
                draft: None,
            };
            let done = tongli_cases::register(&house.app, &house.chief, house.app.now(), what);
            assert!(matches!(done.await, Ok(Once::Done(_))));
        }
        let id = house.ask(&house.chief, "format=jsonl").await.unwrap();
        house.rounds().await;
        let text = String::from_utf8(house.bytes(&house.chief, id).await.unwrap()).unwrap();
        assert!(
            text.lines().count() == 1 && text.contains("换药太迟"),
            "{text}"
        );
        assert_eq!(
            house.read(&house.chief, id).await.total,
            1,
            "not even counted"
        );
    })
    .await;
}

#[tokio::test]
async fn who_has_lost_the_permission_meanwhile_gets_nothing() {
    on_both(&steps(), async |db| {
        let house = Hospital::new(db).await;
        let id = house.ask(&house.clerk, "format=csv").await.unwrap();
        let staff = house.clerk.staff().unwrap();
        house
            .app
            .db
            .write(async |tx| {
                tx.run(
                    "UPDATE staff SET disabled_at = 1 WHERE tenant = $1 AND id = $2",
                    args![TENANT, staff],
                )
                .await?;
                Ok(())
            })
            .await
            .unwrap();
        house.rounds().await;
        let export = house.read(&house.clerk, id).await;
        assert_eq!(export.why, Some(tongli_exports::Why::Permission));
    })
    .await;
}

#[tokio::test]
async fn a_file_made_for_a_wider_sight_is_withdrawn() {
    on_both(&steps(), async |db| {
        let house = Hospital::new(db).await;
        house.fill(2, "旧事").await;
        let id = house.made("csv").await;
        let mut less = house.chief.clone();
        less.roles.remove(&DIRECTOR);
        less.roles.insert(INFORMATION);
        assert!(matches!(
            house.bytes(&less, id).await,
            Err(Fault::Conflict(_))
        ));
        assert_eq!(house.state(&house.chief, id).await, "gone");
        assert_eq!(house.lying(), 0);
        assert_eq!(house.verbs().await, ["ask", "export", "withdraw"]);
    })
    .await;
}

#[tokio::test]
async fn an_import_withdrawn_since_takes_the_file_with_it() {
    on_both(&steps(), async |db| {
        let house = Hospital::new(db).await;
        house.fill(2, "旧事").await;
        let id = house.made("csv").await;
        house.later(60);
        let now = house.app.now();
        let hidden = house.app.db.write(async |tx| {
            tongli_cases::hide_import(tx, TENANT, 77, now).await?;
            Ok(())
        });
        hidden.await.unwrap();
        let withdrawn = house.bytes(&house.chief, id).await;
        assert!(matches!(withdrawn, Err(Fault::Conflict(_))));
        assert_eq!(house.lying(), 0);
        house.later(60);
        let id = house.made("csv").await;
        assert_eq!(house.read(&house.chief, id).await.rows, 0);
        house.bytes(&house.chief, id).await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn who_no_longer_needs_to_know_a_matter_gets_no_file_it_may_stand_in() {
    on_both(&steps(), async |db| {
        let house = Hospital::new(db).await;
        house.fill(2, "旧事").await;
        let mine = house.made("csv").await;
        let theirs = house.ask(&house.clerk, "format=csv").await.unwrap();
        house.later(10);
        house.rounds().await;
        house.later(60);
        let case = house.case("TS-L1-00001").await.id;
        let (now, clerk) = (house.app.now(), house.clerk.staff());
        let ended = house.app.db.write(async |tx| {
            tx.run(
                "INSERT INTO case_need_to_know (tenant, case_id, staff, added_at, ended_at)
                 VALUES ($1, $2, $3, 0, $4)",
                args![TENANT, case, clerk, now],
            )
            .await?;
            Ok(())
        });
        ended.await.unwrap();
        let withdrawn = house.bytes(&house.clerk, theirs).await;
        assert!(matches!(withdrawn, Err(Fault::Conflict(_))));
        house.bytes(&house.chief, mine).await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn a_matter_sealed_away_since_takes_the_file_with_it() {
    on_both(&steps(), async |db| {
        let house = Hospital::new(db).await;
        house.fill(2, "旧事").await;
        let id = house.made("csv").await;
        house.later(60);
        let case = &house.case("TS-L1-00001").await;
        let (app, chief) = (&house.app, &house.chief);
        app.db
            .write(async |tx| {
                tongli_cases::set_aside(tx, app, chief, app.now(), case).await?;
                Ok(())
            })
            .await
            .unwrap();
        assert!(matches!(
            house.bytes(chief, id).await,
            Err(Fault::Conflict(_))
        ));
        assert_eq!(house.lying(), 0);
        // Asked for anew it comes without the matter.
        let id = house.ask(chief, "format=csv&stage=archived").await.unwrap();
        house.rounds().await;
        assert_eq!(house.read(chief, id).await.rows, 1);
        house.bytes(chief, id).await.unwrap();
    })
    .await;
}
