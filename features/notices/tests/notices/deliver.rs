//! Who hears of what, and when nobody can.

use tongli_kernel::{StaffId, Viewer};
use tongli_people::actions::disable_staff;
use tongli_people::find_staff;
use tongli_people::roles::{COORDINATOR, DIRECTOR, RECEPTIONIST};
use tongli_store::outbox::{self, To};
use tongli_store::testing::on_both;

use crate::house::{TENANT, World, steps, world};

#[tokio::test]
async fn a_message_to_a_role_reaches_everybody_who_holds_it_once() {
    on_both(&steps(), async |db| {
        let world = world(db);
        let wang = world.somebody("wangmin", &[COORDINATOR]).await;
        let zhao = world.somebody("zhaoqiang", &[COORDINATOR]).await;
        let sun = world.somebody("sunli", &[RECEPTIONIST]).await;
        world.put(To::Role(COORDINATOR), World::said("TS-1")).await;
        assert_eq!(
            world.round("notices_deliver").await.looked_at,
            0,
            "it can still be undone"
        );
        assert_eq!(world.delivered().await.changed, 1);
        assert_eq!(world.delivered().await.looked_at, 0, "twice");
        let unread = [
            world.unread(wang).await,
            world.unread(zhao).await,
            world.unread(sun).await,
        ];
        assert_eq!(unread, [1, 1, 0]);
    })
    .await;
}

#[tokio::test]
async fn a_message_withdrawn_in_time_reaches_nobody() {
    on_both(&steps(), async |db| {
        let world = world(db);
        let wang = world.somebody("wangmin", &[COORDINATOR]).await;
        let id = world.put(To::Staff(wang), World::said("TS-1")).await;
        let now = world.app.now();
        let gone = world
            .app
            .db
            .write(async |tx| Ok(outbox::withdraw(tx, TENANT, id, now).await?))
            .await
            .unwrap();
        assert!(gone);
        assert_eq!(world.delivered().await.looked_at, 0);
        assert_eq!(world.unread(wang).await, 0);
    })
    .await;
}

#[tokio::test]
async fn a_role_nobody_holds_and_a_person_who_left_are_the_directors() {
    on_both(&steps(), async |db| {
        let world = world(db);
        let director = world.somebody("lihua", &[DIRECTOR]).await;
        let left = world.somebody("chenjie", &[RECEPTIONIST]).await;
        let mut tx = world.app.db.read().await.unwrap();
        let version = find_staff(&mut tx, TENANT, left)
            .await
            .unwrap()
            .unwrap()
            .version;
        drop(tx);
        disable_staff(&world.app, &Viewer::operator(TENANT), left, Some(version))
            .await
            .unwrap();
        world.put(To::Role(COORDINATOR), World::said("TS-1")).await;
        world.put(To::Staff(left), World::said("TS-2")).await;
        assert_eq!(world.delivered().await.changed, 2);
        assert_eq!(
            (world.unread(director).await, world.unread(left).await),
            (2, 0)
        );
    })
    .await;
}

#[tokio::test]
async fn where_there_is_nobody_at_all_the_message_waits_and_says_why() {
    on_both(&steps(), async |db| {
        let world = world(db);
        world.put(To::Role(COORDINATOR), World::said("TS-1")).await;
        let report = world.delivered().await;
        assert_eq!((report.changed, report.failed), (0, 1));
        let again = world.round("notices_deliver").await;
        assert_eq!(again.looked_at, 0, "not tried at once again");
        let mut tx = world.app.db.read().await.unwrap();
        let error = tx
            .one(
                "SELECT last_error, tries FROM outbox WHERE delivered_at IS NULL",
                vec![],
                |row| Ok((row.get::<String>("last_error")?, row.get::<i64>("tries")?)),
            )
            .await
            .unwrap();
        drop(tx);
        let why = "nobody holds the role coordinator, and nobody holds the role director";
        assert_eq!(error, (why.to_owned(), 1));
        let wang = world.somebody("wangmin", &[COORDINATOR]).await;
        world.after_seconds(60);
        assert_eq!(world.delivered().await.changed, 1);
        assert_eq!(world.unread(wang).await, 1);
    })
    .await;
}

#[tokio::test]
async fn more_than_a_page_of_messages_goes_out_in_one_round() {
    on_both(&steps(), async |db| {
        let world = world(db);
        let wang = world.somebody("wangmin", &[COORDINATOR]).await;
        for number in 0..130 {
            world
                .put(To::Staff(wang), World::said(&format!("TS-{number}")))
                .await;
        }
        assert_eq!(world.delivered().await.changed, 130);
        assert_eq!(world.count().await, 130);
        assert_eq!(world.unread(wang).await, 51, "counted to fifty and one");
        assert_eq!(world.unread(StaffId::new(1)).await, 0);
    })
    .await;
}

#[tokio::test]
async fn what_was_read_ninety_days_ago_is_removed_and_nothing_else() {
    on_both(&steps(), async |db| {
        let world = world(db);
        let wang = world.somebody("wangmin", &[COORDINATOR]).await;
        world.put(To::Staff(wang), World::said("TS-1")).await;
        world.put(To::Staff(wang), World::said("TS-2")).await;
        world.delivered().await;
        let mut tx = world.app.db.read().await.unwrap();
        let first: i64 = tx
            .count("SELECT MIN(id) AS n FROM notices", vec![])
            .await
            .unwrap();
        drop(tx);
        let path = format!("/notices/{first}/read");
        world
            .call(axum::http::Method::POST, &path, wang, "_csrf=t")
            .await;
        world.after_seconds(90 * 24 * 3_600);
        assert_eq!(world.round("notices_sweep").await.changed, 0);
        world.after_seconds(1);
        assert_eq!(world.round("notices_sweep").await.changed, 1);
        assert_eq!(world.round("notices_sweep").await.changed, 0, "twice");
        assert_eq!(world.unread(wang).await, 1);
    })
    .await;
}
