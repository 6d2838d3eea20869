//! Complaints from the first words to the archive, by the API, on both engines.

use serde_json::{Value, json};
use tongli_kernel::Day;

use crate::house::{ENGINES, House, Program};

/// Calls a verb that must succeed; answers the new state.
pub(super) async fn done(
    program: &Program<'_>,
    number: &str,
    verb: &str,
    mut body: Value,
) -> Value {
    if body.get("version").is_none() {
        let (status, case) = program.get(&format!("/cases/{number}")).await;
        assert_eq!(status, 200, "{case}");
        body["version"] = case["version"].clone();
    }
    let (status, answer) = program.post(&format!("/cases/{number}/{verb}"), body).await;
    assert!((200..300).contains(&status), "{verb}: {status} {answer}");
    answer
}

pub(super) fn due_day(clocks: &Value, rule: &str) -> String {
    clocks
        .as_array()
        .unwrap()
        .iter()
        .find(|clock| clock["rule"] == rule)
        .unwrap_or_else(|| panic!("no clock {rule} in {clocks}"))["due_at"]
        .as_str()
        .unwrap()
        .to_owned()
}

/// 24:00 of a day is 00:00 of the next.
pub(super) fn end_of(day: &str) -> String {
    let next = day.parse::<Day>().unwrap().next();
    format!("{next}T00:00:00+08:00")
}

#[tokio::test]
async fn answered_by_word_on_the_make_up_saturday() {
    for engine in ENGINES {
        let house = House::at(engine, "2026-09-28 09:12").await;
        let desk = house.program("receptionist");
        let (status, case) = desk
            .post(
                "/cases",
                json!({
                    "kind": "complaint",
                    "channel": "visit",
                    "narrative": "在收费处排队四十分钟，轮到时窗口关闭，没有人解释。",
                    "demand": "说明原因并道歉",
                    "contact": {"name": "何一鸣", "phone": "13800000001", "relation": "self", "reply_by": "phone",
                                "identity_check": "oral"},
                    "department": "SF",
                    "visit_type": "outpatient",
                    "allegations": [{"category": "T05", "departments": ["SF"], "text": "窗口无故关闭"}]
                }),
            )
            .await;
        assert_eq!(status, 201, "{case}");
        let number = case["number"].as_str().unwrap().to_owned();
        assert!(number.starts_with("TS-20260928-"), "{number}");
        assert_eq!(due_day(&case["clocks"], "C02"), end_of("2026-09-29"));
        assert_eq!(due_day(&case["clocks"], "C03"), end_of("2026-10-10"));

        done(&desk, &number, "accept", json!({})).await;
        let director = house.program("director");
        done(
            &director,
            &number,
            "assign",
            json!({"owner": "coordinator"}),
        )
        .await;
        let owner = house.program("coordinator");
        done(
            &owner,
            &number,
            "request-statement",
            json!({"departments": ["SF"], "question": "当天窗口为何关闭？"}),
        )
        .await;
        house.clock_to("2026-09-29 15:00");
        let cashier = house.program("contact");
        done(
            &cashier,
            &number,
            "submit-statement",
            json!({"text": "系统升级提前停机，未张贴告示。", "course": "九点十分停机", "communication": "未向排队者说明"}),
        )
        .await;
        house.clock_to("2026-10-09 10:00");
        done(
            &owner,
            &number,
            "find",
            json!({"findings": [{"allegation": 1, "finding": "upheld", "reason": "停机未告知，情况属实"}]}),
        )
        .await;
        done(
            &owner,
            &number,
            "investigate",
            json!({
                "not_applicable": {"condition": "收费窗口，没有诊疗"},
                "course": [{"time": "09:10", "place": "收费处", "what": "系统升级提前停机，窗口关闭", "source": "科室说明"}],
                "communication": "停机时没有向排队者说明"
            }),
        )
        .await;
        done(&director, &number, "review", json!({"ok": true})).await;
        house.clock_to("2026-10-10 10:30");
        done(
            &owner,
            &number,
            "handle",
            json!({"modes": ["explain", "apologise", "improve"], "result": "已向来访人说明并致歉；停机前须公告并引导。"}),
        )
        .await;
        done(
            &owner,
            &number,
            "answer",
            json!({
                "mode": "phone",
                "spoken_at": "2026-10-10T10:30:00+08:00",
                "read_back": true,
                "answers": [{"allegation": 1, "answer": "系统升级提前停机，没有告知是我们不对，向您道歉。", "next_step": "停机前张贴公告"}]
            }),
        )
        .await;
        done(&director, &number, "approve", json!({})).await;
        house.clock_to("2026-10-10 10:45");
        done(
            &owner,
            &number,
            "prove-delivery",
            json!({"mode": "phone", "delivered_at": "2026-10-10T10:40:00+08:00", "proof": {"signer": "何一鸣", "relation": "self"}}),
        )
        .await;
        let (_, case) = owner.get(&format!("/cases/{number}")).await;
        assert_eq!(case["stage"], "replied", "{case}");
        // The lawful clock was kept on its last day, the Saturday worked for the holiday.
        let clocks = case["clocks"].as_array().unwrap();
        let law = clocks.iter().find(|clock| clock["rule"] == "C03").unwrap();
        assert!(
            law["met_at"]
                .as_str()
                .unwrap()
                .starts_with("2026-10-10T10:4"),
            "{law}"
        );

        house.clock_to("2026-10-12 09:00");
        done(
            &director,
            &number,
            "close",
            json!({"improvement": "停机前张贴公告并引导到其他窗口"}),
        )
        .await;
        let (_, case) = owner.get(&format!("/cases/{number}")).await;
        assert_eq!(due_day(&case["clocks"], "C06"), end_of("2026-10-19"));
        house.clock_to("2026-10-15 10:00");
        done(
            &owner,
            &number,
            "follow-up",
            json!({"reached": true, "satisfaction": 4, "identity_checked": true, "understood": true,
                   "measures_done": true, "rated_by_patient": true}),
        )
        .await;
        done(&director, &number, "archive", json!({})).await;
        let (_, case) = owner.get(&format!("/cases/{number}")).await;
        assert_eq!(case["stage"], "archived", "{case}");
        let month = house.signed_in("director").await;
        let month = month.get("/months?month=2026-09").await;
        let month = month.text().await.unwrap();
        for shown in [">22<", ">1,100<", "2026-10-13"] {
            assert!(month.contains(shown), "{shown} {month}");
        }
        house.chains_hold().await;
    }
}
