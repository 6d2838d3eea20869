//! Clues about bribes as days pass in the office, on both engines.

use reqwest::Method;
use serde_json::{Value, json};

use super::complaint::{done, due_day, end_of};
use crate::house::{Browser, ENGINES, House, Program, answered, between};

pub(super) fn both(about: &str) -> Value {
    json!({
        "kind": "complaint", "channel": "visit", "department": "GK2",
        "narrative": "等了三小时，最后主任要了红包才安排手术。", "demand": "退还红包",
        "contact": {"name": "何一鸣", "phone": "13800000001", "reply_by": "phone"},
        "allegations": [
            {"category": "T05", "departments": ["GK2"], "text": "等候三小时无人解释"},
            {"category": "T09", "departments": ["GK2"], "text": "主任要了红包",
             "respondents": [about]}
        ]
    })
}

fn clue(about: &str) -> Value {
    let mut body = both(about);
    body["allegations"].as_array_mut().unwrap().remove(0);
    body
}

pub(super) async fn registered(program: &Program<'_>, body: Value) -> String {
    let (status, case) = program.post("/cases", body).await;
    assert_eq!(status, 201, "{case}");
    case["number"].as_str().unwrap().to_owned()
}

async fn status(house: &House, login: &str, number: &str) -> u16 {
    house
        .program(login)
        .get(&format!("/cases/{number}"))
        .await
        .0
}

pub(super) async fn page(browser: &Browser<'_>, path: &str) -> String {
    let answer = browser.get(path).await;
    assert_eq!(answer.status(), 200, "{path}");
    answer.text().await.unwrap()
}

const CLUE: &str = "LJ-20260928-0001";

