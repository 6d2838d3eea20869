//! Kept, held, sealed away, destroyed: by dates, by two persons, and nothing is left.

mod aside;
mod destruction;
mod holds;
mod terms;

use reqwest::Method;
use serde_json::{Value, json};

use super::complaint::done;
use super::lives::{complaint, whole_life};
use crate::house::{House, Program};

/// Registers a complaint; answers its number.
async fn registered(house: &House, body: Value) -> String {
    let (status, case) = house.program("receptionist").post("/cases", body).await;
    assert_eq!(status, 201, "{case}");
    case["number"].as_str().unwrap().to_owned()
}

/// From the first words to the archive.
async fn archived(house: &House, number: &str) {
    for (login, verb, body) in whole_life() {
        if verb == "reopen" {
            return;
        }
        done(&house.program(login), number, verb, body).await;
    }
}

async fn version(program: &Program<'_>, number: &str) -> i64 {
    let (status, case) = program.get(&format!("/cases/{number}")).await;
    assert_eq!(status, 200, "{case}");
    case["version"].as_i64().unwrap()
}

/// What a person with no role of this room is answered.
async fn status(program: &Program<'_>, path: &str) -> u16 {
    program.get(path).await.0
}

/// A verb with a body of one's own making; answers status and body.
async fn act(program: &Program<'_>, path: &str, body: Value) -> (u16, Value) {
    crate::house::answered(program.ask(Method::POST, path).json(&body)).await
}

async fn held(house: &House, login: &str, number: &str) -> Value {
    let program = house.program(login);
    let version = version(&program, number).await;
    let body =
        json!({ "version": version, "reason": "法院要求保全", "reference": "（2026）民初1号" });
    let (status, hold) = act(&program, &format!("/cases/{number}/hold"), body).await;
    assert_eq!(status, 200, "{hold}");
    hold
}

async fn term(house: &House, number: &str) -> Value {
    let (status, term) = house
        .program("director")
        .get(&format!("/cases/{number}/retention"))
        .await;
    assert_eq!(status, 200, "{term}");
    term
}

/// What the list offers to a person.
async fn due(house: &House, login: &str) -> Vec<Value> {
    let (status, list) = house.program(login).get("/destruction-list").await;
    assert_eq!(status, 200, "{list}");
    list["items"].as_array().unwrap().clone()
}
