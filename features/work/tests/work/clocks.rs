//! Starting, meeting and ending clocks.

use tongli_kernel::DepartmentId;
use tongli_people::roles::{CONTACT, COORDINATOR};
use tongli_store::Subject;
use tongli_store::testing::on_both;
use tongli_work::{
    Owner, Standing, Start, clocks_of, clocks_of_many, close_items, due_text, end_clock,
    explain_clock, open_of_subject, reassign_items, start_clock_for, start_clock_with,
};

use crate::house::{CASE, TENANT, somebody, steps, team, world};

#[tokio::test]
async fn a_complaint_of_the_eve_of_national_day_is_promised_for_13_october() {
    on_both(&steps(), async |db| {
        let world = world(db);
        let clock = world
            .start("C03", "2026-09-30T17:59", team(COORDINATOR))
            .await;
        let due = clock.due_at.unwrap();
        assert_eq!(due_text(&world.app.time, due), "2026-10-13 24:00");
        assert_eq!(clock.promised_at, Some(due));
        assert_eq!(clock.rule_version, 1);
        assert!(clock.counting.calendar_version.starts_with("2004-2026."));
        let mut tx = world.app.db.read().await.unwrap();
        assert_eq!(
            clocks_of(&mut tx, TENANT, CASE).await.unwrap(),
            std::slice::from_ref(&clock)
        );
        let many = clocks_of_many(&mut tx, TENANT, "case", &[1, 42, 43])
            .await
            .unwrap();
        assert_eq!(many.get(&42), Some(&vec![clock.clone()]));
        assert_eq!(many.len(), 1);
        assert!(
            clocks_of_many(&mut tx, TENANT, "case", &[])
                .await
                .unwrap()
                .is_empty()
        );
        let items = open_of_subject(&mut tx, TENANT, CASE).await.unwrap();
        assert_eq!(items.len(), 1);
        assert_eq!(items[0].due_at, Some(due));
        assert_eq!(items[0].kind, "clock-c03");
    })
    .await;
}

#[tokio::test]
async fn a_clock_started_twice_runs_once() {
    on_both(&steps(), async |db| {
        let world = world(db);
        let first = world
            .start("C03", "2026-09-28T09:12", team(COORDINATOR))
            .await;
        let again = world
            .start("C03", "2026-09-29T09:12", team(COORDINATOR))
            .await;
        assert_eq!(first, again);
        let mut tx = world.app.db.read().await.unwrap();
        assert_eq!(clocks_of(&mut tx, TENANT, CASE).await.unwrap().len(), 1);
        assert_eq!(
            open_of_subject(&mut tx, TENANT, CASE).await.unwrap().len(),
            1
        );
    })
    .await;
}

#[tokio::test]
async fn a_clocks_item_takes_its_number_from_the_subjects_other_items() {
    on_both(&steps(), async |db| {
        let world = world(db);
        world
            .start("C02", "2026-09-28T09:12", team(COORDINATOR))
            .await;
        world
            .open(world.item("accept", team(COORDINATOR), None))
            .await;
        world
            .start("C03", "2026-09-28T09:12", team(COORDINATOR))
            .await;
        let mut tx = world.app.db.read().await.unwrap();
        let items = open_of_subject(&mut tx, TENANT, CASE).await.unwrap();
        assert_eq!(items.len(), 3);
        for item in items {
            assert_eq!(item.label, "TS-20260928-0007", "{}", item.kind);
            assert_eq!(item.path, "/cases/TS-20260928-0007", "{}", item.kind);
        }
    })
    .await;
}

