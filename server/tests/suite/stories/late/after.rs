//! What holds once a clue has been parted late, and who hears at once of a danger.

use serde_json::json;

use super::super::complaint::done;
use super::super::restricted::{page, parted, registered, unclassed};
use super::super::told::gates;
use crate::house::{ENGINES, House};

#[tokio::test]
async fn whoever_was_complained_of_still_decides_nothing() {
    for engine in ENGINES {
        let house = House::at(engine, "2026-09-30 15:12").await;
        let mut body = unclassed();
        body["allegations"][1]["respondents"] = json!(["1005"]);
        let number = registered(&house.program("receptionist"), body).await;
        done(&house.program("coordinator"), &number, "accept", json!({})).await;
        let director = house.program("director");
        let assign = async || {
            let (_, case) = director.get(&format!("/cases/{number}")).await;
            let body = json!({"version": case["version"], "owner": "coordinator"});
            let path = format!("/cases/{number}/assign");
            director.post(&path, body).await.0
        };
        assert_eq!(assign().await, 403);
        let notify = format!("/cases/{number}/notify-respondent");
        let named = async || {
            let coordinator = house.signed_in("coordinator").await;
            page(&coordinator, &notify).await.contains("顾言蹊")
        };
        assert!(named().await, "who is complained of can be told");
        house.clock_to("2026-09-30 17:10");
        parted(&house.signed_in("coordinator").await, &number).await;
        assert!(
            !named().await,
            "{engine:?}: nothing that stands here names them"
        );
        assert_eq!(assign().await, 403, "{engine:?}: free again would tell");
        let own = page(
            &house.signed_in("director").await,
            &format!("/cases/{number}"),
        )
        .await;
        assert!(!own.contains("红包"), "{own}");
        house.chains_hold().await;
    }
}

#[tokio::test]
async fn a_clue_is_parted_from_what_has_ended() {
    for engine in ENGINES {
        let house = House::at(engine, "2026-09-30 15:12").await;
        let desk = house.program("receptionist");
        let number = registered(&desk, unclassed()).await;
        let settled = json!({"result": "当场说明红包一事将核实"});
        done(&desk, &number, "settle", settled).await;
        house.clock_to("2026-09-30 17:10");
        let browser = house.signed_in("coordinator").await;
        let path = format!("/cases/{number}");
        assert!(page(&browser, &path).await.contains("发现廉洁线索"));
        let (_, case) = house.program("coordinator").get(&path).await;
        let version = case["version"].to_string();
        let fields = [("version", version.as_str()), ("channel", "visit")];
        let other = browser.post(&format!("{path}/amend"), &fields).await;
        assert_eq!(other.status(), 422, "nothing else is put right any more");
        parted(&browser, &number).await;
        let (_, rest) = house.program("deputy").get(&path).await;
        assert_eq!(rest["stage"], "settled");
        assert!(!rest.to_string().contains("红包"), "{rest}");
        let (_, clue) = house
            .program("discipline")
            .get("/cases/LJ-20260930-0001")
            .await;
        assert!(clue["narrative"].as_str().unwrap().contains("红包"));
        house.chains_hold().await;
    }
}

#[tokio::test]
async fn an_instruction_kept_back_is_not_signed_for() {
    for engine in ENGINES {
        let house = House::at(engine, "2026-09-30 15:12").await;
        let number = registered(&house.program("receptionist"), unclassed()).await;
        let owner = house.program("coordinator");
        done(&owner, &number, "accept", json!({})).await;
        let mut tx = house.app.db.read().await.unwrap();
        let found = tongli_people::find_by_login(&mut tx, house.app.tenant, "vice-president").await;
        let leader = found.unwrap().unwrap().id.to_string();
        drop(tx);
        let said = json!({"leader": leader, "words": "红包一事先请家属来谈", "step": "meet",
                          "given_at": house.app.time.rfc3339(house.app.now())});
        let one = done(&owner, &number, "instruct", said).await;
        house.clock_to("2026-09-30 17:10");
        parted(&house.signed_in("coordinator").await, &number).await;
        let path = format!("/instructions/{}/sign", one["id"].as_str().unwrap());
        let signing = json!({"version": one["version"], "ok": true});
        let (status, answer) = house.program("vice-president").post(&path, signing).await;
        assert_eq!(
            (status, &answer["missing"][0]["gate"]),
            (422, &json!("hidden"))
        );
        house.chains_hold().await;
    }
}

