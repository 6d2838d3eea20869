//! Night fall, angry son: a call to the duty officer before the holidays, answered
//! by letter and followed to the archive.

use serde_json::{Value, json};
use tongli_kernel::Day;

use super::complaint::{done, due_day, end_of};
use crate::house::{ENGINES, House, Program};

const CALLED_ON: &str = "2026-09-24";
/// Mid-Autumn and the National Day holidays lie between.
const ANSWER_ON: &str = "2026-10-09";
/// Where several departments study it together.
const JOINT_ANSWER_ON: &str = "2026-10-15";

fn due(workdays: u32) -> String {
    let from: Day = CALLED_ON.parse().unwrap();
    tongli_calendars::due(from, workdays).unwrap().to_string()
}

fn call() -> Value {
    json!({
        "kind": "complaint",
        "channel": "duty",
        "urgency": "urgent",
        "mood": "angry",
        "narrative": "父亲术后夜里疼得厉害，按铃四十分钟没有人来；急诊转来时也没有人说明要等多久。",
        "demand": "现在就来人看，并书面说明为什么没人应答",
        "patient": {"name": "高守田", "sex": "male", "record_no": "ZY0098812"},
        "contact": {"name": "高远", "phone": "13800000024", "relation": "child", "reply_by": "letter"},
        "department": "GK2",
        "visit_type": "inpatient",
        "incident_at": "2026-09-24T21:50:00+08:00",
        "allegations": [
            {"category": "T02", "departments": ["GK2"], "text": "夜间按铃四十分钟无人应答", "severity": 2},
            {"category": "T01", "departments": ["JZ"], "text": "急诊转科时没有说明等待时间"}
        ]
    })
}

async fn read(program: &Program<'_>, number: &str) -> Value {
    let (status, case) = program.get(&format!("/cases/{number}")).await;
    assert_eq!(status, 200, "{case}");
    case
}

/// Does a verb and looks where the case stands after it.
async fn then(program: &Program<'_>, number: &str, verb: &str, body: Value, stage: &str) -> Value {
    let answer = done(program, number, verb, body).await;
    assert_eq!(answer["stage"], stage, "after {verb}: {answer}");
    answer
}

/// The gates a verb names as missing.
async fn missing(program: &Program<'_>, number: &str, verb: &str, mut body: Value) -> Vec<String> {
    body["version"] = read(program, number).await["version"].clone();
    let (status, problem) = program.post(&format!("/cases/{number}/{verb}"), body).await;
    assert_eq!(status, 422, "{verb}: {problem}");
    problem["missing"]
        .as_array()
        .unwrap_or_else(|| panic!("{verb}: {problem}"))
        .iter()
        .map(|one| one["gate"].as_str().unwrap().to_owned())
        .collect()
}

