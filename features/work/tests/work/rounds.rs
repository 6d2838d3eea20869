//! What happens though nobody clicks; every round is run twice.

use tongli_kernel::DepartmentId;
use tongli_people::roles::{CONTACT, COORDINATOR};
use tongli_store::testing::on_both;
use tongli_store::{args, history};
use tongli_work::{Owner, Standing, clocks_of, due_text, open_of_subject};

use crate::house::{CASE, TENANT, World, somebody, steps, team, world};

async fn heard(world: &World) -> Vec<(String, String)> {
    let told = world.told().await;
    told.into_iter().map(|told| (told.to, told.key)).collect()
}

fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
    expected
        .iter()
        .map(|(to, key)| ((*to).to_owned(), (*key).to_owned()))
        .collect()
}

#[tokio::test]
async fn a_limit_that_passes_over_the_holiday_goes_up_step_by_step_and_each_once() {
    on_both(&steps(), async |db| {
        let world = world(db);
        world.at("2026-09-30T17:59");
        world.open(world.item("accept", somebody(5), None)).await;
        world.start("C03", "2026-09-30T17:59", somebody(5)).await;
        assert_eq!(world.rounds().await, [0, 0, 0]);
        let mut expected = Vec::new();
        for (at, new) in [
            ("2026-10-11T23:59", &[][..]),
            ("2026-10-12T00:00", &[("staff 5", "work-near-notice")][..]),
            ("2026-10-13T23:59", &[][..]),
            (
                "2026-10-14T00:00",
                &[
                    ("staff 5", "work-overdue-notice"),
                    ("director", "work-overdue-notice"),
                ][..],
            ),
            ("2026-10-14T23:59", &[][..]),
            (
                "2026-10-15T00:00",
                &[("vice-president", "work-overdue-still-notice")][..],
            ),
            ("2026-12-01T00:00", &[][..]),
        ] {
            world.at(at);
            world.rounds().await;
            expected.extend(pairs(new));
            assert_eq!(heard(&world).await, expected, "{at}");
            assert_eq!(world.rounds().await, [0, 0, 0], "twice at {at}");
            assert_eq!(heard(&world).await, expected, "twice at {at}");
        }
        let links = world.history().await;
        let levels: Vec<_> = links
            .iter()
            .map(|link| {
                assert_eq!(link.by_name, "clock:work_overdue");
                let details = link.details();
                (
                    link.verb.as_str(),
                    details["rule"].clone(),
                    details["level"].clone(),
                )
            })
            .collect();
        assert_eq!(
            levels,
            [
                ("escalated", "C03".into(), 1.into()),
                ("escalated", "C03".into(), 2.into()),
            ]
        );
        let mut tx = world.app.db.read().await.unwrap();
        let (links, flaw) = history::check_subject(&mut tx, TENANT, CASE.kind, CASE.id)
            .await
            .unwrap();
        assert_eq!((links, flaw.is_none()), (2, true));
        let text = world.told().await[1].text.clone();
        assert_eq!(
            text,
            "TS-20260928-0007 已逾期：反馈处理情况，期限是 2026-10-13 24:00。"
        );
    })
    .await;
}

#[tokio::test]
async fn a_server_that_was_down_tells_everybody_once_when_it_is_back() {
    on_both(&steps(), async |db| {
        let world = world(db);
        world.open(world.item("accept", somebody(5), None)).await;
        world.start("C03", "2026-09-28T09:12", somebody(5)).await;
        // One that was due later must not hide the second word of the first.
        let mut late = world.item("find", somebody(6), Some("2026-11-01T00:00"));
        late.subject = tongli_store::Subject::new("case", 43);
        late.near_at = None;
        world.open(late).await;
        world.at("2026-11-02T08:00");
        assert_eq!(world.rounds().await, [0, 1, 3]);
        assert_eq!(
            heard(&world).await,
            pairs(&[
                ("staff 5", "work-overdue-notice"),
                ("director", "work-overdue-notice"),
                ("staff 6", "work-overdue-notice"),
                ("director", "work-overdue-notice"),
                ("vice-president", "work-overdue-still-notice"),
            ]),
            "nobody hears that something long overdue comes near"
        );
        assert_eq!(world.rounds().await, [0, 0, 0]);
    })
    .await;
}

