//! An order of 12345 joins a walk-in: two sets of limits, each counted by itself.

use serde_json::{Value, json};

use super::complaint::{done, due_day, end_of};
use crate::house::{ENGINES, House, Program};

pub(super) async fn read(program: &Program<'_>, path: &str) -> Value {
    let (status, found) = program.get(path).await;
    assert_eq!(status, 200, "{found}");
    found
}

/// A step of an order, at the version it has.
pub(super) async fn step(
    program: &Program<'_>,
    id: &str,
    verb: &str,
    mut body: Value,
) -> (u16, Value) {
    let order = read(program, &format!("/orders/{id}")).await;
    body["version"] = order["version"].clone();
    program.post(&format!("/orders/{id}/{verb}"), body).await
}

pub(super) async fn stepped(program: &Program<'_>, id: &str, verb: &str, body: Value) -> Value {
    let (status, order) = step(program, id, verb, body).await;
    assert_eq!(status, 200, "{verb}: {order}");
    order
}

fn clock<'a>(order: &'a Value, rule: &str) -> &'a Value {
    let clocks = order["clocks"].as_array().unwrap();
    clocks.iter().find(|one| one["rule"] == rule).unwrap()
}

/// The walk-in, taken up and assigned on the day it came.
pub(super) async fn walk_in(house: &House) -> String {
    let desk = house.program("receptionist");
    let body = json!({
        "kind": "complaint", "channel": "visit", "narrative": "挂号窗口排队三小时没人管。",
        "contact": {"name": "高远", "phone": "13800000024", "relation": "self",
                    "identity_check": "oral"},
        "allegations": [{"category": "T05", "departments": ["SF"], "text": "排队三小时"}]
    });
    let (status, case) = desk.post("/cases", body).await;
    assert_eq!(status, 201, "{case}");
    assert_eq!(due_day(&case["clocks"], "C03"), end_of("2026-10-12"));
    let number = case["number"].as_str().unwrap().to_owned();
    let (owner, director) = (house.program("coordinator"), house.program("director"));
    done(&owner, &number, "accept", json!({})).await;
    done(
        &director,
        &number,
        "assign",
        json!({"owner": "coordinator"}),
    )
    .await;
    number
}

/// The order as it came on Wednesday, with its limits as printed.
pub(super) async fn order_of(owner: &Program<'_>, number: &str) -> String {
    let case = read(owner, &format!("/cases/{number}")).await;
    let body = json!({
        "version": case["version"], "platform": "hotline_12345", "number": "20260930-8841",
        "issuer": "市12345热线中心", "nature": "complaint",
        "issued_at": "2026-09-30T16:30:00+08:00", "received_at": "2026-09-30T16:40:00+08:00",
        "sign_by": "2026-09-30T18:00:00+08:00", "finish_by": "2026-10-12T17:30:00+08:00",
        "text_limit": 60
    });
    let path = format!("/cases/{number}/take-order");
    let (status, order) = owner.post(&path, body.clone()).await;
    assert_eq!(status, 200, "{order}");
    let mut again = body;
    again["version"] = read(owner, &format!("/cases/{number}")).await["version"].clone();
    let (status, refused) = owner.post(&path, again).await;
    assert_eq!(
        status, 422,
        "the same order is not written down twice: {refused}"
    );
    order["id"].as_str().unwrap().to_owned()
}

async fn answered(house: &House, number: &str) {
    let (owner, director) = (house.program("coordinator"), house.program("director"));
    let form = json!({"not_applicable": {"condition": "排队，没有诊疗"},
        "course": "九点到十二点排队", "communication": "没有人向排队者说明"});
    done(&owner, number, "investigate", form).await;
    let found = json!({"findings": [
        {"allegation": 1, "finding": "not_upheld", "reason": "录像显示等候四十分钟"}]});
    done(&owner, number, "find", found).await;
    done(&director, number, "review", json!({"ok": true})).await;
    let handled = json!({"modes": ["explain"], "result": "已向来访人说明"});
    done(&owner, number, "handle", handled).await;
    let answer = json!({"mode": "phone", "answers": [
        {"allegation": 1, "answer": "等候四十分钟，已增开窗口。", "next_step": "无需后续"}]});
    done(&owner, number, "answer", answer).await;
    done(&director, number, "approve", json!({})).await;
    let said = json!({"mode": "phone", "spoken_at": "2026-10-12T16:00:00+08:00", "read_back": true,
        "answers": [{"allegation": 1, "answer": "等候四十分钟，已增开窗口。", "next_step": "无需后续"}]});
    done(&owner, number, "answer", said).await;
}

