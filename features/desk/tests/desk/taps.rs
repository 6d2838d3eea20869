//! Counting and taking back.

use tongli_kernel::{Fault, Viewer};
use tongli_people::roles::{CONTACT, COORDINATOR, DIRECTOR, RECEPTIONIST, TRAINER};
use tongli_store::testing::on_both;

use crate::house::{TENANT, World, steps, world};

/// `tally + registered = receptions` of a day.
async fn seen(world: &World, who: &str, day: &str) -> [i64; 3] {
    let path = format!("/desk/tally?day={day}");
    let json = world.api(who, &path, None, None).await.json();
    ["tally", "registered", "receptions"].map(|name| json[name].as_i64().unwrap())
}

async fn undo(world: &World, who: &str, id: impl std::fmt::Display) -> u16 {
    let path = format!("/desk/taps/{id}/undo");
    let reply = world
        .api(who, &path, Some(serde_json::json!({})), None)
        .await;
    reply.status.as_u16()
}

#[tokio::test]
async fn a_button_counts_once_however_often_it_is_sent() {
    on_both(&steps(), async |db| {
        let world = world(db);
        let lin = world.somebody("lin", RECEPTIONIST).await;
        let zhou = world.somebody("zhou", COORDINATOR).await;
        let first = world.tap(&lin, "way", "a1").await.unwrap();
        assert_eq!((first.kind.as_str(), first.hour), ("way", 9));
        world.clock_to("2026-09-28T09:13");
        let again = world.tap(&lin, "way", "a1").await.unwrap();
        assert_eq!(again, first, "the first press is answered");
        assert_eq!(world.rows().await, (1, 0));
        // The next page in the same second, another button, another person.
        world.tap(&lin, "way", "a2").await.unwrap();
        world.tap(&lin, "phone", "a1").await.unwrap();
        world.tap(&zhou, "way", "a1").await.unwrap();
        assert_eq!(seen(&world, "lin", "2026-09-28").await, [4, 0, 4]);
        // What no page of ours carries is a press of its own.
        world.tap(&lin, "way", "").await.unwrap();
        world.tap(&lin, "way", "").await.unwrap();
        assert_eq!(world.rows().await, (6, 0));
    })
    .await;
}

#[tokio::test]
async fn a_slip_is_taken_back_by_its_own_hand_on_its_own_day() {
    on_both(&steps(), async |db| {
        let world = world(db);
        let lin = world.somebody("lin", RECEPTIONIST).await;
        world.somebody("zhou", RECEPTIONIST).await;
        let kept = world.tap(&lin, "way", "a1").await.unwrap();
        let slip = world.tap(&lin, "comfort", "a2").await.unwrap();
        assert_eq!(
            undo(&world, "zhou", slip.id).await,
            404,
            "another's is not there"
        );
        assert_eq!(undo(&world, "lin", slip.id).await, 200);
        assert_eq!(
            undo(&world, "lin", slip.id).await,
            200,
            "twice changes nothing"
        );
        assert_eq!(seen(&world, "lin", "2026-09-28").await, [1, 0, 1]);
        assert_eq!(
            world.rows().await,
            (2, 1),
            "the slip stays, with who and when"
        );
        // The button of a slip is no new contact.
        let again = world.tap(&lin, "comfort", "a2").await.unwrap();
        assert_eq!((again.id, again.undone_at.is_some()), (slip.id, true));
        world.clock_to("2026-09-29T00:00");
        assert_eq!(undo(&world, "lin", kept.id).await, 409, "its day is over");
        assert_eq!(undo(&world, "lin", slip.id).await, 200, "it was in time");
        assert_eq!(world.rows().await, (2, 1));
        assert_eq!(undo(&world, "lin", "x").await, 404);
    })
    .await;
}

#[tokio::test]
async fn a_contact_belongs_to_the_hospital_s_own_day() {
    on_both(&steps(), async |db| {
        let world = world(db);
        let lin = world.somebody("lin", RECEPTIONIST).await;
        for (at, once) in [("2026-09-28T23:59", "a1"), ("2026-09-29T00:00", "a2")] {
            world.clock_to(at);
            world.tap(&lin, "phone", once).await.unwrap();
        }
        let of = async |day: &str| {
            let path = format!("/desk/tally?day={day}");
            world.api("lin", &path, None, None).await.json()["hours"].clone()
        };
        let hour = |hour: i64| serde_json::json!([{ "hour": hour, "n": 1 }]);
        assert_eq!(of("2026-09-28").await, hour(23));
        assert_eq!(of("2026-09-29").await, hour(0));
    })
    .await;
}

