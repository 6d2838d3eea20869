//! Deputies, money, decisions and instructions by word as they are described.

use serde_json::{Value, json};

use super::described::Described;
use super::registered;
use crate::house::{House, Program};

pub(super) async fn the_leaders(house: &House, described: &mut Described) {
    deputies(house, described).await;
    let number = registered(house, described).await;
    let owner = house.program("coordinator");
    described.verb(&owner, &number, "accept", json!({})).await;
    let refund = json!({"purpose": "refund", "amount_fen": 32_050, "reason": "重复收费"});
    described.verb(&owner, &number, "money", refund).await;
    decide(house, described).await;
    instructions(house, described, &owner, &number).await;
}

async fn deputies(house: &House, described: &mut Described) {
    let (leader, place) = (house.program("president"), "/api/v1/deputies");
    let body =
        json!({"deputy": "1102", "from": "2026-10-20", "until": "2026-10-22", "reason": "外出"});
    let (status, one) = described
        .post(&leader, place, "/deputies", body.clone())
        .await;
    assert_eq!(status, 200, "{one}");
    let (status, _) = described.post(&leader, place, "/deputies", body).await;
    assert_eq!(status, 422);
    let list = described
        .get(&house.program("director"), place, "/deputies")
        .await;
    assert_eq!(list["items"].as_array().unwrap().len(), 1);
    let path = format!("/deputies/{}/revoke", one["id"].as_str().unwrap());
    let template = "/api/v1/deputies/{id}/revoke";
    for expected in [200, 409] {
        let answer = described
            .post(&leader, template, &path, json!({"version": 1}))
            .await;
        assert_eq!(answer.0, expected, "{}", answer.1);
    }
}

async fn decide(house: &House, described: &mut Described) {
    let director = house.program("director");
    let list = described
        .get(&director, "/api/v1/approvals", "/approvals")
        .await;
    let items = list["items"].as_array().unwrap();
    let one = items.iter().find(|one| one["kind"] == "money").unwrap();
    let path = format!("/approvals/{}/decide", one["id"].as_str().unwrap());
    let template = "/api/v1/approvals/{id}/decide";
    for (verdict, expected) in [("return", 422), ("approve", 200), ("approve", 409)] {
        let body = json!({"version": one["version"], "verdict": verdict});
        let answer = described.post(&director, template, &path, body).await;
        assert_eq!(answer.0, expected, "{}", answer.1);
    }
}

async fn instructions(house: &House, described: &mut Described, owner: &Program<'_>, number: &str) {
    let leader = {
        let mut tx = house.app.db.read().await.unwrap();
        let found = tongli_people::find_by_login(&mut tx, house.app.tenant, "vice-president").await;
        found.unwrap().unwrap().id.to_string()
    };
    let said: Value = json!({"leader": leader, "words": "先联系家属", "step": "contact",
        "given_at": house.app.time.rfc3339(house.app.now())});
    described
        .verb(owner, number, "instruct", said.clone())
        .await;
    described.verb(owner, number, "instruct", said).await;
    let template = "/api/v1/cases/{number}/instructions";
    let list = described
        .get(owner, template, &format!("/cases/{number}/instructions"))
        .await;
    let ids: Vec<&str> = list["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["id"].as_str().unwrap())
        .collect();
    let signer = house.program("vice-president");
    let path = format!("/instructions/{}/sign", ids[0]);
    let body = json!({"version": 1, "ok": true});
    let answer = described
        .post(&signer, "/api/v1/instructions/{id}/sign", &path, body)
        .await;
    assert_eq!(answer.0, 200, "{}", answer.1);
    let path = format!("/instructions/{}/paper", ids[1]);
    let body = json!({"version": 1, "file": "1"});
    let answer = described
        .post(owner, "/api/v1/instructions/{id}/paper", &path, body)
        .await;
    assert_eq!(answer.0, 422, "{}", answer.1);
}