#[tokio::test]
async fn a_met_clock_closes_its_item_and_knows_whether_it_was_late() {
    on_both(&steps(), async |db| {
        let world = world(db);
        world.start("C02", "2026-09-28T09:12", somebody(5)).await;
        world.start("C03", "2026-09-28T09:12", somebody(5)).await;
        assert!(world.meet("C02", "2026-09-29T23:59").await);
        // 24:00 of the last day is too late.
        assert!(world.meet("C03", "2026-10-11T00:00").await);
        assert!(
            !world.meet("C03", "2026-10-11T00:00").await,
            "none runs any more"
        );
        let mut tx = world.app.db.read().await.unwrap();
        let clocks = clocks_of(&mut tx, TENANT, CASE).await.unwrap();
        let now = world.moment("2027-01-01T00:00");
        let standings: Vec<_> = clocks.iter().map(|clock| clock.standing(now)).collect();
        assert_eq!(standings, [Standing::Met, Standing::MetLate]);
        assert!(
            open_of_subject(&mut tx, TENANT, CASE)
                .await
                .unwrap()
                .is_empty()
        );
    })
    .await;
}

#[tokio::test]
async fn c04_takes_the_place_of_c03_and_counts_from_the_same_receipt() {
    on_both(&steps(), async |db| {
        let world = world(db);
        let viewer = world.viewer();
        let from = "2026-09-24T22:40";
        world.start("C03", from, team(COORDINATOR)).await;
        let at = world.moment("2026-09-28T10:00");
        let ended = world
            .app
            .db
            .write(async |tx| end_clock(tx, &world.app, &viewer, CASE, "C03", at).await)
            .await
            .unwrap();
        assert!(ended);
        let clock = world.start("C04", from, team(COORDINATOR)).await;
        assert_eq!(
            due_text(&world.app.time, clock.due_at.unwrap()),
            "2026-10-15 24:00"
        );
        let mut tx = world.app.db.read().await.unwrap();
        let clocks = clocks_of(&mut tx, TENANT, CASE).await.unwrap();
        assert_eq!(clocks[0].standing(at), Standing::Ended);
        assert_eq!(
            open_of_subject(&mut tx, TENANT, CASE).await.unwrap().len(),
            1
        );
    })
    .await;
}

#[tokio::test]
async fn departments_have_a_clock_each_and_an_own_date_where_one_was_named() {
    on_both(&steps(), async |db| {
        let world = world(db);
        let viewer = world.viewer();
        let owner = |id| Owner::role_in(CONTACT, DepartmentId::new(id));
        world.start("C05", "2026-09-28T09:12", owner(3)).await;
        world.start("C05", "2026-09-28T09:12", owner(4)).await;
        let mut item = world.item("statement", owner(3), None);
        item.subject = Subject::new("statement", 9);
        item.label = "TS-20260928-0007/1".to_owned();
        let (from, due) = (
            world.moment("2026-09-28T09:12"),
            world.moment("2026-09-29T12:00"),
        );
        let named = world
            .app
            .db
            .write(async |tx| {
                let item = item.clone();
                start_clock_for(tx, &world.app, &viewer, "C05", from, Some(due), item).await
            })
            .await
            .unwrap();
        assert_eq!((named.due_at, named.promised_at), (Some(due), Some(due)));
        let mut tx = world.app.db.read().await.unwrap();
        assert_eq!(clocks_of(&mut tx, TENANT, CASE).await.unwrap().len(), 2);
        let items = open_of_subject(&mut tx, TENANT, item.subject)
            .await
            .unwrap();
        assert_eq!(items[0].kind, "statement");
        assert_eq!(items[0].label, "TS-20260928-0007/1");
        assert_eq!(items[0].due_at, Some(due));
    })
    .await;
}