#[tokio::test]
async fn a_case_is_a_reception_and_no_tap() {
    on_both(&steps(), async |db| {
        let world = world(db);
        let lin = world.somebody("lin", RECEPTIONIST).await;
        world.somebody("chief", DIRECTOR).await;
        for once in ["a1", "a2", "a3"] {
            world.tap(&lin, "way", once).await.unwrap();
        }
        world.registered(&lin).await;
        // Before a round has folded it, and after.
        assert_eq!(seen(&world, "chief", "2026-09-28").await, [3, 1, 4]);
        tongli_cases::fold_figures(&world.app).await.unwrap();
        assert_eq!(seen(&world, "chief", "2026-09-28").await, [3, 1, 4]);
        world.clock_to("2026-10-01T08:00");
        world.registered(&lin).await;
        assert_eq!(seen(&world, "chief", "2026-10-01").await, [0, 1, 1]);
        assert_eq!(seen(&world, "chief", "2026-09-28").await, [3, 1, 4]);
        assert_eq!(seen(&world, "chief", "2026-09-30").await, [0, 0, 0]);
    })
    .await;
}

#[tokio::test]
async fn who_does_not_stand_at_the_desk_counts_nobody() {
    on_both(&steps(), async |db| {
        let world = world(db);
        let chief = world.somebody("chief", DIRECTOR).await;
        let ward = world.somebody("ward", CONTACT).await;
        let trainer = world.somebody("trainer", TRAINER).await;
        for viewer in [&chief, &ward, &trainer, &Viewer::operator(TENANT)] {
            let refused = world.tap(viewer, "way", "a1").await;
            assert!(matches!(refused, Err(Fault::Forbidden(_))), "{refused:?}");
        }
        for (who, status) in [("chief", 200), ("ward", 403), ("trainer", 403)] {
            let reply = world.open(who, "/desk/tally").await;
            assert_eq!(reply.status, status, "{who}");
        }
        let lin = world.somebody("lin", RECEPTIONIST).await;
        let refused = world.tap(&lin, "umbrella", "a1").await;
        assert!(matches!(refused, Err(Fault::Invalid(_))), "{refused:?}");
        assert_eq!(world.rows().await, (0, 0));
    })
    .await;
}

#[tokio::test]
async fn windows_are_counted_apart_and_together_they_are_the_day() {
    on_both(&steps(), async |db| {
        let world = world(db);
        let lin = world.somebody("lin", RECEPTIONIST).await;
        for (once, window) in [("a1", "1号窗口"), ("a2", " 1号窗口 "), ("a3", "电话台")] {
            world.tap_at(&lin, "way", once, window).await.unwrap();
        }
        let untold = world.tap(&lin, "phone", "a4").await.unwrap();
        assert_eq!(untold.window, None);
        let slip = world.tap_at(&lin, "way", "a5", "电话台").await.unwrap();
        assert_eq!(undo(&world, "lin", slip.id).await, 200);
        let long = world.tap_at(&lin, "way", "a6", &"台".repeat(13)).await;
        assert!(matches!(long, Err(Fault::Invalid(_))), "{long:?}");
        // The same press sent again stays where it was counted.
        let again = world.tap_at(&lin, "way", "a1", "电话台").await.unwrap();
        assert_eq!(again.window.as_deref(), Some("1号窗口"));
        let day = world.api("lin", "/desk/tally", None, None).await.json();
        assert_eq!(day["tally"], 4);
        let part = |window: Option<&str>, kind: &str, n: i64| serde_json::json!({ "hour": 9, "window": window, "kind": kind, "n": n });
        let mut parts = day["parts"].as_array().unwrap().clone();
        parts.sort_by_key(|part| part["window"].to_string());
        let expected = [
            part(Some("1号窗口"), "way", 2),
            part(Some("电话台"), "way", 1),
            part(None, "phone", 1),
        ];
        assert_eq!(parts, expected);
    })
    .await;
}