#[tokio::test]
async fn an_order_joins_a_walk_in_and_each_keeps_its_own_limits() {
    for engine in ENGINES {
        let house = House::at(engine, "2026-09-29 10:00").await;
        let number = walk_in(&house).await;
        let owner = house.program("coordinator");
        house.clock_to("2026-09-30 16:40");
        let id = order_of(&owner, &number).await;
        let path = format!("/orders/{id}");
        let order = read(&owner, &path).await;
        assert_eq!(clock(&order, "C20S")["due_at"], "2026-09-30T18:00:00+08:00");
        assert_eq!(clock(&order, "C20")["due_at"], "2026-10-12T17:30:00+08:00");
        // What was sent by a body outside is not refused; it goes back with a reason.
        let refusal = json!({"allegations": [{"allegation": 1, "reason": "outside_power",
            "explanation": "不属于本院职责范围的事项。", "instead": "请向有关部门反映"}]});
        let case = read(&owner, &format!("/cases/{number}")).await;
        let mut body = refusal;
        body["version"] = case["version"].clone();
        let (status, refused) = owner.post(&format!("/cases/{number}/refuse"), body).await;
        assert_eq!(
            (status, &refused["missing"][0]["gate"]),
            (422, &json!("order"))
        );

        house.clock_to("2026-09-30 17:20");
        stepped(&owner, &id, "sign", json!({})).await;
        let order = read(&owner, &path).await;
        assert_eq!(clock(&order, "C20S")["late"], false);
        let ask = json!({"until": "2026-10-14T17:30:00+08:00", "reason": "等第三方检测结果"});
        stepped(&owner, &id, "ask-extension", ask).await;
        let (status, _) = step(
            &owner,
            &id,
            "ask-extension",
            json!({
            "until": "2026-10-20T17:30:00+08:00", "reason": "再等"}),
        )
        .await;
        assert_eq!(status, 422, "one question at a time");

        house.clock_to("2026-10-09 09:00");
        let granted = json!({"until": "2026-10-14T17:30:00+08:00"});
        let order = stepped(&owner, &id, "answer-extension", granted).await;
        assert_eq!(
            order["finish_by"], "2026-10-12T17:30:00+08:00",
            "printed is printed"
        );
        assert_eq!(order["finish_by_now"], "2026-10-14T17:30:00+08:00");
        let order = read(&owner, &path).await;
        let moved = clock(&order, "C20");
        assert_eq!(moved["due_at"], "2026-10-14T17:30:00+08:00");
        assert_eq!(moved["promised_at"], "2026-10-12T17:30:00+08:00");
        let case = read(&owner, &format!("/cases/{number}")).await;
        assert_eq!(
            due_day(&case["clocks"], "C03"),
            end_of("2026-10-12"),
            "the law's stays"
        );

        house.clock_to("2026-10-12 16:00");
        answered(&house, &number).await;
        let case = read(&owner, &format!("/cases/{number}")).await;
        assert_eq!(case["stage"], "replied");
        let met = case["clocks"]
            .as_array()
            .unwrap()
            .iter()
            .find(|one| one["rule"] == "C03");
        assert_eq!(met.unwrap()["met_at"], "2026-10-12T16:00:00+08:00");
        let order = read(&owner, &path).await;
        assert_eq!(
            (&order["open"], &clock(&order, "C20")["met_at"]),
            (&json!(true), &Value::Null)
        );

        filled_back(&house, &id).await;
        house.chains_hold().await;
    }
}

/// What is left: the person was spoken with, and the platform is told within its box.
async fn filled_back(house: &House, id: &str) {
    let owner = house.program("coordinator");
    house.clock_to("2026-10-13 09:00");
    let text = "已电话答复来电人：等候四十分钟，已增开窗口一个。";
    let fill = json!({"text": text, "solved": "yes"});
    let (status, gated) = step(&owner, id, "fill-back", fill.clone()).await;
    assert_eq!(
        (status, &gated["missing"][0]["gate"]),
        (422, &json!("contact"))
    );
    let spoke = json!({"at": "2026-10-12T16:00:00+08:00", "way": "phone"});
    stepped(&owner, id, "contact", spoke).await;
    let long = json!({"text": text.repeat(4), "solved": "yes"});
    let (status, refused) = step(&owner, id, "fill-back", long).await;
    assert_eq!(status, 422, "{refused}");
    stepped(&owner, id, "fill-back", fill).await;
    let order = read(&owner, &format!("/orders/{id}")).await;
    assert_eq!(
        (&order["open"], &order["text"]),
        (&json!(false), &json!(text))
    );
    assert_eq!(clock(&order, "C20")["late"], false);
    let rated = json!({"contacted": true, "solved": true, "satisfied": false});
    stepped(&owner, id, "rate", rated).await;
    let list = read(&owner, "/orders?show=over").await;
    assert_eq!(list["items"].as_array().unwrap().len(), 1);
    let (status, _) = house
        .program("department-head")
        .get(&format!("/orders/{id}"))
        .await;
    assert_eq!(status, 403, "departments see no orders");
}

#[tokio::test]
async fn an_order_goes_back_and_comes_again() {
    for engine in ENGINES {
        let house = House::at(engine, "2026-09-29 10:00").await;
        let number = walk_in(&house).await;
        let owner = house.program("coordinator");
        house.clock_to("2026-09-30 16:40");
        let id = order_of(&owner, &number).await;
        let (status, _) = step(&owner, &id, "return", json!({"reason": " "})).await;
        assert_eq!(status, 422);
        stepped(
            &owner,
            &id,
            "return",
            json!({"reason": "停车场由市政公司经营"}),
        )
        .await;
        let order = read(&owner, &format!("/orders/{id}")).await;
        let ended = |one: &Value| one["ended_at"].is_string();
        assert!(order["clocks"].as_array().unwrap().iter().all(ended));
        let case = read(&owner, &format!("/cases/{number}")).await;
        let again = json!({"version": case["version"], "platform": "hotline_12345",
            "number": "20260930-8841", "finish_by": "2026-10-15T17:30:00+08:00"});
        let path = format!("/cases/{number}/take-order");
        let (status, order) = owner.post(&path, again).await;
        assert_eq!((status, &order["dispatch"]), (200, &json!(2)), "{order}");
        let page = house.signed_in("coordinator").await;
        let shown = page
            .get("/orders?number=20260930-8841")
            .await
            .text()
            .await
            .unwrap();
        assert!(shown.matches("20260930-8841").count() >= 2);
        house.chains_hold().await;
    }
}
