//! Two hands on one case: one of them moves it, and the other is told. A request
//! sent twice is done once, even over a kill.

use std::io::Write;
use std::net::TcpStream;

use reqwest::Method;
use serde_json::{Value, json};
use tongli_kernel::{Clock, SystemClock};
use tongli_store::{Db, DbUrl, Engine};

use super::command_line::{Desk, serving};
use crate::house::{ENGINES, House, answered};

fn complaint() -> Value {
    json!({
        "kind": "complaint", "channel": "phone",
        "narrative": "夜间呼叫二十分钟无人应答。",
        "contact": {"name": "高远", "phone": "13800000024", "reply_by": "letter"},
        "allegations": [{"category": "T02", "departments": ["GK2"], "text": "夜间无人应答"}]
    })
}

/// The servers the two hands work at: two on PostgreSQL, one on SQLite.
struct Office {
    first: House,
    second: Option<House>,
}

impl Office {
    async fn on(engine: Engine) -> Office {
        let first = House::at(engine, "2026-09-28 09:12").await;
        let second = match engine {
            Engine::Sqlite => None,
            Engine::Postgres => Some(House::beside(&first).await),
        };
        Office { first, second }
    }

    fn second(&self) -> &House {
        self.second.as_ref().unwrap_or(&self.first)
    }

    async fn register(&self) -> String {
        let desk = self.first.program("receptionist");
        let (status, case) = desk.post("/cases", complaint()).await;
        assert_eq!(status, 201, "{case}");
        case["number"].as_str().unwrap().to_owned()
    }

    /// The same verb at the same version at both servers at once.
    async fn race(&self, number: &str, login: &str, verb: &str, mut body: Value) {
        let (one, other) = (self.first.program(login), self.second().program(login));
        let path = format!("/cases/{number}");
        let (_, before) = one.get(&path).await;
        body["version"] = before["version"].clone();
        let path = format!("{path}/{verb}");
        let (left, right) = tokio::join!(one.post(&path, body.clone()), other.post(&path, body));
        let (won, lost) = if left.0 < 300 {
            (left, right)
        } else {
            (right, left)
        };
        assert_eq!(won.0, 200, "{verb}: nobody came through: {won:?} {lost:?}");
        assert!(
            matches!(lost.0, 409 | 422),
            "{verb}: both came through: {won:?} {lost:?}"
        );
        let (_, after) = self
            .second()
            .program(login)
            .get(&format!("/cases/{number}"))
            .await;
        assert_eq!(after["version"], won.1["version"], "{verb}");
    }
}

fn whole_life() -> Vec<(&'static str, &'static str, Value)> {
    let statement = json!({"text": "当晚两名护士同时在抢救室，铃声无人转接。"});
    vec![
        ("receptionist", "pause", json!({"reason": "等家属补充材料"})),
        ("receptionist", "resume", json!({})),
        ("coordinator", "accept", json!({})),
        ("director", "assign", json!({"owner": "coordinator"})),
        (
            "coordinator",
            "request-statement",
            json!({"departments": ["GK2"], "question": "当晚为何无人应答？"}),
        ),
        ("contact-ward", "submit-statement", statement.clone()),
        (
            "coordinator",
            "return-statement",
            json!({"department": "GK2", "reason": "没有说明铃声由谁接听"}),
        ),
        ("contact-ward", "submit-statement", statement),
        (
            "coordinator",
            "find",
            json!({"findings": [{"allegation": 1, "finding": "upheld", "reason": "铃声无人转接，情况属实"}]}),
        ),
        ("director", "review", json!({"ok": true})),
        (
            "coordinator",
            "handle",
            json!({"modes": ["apologise"], "result": "已致歉，铃声转接到护士长手机。"}),
        ),
        (
            "coordinator",
            "answer",
            json!({"mode": "letter", "answers": [
                {"allegation": 1, "answer": "铃声没有转接，是我们不对。", "next_step": "转接到护士长手机"}
            ]}),
        ),
        (
            "coordinator",
            "letter",
            json!({"salutation": "高远先生", "steps": "调阅了呼叫记录并询问科室。",
                   "contact_name": "沈知远", "contact_phone": "0000-1234567", "dated": "2026-09-28"}),
        ),
        ("director", "approve", json!({})),
        ("coordinator", "release", json!({})),
        (
            "coordinator",
            "prove-delivery",
            json!({"mode": "letter", "delivered_at": "2026-09-28T09:12:00+08:00",
                   "proof": {"signer": "高远", "relation": "child"}}),
        ),
        (
            "director",
            "close",
            json!({"improvement": "铃声转接到护士长手机"}),
        ),
        (
            "coordinator",
            "follow-up",
            json!({"reached": true, "satisfaction": 5, "identity_checked": true, "understood": true,
                   "measures_done": true, "rated_by_patient": true}),
        ),
        ("director", "archive", json!({})),
        (
            "director",
            "reopen",
            json!({"reason": "家属带来了新的录音"}),
        ),
    ]
}

#[tokio::test]
async fn of_two_hands_one_moves_the_case_through_every_verb() {
    for engine in ENGINES {
        let office = Office::on(engine).await;
        let number = office.register().await;
        for (login, verb, body) in whole_life() {
            office.race(&number, login, verb, body).await;
        }
        office.first.chains_hold().await;
    }
}