#[tokio::test]
async fn a_bribe_and_a_long_wait_are_two_matters_from_the_first_save() {
    for engine in ENGINES {
        let house = House::at(engine, "2026-09-28 09:12").await;
        let desk = house.program("receptionist");
        let (made, case) = desk.post("/cases", both("2004")).await;
        assert_eq!((made, &case["number"]), (201, &json!("TS-20260928-0001")));
        assert!(!case.to_string().contains("LJ"), "one receipt: {case}");
        assert_eq!(due_day(&case["clocks"], "C03"), end_of("2026-10-10"));
        let (_, rest) = house
            .program("contact-ward")
            .get("/cases/TS-20260928-0001")
            .await;
        assert_eq!(rest["narrative"], "等候三小时无人解释");
        assert_eq!(rest["allegations"].as_array().unwrap().len(), 1);
        assert!(
            !rest.to_string().contains("红包") && rest["linked"] == json!([]),
            "{rest}"
        );
        // The whole of what was said, for discipline, and until the receipt for whoever
        // took it down and the director: it is known to be about a ward.
        for login in ["discipline", "receptionist", "director"] {
            assert_eq!(status(&house, login, CLUE).await, 200, "{login}");
        }
        for login in [
            "coordinator",
            "deputy",
            "president",
            "department-head",
            "supervisor",
        ] {
            assert_eq!(status(&house, login, CLUE).await, 404, "{login}");
        }
        let (_, whole) = house
            .program("discipline")
            .get(&format!("/cases/{CLUE}"))
            .await;
        assert!(whole["narrative"].as_str().unwrap().contains("要了红包"));
        assert_eq!(
            (&whole["demand"], &whole["linked"]),
            (&json!("退还红包"), &json!(["TS-20260928-0001"]))
        );
        assert_eq!(whole["contact"]["phone"], "13800000001");
        assert_eq!(
            registered(
                &desk,
                json!({"kind": "complaint", "channel": "phone", "narrative": "停车收费不清"})
            )
            .await,
            "TS-20260928-0002"
        );

        house.clock_to("2026-09-28 10:05");
        let officer = house.program("discipline");
        let refused = officer
            .post(
                &format!("/cases/{CLUE}/give-notice"),
                json!({"version": 1, "by": "phone"}),
            )
            .await;
        assert_eq!(refused.0, 422, "{}", refused.1);
        done(&officer, CLUE, "receive", json!({})).await;
        for login in ["receptionist", "director"] {
            assert_eq!(status(&house, login, CLUE).await, 404, "{login} lost sight");
        }
        let paper = page(
            &house.signed_in("discipline").await,
            &format!("/cases/{CLUE}/handed-over"),
        )
        .await;
        assert!(paper.contains("2026-09-28") && paper.contains("严守正"));
        assert!(
            !paper.contains("红包") && !paper.contains("骨科"),
            "{paper}"
        );

        house.clock_to("2026-09-29 15:00");
        done(
            &officer,
            CLUE,
            "give-notice",
            json!({"by": "phone", "told_at": "2026-09-29T14:30:00+08:00"}),
        )
        .await;
        let (_, told) = officer.get(&format!("/cases/{CLUE}")).await;
        for clock in told["clocks"].as_array().unwrap() {
            assert!(clock["met_at"].is_string(), "{clock}");
        }
        let (_, line) = officer.get(&format!("/cases/{CLUE}/timeline")).await;
        let verbs: Vec<&str> = line["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| one["verb"].as_str().unwrap())
            .collect();
        assert_eq!(verbs, ["register", "receive", "give_notice"]);
        // The letter answers the rest alone, for the rest is all the case holds.
        house.clock_to("2026-10-20 09:00");
        house.rounds().await;
        house.chains_hold().await;
    }
}

#[tokio::test]
async fn what_nobody_signs_for_is_told_to_discipline_alone() {
    for engine in ENGINES {
        let house = House::at(engine, "2026-09-28 09:12").await;
        registered(&house.program("receptionist"), clue("2004")).await;
        for moment in [
            "2026-09-28 09:30",
            "2026-10-08 10:00",
            "2026-10-13 00:01",
            "2026-10-14 10:00",
        ] {
            house.clock_to(moment);
            house.rounds().await;
        }
        let heard = page(&house.signed_in("discipline").await, "/notices").await;
        assert!(heard.contains(CLUE));
        for login in [
            "director",
            "deputy",
            "vice-president",
            "president",
            "coordinator",
            "duty-officer",
        ] {
            let browser = house.signed_in(login).await;
            assert!(!page(&browser, "/notices").await.contains(CLUE), "{login}");
            assert!(!page(&browser, "/").await.contains("LJ-2026"), "{login}");
        }
        let (_, queue) = house
            .program("discipline")
            .get("/work?queue=discipline")
            .await;
        let kinds: Vec<&str> = queue["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| one["kind"].as_str().unwrap())
            .collect();
        assert_eq!(kinds, ["receive", "give-notice"]);
        house.chains_hold().await;
    }
}

#[tokio::test]
async fn a_clue_never_reaches_whom_it_is_about() {
    for engine in ENGINES {
        let house = House::at(engine, "2026-09-28 09:12").await;
        let desk = house.program("receptionist");
        // The director, a colleague of the office, somebody only described, and the
        // discipline officer.
        let mut office = clue("2004");
        office["allegations"][0]["respondents"] = json!([]);
        office["allegations"][0]["departments"] = json!(["GT"]);
        let past = [clue("1005"), clue("1003"), clue("那个姓王的主任"), office];
        for body in past {
            let number = registered(&desk, body).await;
            assert_eq!(status(&house, "director", &number).await, 404, "{number}");
            assert_eq!(status(&house, "discipline", &number).await, 200);
        }
        let number = registered(&desk, clue("1203")).await;
        assert_eq!(status(&house, "discipline", &number).await, 404);
        let president = house.program("president");
        let (_, mine) = president.get("/work?queue=mine").await;
        assert!(mine.to_string().contains(&number), "{mine}");
        house.rounds().await;
        let heard = page(&house.signed_in("discipline").await, "/notices").await;
        assert!(!heard.contains(&number));
        let (_, queue) = house
            .program("discipline")
            .get("/work?queue=discipline")
            .await;
        assert!(!queue.to_string().contains(&number), "{queue}");
        done(&president, &number, "receive", json!({})).await;
        assert_eq!(
            status(&house, "president", &number).await,
            200,
            "the signer keeps it"
        );
        assert_eq!(status(&house, "receptionist", &number).await, 404);
        house.chains_hold().await;
    }
}

#[tokio::test]
async fn an_old_answer_does_not_tell_of_what_was_handed_over() {
    for engine in ENGINES {
        let house = House::at(engine, "2026-09-28 09:12").await;
        let desk = house.program("receptionist");
        let again = || {
            desk.ask(Method::POST, "/cases")
                .header("idempotency-key", "k1")
                .json(&clue("2004"))
        };
        let (first, made) = answered(again()).await;
        assert_eq!((first, &made["number"]), (201, &json!(CLUE)));
        assert_eq!(answered(again()).await.0, 201, "the same again");
        let note = || {
            let path = format!("/cases/{CLUE}/note");
            desk.ask(Method::POST, &path)
                .header("idempotency-key", "k2")
                .json(&json!({"text": "已安抚"}))
        };
        assert_eq!(answered(note()).await.0, 200);
        done(&house.program("discipline"), CLUE, "receive", json!({})).await;
        for request in [again(), note()] {
            let (status, body) = answered(request).await;
            assert_eq!(status, 404, "{body}");
            assert!(!body.to_string().contains(CLUE), "{body}");
        }
        house.chains_hold().await;
    }
}

/// What the page of a receipt's code says.
async fn at_the_code(house: &House, code: &str) -> String {
    let browser = house.browser();
    let form = page(&browser, "/r/status").await;
    let csrf = between(&form, "name=\"_csrf\" value=\"", "\"").to_owned();
    let fields = [("_csrf", csrf.as_str()), ("code", code)];
    let answer = browser
        .ask(Method::POST, "/r/status")
        .form(&fields)
        .send()
        .await
        .unwrap();
    answer.text().await.unwrap()
}

#[tokio::test]
async fn one_code_tells_the_person_of_both() {
    for engine in ENGINES {
        let house = House::at(engine, "2026-09-28 09:12").await;
        let browser = house.browser();
        let form = page(&browser, "/r").await;
        let fields = [
            ("_csrf", between(&form, "name=\"_csrf\" value=\"", "\"")),
            (
                "form_key",
                between(&form, "name=\"form_key\" value=\"", "\""),
            ),
            ("kind", "complaint"),
            ("narrative", "夜里按铃没有人来"),
            ("clue", "主任要了红包"),
            ("department", "GK2"),
            ("reply", "none"),
        ];
        let sent = browser
            .ask(Method::POST, "/r")
            .form(&fields)
            .send()
            .await
            .unwrap();
        assert_eq!(sent.status(), 303);
        let receipt = page(&browser, "/r/receipt").await;
        assert!(receipt.contains("TS-20260928-0001") && !receipt.contains("LJ-"));
        let code = between(&receipt, "<p class=\"receipt-code\" data-user-text>", "<").to_owned();
        let (_, rest) = house
            .program("coordinator")
            .get("/cases/TS-20260928-0001")
            .await;
        assert_eq!(rest["narrative"], "夜里按铃没有人来");
        let soon = at_the_code(&house, &code).await;
        assert!(
            soon.contains("正在交给医院纪检部门") && !soon.contains("红包"),
            "{soon}"
        );
        house.clock_to("2026-09-29 09:00");
        done(&house.program("discipline"), CLUE, "receive", json!({})).await;
        let since = at_the_code(&house, &code).await;
        assert!(
            since.contains("9月29日") && since.contains("由医院纪检部门接手"),
            "{since}"
        );
        house.chains_hold().await;
    }
}

#[tokio::test]
async fn a_case_that_was_nothing_but_a_clue_says_nothing_any_more() {
    for engine in ENGINES {
        let house = House::at(engine, "2026-09-28 09:12").await;
        let number = registered(
            &house.program("receptionist"),
            json!({"kind": "complaint", "channel": "letter", "narrative": "主任要了红包"}),
        )
        .await;
        house.clock_to("2026-09-28 11:00");
        // Not with the whole case: the line would stand where departments read.
        let whole = json!({"version": 1, "to": "discipline", "reason": "涉及红包"});
        let path = format!("/cases/{number}/hand-over");
        let (status, refused) = house.program("director").post(&path, whole).await;
        assert!(
            status == 422 && refused.to_string().contains("T09"),
            "{refused}"
        );
        let browser = house.signed_in("coordinator").await;
        let form = page(&browser, &format!("/cases/{number}/amend")).await;
        let fields = [
            ("version", between(&form, "name=\"version\" value=\"", "\"")),
            ("channel", "letter"),
            (
                "allegations[0].id",
                between(&form, "name=\"allegations[0].id\" value=\"", "\""),
            ),
            ("allegations[0].text", "主任要了红包"),
            ("allegations[0].category", "T09"),
        ];
        let sent = browser
            .post(&format!("/cases/{number}/amend"), &fields)
            .await;
        assert_eq!(sent.status(), 303);
        let (_, left) = house
            .program("director")
            .get(&format!("/cases/{number}"))
            .await;
        assert_eq!(
            (&left["stage"], &left["narrative"]),
            (&json!("merged"), &json!("内容已另行登记办理"))
        );
        assert!(!left.to_string().contains("红包"), "{left}");
        let (_, found) = house.program("director").get("/cases?q=红包").await;
        assert_eq!(found["items"], json!([]));
        let (_, kept) = house.program("discipline").get("/cases?q=红包").await;
        assert_eq!(kept["items"][0]["number"], CLUE);
        house.chains_hold().await;
    }
}

/// A long wait, and a bribe that nobody has classed yet.
pub(super) fn unclassed() -> Value {
    json!({
        "kind": "complaint", "channel": "visit", "narrative": "挂号排队三小时，主任还收了红包。",
        "contact": {"name": "高远", "phone": "13800000024", "relation": "self",
                    "identity_check": "document", "reply_by": "phone"},
        "allegations": [
            {"category": "T05", "departments": ["SF"], "text": "挂号排队三小时"},
            {"category": "T06", "departments": ["GK2"], "text": "主任收了红包"}]
    })
}

/// Its second allegation turns out to be a clue, and is parted from the case.
pub(super) async fn parted(browser: &Browser<'_>, number: &str) {
    let path = format!("/cases/{number}/amend");
    let form = page(browser, &path).await;
    let value = |name: &str| between(&form, &format!("name=\"{name}\" value=\""), "\"").to_owned();
    let (version, first, second) = (
        value("version"),
        value("allegations[0].id"),
        value("allegations[1].id"),
    );
    let fields = [
        ("version", version.as_str()),
        ("channel", "visit"),
        ("urgency", "ordinary"),
        ("allegations[0].id", first.as_str()),
        ("allegations[0].text", "挂号排队三小时"),
        ("allegations[0].category", "T05"),
        ("allegations[1].id", second.as_str()),
        ("allegations[1].text", "主任收了红包"),
        ("allegations[1].category", "T09"),
        ("rest_narrative", "挂号排队三小时。"),
    ];
    assert!(browser.post(&path, &fields).await.status().is_redirection());
}

#[tokio::test]
async fn a_refusal_proposed_before_the_clue_was_found_is_decided_by_nobody() {
    for engine in ENGINES {
        let house = House::at(engine, "2026-09-28 09:12").await;
        let number = registered(&house.program("receptionist"), unclassed()).await;
        let (owner, director) = (house.program("coordinator"), house.program("director"));
        done(&owner, &number, "accept", json!({})).await;
        let proposed = json!({"allegations": [{"allegation": 2, "reason": "outside_power",
            "explanation": "收费由物价部门核定，不归本院管。", "instead": "请拨打12315反映"}]});
        done(&owner, &number, "refuse", proposed).await;
        // The department reads no ground that nobody has decided on.
        let (_, case) = house
            .program("contact-ward")
            .get(&format!("/cases/{number}"))
            .await;
        assert_eq!(case["refusal_explanation"], Value::Null);

        parted(&house.signed_in("coordinator").await, &number).await;
        let (_, case) = owner.get(&format!("/cases/{number}")).await;
        assert_eq!(case["refusal_reason"], Value::Null, "{case}");
        let body = json!({"version": case["version"]});
        let (status, _) = director
            .post(&format!("/cases/{number}/refuse"), body)
            .await;
        assert_eq!(status, 422, "there is nothing to decide on");
        house.chains_hold().await;
    }
}