#[tokio::test]
async fn what_nobody_owns_goes_up_as_well() {
    on_both(&steps(), async |db| {
        let world = world(db);
        let due = Some("2026-09-29T12:00");
        world
            .open(world.item("assign", Owner::default(), due))
            .await;
        world.at("2026-09-29T12:00");
        world.rounds().await;
        assert_eq!(
            heard(&world).await,
            pairs(&[("director", "work-overdue-unowned-notice")])
        );
        world.at("2026-10-01T00:00");
        world.rounds().await;
        assert_eq!(heard(&world).await[1].0, "vice-president");
        assert_eq!(world.rounds().await, [0, 0, 0]);
    })
    .await;
}

#[tokio::test]
async fn a_departments_statement_goes_to_contact_head_and_director_and_no_higher() {
    on_both(&steps(), async |db| {
        let world = world(db);
        let owner = Owner::role_in(CONTACT, DepartmentId::new(3));
        world.open(world.item("accept", somebody(5), None)).await;
        world.start("C05", "2026-09-28T09:12", owner).await;
        world.at("2026-10-20T00:00");
        world.rounds().await;
        assert_eq!(
            heard(&world).await,
            pairs(&[
                ("contact@3", "work-overdue-notice"),
                ("director", "work-overdue-notice"),
                ("department-head@3", "work-overdue-notice"),
            ])
        );
        assert_eq!(world.rounds().await, [0, 0, 0]);
        assert_eq!(world.history().await.len(), 1);
    })
    .await;
}

#[tokio::test]
async fn an_item_beside_an_overdue_clock_tells_its_owner_and_not_the_heads_again() {
    on_both(&steps(), async |db| {
        let world = world(db);
        let clock = world.start("C03", "2026-09-28T09:12", somebody(5)).await;
        let mut item = world.item("find", somebody(6), None);
        item.due_at = clock.due_at;
        world.open(item).await;
        world.at("2026-10-20T00:00");
        world.rounds().await;
        let heard = heard(&world).await;
        let of = |who: &str| heard.iter().filter(|(to, _)| to == who).count();
        assert_eq!((of("staff 5"), of("staff 6"), of("director")), (1, 1, 1));
        assert_eq!(of("vice-president"), 1);
        assert_eq!(world.rounds().await, [0, 0, 0]);
    })
    .await;
}

#[tokio::test]
async fn what_was_done_in_time_is_never_escalated() {
    on_both(&steps(), async |db| {
        let world = world(db);
        world.start("C03", "2026-09-28T09:12", somebody(5)).await;
        world.meet("C03", "2026-10-08T10:00").await;
        world.at("2026-11-02T08:00");
        assert_eq!(world.rounds().await, [0, 0, 0]);
        assert!(heard(&world).await.is_empty());
    })
    .await;
}

/// The year 2027 with nothing but the statutory days, as a file to import.
fn year_2027() -> String {
    let days: Vec<_> = tongli_calendars::statutory_days(2027)
        .into_iter()
        .map(|found| serde_json::json!({"date": found.day, "name": found.festival}))
        .collect();
    serde_json::json!({
        "year": 2027,
        "notice": {"title": "样例", "doc_no": null, "issued_on": null, "url": null, "verified": "not verified"},
        "source": "样例", "licence": "CC0", "rest_days": days, "make_up_days": [], "complete": true,
    })
    .to_string()
}

#[tokio::test]
async fn an_unknown_year_makes_a_clock_provisional_until_its_days_are_imported() {
    on_both(&steps(), async |db| {
        let world = world(db);
        world.at("2026-12-28T09:00");
        world.open(world.item("accept", somebody(5), None)).await;
        let clock = world.start("C04", "2026-12-28T09:00", somebody(5)).await;
        assert!(clock.provisional);
        assert_eq!(
            (clock.due_at, clock.promised_at, clock.unknown_year),
            (None, None, Some(2027))
        );
        assert_eq!(clock.provisional_on.unwrap().to_string(), "2027-01-11");
        assert_eq!(
            clock.standing(world.moment("2027-06-01T00:00")),
            Standing::Provisional
        );
        // The owner is reminded before the provisional day, nobody is accused.
        world.at("2027-01-10T00:00");
        world.rounds().await;
        assert_eq!(
            heard(&world).await,
            pairs(&[("staff 5", "work-near-provisional-notice")])
        );
        let viewer = world.viewer();
        tongli_calendars::import_notice(&world.app, &viewer, &year_2027())
            .await
            .unwrap();
        assert_eq!(world.rounds().await[0], 1);
        let mut tx = world.app.db.read().await.unwrap();
        let after = &clocks_of(&mut tx, TENANT, CASE).await.unwrap()[0];
        let due = after.due_at.unwrap();
        assert_eq!(due_text(&world.app.time, due), "2027-01-12 24:00");
        assert_eq!(
            after.promised_at,
            Some(due),
            "the first certain date is the promise"
        );
        assert!(!after.provisional);
        let items = open_of_subject(&mut tx, TENANT, CASE).await.unwrap();
        assert!(items.iter().any(|item| item.due_at == Some(due)));
        drop(tx);
        let links = world.history().await;
        assert_eq!(links.len(), 1);
        assert_eq!(links[0].verb, "clock_recomputed");
        assert_eq!(links[0].details()["after"], "2027-01-12 24:00");
        assert_eq!(world.rounds().await, [0, 0, 0]);
        assert_eq!(world.history().await.len(), 1);
    })
    .await;
}