#[tokio::test]
async fn an_orders_own_limit_and_a_key_case_are_counted_as_given() {
    on_both(&steps(), async |db| {
        let world = world(db);
        let viewer = world.viewer();
        let from = world.moment("2026-09-28T09:12");
        let mut order = Start::new(CASE, "C20", from, team(COORDINATOR));
        order.amount = Some(3);
        let mut key = Start::new(CASE, "C06", from, team(COORDINATOR));
        key.span = tongli_calendars::Span::Key;
        let (order, key) = world
            .app
            .db
            .write(async |tx| {
                Ok((
                    start_clock_with(tx, &world.app, &viewer, order.clone()).await?,
                    start_clock_with(tx, &world.app, &viewer, key.clone()).await?,
                ))
            })
            .await
            .unwrap();
        let time = &world.app.time;
        assert_eq!(due_text(time, order.due_at.unwrap()), "2026-10-08 24:00");
        assert_eq!(due_text(time, key.due_at.unwrap()), "2026-10-01 24:00");
        assert_eq!(order.counting.amount, Some(3));
    })
    .await;
}

#[tokio::test]
async fn items_are_closed_and_handed_over_by_kind_and_department() {
    on_both(&steps(), async |db| {
        let world = world(db);
        let viewer = world.viewer();
        let in_ward = |id| Owner::role_in(CONTACT, DepartmentId::new(id));
        world
            .open(world.item("accept", team(COORDINATOR), None))
            .await;
        world.open(world.item("statement", in_ward(3), None)).await;
        world.open(world.item("statement", in_ward(4), None)).await;
        world
            .start("C03", "2026-09-28T09:12", team(COORDINATOR))
            .await;
        world
            .app
            .db
            .write(async |tx| {
                let ward = Some(DepartmentId::new(3));
                close_items(tx, &world.app, &viewer, CASE, Some("statement"), ward).await?;
                reassign_items(tx, &viewer, CASE, Some("accept"), &somebody(5)).await
            })
            .await
            .unwrap();
        let kinds = async || {
            let mut tx = world.app.db.read().await.unwrap();
            open_of_subject(&mut tx, TENANT, CASE)
                .await
                .unwrap()
                .into_iter()
                .map(|line| (line.kind, line.owner))
                .collect::<Vec<_>>()
        };
        assert_eq!(
            kinds().await,
            [
                ("clock-c03".to_owned(), team(COORDINATOR)),
                ("accept".to_owned(), somebody(5)),
                ("statement".to_owned(), in_ward(4)),
            ]
        );
        world
            .app
            .db
            .write(async |tx| close_items(tx, &world.app, &viewer, CASE, None, None).await)
            .await
            .unwrap();
        assert_eq!(
            kinds().await.len(),
            1,
            "the clock's item closes with the clock"
        );
    })
    .await;
}

#[tokio::test]
async fn the_explained_days_counted_again_give_the_due_day() {
    on_both(&steps(), async |db| {
        let world = world(db);
        for (rule, from) in [
            ("C02", "2026-09-30T10:00"),
            ("C03", "2026-09-30T10:00"),
            ("C04", "2026-09-24T22:40"),
            ("C06", "2026-09-28T10:00"),
        ] {
            let clock = world.start(rule, from, team(COORDINATOR)).await;
            let mut tx = world.app.db.read().await.unwrap();
            let (clock, explained) = explain_clock(&mut tx, &world.app, TENANT, clock.id)
                .await
                .unwrap()
                .unwrap();
            let amount = clock.counting.amount.unwrap();
            let natural = rule == "C06";
            let mut counted = 0;
            for (at, row) in explained.rows.iter().enumerate() {
                let counts = at > 0 && (natural || row.works == Some(true));
                counted += i64::from(counts);
                let expected = (at == 0).then_some(0).or(counts.then_some(counted));
                assert_eq!(row.counted, expected, "{rule} {}", row.day);
            }
            let last = explained.rows.last().unwrap();
            assert_eq!((counted, last.due), (amount, true), "{rule}");
            assert_eq!(
                world.app.time.end_of(last.day),
                clock.due_at.unwrap(),
                "{rule}"
            );
            assert!(!explained.other_calendar);
        }
        let mut tx = world.app.db.read().await.unwrap();
        let none = explain_clock(&mut tx, &world.app, TENANT, tongli_work::ClockId::new(1)).await;
        assert!(none.unwrap().is_none());
    })
    .await;
}
