//! Each verb with a wrong field, without its version, at an old version, and in a
//! stage it does not belong to.

use serde_json::{Value, json};

use super::super::complaint::done;
use super::super::lives::whole_life;
use super::{faults_of, good};
use crate::house::{ENGINES, House};

/// What does not hold for a verb: the fields that differ from a good body, and what
/// is named.
fn wrongs(verb: &str) -> Vec<(Value, &'static str)> {
    let long = "字".repeat(8_001);
    match verb {
        "pause" => vec![(json!({"reason": ""}), "reason")],
        "assign" => vec![(json!({"owner": "??"}), "owner")],
        "request-statement" => vec![
            (json!({"departments": []}), "departments"),
            (json!({"departments": ["??"]}), "departments"),
            (json!({"departments": null}), "departments"),
            (json!({"question": "?"}), "question"),
            (json!({"due_on": "??"}), "due_on"),
            (json!({"due_on": "2026-09-01"}), "due_on"),
        ],
        "submit-statement" => vec![
            (json!({"text": "短"}), "text"),
            (json!({"text": 5}), "text"),
            (json!({"condition": long}), "condition"),
            (json!({"department": "??"}), "department"),
            (json!({"department": "JZ"}), "department"),
        ],
        "return-statement" => vec![
            (json!({"reason": "短"}), "reason"),
            (json!({"department": "??"}), "department"),
            (json!({"department": "JZ"}), "department"),
            (json!({"due_on": "2026-09-01"}), "due_on"),
        ],
        "find" => vec![
            (json!({"findings": []}), "findings"),
            (
                json!({"findings": [{"allegation": 1}]}),
                "findings[0].finding",
            ),
            (
                finding(9, "upheld", "情况完全属实"),
                "findings[0].allegation",
            ),
            (finding(1, "??", "情况完全属实"), "findings[0].finding"),
            (finding(1, "upheld", "短"), "findings[0].reason"),
        ],
        "review" => vec![
            (json!({"ok": false, "reason": "短"}), "reason"),
            (json!({"ok": "yes"}), "ok"),
        ],
        "handle" => vec![
            (json!({"modes": ["??"]}), "modes"),
            (json!({"refunded_fen": "五元"}), "refunded_fen"),
            (json!({"result": "", "modes": []}), "handling"),
        ],
        "answer" => vec![
            (json!({"mode": "??"}), "mode"),
            (json!({"answers": []}), "answers"),
            (
                json!({"answers": [{"allegation": 9, "answer": "铃声没有转接"}]}),
                "answers[0].allegation",
            ),
            (
                json!({"answers": [{"allegation": 1, "answer": "短"}]}),
                "answers[0].answer",
            ),
            (json!({"spoken_at": "??"}), "spoken_at"),
            (json!({"spoken_by": "??"}), "spoken_by"),
        ],
        "letter" => vec![
            (json!({"salutation": long}), "salutation"),
            (json!({"steps": 5}), "steps"),
            (json!({"dated": "下周"}), "dated"),
        ],
        "approve" => vec![(json!({"ok": false, "reason": "短"}), "reason")],
        "prove-delivery" => vec![
            (json!({"mode": "??"}), "mode"),
            (json!({"delivered_at": "??"}), "delivered_at"),
            (
                json!({"delivered_at": "2026-09-29T09:00:00+08:00"}),
                "delivered_at",
            ),
            (json!({"proof": {}}), "proof.signer"),
            (json!({"proof": {"signer": "高远"}}), "proof.relation"),
            (json!({"proof": {"file": "回执"}}), "proof.file"),
            (json!({"proof": {"file": "1"}}), "proof.file"),
            (json!({"mode": "sms", "proof": {}}), "proof.message_id"),
            (json!({"mode": "phone", "proof": {}}), "proof.read_back"),
        ],
        "close" => vec![(json!({"improvement": ""}), "improvement")],
        "follow-up" => vec![
            (json!({"satisfaction": 9}), "satisfaction"),
            (json!({"satisfaction": 2}), "reason"),
            (json!({"identity_checked": false}), "identity_checked"),
            (json!({"rated_by_patient": false}), "rated_by_patient"),
            (json!({"reached": false, "outcome": "??"}), "outcome"),
            (json!({"tried_at": "??"}), "tried_at"),
            (
                json!({"tries": [{"tried_at": "??", "outcome": "no_answer"}]}),
                "tries[0]",
            ),
            (json!({"reached": "yes"}), "reached"),
        ],
        "investigate" => vec![
            (json!({"condition": long}), "condition"),
            (json!({"course": 5}), "course"),
        ],
        "inform" => vec![
            (json!({"by": "??"}), "by"),
            (json!({"told_at": "??"}), "told_at"),
            (json!({"told_at": "2026-09-29T09:00:00+08:00"}), "told_at"),
            (json!({"text": ""}), "text"),
        ],
        "reopen" => vec![
            (json!({"reason": ""}), "reason"),
            (
                json!({"received_at": "2026-09-29T09:00:00+08:00"}),
                "received_at",
            ),
            (json!({"received_at": "??"}), "received_at"),
            (json!({"channel": "??"}), "channel"),
            (json!({"evidence": ""}), "evidence"),
            (json!({"file": "12"}), "file"),
        ],
        _ => Vec::new(),
    }
}

