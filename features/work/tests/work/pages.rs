//! The home page and the clock page over HTTP.

use axum::http::StatusCode;
use tongli_kernel::DepartmentId;
use tongli_people::roles::{ALL, CONTACT, COORDINATOR};
use tongli_store::testing::on_both;
use tongli_work::Owner;

use crate::house::{CASE, somebody, steps, team, words, world};

/// The text between two marks, each time they stand there.
fn between<'a>(html: &'a str, from: &str, to: &str) -> Vec<&'a str> {
    html.split(from)
        .skip(1)
        .filter_map(|rest| rest.split_once(to).map(|(found, _)| found))
        .collect()
}

fn rows(html: &str) -> usize {
    html.matches("data-row-link").count()
}

#[tokio::test]
async fn every_count_of_the_home_page_equals_its_list() {
    on_both(&steps(), async |db| {
        let world = world(db);
        // Monday 2026-09-28, 09:12.
        for (kind, due) in [
            ("accept", Some("2026-09-28T09:00")),
            ("find", Some("2026-09-28T09:12")),
            ("review", Some("2026-09-29T00:00")),
            ("reply", Some("2026-09-29T08:00")),
            ("follow_up", Some("2026-10-20T00:00")),
            ("close", None),
        ] {
            world.open(world.item(kind, somebody(5), due)).await;
        }
        world
            .open(world.item("assign", team(COORDINATOR), None))
            .await;
        world.open(world.item("assign", somebody(6), None)).await;
        let (status, html) = world.get("/", "5~coordinator").await;
        assert_eq!(status, StatusCode::OK);
        let figures = between(&html, "figure-value\">", "<");
        assert_eq!(figures, ["2", "1", "1", "6"]);
        assert_eq!(between(&html, "tab-count\">", "<"), ["6", "1"]);
        assert_eq!(rows(&html), 6);
        for (part, count) in [("overdue", 2), ("today", 1), ("near", 1), ("later", 2)] {
            let (_, html) = world
                .get(&format!("/?queue=mine&part={part}"), "5~coordinator")
                .await;
            assert_eq!(rows(&html), count, "{part}");
        }
        let (_, html) = world.get("/?queue=coordinator", "5~coordinator").await;
        assert_eq!(rows(&html), 1);
        assert!(html.contains("分派承办人"));
    })
    .await;
}

#[tokio::test]
async fn a_row_says_what_to_do_and_how_long_is_left() {
    on_both(&steps(), async |db| {
        let world = world(db);
        world.at("2026-10-08T10:00");
        world
            .open(world.item("reply", somebody(5), Some("2026-10-06T00:00")))
            .await;
        world
            .open(world.item("find", somebody(5), Some("2026-10-14T00:00")))
            .await;
        let (_, html) = world.get("/", "5~coordinator").await;
        assert!(html.contains("逾期 2 天"), "{html}");
        assert!(html.contains("还有 4 个工作日"));
        assert!(html.contains("答复当事人"));
        assert!(html.contains("2026-10-13 24:00"));
        assert!(html.contains("href=\"/cases/TS-20260928-0007\""));
        assert!(html.contains("clock-overdue") && html.contains("row-overdue"));
    })
    .await;
}

#[tokio::test]
async fn a_long_list_is_turned_page_by_page_and_counted_to_fifty() {
    on_both(&steps(), async |db| {
        let world = world(db);
        for number in 0..60 {
            let mut item = world.item("accept", team(COORDINATOR), None);
            item.label = format!("TS-20260928-{number:04}");
            world.open(item).await;
        }
        let (_, html) = world.get("/?queue=coordinator", "5~coordinator").await;
        assert_eq!(rows(&html), 50);
        assert!(between(&html, "tab-count\">", "<").contains(&"50+"));
        let next = between(&html, "card-footer\"><a class=\"btn btn-sm\" href=\"", "\"")[0]
            .replace("&#38;", "&")
            .replace("&amp;", "&");
        let (_, second) = world.get(&next, "5~coordinator").await;
        assert_eq!(rows(&second), 10);
        assert!(second.contains("TS-20260928-0059") && !second.contains("TS-20260928-0049"));
    })
    .await;
}