#[tokio::test]
async fn of_two_hands_one_ends_the_case() {
    let explained = json!({"reason": "in_court", "explanation": "法院已经受理同一事项"});
    let ends = [
        (
            "receptionist",
            "settle",
            json!({"result": "当场说明并致歉，对方接受"}),
        ),
        ("coordinator", "refuse", explained),
        (
            "director",
            "hand-over",
            json!({"to": "authority", "reason": "属于主管部门职权"}),
        ),
    ];
    for engine in ENGINES {
        let office = Office::on(engine).await;
        for (login, verb, body) in &ends {
            let number = office.register().await;
            office.race(&number, login, verb, body.clone()).await;
            if *verb == "refuse" {
                office.race(&number, "director", verb, json!({})).await;
                let (_, case) = office
                    .first
                    .program("director")
                    .get(&format!("/cases/{number}"))
                    .await;
                assert_eq!(case["stage"], "refused");
            }
        }
        office.first.chains_hold().await;
    }
}

#[tokio::test]
async fn notes_of_two_hands_both_stay() {
    for engine in ENGINES {
        let office = Office::on(engine).await;
        let number = office.register().await;
        let path = format!("/cases/{number}/note");
        let (one, other) = (
            office.first.program("receptionist"),
            office.second().program("coordinator"),
        );
        let (left, right) = tokio::join!(
            one.post(&path, json!({"text": "家属十点再来"})),
            other.post(&path, json!({"text": "已通知病区"}))
        );
        assert_eq!((left.0, right.0), (200, 200), "{left:?} {right:?}");
        office.first.chains_hold().await;
    }
}

async fn cases_in(db: &Db) -> i64 {
    let mut tx = db.read().await.unwrap();
    tx.count("SELECT count(*) AS n FROM cases", vec![])
        .await
        .unwrap()
}

#[tokio::test]
async fn a_request_sent_eight_times_at_once_is_one_case() {
    for engine in ENGINES {
        let office = Office::on(engine).await;
        let programs: Vec<_> = (0..8)
            .map(|at| {
                if at % 2 == 0 {
                    &office.first
                } else {
                    office.second()
                }
            })
            .map(|house| house.program("receptionist"))
            .collect();
        let all = programs.iter().map(|program| async move {
            for _ in 0..20 {
                let request = program
                    .ask(Method::POST, "/cases")
                    .header("idempotency-key", "one-key-for-eight")
                    .json(&complaint());
                let (status, body) = answered(request).await;
                if status != 409 {
                    return (status, body);
                }
            }
            panic!("the same request stays under way");
        });
        let answers = futures_util::future::join_all(all).await;
        for (status, body) in &answers {
            assert_eq!(*status, 201, "{body}");
            assert_eq!(body, &answers[0].1);
        }
        assert_eq!(cases_in(&office.first.app.db).await, 1);
        // The same key on another request is not the same request.
        let mut other = complaint();
        other["narrative"] = json!("另一件事情");
        let request = programs[0]
            .ask(Method::POST, "/cases")
            .header("idempotency-key", "one-key-for-eight")
            .json(&other);
        assert_eq!(answered(request).await.0, 409);
        office.first.chains_hold().await;
    }
}

/// The token of an account of a demo made by the binary.
fn token_of(desk: &Desk, login: &str) -> String {
    let text = std::fs::read_to_string(desk.data.join("demo-accounts.json")).unwrap();
    let accounts: Vec<Value> = serde_json::from_str(&text).unwrap();
    let account = accounts.iter().find(|one| one["login"] == login).unwrap();
    account["token"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_kill_between_commit_and_answer_loses_and_doubles_nothing() {
    let desk = Desk::new();
    assert_eq!(desk.run(&["demo"]).status.code(), Some(0));
    let token = token_of(&desk, "receptionist");
    let (mut child, url) = serving(&desk, &[]);
    let address = url.strip_prefix("http://").unwrap();
    let db = Db::open(&DbUrl::Sqlite(desk.data.join("tongli.db")))
        .await
        .unwrap();
    let before = cases_in(&db).await;

    let body = complaint().to_string();
    let mut wire = TcpStream::connect(address).unwrap();
    write!(
        wire,
        "POST /api/v1/cases HTTP/1.1\r\nHost: {address}\r\nAuthorization: Bearer {token}\r\n\
         Idempotency-Key: over-a-kill\r\nContent-Type: application/json\r\n\
         Content-Length: {}\r\n\r\n{body}",
        body.len()
    )
    .unwrap();
    let begun = SystemClock.now();
    while cases_in(&db).await == before {
        assert!(
            SystemClock.now().millis() - begun.millis() < 30_000,
            "nothing is committed"
        );
        tokio::task::yield_now().await;
    }
    // Nobody has read the answer; the process is gone before anybody can.
    child.kill().unwrap();
    child.wait().unwrap();
    drop(wire);
    db.close().await;

    let (mut child, url) = serving(&desk, &[]);
    let client = reqwest::Client::new();
    let again = || {
        client
            .post(format!("{url}/api/v1/cases"))
            .bearer_auth(&token)
            .header("idempotency-key", "over-a-kill")
            .json(&json_of(&body))
    };
    let (status, first) = answered(again()).await;
    assert_eq!(status, 201, "{first}");
    let (_, second) = answered(again()).await;
    assert_eq!(first, second);
    let db = Db::open(&DbUrl::Sqlite(desk.data.join("tongli.db")))
        .await
        .unwrap();
    assert_eq!(cases_in(&db).await, before + 1);
    let mut tx = db.read().await.unwrap();
    let newest: Vec<String> = tx
        .all(
            "SELECT number FROM cases ORDER BY registered_at DESC LIMIT 1",
            vec![],
            |row| row.get("number"),
        )
        .await
        .unwrap();
    assert_eq!(newest, [first["number"].as_str().unwrap()]);
    drop(tx);
    db.close().await;
    child.kill().unwrap();
    child.wait().unwrap();
    assert_eq!(
        desk.run(&["check"]).status.code(),
        Some(0),
        "every chain holds"
    );
}

fn json_of(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}