async fn in_stage(program: &Program<'_>, stage: &str) -> Vec<String> {
    let (status, list) = program.get(&format!("/cases?stage={stage}")).await;
    assert_eq!(status, 200, "{list}");
    list["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|line| line["number"].as_str().unwrap().to_owned())
        .collect()
}

#[tokio::test]
async fn night_fall_angry_son() {
    for engine in ENGINES {
        let house = House::at(engine, "2026-09-24 22:40").await;
        let number = the_night(&house).await;
        the_inquiry(&house, &number).await;
        the_letter(&house, &number).await;
        the_end(&house, &number).await;
        house.chains_hold().await;
    }
}

/// 22:40: the call is taken down where it arrives, and its clocks run from it.
async fn the_night(house: &House) -> String {
    let night = house.program("duty-officer");
    let (status, case) = night.post("/cases", call()).await;
    assert_eq!(status, 201, "{case}");
    assert_eq!(case["stage"], "registered");
    let number = case["number"].as_str().unwrap().to_owned();
    assert!(number.starts_with("TS-20260924-"), "{number}");
    assert_eq!(due(1), "2026-09-28");
    assert_eq!(due(5), ANSWER_ON);
    assert_eq!(due(10), JOINT_ANSWER_ON);
    assert_eq!(due_day(&case["clocks"], "C02"), end_of(&due(1)));
    assert_eq!(due_day(&case["clocks"], "C03"), end_of(ANSWER_ON));

    // The morning finds what the night wrote.
    house.clock_to("2026-09-25 08:00");
    let desk = house.program("receptionist");
    assert_eq!(in_stage(&desk, "registered").await, [number.as_str()]);
    let found = read(&desk, &number).await;
    for (field, value) in [
        ("urgency", "urgent"),
        ("channel", "duty"),
        ("mood", "angry"),
        ("received_at", "2026-09-24T22:40:00+08:00"),
    ] {
        assert_eq!(found[field], value, "{field}");
    }
    let coordinator = house.program("coordinator");
    then(&coordinator, &number, "accept", json!({}), "accepted").await;
    let owner = json!({"owner": "coordinator"});
    then(&coordinator, &number, "assign", owner, "assigned").await;
    let taken = read(&coordinator, &number).await;
    assert_eq!(taken["owner"], "沈知远");
    joint_study(house, &number).await;
    number
}

/// Two departments alone change nothing; the director's decision does, and the son is
/// told why it takes longer.
async fn joint_study(house: &House, number: &str) {
    let (owner, director) = (house.program("coordinator"), house.program("director"));
    let why = json!({"reason": "骨科二病区与急诊科须共同查清转科与应答经过"});
    then(&owner, number, "joint-study", why, "assigned").await;
    let proposed = read(&owner, number).await;
    assert_eq!(proposed["joint_study"], "proposed");
    assert_eq!(due_day(&proposed["clocks"], "C03"), end_of(ANSWER_ON));
    then(&director, number, "joint-study", json!({}), "assigned").await;
    let told = json!({"by": "phone", "told_at": "2026-09-25T07:50:00+08:00",
                      "text": "两个科室要一起查，最迟十月十五日答复您。"});
    then(&owner, number, "inform", told, "assigned").await;
    let decided = read(&owner, number).await;
    assert_eq!(decided["joint_study"], "approved");
    assert_eq!(due_day(&decided["clocks"], "C04"), end_of(JOINT_ANSWER_ON));
}

/// Two departments are asked; one says too little and is asked again.
async fn the_inquiry(house: &House, number: &str) {
    let owner = house.program("coordinator");
    let ask = json!({"departments": ["GK2", "JZ"], "question": "当晚铃声响应与转科告知的经过？"});
    then(&owner, number, "request-statement", ask, "inquiring").await;
    assert_eq!(read(&owner, number).await["statements_open"], 2);

    house.clock_to("2026-09-28 10:00");
    let desk = house.signed_in("contact-ward").await;
    let inbox = desk.get("/inbox").await.text().await.unwrap();
    assert!(inbox.contains(number), "the ward finds what it is asked");
    let ward = house.program("contact-ward");
    let thin = json!({"text": "当晚工作正常，没有问题。"});
    then(&ward, number, "submit-statement", thin, "inquiring").await;
    let back = json!({"department": "GK2", "reason": "没有说明二十一点五十分到二十二点半的经过"});
    then(&owner, number, "return-statement", back, "inquiring").await;
    assert_eq!(read(&owner, number).await["statements_open"], 2);

    house.clock_to("2026-09-29 16:00");
    let full = json!({
        "text": "当晚两名护士同时在抢救室，铃声无人转接。", "condition": "髋关节术后第一日，疼痛评分六分",
        "course": "二十一点五十分按铃，二十二点三十分应答", "communication": "抢救结束后向家属说明"
    });
    then(&ward, number, "submit-statement", full, "inquiring").await;
    let emergency = house.program("contact-emergency");
    let told =
        json!({"text": "转科交接单有签字，已口头说明等床。", "communication": "交接时告知家属"});
    then(&emergency, number, "submit-statement", told, "inquiring").await;
    assert_eq!(read(&owner, number).await["statements_open"], 0);
    assert_eq!(
        missing(
            &house.program("director"),
            number,
            "review",
            json!({"ok": true})
        )
        .await,
        ["findings"]
    );

    house.clock_to("2026-10-08 09:30");
    let findings = json!({"findings": [
        {"allegation": 1, "finding": "partly_upheld", "reason": "等待属实，原因是同时抢救，铃声未转接"},
        {"allegation": 2, "finding": "not_upheld", "reason": "交接单上有家属签字与告知记录"}
    ]});
    let form = json!({
        "condition": "髋关节术后第一日，疼痛评分六分",
        "course": "二十一点五十分按铃，二十二点三十分应答",
        "communication": "抢救结束后向家属说明"
    });
    then(&owner, number, "investigate", form, "inquiring").await;
    then(&owner, number, "find", findings, "reviewing").await;
    let director = house.program("director");
    then(&director, number, "review", json!({"ok": true}), "handling").await;
    let handled = json!({
        "modes": ["explain", "apologise", "improve"],
        "result": "向家属说明并致歉；夜间抢救时铃声转接到护士长手机。"
    });
    then(&owner, number, "handle", handled, "replying").await;
}

/// What a son may read of his father's care his father says, on paper.
async fn the_mandate(house: &House, number: &str) {
    let owner = house.program("coordinator");
    let paper = super::told::file(&owner, number, "授权委托书.pdf").await;
    let mandate = json!({
        "mandate_file": paper, "mandate_giver": "patient", "mandate_hear": true,
        "mandate_letters": true, "mandate_from": "2026-09-25",
        "identity_check": "document", "identity_seen": "身份证原件，人证一致"
    });
    let answer = done(&owner, number, "addressee", mandate).await;
    assert_eq!(answer["written"], "all", "{answer}");
}

/// He wants it in writing: nothing counts as an answer before the letter arrived.
async fn the_letter(house: &House, number: &str) {
    let (owner, director) = (house.program("coordinator"), house.program("director"));
    let answers = json!({"mode": "letter", "answers": [
        {"allegation": 1, "answer": "当晚两名护士同在抢救，铃声没有转接，让您父亲久等，我们道歉。",
         "next_step": "夜间铃声转接到护士长手机"},
        {"allegation": 2, "answer": "交接单上有告知与签字，复印件随信附上。", "next_step": "无需进一步措施"}
    ]});
    then(&owner, number, "answer", answers, "replying").await;
    the_mandate(house, number).await;
    let early = json!({"mode": "letter", "delivered_at": "2026-10-08T09:00:00+08:00",
                       "proof": {"signer": "高远", "relation": "child"}});
    assert!(
        !missing(&owner, number, "prove-delivery", early)
            .await
            .is_empty()
    );
    let letter = json!({
        "salutation": "高远先生", "opening": "感谢您来电反映。",
        "steps": "调阅了当晚的呼叫记录与转科交接单，询问了两个科室。",
        "result": "夜间抢救时铃声转接到护士长手机，十月起每周抽查。",
        "contact_name": "沈知远", "contact_phone": "0000-1234567", "dated": "2026-10-09"
    });
    then(&owner, number, "letter", letter, "replying").await;
    // Whoever wrote it does not approve it.
    assert_eq!(
        owner
            .post(&format!("/cases/{number}/approve"), json!({}))
            .await
            .0,
        403
    );
    assert!(
        !missing(&owner, number, "release", json!({}))
            .await
            .is_empty()
    );
    then(&director, number, "approve", json!({}), "replying").await;
    house.clock_to("2026-10-09 09:00");
    then(&owner, number, "release", json!({}), "replying").await;
    house.clock_to("2026-10-09 15:30");
    let signed = json!({"mode": "letter", "delivered_at": "2026-10-09T15:20:00+08:00",
                        "proof": {"signer": "高远", "relation": "child"}});
    then(&owner, number, "prove-delivery", signed, "replied").await;
    let case = read(&owner, number).await;
    let clocks = case["clocks"].as_array().unwrap();
    let law = clocks.iter().find(|clock| clock["rule"] == "C04").unwrap();
    let met = law["met_at"].as_str().unwrap();
    assert!(met.starts_with("2026-10-09T15:"), "{law}");
    assert_eq!(law["promised_at"], law["due_at"]);
}

/// An improvement, a call a week later, and the archive.
async fn the_end(house: &House, number: &str) {
    let (owner, director) = (house.program("coordinator"), house.program("director"));
    assert_eq!(
        missing(&director, number, "close", json!({})).await,
        ["improvement"]
    );
    house.clock_to("2026-10-12 09:00");
    let better = json!({"improvement": "夜间抢救时铃声转接到护士长手机，三十日后检查效果"});
    then(&director, number, "close", better, "closed").await;
    let case = read(&owner, number).await;
    // An urgent matter is a key case: it is asked within three days.
    assert_eq!(due_day(&case["clocks"], "C06"), end_of("2026-10-15"));
    house.clock_to("2026-10-15 10:00");
    let reached = json!({
        "reached": true, "satisfaction": 4, "identity_checked": true, "understood": true,
        "measures_done": true, "rated_by_patient": true
    });
    then(&owner, number, "follow-up", reached, "closed").await;
    then(&director, number, "archive", json!({}), "archived").await;
    assert_eq!(in_stage(&director, "archived").await, [number]);
    for empty in ["registered", "inquiring", "replying", "closed"] {
        assert_eq!(in_stage(&director, empty).await, [""; 0], "{empty}");
    }
    let case = read(&director, number).await;
    assert_eq!(case["satisfaction"], 4);
    let findings: Vec<&str> = case["allegations"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["finding"].as_str().unwrap())
        .collect();
    assert_eq!(findings, ["partly_upheld", "not_upheld"]);
    for mark in case["marks"].as_array().unwrap() {
        assert_ne!(mark["state"], "open", "{mark}");
    }
}