#[tokio::test]
async fn a_contact_sees_the_work_of_the_own_department_only() {
    on_both(&steps(), async |db| {
        let world = world(db);
        let ward = |id| Owner::role_in(CONTACT, DepartmentId::new(id));
        world.open(world.item("statement", ward(3), None)).await;
        world.open(world.item("statement", ward(4), None)).await;
        let (_, html) = world.get("/?queue=contact", "8~contact~3").await;
        assert_eq!(rows(&html), 1);
        let (_, html) = world.get("/?queue=contact", "8~contact~3,4").await;
        assert_eq!(rows(&html), 2);
        let (_, html) = world.get("/?queue=contact", "8~contact").await;
        assert_eq!(rows(&html), 0);
        let (status, _) = world.get("/?queue=coordinator", "8~contact~3").await;
        assert_eq!(status, StatusCode::NOT_FOUND);
    })
    .await;
}

#[tokio::test]
async fn the_director_sees_what_nobody_owns_and_what_is_overdue_anywhere() {
    on_both(&steps(), async |db| {
        let world = world(db);
        world
            .open(world.item("assign", Owner::default(), None))
            .await;
        world
            .open(world.item("find", somebody(5), Some("2026-09-27T00:00")))
            .await;
        let (_, html) = world.get("/?queue=unowned", "1~director").await;
        assert_eq!(rows(&html), 1);
        let (_, html) = world.get("/?queue=house-overdue", "1~director").await;
        assert_eq!(rows(&html), 1);
        let alarm = "全院有 1 件事已经逾期";
        assert!(!html.contains(alarm), "the list itself says it");
        let (_, html) = world.get("/", "1~director").await;
        assert!(html.contains(alarm) && html.contains("href=\"/?queue=house-overdue\""));
        let (_, html) = world.get("/", "5~coordinator").await;
        assert!(!html.contains(alarm));
        let (status, _) = world.get("/?queue=house-overdue", "5~coordinator").await;
        assert_eq!(status, StatusCode::NOT_FOUND);
    })
    .await;
}

#[tokio::test]
async fn who_has_nothing_to_do_is_told_so_kindly() {
    on_both(&steps(), async |db| {
        let world = world(db);
        let (status, html) = world.get("/", "5~coordinator").await;
        assert_eq!(status, StatusCode::OK);
        assert!(html.contains("您手上的事都办完了"));
        let (_, html) = world
            .get("/?queue=mine&part=overdue", "5~coordinator")
            .await;
        assert!(html.contains("这一栏现在没有"));
        let (status, _) = world.get("/", "").await;
        assert_eq!(status, StatusCode::SEE_OTHER, "nobody is led to sign in");
    })
    .await;
}

#[tokio::test]
async fn a_clock_page_shows_every_day_and_the_program_gets_the_same() {
    on_both(&steps(), async |db| {
        let world = world(db);
        world.at("2026-09-30T18:00");
        world.open(world.item("accept", somebody(5), None)).await;
        let clock = world.start("C03", "2026-09-30T17:59", somebody(5)).await;
        let (status, html) = world
            .get(&format!("/clocks/{}", clock.id), "5~coordinator")
            .await;
        assert_eq!(status, StatusCode::OK);
        assert!(html.contains("2026-10-13 24:00"));
        assert!(html.contains("国庆节放假") && html.contains("调休上班"));
        assert!(html.contains("href=\"/cases/TS-20260928-0007\""));
        // From 30 September to 13 October.
        assert_eq!(html.matches("<tr class=").count(), 14);
        let path = format!("/api/v1/clocks/{}/explain", clock.id);
        let (status, text) = world.get(&path, "5~coordinator").await;
        assert_eq!(status, StatusCode::OK);
        let json: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!(json["due_on"], "2026-10-13");
        assert_eq!(json["due_at"], "2026-10-14T00:00:00+08:00");
        let rows = json["rows"].as_array().unwrap();
        assert_eq!(rows.len(), 14);
        assert_eq!(rows[13]["counted"], 5);
        assert_eq!(rows[10]["kind"], "make_up", "Saturday 10 October is worked");
        for wrong in ["/clocks/1", "/clocks/x", "/api/v1/clocks/1/explain"] {
            assert_eq!(
                world.get(wrong, "5~coordinator").await.0,
                StatusCode::NOT_FOUND
            );
        }
    })
    .await;
}