#[tokio::test]
async fn a_danger_reaches_whoever_treats_the_person() {
    for engine in ENGINES {
        let house = House::at(engine, "2026-09-28 09:12").await;
        let desk = house.program("receptionist");
        let urgent = |about: &[&str]| {
            json!({"kind": "complaint", "channel": "phone", "urgency": "urgent",
                "department": "GK2", "narrative": "病人昏倒，按铃没有人来",
                "contact": {"phone": "13800000024"},
                "allegations": [{"category": "T02", "departments": ["GK2"],
                    "text": "按铃没有人来", "respondents": about}]})
        };
        let heard = registered(&desk, urgent(&[])).await;
        let about_them = registered(&desk, urgent(&["2004"])).await;
        house.clock_to("2026-09-28 09:14");
        house.rounds().await;
        let told = page(&house.signed_in("department-head").await, "/notices").await;
        assert!(told.contains(&heard), "{engine:?}");
        assert!(!told.contains(&about_them), "{engine:?}");
        let director = page(&house.signed_in("director").await, "/notices").await;
        assert!(director.contains(&heard) && director.contains(&about_them));
        house.chains_hold().await;
    }
}

#[tokio::test]
async fn a_letter_that_was_approved_is_written_anew() {
    for engine in ENGINES {
        let house = House::at(engine, "2026-09-30 15:12").await;
        let number = registered(&house.program("receptionist"), unclassed()).await;
        let (owner, director) = (house.program("coordinator"), house.program("director"));
        let both = |field: &str, text: &str| {
            json!([{"allegation": 1, field: text, "finding": "upheld", "reason": text,
                    "next_step": "无需后续"},
                   {"allegation": 2, field: text, "finding": "upheld", "reason": text,
                    "next_step": "无需后续"}])
        };
        let letter = |text: &str| {
            json!({"salutation": "高远先生", "steps": text, "result": text,
                "contact_name": "沈知远", "contact_phone": "0000-1234567",
                "dated": "2026-09-30"})
        };
        let form = json!({"not_applicable": {"condition": "窗口，没有诊疗"},
            "course": "红包一事的经过", "communication": "没有说明红包一事"});
        for (who, verb, body) in [
            (&owner, "accept", json!({})),
            (&director, "assign", json!({"owner": "coordinator"})),
            (&owner, "investigate", form),
            (
                &owner,
                "find",
                json!({"findings": both("reason", "红包一事属实")}),
            ),
            (&director, "review", json!({"ok": true})),
            (
                &owner,
                "handle",
                json!({"modes": ["explain"], "result": "红包已退还"}),
            ),
            (
                &owner,
                "answer",
                json!({"mode": "letter", "answers": both("answer", "红包已退还")}),
            ),
            (&owner, "letter", letter("红包已退还，已核实")),
            (&director, "approve", json!({})),
        ] {
            done(who, &number, verb, body).await;
        }
        house.clock_to("2026-09-30 17:10");
        parted(&house.signed_in("coordinator").await, &number).await;
        // Also for whoever knows of the clue until discipline signs.
        let held = gates(&owner, &number, "release", json!({})).await;
        assert_eq!(held, ["letter"], "{engine:?}");
        house.clock_to("2026-09-30 17:30");
        let answers = json!([{"allegation": 1, "answer": "等候三小时属实，已增开窗口。",
                              "next_step": "每周公布等候时间"}]);
        done(
            &owner,
            &number,
            "answer",
            json!({"mode": "letter", "answers": answers}),
        )
        .await;
        let (_, letters) = house
            .program("deputy")
            .get(&format!("/cases/{number}/letters"))
            .await;
        assert!(
            !letters["items"][0].to_string().contains("红包"),
            "{letters}"
        );
        done(&owner, &number, "letter", letter("已增开窗口，已核实")).await;
        done(&director, &number, "approve", json!({})).await;
        done(&owner, &number, "release", json!({})).await;
        house.chains_hold().await;
    }
}
