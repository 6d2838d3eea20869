//! What somebody tries who looks for what is not theirs: refused, and explained.

use reqwest::Method;
use serde_json::{Value, json};
use tongli_kernel::Fault;
use tongli_store::args;

use super::complaint::done;
use super::restricted::registered;
use crate::house::{ENGINES, House, answered};

fn complaint() -> Value {
    json!({
        "kind": "complaint", "channel": "visit", "narrative": "夜间呼叫二十分钟无人应答。",
        "contact": {"name": "高远", "phone": "13800000024"},
        "allegations": [{"category": "T05", "departments": ["GK2"], "text": "无人应答"}]
    })
}

async fn change(house: &House, sql: &'static str, login: &str) {
    let db = &house.app.db;
    db.write(async |tx| Ok::<_, Fault>(tx.run(sql, args![login]).await.map(|_| ())?))
        .await
        .unwrap();
}

async fn name_of(house: &House, login: &str) -> String {
    let mut tx = house.app.db.read().await.unwrap();
    let sql = "SELECT name FROM staff WHERE login = $1";
    tx.one(sql, args![login], |row| row.get("name"))
        .await
        .unwrap()
}

#[tokio::test]
async fn a_guessed_number_and_somebody_elses_case_are_told_apart_by_nobody() {
    for engine in ENGINES {
        let house = House::at(engine, "2026-09-28 09:12").await;
        let number = registered(&house.program("receptionist"), complaint()).await;
        // A department that nobody complains of, and that no task has brought in.
        let stranger = house.program("contact-emergency");
        let (status, theirs) = stranger.get(&format!("/cases/{number}")).await;
        assert_eq!(status, 404);
        let (status, none) = stranger.get("/cases/TS-20260928-0999").await;
        assert_eq!(status, 404);
        let words = |answer: &Value| (answer["title"].clone(), answer["detail"].clone());
        assert_eq!(words(&theirs), words(&none), "one answer for both");
        for verb in ["note", "find", "to-dispute", "take-order", "refuse"] {
            let path = format!("/cases/{number}/{verb}");
            let theirs = stranger.post(&path, json!({"version": 1})).await;
            assert!([403, 404].contains(&theirs.0), "{verb}: {}", theirs.0);
            let guessed = format!("/cases/TS-20260928-0999/{verb}");
            let none = stranger.post(&guessed, json!({"version": 1})).await;
            assert_eq!(
                (theirs.0, words(&theirs.1)),
                (none.0, words(&none.1)),
                "{verb}"
            );
        }
    }
}

#[tokio::test]
async fn a_head_who_looks_for_their_own_name_finds_what_everybody_of_the_ward_may_know() {
    for engine in ENGINES {
        let house = House::at(engine, "2026-09-28 09:12").await;
        let desk = house.program("receptionist");
        let head = name_of(&house, "department-head").await;
        let mut clue = complaint();
        clue["narrative"] = json!(format!("{head}收了红包三千元"));
        clue["allegations"] = json!([{"category": "T09", "departments": ["GK2"],
            "respondents": [head], "text": format!("{head}收了红包")}]);
        registered(&desk, clue).await;
        let mut of_the_ward = complaint();
        of_the_ward["narrative"] = json!(format!("{head}查房时没有解释，夜间呼叫无人应答。"));
        let known = registered(&desk, of_the_ward).await;
        done(&house.program("coordinator"), &known, "accept", json!({})).await;
        let reader = house.program("department-head");
        let (_, found) = reader.get("/cases?q=查房").await;
        assert_eq!(found["items"][0]["number"], known.as_str(), "{found}");
        for (asked, how_many) in [(head.as_str(), 1), ("红包", 0)] {
            let (status, found) = reader.get(&format!("/cases?q={asked}")).await;
            let items = found["items"].as_array().unwrap();
            assert_eq!((status, items.len()), (200, how_many), "{asked}: {found}");
        }
    }
}

#[tokio::test]
async fn a_right_that_was_lost_a_minute_ago_takes_nothing_out() {
    for engine in ENGINES {
        let house = House::at(engine, "2026-09-28 09:12").await;
        registered(&house.program("receptionist"), complaint()).await;
        let browser = house.signed_in("director").await;
        let export = "/cases/export?format=csv";
        assert_eq!(browser.get(export).await.status().as_u16(), 200);
        change(
            &house,
            "DELETE FROM staff_roles WHERE staff = (SELECT id FROM staff WHERE login = $1)",
            "director",
        )
        .await;
        let refused = browser.get(export).await;
        assert_eq!(refused.status().as_u16(), 403);
        assert!(refused.text().await.unwrap().contains("岗位不能"));
    }
}

#[tokio::test]
async fn a_token_ends_with_its_account_and_opens_no_other() {
    for engine in ENGINES {
        let house = House::at(engine, "2026-09-28 09:12").await;
        let number = registered(&house.program("receptionist"), complaint()).await;
        let program = house.program("coordinator");
        done(&program, &number, "accept", json!({})).await;
        let browser = house.browser();
        let made_up = browser
            .ask(Method::GET, &format!("/api/v1/cases/{number}"))
            .bearer_auth("ab".repeat(24));
        assert_eq!(answered(made_up).await.0, 401);
        change(
            &house,
            "UPDATE staff SET disabled_at = 1 WHERE login = $1",
            "coordinator",
        )
        .await;
        let (status, _) = program.get(&format!("/cases/{number}")).await;
        assert_eq!(status, 401);
    }
}