#[tokio::test]
async fn waits_stand_beside_a_clock_and_move_nothing() {
    on_both(&steps(), async |db| {
        let world = world(db);
        world.open(world.item("accept", somebody(5), None)).await;
        let clock = world.start("C03", "2026-09-28T09:12", somebody(5)).await;
        let why = "等家属提供收费单";
        for (at, verb) in [
            ("2026-09-29T10:00", "pause"),
            ("2026-09-30T16:00", "resume"),
        ] {
            world.at(at);
            let event =
                tongli_store::history::Event::new(verb).with(serde_json::json!({ "reason": why }));
            let (viewer, now) = (world.viewer(), world.app.now());
            let (app, event) = (&world.app, &event);
            app.db
                .write(async |tx| {
                    let chance = &*app.chance;
                    let event = event.clone();
                    tongli_store::history::append(tx, &viewer, now, chance, CASE, event).await
                })
                .await
                .unwrap();
        }
        let (_, html) = world
            .get(&format!("/clocks/{}", clock.id), "5~coordinator")
            .await;
        assert!(html.contains("2026-09-29 10:00") && html.contains("2026-09-30 16:00"));
        assert!(
            !html.contains(why),
            "why is told where it is known who may read it"
        );
        assert!(html.contains("2026-10-10 24:00"), "the limit stays");
    })
    .await;
}

#[tokio::test]
async fn a_limit_of_late_december_says_that_it_may_move() {
    on_both(&steps(), async |db| {
        let world = world(db);
        world.at("2026-12-24T10:00");
        world.open(world.item("accept", somebody(5), None)).await;
        let clock = world.start("C03", "2026-12-24T09:00", somebody(5)).await;
        for path in ["/".to_owned(), format!("/clocks/{}", clock.id)] {
            let (_, html) = world.get(&path, "5~coordinator").await;
            assert!(html.contains("2026-12-31 24:00"), "{html}");
            assert!(html.contains("可能随元旦放假通知调整"), "{path}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_program_reads_its_work_list() {
    on_both(&steps(), async |db| {
        let world = world(db);
        world
            .open(world.item("find", somebody(5), Some("2026-09-27T00:00")))
            .await;
        let (status, text) = world.get("/api/v1/work", "5~coordinator").await;
        assert_eq!(status, StatusCode::OK);
        let json: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!(json["items"][0]["number"], "TS-20260928-0007");
        assert_eq!(json["items"][0]["overdue"], true);
        assert_eq!(json["next"], serde_json::Value::Null);
        let (status, _) = world
            .get("/api/v1/work?queue=director", "5~coordinator")
            .await;
        assert_eq!(status, StatusCode::NOT_FOUND);
    })
    .await;
}

#[test]
fn every_rule_and_every_role_has_its_word() {
    let words = words();
    for rule in tongli_calendars::shipped_rules().rules() {
        let key = format!("work-kind-clock-{}", rule.id.to_lowercase());
        assert!(words.knows(&key), "{key}");
    }
    for role in ALL {
        let key = format!("work-queue-{}", role.0);
        assert!(words.knows(&key), "{key}");
    }
}