#[tokio::test]
async fn a_changed_calendar_moves_the_due_day_and_never_the_promise() {
    on_both(&steps(), async |db| {
        let world = world(db);
        // More than a page of clocks, so that the round has to go on.
        for number in 0..130 {
            let subject = tongli_store::Subject::new("case", 1_000 + number);
            let (viewer, from) = (world.viewer(), world.moment("2026-09-28T09:12"));
            let owner = team(COORDINATOR);
            world
                .app
                .db
                .write(async |tx| {
                    tongli_work::start_clock(tx, &world.app, &viewer, subject, "C02", from, &owner)
                        .await
                })
                .await
                .unwrap();
        }
        let law = world
            .start("C03", "2026-09-28T09:12", team(COORDINATOR))
            .await;
        let before = world
            .start("C02", "2026-09-28T09:12", team(COORDINATOR))
            .await;
        world
            .app
            .db
            .write(async |tx| {
                tx.run(
                    "INSERT INTO house_days (tenant, day, mark, reason, by_name, changed_at)
                     VALUES ($1, '2026-09-29', 'rest', '院庆', 'x', 0)",
                    args![TENANT],
                )
                .await?;
                Ok(())
            })
            .await
            .unwrap();
        assert_eq!(world.rounds().await[0], 131);
        let mut tx = world.app.db.read().await.unwrap();
        let clocks = clocks_of(&mut tx, TENANT, CASE).await.unwrap();
        assert_eq!(
            clocks[0], law,
            "a limit of law stays whatever the hospital decides"
        );
        let after = &clocks[1];
        assert_eq!(after.promised_at, before.due_at);
        assert_eq!(
            due_text(&world.app.time, after.due_at.unwrap()),
            "2026-09-30 24:00"
        );
        drop(tx);
        let links = world.history().await;
        assert_eq!(links.len(), 1);
        assert_eq!(links[0].details()["before"], "2026-09-29 24:00");
        assert_eq!(links[0].details()["promised"], "2026-09-29 24:00");
        assert_eq!(world.rounds().await, [0, 0, 0]);
    })
    .await;
}

#[tokio::test]
async fn a_limit_that_only_grows_near_on_another_day_moves_its_item_and_tells_no_history() {
    on_both(&steps(), async |db| {
        let world = world(db);
        world.at("2026-11-02T09:00");
        let (viewer, from) = (world.viewer(), world.moment("2026-11-02T09:00"));
        let mut start = tongli_work::Start::new(CASE, "C05", from, team(COORDINATOR));
        start.amount = Some(5);
        let before = world
            .app
            .db
            .write(async |tx| {
                tongli_work::start_clock_with(tx, &world.app, &viewer, start.clone()).await
            })
            .await
            .unwrap();
        assert_eq!(before.near_at, Some(world.moment("2026-11-06T00:00")));
        world
            .app
            .db
            .write(async |tx| {
                tx.run(
                    "INSERT INTO house_days (tenant, day, mark, reason, by_name, changed_at)
                     VALUES ($1, '2026-11-04', 'rest', '停电', 'x', 0),
                            ($1, '2026-11-07', 'work', '补班', 'x', 0)",
                    args![TENANT],
                )
                .await?;
                Ok(())
            })
            .await
            .unwrap();
        assert_eq!(world.rounds().await[0], 1);
        let mut tx = world.app.db.read().await.unwrap();
        let after = &clocks_of(&mut tx, TENANT, CASE).await.unwrap()[0];
        assert_eq!(after.due_at, before.due_at);
        assert_eq!(after.near_at, Some(world.moment("2026-11-07T00:00")));
        let items = open_of_subject(&mut tx, TENANT, CASE).await.unwrap();
        assert_eq!(items[0].near_at, after.near_at);
        assert!(
            tongli_work::astray(&mut tx, TENANT)
                .await
                .unwrap()
                .is_empty()
        );
        drop(tx);
        assert!(world.history().await.is_empty(), "nobody's day has moved");
    })
    .await;
}