fn finding(allegation: i64, finding: &str, reason: &str) -> Value {
    json!({"findings": [{"allegation": allegation, "finding": finding, "reason": reason}]})
}

fn with(body: &Value, others: &Value) -> Value {
    let mut body = body.clone();
    for (name, value) in others.as_object().unwrap() {
        body[name] = value.clone();
    }
    body
}

async fn registered(house: &House) -> String {
    let mut body = good();
    body["allegations"][0]["departments"] = json!(["GK2"]);
    let (status, case) = house.program("receptionist").post("/cases", body).await;
    assert_eq!(status, 201, "{case}");
    case["number"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_wrong_verb_is_refused_by_what_is_wrong_about_it() {
    for engine in ENGINES {
        let house = House::at(engine, "2026-09-28 09:12").await;
        let number = registered(&house).await;
        let mut faults = Vec::new();
        for (login, verb, body) in whole_life() {
            faults.extend(tried(&house, &number, login, verb, &body, &wrongs(verb)).await);
            done(&house.program(login), &number, verb, body).await;
        }
        for (login, verb, body, wrong) in ends() {
            let number = registered(&house).await;
            faults.extend(tried(&house, &number, login, verb, &body, &wrong).await);
        }
        assert!(faults.is_empty(), "{}", faults.join("\n"));
        house.chains_hold().await;
    }
}

/// Who, what, with what, and what does not hold about it.
type End = (
    &'static str,
    &'static str,
    Value,
    Vec<(Value, &'static str)>,
);

/// Verbs the whole life does not take, each at the beginning of another case.
fn ends() -> Vec<End> {
    vec![
        (
            "receptionist",
            "settle",
            json!({"result": "当场说明并致歉"}),
            vec![
                (json!({"result": ""}), "settled_result"),
                (json!({"result": 5}), "result"),
            ],
        ),
        (
            "coordinator",
            "refuse",
            json!({"reason": "in_court", "explanation": "法院已经受理同一事项", "body": "市中区人民法院"}),
            vec![
                (json!({"reason": "??"}), "reason"),
                (json!({"explanation": ""}), "reason"),
                (json!({"body": ""}), "body"),
                (json!({"reason": "no_facts"}), "supplement"),
                (json!({"reason": "dealt_with"}), "decision"),
                (json!({"decided_on": "去年"}), "decided_on"),
                (
                    json!({"allegations": [{"allegation": 1, "reason": "outside_power", "explanation": "不归本院"}]}),
                    "allegations[0].instead",
                ),
                (
                    json!({"allegations": [{"allegation": 9, "reason": "outside_power", "explanation": "不归本院", "instead": "请拨打12315"}]}),
                    "allegations[0].allegation",
                ),
                (json!({"allegations": [{"allegation": "一"}]}), ""),
            ],
        ),
        (
            "coordinator",
            "request-supplement",
            json!({"missing": "请说明是哪一天", "until": "2026-10-10", "by": "phone"}),
            vec![
                (json!({"missing": ""}), "missing"),
                (json!({"until": "下周"}), "until"),
                (json!({"until": "2026-09-28"}), "until"),
                (json!({"by": "??"}), "by"),
                (json!({"told_at": "2026-09-29T09:00:00+08:00"}), "told_at"),
                (json!({"file": "一份"}), "file"),
                (json!({"file": "12"}), "file"),
            ],
        ),
        (
            "coordinator",
            "withdraw",
            json!({"why": "家里人已经问清楚", "confirmed_by": "read_back"}),
            vec![
                (json!({"why": ""}), "confirmed"),
                (json!({"confirmed_by": "??"}), "confirmed_by"),
                (json!({"confirmed_by": "signature"}), "file"),
                (json!({"confirmed_by": ""}), "confirmed"),
                (json!({"at": "2026-09-29T09:00:00+08:00"}), "at"),
            ],
        ),
        (
            "coordinator",
            "try-contact",
            json!({"at": "2026-09-28T09:12:00+08:00", "way": "phone", "outcome": "no_answer"}),
            vec![
                (json!({"at": "??"}), "at"),
                (json!({"at": "2026-09-29T09:00:00+08:00"}), "at"),
                (json!({"way": "??"}), "way"),
                (json!({"outcome": "??"}), "outcome"),
            ],
        ),
        (
            "director",
            "return-to-sender",
            json!({"reason": "不属于本院"}),
            vec![(json!({}), "order"), (json!({"reason": ""}), "reason")],
        ),
        (
            "director",
            "addressee",
            json!({"identity_check": "oral", "identity_seen": "姓名、出生日期相符"}),
            vec![
                (json!({"to": "??"}), "to"),
                (json!({"to": "other"}), "name"),
                (json!({"to": "relative"}), "relative"),
                (json!({"relation": "??"}), "relation"),
                (json!({"identity_check": "??"}), "identity_check"),
                (json!({"identity_seen": ""}), "identity_seen"),
                (json!({"identity_seen": 5}), "identity_seen"),
                (json!({"mandate_hear": true}), "mandate_file"),
                (json!({"mandate_file": "1"}), "mandate_file"),
                (json!({"capacity": "??"}), "capacity"),
                (json!({"capacity": "lacking"}), "capacity_ground"),
                (json!({"died_at": "昨天"}), "died_at"),
                (json!({"died_at": "2026-09-29T09:00:00+08:00"}), "died_at"),
                (
                    json!({"relatives": [{"name": "何小满", "relation": "child"}]}),
                    "died_at",
                ),
                (
                    json!({"relatives": [{"name": "", "relation": "child"}]}),
                    "relatives[0].name",
                ),
                (
                    json!({"relatives": [{"name": "何小满", "relation": "companion"}]}),
                    "relatives[0].relation",
                ),
                (json!({"speaker": 1}), "speaker"),
                (json!({"guardian_hears": "??"}), "guardian_hears"),
                (json!({"guardian_hears": "all"}), "guardian_reason"),
            ],
        ),
        (
            "director",
            "hand-over",
            json!({"to": "authority", "reason": "属于主管部门职权"}),
            vec![(json!({"to": "??"}), "to")],
        ),
    ]
}

/// What is wrong about how a verb is refused: each wrong field, without a version,
/// at a version that was never.
async fn tried(
    house: &House,
    number: &str,
    login: &str,
    verb: &str,
    body: &Value,
    wrong: &[(Value, &'static str)],
) -> Vec<String> {
    let program = house.program(login);
    let (_, case) = program.get(&format!("/cases/{number}")).await;
    let path = format!("/cases/{number}/{verb}");
    let good = with(body, &json!({"version": case["version"]}));
    let mut faults = Vec::new();
    for (others, field) in wrong {
        faults.extend(faults_of(&program, &path, &with(&good, others), 422, field).await);
    }
    faults.extend(faults_of(&program, &path, body, 422, "version").await);
    let stale = with(body, &json!({"version": 0}));
    faults.extend(faults_of(&program, &path, &stale, 409, "").await);
    let (_, after) = program.get(&format!("/cases/{number}")).await;
    assert_eq!(after, case, "{verb} was refused and changed the case");
    faults
}

#[tokio::test]
async fn a_note_says_what_is_wrong_about_it_and_strangers_learn_nothing() {
    for engine in ENGINES {
        let house = House::at(engine, "2026-09-28 09:12").await;
        let number = registered(&house).await;
        let owner = house.program("coordinator");
        let note = format!("/cases/{number}/note");
        let seen = json!({"text": "记一笔", "visibility": "??"});
        let accept = format!("/cases/{number}/accept");
        let first = json!({"version": 1});
        let mut faults = faults_of(&owner, &note, &json!({"text": ""}), 422, "text").await;
        faults.extend(faults_of(&owner, &note, &seen, 422, "visibility").await);
        faults.extend(faults_of(&owner, "/cases/TS-20260928-9999/accept", &first, 404, "").await);
        faults.extend(faults_of(&house.program("contact"), &accept, &first, 403, "").await);
        assert!(faults.is_empty(), "{}", faults.join("\n"));
    }
}

/// Every verb once, as good as can be.
fn every_verb() -> Vec<(&'static str, &'static str, Value)> {
    let mut all = whole_life();
    all.retain(|(_, verb, _)| !["submit-statement", "return-statement", "resume"].contains(verb));
    all.extend(
        ends()
            .into_iter()
            .map(|(login, verb, body, _)| (login, verb, body)),
    );
    all.extend([
        (
            "contact-emergency",
            "submit-statement",
            json!({"text": "转科交接单有签字，已口头说明。"}),
        ),
        (
            "coordinator",
            "return-statement",
            json!({"department": "GK2", "reason": "没有说明铃声由谁接听"}),
        ),
        (
            "coordinator",
            "excuse-statement",
            json!({"department": "JZ", "reason": "核对后与该科室无关"}),
        ),
    ]);
    all
}

/// A case handed over in the middle of its inquiry, one statement given and one owed.
async fn handed_over(house: &House) -> String {
    let number = registered(house).await;
    let (owner, director) = (house.program("coordinator"), house.program("director"));
    let ask = json!({"departments": ["GK2", "JZ"], "question": "当晚为何无人应答？"});
    let told = json!({"text": "当晚两名护士同时在抢救室，铃声无人转接。"});
    let to = json!({"to": "authority", "reason": "属于主管部门职权"});
    done(&owner, &number, "accept", json!({})).await;
    done(
        &director,
        &number,
        "assign",
        json!({"owner": "coordinator"}),
    )
    .await;
    done(&owner, &number, "request-statement", ask).await;
    done(
        &house.program("contact-ward"),
        &number,
        "submit-statement",
        told,
    )
    .await;
    done(&director, &number, "hand-over", to).await;
    number
}

#[tokio::test]
async fn no_verb_is_taken_in_a_stage_it_does_not_belong_to() {
    for engine in ENGINES {
        let house = House::at(engine, "2026-09-28 09:12").await;
        let gone = handed_over(&house).await;
        let (_, before) = house
            .program("director")
            .get(&format!("/cases/{gone}"))
            .await;
        let mut faults = Vec::new();
        for (login, verb, body) in every_verb().into_iter().filter(|one| one.1 != "reopen") {
            let body = with(&body, &json!({"version": before["version"]}));
            let path = format!("/cases/{gone}/{verb}");
            let program = house.program(login);
            faults.extend(faults_of(&program, &path, &body, 422, "stage").await);
        }
        // Nothing waits, so no wait ends.
        let path = format!("/cases/{gone}/resume");
        let resume = json!({"version": before["version"]});
        faults.extend(faults_of(&house.program("coordinator"), &path, &resume, 409, "").await);
        let (_, after) = house
            .program("director")
            .get(&format!("/cases/{gone}"))
            .await;
        assert_eq!(after, before);

        let number = registered(&house).await;
        let path = format!("/cases/{number}/reopen");
        let reopen =
            json!({"version": 1, "reason": "家属带来了新的录音", "evidence": "当晚的录音"});
        let director = house.program("director");
        faults.extend(faults_of(&director, &path, &reopen, 422, "stage").await);
        let settled = json!({"result": "当场说明并致歉"});
        done(&director, &number, "settle", settled).await;
        done(&director, &number, "archive", json!({})).await;
        let note = json!({"text": "记一笔"});
        let path = format!("/cases/{number}/note");
        faults.extend(faults_of(&director, &path, &note, 422, "stage").await);
        assert!(faults.is_empty(), "{}", faults.join("\n"));
        house.chains_hold().await;
    }
}
