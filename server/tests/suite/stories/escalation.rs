//! The holidays are over and nobody has answered: the house itself says so, to each
//! who has to hear it.

use std::time::Duration;

use serde_json::json;
use tongli_store::args;

use super::complaint::{done, due_day, end_of};
use crate::house::{ENGINES, House, moment_of};

/// Longer than this nobody waits for what happens by itself.
const PATIENCE: Duration = Duration::from_secs(120);
/// Polling must not take the machine away from what it waits for.
const LOOK_EVERY: Duration = Duration::from_millis(200);

async fn registered(house: &House) -> String {
    let desk = house.program("receptionist");
    let (status, case) = desk
        .post(
            "/cases",
            json!({
                "kind": "complaint",
                "channel": "phone",
                "narrative": "夜间呼叫二十分钟无人应答。",
                "contact": {"phone": "13800000002"},
                "allegations": [{"category": "T02", "departments": ["GK2"], "text": "夜间无人应答"}]
            }),
        )
        .await;
    assert_eq!(status, 201, "{case}");
    assert_eq!(due_day(&case["clocks"], "C03"), end_of("2026-10-13"));
    case["number"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn on_the_day_after_the_holidays_a_case_without_an_owner_is_escalated_once() {
    for engine in ENGINES {
        let house = House::at(engine, "2026-09-30 16:50").await;
        let number = registered(&house).await;
        house.clock_to("2026-10-13 23:59");
        house.rounds().await;
        assert_eq!(escalations(&house, &number).await, 0, "not a minute early");
        house.clock_to("2026-10-14 00:01");
        house.rounds().await;
        house.clock_to("2026-10-14 00:03");
        house.rounds().await;
        assert!(
            notices(&house, "director").await.contains(&number),
            "the director hears of it"
        );
        assert_eq!(escalations(&house, &number).await, 1);
        house.chains_hold().await;
    }
}

#[tokio::test]
async fn a_running_server_escalates_by_itself() {
    let [sqlite, postgres] = ENGINES.map(by_itself);
    tokio::join!(sqlite, postgres);
}

async fn by_itself(engine: tongli_store::Engine) {
    let house = House::at(engine, "2026-09-30 16:50").await;
    let number = registered(&house).await;
    let coordinator = house.program("coordinator");
    done(&coordinator, &number, "accept", json!({})).await;
    done(
        &coordinator,
        &number,
        "assign",
        json!({"owner": "coordinator"}),
    )
    .await;

    house.clock_to("2026-10-13 23:59");
    let running = house.rounds_by_themselves();
    until("the overdue round has looked at 23:59", async || {
        looked(&house, "2026-10-13 23:59").await > 0
    })
    .await;
    assert_eq!(escalations(&house, &number).await, 0, "not a minute early");

    house.clock_to("2026-10-14 00:00");
    until("it is escalated", async || {
        escalations(&house, &number).await == 1
    })
    .await;
    house.clock_to("2026-10-14 00:01");
    for login in ["coordinator", "director"] {
        until(login, async || is_told(&house, login, &number).await).await;
    }
    assert!(!is_told(&house, "vice-president", &number).await);

    // Another working day later it goes higher.
    house.clock_to("2026-10-15 00:00");
    until("the second word is given", async || {
        escalations(&house, &number).await == 2
    })
    .await;
    house.clock_to("2026-10-15 00:01");
    until("the vice-president hears of it", async || {
        is_told(&house, "vice-president", &number).await
    })
    .await;
    running.stop();
    house.chains_hold().await;
}

/// Looks again until it is so. The loop under test paces itself; this only lets it.
async fn until(what: &str, mut is_so: impl AsyncFnMut() -> bool) {
    #[expect(
        clippy::disallowed_methods,
        reason = "a real loop is watched; how soon it acts is the test's patience, not its verdict"
    )]
    let mut looks = tokio::time::interval(LOOK_EVERY);
    let looking = async {
        while !is_so().await {
            looks.tick().await;
        }
    };
    tokio::time::timeout(PATIENCE, looking)
        .await
        .unwrap_or_else(|_| panic!("waited in vain: {what}"));
}

/// How often the round of overdue work has run since a moment.
async fn looked(house: &House, since: &str) -> i64 {
    let mut tx = house.app.db.read().await.unwrap();
    tx.count(
        "SELECT count(*) AS n FROM round_runs WHERE name = 'work_overdue' AND started_at >= $1",
        args![moment_of(since)],
    )
    .await
    .unwrap()
}

/// How often the clock has escalated the answer owed to a case.
async fn escalations(house: &House, number: &str) -> i64 {
    let mut tx = house.app.db.read().await.unwrap();
    tx.count(
        "SELECT count(*) AS n FROM history h JOIN cases c ON c.tenant = h.tenant AND c.id = h.subject_id
         WHERE h.subject_kind = 'case' AND c.number = $1 AND h.verb = 'escalated'
           AND h.payload LIKE '%C03%'",
        args![number],
    )
    .await
    .unwrap()
}

/// Whether overdue work of this case is among a person's notices.
async fn is_told(house: &House, login: &str, number: &str) -> bool {
    let (status, told) = house.program(login).get("/notices").await;
    assert_eq!(status, 200, "{told}");
    told["notices"]
        .as_array()
        .unwrap()
        .iter()
        .any(|one| one["topic"] == "work_overdue" && one["say"].as_str().unwrap().contains(number))
}

/// The text of a person's notices page.
async fn notices(house: &House, login: &str) -> String {
    let browser = house.signed_in(login).await;
    browser.get("/notices").await.text().await.unwrap()
}
