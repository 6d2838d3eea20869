//! A complaint that comes back: archived, reopened, investigated and answered anew,
//! and archived a second time.

use serde_json::{Value, json};

use super::complaint::done;
use crate::house::{ENGINES, House, Program};

/// What differs from one round to the next.
struct Round {
    course: &'static str,
    finding: &'static str,
    answer: &'static str,
    /// The days of finding, answering and following up.
    days: [&'static str; 3],
}

const FIRST: Round = Round {
    course: "九点十分停机，没有公告",
    finding: "not_upheld",
    answer: "停机是系统升级，已经公告。",
    days: ["2026-09-29", "2026-09-30", "2026-10-09"],
};

const SECOND: Round = Round {
    course: "录像显示停机前没有张贴公告",
    finding: "upheld",
    answer: "录像显示没有公告，是我们不对，向您道歉。",
    days: ["2026-10-13", "2026-10-14", "2026-10-19"],
};

async fn registered(house: &House) -> String {
    let desk = house.program("receptionist");
    let (status, case) = desk
        .post(
            "/cases",
            json!({
                "kind": "complaint", "channel": "visit",
                "narrative": "收费窗口关闭，没有人解释。",
                "contact": {"name": "何一鸣", "phone": "13800000001", "relation": "self", "reply_by": "phone",
                                "identity_check": "oral"},
                "allegations": [{"category": "T05", "departments": ["SF"], "text": "窗口无故关闭"}]
            }),
        )
        .await;
    assert_eq!(status, 201, "{case}");
    let number = case["number"].as_str().unwrap().to_owned();
    done(&desk, &number, "accept", json!({})).await;
    number
}

/// Whose move it is that is missing; the version is the case's own.
async fn missing(program: &Program<'_>, number: &str, verb: &str, mut body: Value) -> Vec<String> {
    let (_, case) = program.get(&format!("/cases/{number}")).await;
    body["version"] = case["version"].clone();
    let (status, answer) = program.post(&format!("/cases/{number}/{verb}"), body).await;
    assert_eq!(status, 422, "{verb}: {answer}");
    answer["missing"]
        .as_array()
        .unwrap()
        .iter()
        .map(|gate| gate["gate"].as_str().unwrap().to_owned())
        .collect()
}

async fn investigated(house: &House, number: &str, round: &Round) {
    let (owner, director) = (house.program("coordinator"), house.program("director"));
    house.clock_to(&format!("{} 10:00", round.days[0]));
    let assign = json!({"owner": "coordinator"});
    done(&director, number, "assign", assign).await;
    let form = json!({
        "not_applicable": {"condition": "收费窗口，没有诊疗"},
        "course": round.course,
        "communication": "停机时没有向排队者说明"
    });
    done(&owner, number, "investigate", form).await;
    // What was found in an earlier round does not carry this one.
    let early = missing(&director, number, "review", json!({"ok": true})).await;
    assert_eq!(early, ["findings"]);
    let found = json!({"findings": [
        {"allegation": 1, "finding": round.finding, "reason": "以录像和科室说明为据"}]});
    done(&owner, number, "find", found).await;
    let after = done(&director, number, "review", json!({"ok": true})).await;
    assert_eq!(after["stage"], "handling");
}

async fn answered(house: &House, number: &str, round: &Round) {
    let (owner, director) = (house.program("coordinator"), house.program("director"));
    let day = round.days[1];
    house.clock_to(&format!("{day} 10:30"));
    let handled = json!({"modes": ["explain", "apologise"], "result": "已向来访人说明并致歉。"});
    done(&owner, number, "handle", handled).await;
    let answer = json!({
        "mode": "phone", "spoken_at": format!("{day}T10:20:00+08:00"), "read_back": true,
        "answers": [{"allegation": 1, "answer": round.answer, "next_step": "停机前张贴公告"}]
    });
    done(&owner, number, "answer", answer).await;
    done(&director, number, "approve", json!({})).await;
    let proof = json!({"mode": "phone", "delivered_at": format!("{day}T10:25:00+08:00"),
        "proof": {"signer": "何一鸣", "relation": "self"}});
    let after = done(&owner, number, "prove-delivery", proof).await;
    assert_eq!(after["stage"], "replied");
}

async fn archived(house: &House, number: &str, round: &Round) {
    let (owner, director) = (house.program("coordinator"), house.program("director"));
    let improvement = json!({"improvement": "停机前张贴公告并引导"});
    done(&director, number, "close", improvement).await;
    house.clock_to(&format!("{} 10:00", round.days[2]));
    let reached = json!({"reached": true, "satisfaction": 4, "identity_checked": true,
        "understood": true, "measures_done": true, "rated_by_patient": true});
    done(&owner, number, "follow-up", reached).await;
    let after = done(&director, number, "archive", json!({})).await;
    assert_eq!(after["stage"], "archived");
}

#[tokio::test]
async fn reopened_it_is_investigated_answered_and_archived_anew() {
    for engine in ENGINES {
        let house = House::at(engine, "2026-09-28 09:12").await;
        let number = registered(&house).await;
        investigated(&house, &number, &FIRST).await;
        answered(&house, &number, &FIRST).await;
        archived(&house, &number, &FIRST).await;

        house.clock_to("2026-10-12 09:00");
        let director = house.program("director");
        let reason = json!({"reason": "来访人带来了当天的录像", "evidence": "当天的录音录像", 
            "received_at": "2026-10-12T08:40:00+08:00", "channel": "visit"});
        let after = done(&director, &number, "reopen", reason).await;
        assert_eq!(after["stage"], "accepted");
        investigated(&house, &number, &SECOND).await;
        answered(&house, &number, &SECOND).await;
        archived(&house, &number, &SECOND).await;

        let browser = house.signed_in("coordinator").await;
        let page = browser
            .get(&format!("/cases/{number}/investigation"))
            .await
            .text()
            .await
            .unwrap();
        let (now, before) = page
            .split_once("id=\"rounds\"")
            .expect("the first round stands below the second");
        assert!(now.contains(SECOND.course) && !now.contains(FIRST.course));
        assert!(before.contains(FIRST.course) && before.contains("第 1 次受理"));
        house.chains_hold().await;
    }
}
