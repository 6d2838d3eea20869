//! A morning at the reception desk: two people tap as fast as they can, a slip is taken
//! back, a case is registered, and the director sees one number beside the target.

use serde_json::Value;

use crate::house::{Browser, ENGINES, House, between};

/// Presses a button of the page that is shown; the page after it.
async fn press(browser: &Browser<'_>, page: &str, kind: &str) -> String {
    let once = between(page, "name=\"once\" value=\"", "\"");
    let fields = [("once", once), ("kind", kind)];
    let answer = browser.post("/desk/tally", &fields).await;
    assert_eq!(answer.status(), 303, "{}", answer.text().await.unwrap());
    opened(browser, "/desk/tally").await
}

async fn opened(browser: &Browser<'_>, path: &str) -> String {
    let answer = browser.get(path).await;
    assert_eq!(answer.status(), 200, "{path}");
    answer.text().await.unwrap()
}

/// Taps one after the other; the last page is sent a second time, as a reload would.
async fn busy(browser: &Browser<'_>, kinds: &[&str]) {
    let mut page = opened(browser, "/desk/tally").await;
    for kind in kinds {
        let next = press(browser, &page, kind).await;
        press(browser, &page, kind).await;
        page = next;
    }
}

async fn day(house: &House, login: &str, day: &str) -> Value {
    let path = format!("/desk/tally?day={day}");
    let (status, found) = house.program(login).get(&path).await;
    assert_eq!(status, 200, "{found}");
    found
}

#[tokio::test]
async fn every_contact_counts_once_and_stands_beside_the_cases() {
    for engine in ENGINES {
        let house = House::at(engine, "2026-09-28 09:12").await;
        let desk = house.signed_in("receptionist").await;
        let other = house.signed_in("receptionist-2").await;
        let kinds = ["way", "way", "phone", "comfort", "way", "other"];
        tokio::join!(busy(&desk, &kinds), busy(&other, &kinds));
        let found = day(&house, "director", "2026-09-28").await;
        assert_eq!(
            (&found["tally"], &found["receptions"]),
            (&12.into(), &12.into())
        );
        assert_eq!(found["kinds"][0]["n"], 6, "{found}");

        // The same press in the same moment: one is a reload of the other.
        let page = opened(&desk, "/desk/tally").await;
        let once = between(&page, "name=\"once\" value=\"", "\"");
        let fields = [("once", once), ("kind", "papers")];
        let (left, right) = tokio::join!(
            desk.post("/desk/tally", &fields),
            desk.post("/desk/tally", &fields)
        );
        assert_eq!(
            (left.status().as_u16(), right.status().as_u16()),
            (303, 303)
        );
        assert_eq!(day(&house, "director", "2026-09-28").await["tally"], 13);

        let page = opened(&desk, "/desk/tally").await;
        let slip = between(&page, "name=\"tap\" value=\"", "\"").to_owned();
        let undo = [("tap", slip.as_str())];
        assert_eq!(other.post("/desk/tally/undo", &undo).await.status(), 404);
        assert_eq!(desk.post("/desk/tally/undo", &undo).await.status(), 303);
        let page = opened(&desk, "/desk/tally").await;
        assert!(page.contains("09:12 已撤销"), "and it stays to be seen");

        let case = serde_json::json!({"kind": "enquiry", "channel": "phone",
            "narrative": "外地医保住院要带哪些材料？"});
        let (status, case) = house.program("receptionist").post("/cases", case).await;
        assert_eq!(status, 201, "{case}");
        for login in ["receptionist", "director"] {
            let home = opened(&house.signed_in(login).await, "/").await;
            assert!(home.contains("今天接待 13 / 50 人次"), "{login}");
        }
        house.rounds().await;
        house.clock_to("2026-09-29 08:00");
        let found = day(&house, "information", "2026-09-28").await;
        assert_eq!(
            (&found["tally"], &found["registered"]),
            (&12.into(), &1.into())
        );
        assert_eq!(day(&house, "director", "2026-09-29").await["receptions"], 0);
    }
}

#[tokio::test]
async fn the_demo_hospital_has_a_week_at_its_desk() {
    let house = House::at(ENGINES[0], "2026-11-27 10:30").await;
    tongli::demo::fill(&house.app).await.unwrap();
    let today = day(&house, "director", "2026-11-27").await;
    let hours: Vec<i64> = (today["hours"].as_array().unwrap().iter())
        .map(|one| one["hour"].as_i64().unwrap())
        .collect();
    assert_eq!(hours, [8, 9, 10], "nobody taps ahead of time");
    let mut reached = 0;
    for ago in ["2026-11-26", "2026-11-25", "2026-11-24", "2026-11-23"] {
        let past = day(&house, "director", ago).await;
        let tally = past["tally"].as_i64().unwrap();
        assert!((25..=60).contains(&tally), "{past}");
        reached += i64::from(past["receptions"].as_i64() >= past["target"].as_i64());
    }
    assert!(reached < 4, "a week is not all alike");
    let sunday = day(&house, "director", "2026-11-22").await;
    assert!(
        (5..25).contains(&sunday["tally"].as_i64().unwrap()),
        "{sunday}"
    );
}
