//! A process that dies between its commit and its answer: the same request sent
//! again finds what was done.

use std::io::Write;
use std::net::TcpStream;

use serde_json::Value;
use tongli_kernel::{Clock, SystemClock};
use tongli_store::testing::fresh;
use tongli_store::{Db, DbUrl, Engine};

use super::command_line::{Desk, serving};
use super::lives::complaint;
use super::races::cases_in;
use crate::house::{ENGINES, answered};

/// The token of an account of a demo made by the binary.
pub(super) fn token_of(desk: &Desk, login: &str) -> String {
    let text = std::fs::read_to_string(desk.data.join("demo-accounts.json")).unwrap();
    let accounts: Vec<Value> = serde_json::from_str(&text).unwrap();
    let account = accounts.iter().find(|one| one["login"] == login).unwrap();
    account["token"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_kill_between_commit_and_answer_loses_and_doubles_nothing() {
    for engine in ENGINES {
        let empty = fresh(engine, &[]).await;
        let desk = Desk::on(&empty.url);
        let url = match engine {
            Engine::Sqlite => DbUrl::Sqlite(desk.data.join("tongli.db")),
            Engine::Postgres => empty.url.clone(),
        };
        killed_after_the_commit(&desk, &url).await;
    }
}

async fn killed_after_the_commit(desk: &Desk, database: &DbUrl) {
    for command in ["migrate", "demo"] {
        assert_eq!(desk.run(&[command]).status.code(), Some(0), "{command}");
    }
    let token = token_of(desk, "receptionist");
    let (mut child, url) = serving(desk, &[]);
    let address = url.strip_prefix("http://").unwrap();
    let db = Db::open(database).await.unwrap();
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

    let (mut child, url) = serving(desk, &[]);
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
    let db = Db::open(database).await.unwrap();
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
