//! Words that tell of a bribe, in every place in which an office writes of a case before
//! anybody sees that it is a clue.

use std::collections::BTreeMap;

use reqwest::Method;
use reqwest::multipart::{Form, Part};
use serde_json::{Value, json};
use tongli_store::args;

use crate::house::{House, Program, answered, between};
use crate::stories::complaint::done;
use crate::stories::orders::{order_of, read, stepped};
use crate::stories::privacy::given;
use crate::stories::restricted::registered;

/// Begins every planted word, and stands nowhere else.
pub const WORD: &str = "夜合花语";

/// What is written in one place.
pub fn word(place: &str) -> String {
    format!("{WORD}{place}一事")
}

/// Cases in which a clue will be found, and what hangs on them.
pub struct Planted {
    /// Handled up to the approved letter; taken up again; come in at night.
    pub handled: String,
    pub again: String,
    pub night: String,
    /// By the beginning of an address, what may stand in its place.
    pub hanging: BTreeMap<&'static str, Vec<String>>,
}

impl Planted {
    pub async fn of(house: &House) -> Planted {
        let handled = handled(house).await;
        let again = taken_up_again(house).await;
        let (event, night) = at_night(house).await;
        let mut hanging = hanging_on(house).await;
        hanging.insert("/duty/events/", vec![event]);
        Planted {
            handled,
            again,
            night,
            hanging,
        }
    }

    pub fn numbers(&self) -> [&str; 3] {
        [&self.handled, &self.again, &self.night]
    }
}

/// A long wait, and a bribe that is still taken for bad manners.
fn unclassed(about: Value) -> Value {
    json!({
        "kind": "complaint", "channel": "visit", "department": "GK2",
        "narrative": word("讲述"), "demand": word("诉求"), "incident_place": word("地点"),
        "underlying_need": word("需要"), "risks": ["media"], "risk_reason": word("风险"),
        "leader_instruction": word("批示"),
        "contact": {"name": "高远", "phone": "13800000024", "relation": "self",
                    "identity_check": "document", "reply_by": "phone"},
        "allegations": [
            {"category": "T05", "departments": ["SF"], "text": "挂号排队三小时"},
            {"category": "T06", "departments": ["GK2"], "text": word("反映"),
             "respondents": about}]
    })
}

fn answers(place: &str) -> Value {
    let one = |seq: i64, more: &str| {
        json!({"allegation": seq, "answer": word(&format!("{place}{more}")),
               "next_step": word(&format!("{place}{more}后续")), "clinical": false,
               "clinical_reason": word(&format!("{place}{more}理由")),
               "plain": word(&format!("{place}{more}简版"))})
    };
    json!([one(1, "甲"), one(2, "乙")])
}

fn findings(place: &str) -> Value {
    let one = |seq: i64, more: &str| json!({"allegation": seq, "finding": "upheld", "reason": word(&format!("{place}{more}"))});
    json!({"findings": [one(1, "甲"), one(2, "乙")]})
}

fn form(place: &str) -> Value {
    json!({"condition": word(&format!("{place}病情")), "course": word(&format!("{place}经过")),
           "communication": word(&format!("{place}沟通"))})
}

async fn by(house: &House, number: &str, steps: Vec<(&str, &str, Value)>) {
    for (login, verb, body) in steps {
        done(&house.program(login), number, verb, body).await;
    }
}

async fn handled(house: &House) -> String {
    let number = registered(&house.program("receptionist"), unclassed(json!(["2004"]))).await;
    let ask = json!({"departments": ["GK2", "SF"], "question": word("提问")});
    let other = json!({"departments": ["GK1"], "question": word("另问")});
    let back = json!({"department": "SF", "reason": word("退回")});
    let told = json!({"staff": "2004", "text": word("告知"), "support": word("支持")});
    let statement = |place: &str| json!({"text": word(place), "condition": word("病情说明"), "course": word("经过说明"), "communication": word("沟通说明")});
    by(
        house,
        &number,
        vec![
            ("coordinator", "accept", json!({})),
            ("director", "assign", json!({"owner": "coordinator"})),
            (
                "coordinator",
                "joint-study",
                json!({"reason": word("研究")}),
            ),
            ("director", "joint-study", json!({})),
            ("coordinator", "notify-respondent", told),
            ("coordinator", "request-statement", ask),
            ("contact-ward", "submit-statement", statement("病区说明")),
            ("contact", "submit-statement", statement("窗口说明")),
            ("coordinator", "return-statement", back),
            ("contact", "submit-statement", statement("窗口再说明")),
            ("coordinator", "request-statement", other),
            (
                "coordinator",
                "excuse-statement",
                json!({"department": "GK1", "reason": word("免交")}),
            ),
            ("coordinator", "investigate", form("旧表")),
            ("coordinator", "investigate", form("表")),
            ("coordinator", "find", findings("认定")),
            (
                "director",
                "review",
                json!({"ok": false, "reason": word("退查")}),
            ),
            ("coordinator", "find", findings("再认定")),
            ("director", "review", json!({"ok": true})),
        ],
    )
    .await;
    added(house, &number).await;
    leaders(house, &number).await;
    written(house, &number).await;
    number
}

/// A note, a file, what a department adds to its statement.
async fn added(house: &House, number: &str) {
    let owner = house.program("coordinator");
    let note = json!({"text": word("备注"), "visibility": "private"});
    let (status, answer) = owner.post(&format!("/cases/{number}/note"), note).await;
    assert_eq!(status, 200, "{answer}");
    let file = Part::bytes(b"%PDF-1.7 x".to_vec()).file_name(format!("{}.pdf", word("附件")));
    let path = format!("/cases/{number}/attach");
    let request = owner.ask(Method::POST, &path);
    let (status, answer) = answered(request.multipart(Form::new().part("file", file))).await;
    assert_eq!(status, 200, "{answer}");
    let (_, all) = owner.get(&format!("/cases/{number}/statements")).await;
    let all = all["items"].as_array().unwrap();
    let ward = all.iter().find(|one| one.to_string().contains("病区说明"));
    let path = format!(
        "/statements/{}/amend",
        ward.unwrap()["id"].as_str().unwrap()
    );
    let browser = house.signed_in("contact-ward").await;
    let sent = browser
        .post(&path, &[("amendment", &word("补充说明"))])
        .await;
    assert_eq!(sent.status(), 303);
}

/// Money and a word of a leader; an order of 12345; something handed outside.
async fn leaders(house: &House, number: &str) {
    let (owner, director) = (house.program("coordinator"), house.program("director"));
    let money = json!({"purpose": "refund", "amount_fen": 10_000, "reason": word("退费")});
    let asked = done(&owner, number, "money", money).await;
    let path = format!("/approvals/{}/decide", asked["id"].as_str().unwrap());
    let verdict = json!({"version": asked["version"], "verdict": "approve",
                         "reason": word("批准")});
    let (status, answer) = director.post(&path, verdict).await;
    assert_eq!(status, 200, "{answer}");
    let mut tx = house.app.db.read().await.unwrap();
    let leader = tongli_people::find_by_login(&mut tx, house.app.tenant, "vice-president").await;
    let leader = leader.unwrap().unwrap().id.to_string();
    drop(tx);
    let said = json!({"leader": leader, "words": word("指示"), "step": "meet",
                      "given_at": house.app.time.rfc3339(house.app.now())});
    done(&owner, number, "instruct", said).await;
    let order = order_of(&owner, number).await;
    let longer = json!({"until": "2026-10-14T17:30:00+08:00", "reason": word("延期")});
    stepped(&owner, &order, "ask-extension", longer).await;
    let mut line = given(0, &word("机关"));
    line["version"] = read(&owner, &format!("/cases/{number}")).await["version"].clone();
    for (field, place) in [
        ("person", "经办"),
        ("ground", "依据"),
        ("purpose", "目的"),
        ("what", "材料"),
    ] {
        line[field] = json!(word(place));
    }
    let (status, answer) = owner.post(&format!("/cases/{number}/disclose"), line).await;
    assert_eq!(status, 200, "{answer}");
    let hold = json!({"reason": word("留存"), "reference": word("文号")});
    done(&house.program("counsel"), number, "hold", hold).await;
}

/// What was done, and the letter that says so, approved and ready to go out.
async fn written(house: &House, number: &str) {
    let handled = json!({"modes": ["explain"], "result": word("处理")});
    let interim = json!({"by": "phone", "text": word("阶段"), "promised": "2026-10-12"});
    let inform = json!({"by": "phone", "text": word("进度")});
    let answer = json!({"mode": "letter", "answers": answers("答复")});
    let letter = json!({"salutation": word("称呼"), "opening": word("开头"), "steps": word("步骤"),
        "result": word("结果"), "contact_name": "沈知远", "contact_phone": "0000-1234567",
        "dated": "2026-09-30"});
    by(
        house,
        number,
        vec![
            ("coordinator", "handle", handled),
            ("coordinator", "interim", interim),
            ("coordinator", "inform", inform),
            ("coordinator", "answer", answer.clone()),
            ("coordinator", "letter", letter.clone()),
            (
                "director",
                "approve",
                json!({"ok": false, "reason": word("退稿")}),
            ),
            ("coordinator", "letter", letter),
            ("director", "approve", json!({})),
            ("coordinator", "pause", json!({"reason": word("暂停")})),
        ],
    )
    .await;
}

/// Answered by telephone, closed, and taken up again.
async fn taken_up_again(house: &House) -> String {
    let number = registered(&house.program("receptionist"), unclassed(json!([]))).await;
    let contact = json!({"mode": "phone", "spoken_at": "2026-09-30T16:45:00+08:00",
        "read_back": true, "answers": answers("上轮答复")});
    let proof = json!({"mode": "phone", "delivered_at": "2026-09-30T16:45:00+08:00",
        "proof": {"read_back": true}});
    let reached = json!({"reached": true, "satisfaction": 2, "identity_checked": true,
        "understood": true, "measures_done": true, "rated_by_patient": true,
        "reason": word("不满"), "note": word("回访")});
    let again = json!({"reason": word("重开"), "evidence": word("新证据"),
        "received_at": "2026-09-30T16:45:00+08:00", "channel": "visit"});
    by(
        house,
        &number,
        vec![
            ("coordinator", "accept", json!({})),
            ("director", "assign", json!({"owner": "coordinator"})),
            ("coordinator", "investigate", form("上轮表")),
            ("coordinator", "find", findings("上轮认定")),
            ("director", "review", json!({"ok": true})),
            (
                "coordinator",
                "handle",
                json!({"modes": ["explain"], "result": word("上轮处理")}),
            ),
            ("coordinator", "answer", contact),
            ("director", "approve", json!({})),
            ("coordinator", "prove-delivery", proof),
            ("coordinator", "follow-up", reached),
            ("director", "close", json!({"improvement": word("改进")})),
            ("director", "reopen", again),
        ],
    )
    .await;
    number
}

/// A danger at night that became a case.
async fn at_night(house: &House) -> (String, String) {
    let browser = house.signed_in("duty-officer").await;
    let to = browser.post("/duty/danger", &[]).await;
    let to = to.headers()["location"].to_str().unwrap().to_owned();
    let event = to.rsplit('/').next().unwrap().to_owned();
    let said = word("夜间承诺");
    let fields = [
        ("event", event.as_str()),
        ("urgent", "yes"),
        ("kind", "complaint"),
        ("narrative", &word("夜间")),
        ("department", "骨科二病区"),
        ("contact_phone", "13800000025"),
        ("promised", &said),
        ("still_here", "yes"),
    ];
    let sent = browser.post("/duty/new", &fields).await;
    assert_eq!(sent.status(), 303, "{}", sent.text().await.unwrap());
    let page = browser.get(&to).await.text().await.unwrap();
    let case = format!("TS-{}", between(&page, "href=\"/cases/TS-", "\""));
    (event, case)
}

async fn hanging_on(house: &House) -> BTreeMap<&'static str, Vec<String>> {
    let mut tx = house.app.db.read().await.unwrap();
    let mut found = BTreeMap::new();
    for (place, sql) in [
        ("/statements/", "SELECT id FROM statements"),
        ("/told/", "SELECT id FROM respondent_notices"),
        ("/instructions/", "SELECT id FROM spoken_instructions"),
        ("/approvals/", "SELECT id FROM approval_requests"),
        ("/orders/", "SELECT id FROM outside_orders"),
        ("/disclosures/", "SELECT id FROM disclosures"),
        ("/files/", "SELECT id FROM attachments"),
        ("/clocks/", "SELECT id FROM clocks"),
        ("/holds/", "SELECT id FROM legal_holds"),
    ] {
        let ids: Vec<i64> = tx.all(sql, args![], |row| row.get("id")).await.unwrap();
        assert!(!ids.is_empty(), "{place}");
        found.insert(place, ids.iter().map(i64::to_string).collect());
    }
    found
}

/// Parts the clue on the form, as somebody of the office who has read the whole.
pub async fn find_clue(house: &House, number: &str) {
    let browser = house.signed_in("coordinator").await;
    let path = format!("/cases/{number}/amend");
    let page = browser.get(&path).await.text().await.unwrap();
    let value = |name: &str| {
        let mark = format!("name=\"{name}\" value=\"");
        let found = page
            .split_once(&mark)
            .map(|(_, rest)| rest.split('"').next());
        found.flatten().unwrap_or_default().to_owned()
    };
    let ids = ["allegations[0].id", "allegations[1].id"].map(value);
    // What nobody has divided is the clue, and what is left is told anew.
    let (rest, clue) = match ids[1].is_empty() {
        true => ("", ids[0].as_str()),
        false => (ids[0].as_str(), ids[1].as_str()),
    };
    let version = between(&page, "name=\"version\" value=\"", "\"").to_owned();
    let told = word("反映");
    let fields = [
        ("version", version.as_str()),
        ("channel", "visit"),
        ("urgency", "ordinary"),
        ("department", "GK2"),
        ("allegations[0].id", rest),
        ("allegations[0].text", "挂号排队三小时"),
        ("allegations[0].category", "T05"),
        ("allegations[0].departments", "SF"),
        ("allegations[1].id", clue),
        ("allegations[1].text", &told),
        ("allegations[1].category", "T09"),
        ("allegations[1].departments", "GK2"),
        ("allegations[1].respondents", "2004"),
        ("rest_narrative", "挂号排队三小时。"),
    ];
    let sent = browser.post(&path, &fields).await;
    assert_eq!(sent.status(), 303, "{}", sent.text().await.unwrap());
}

/// Whoever found it knows of it until discipline has signed.
pub async fn sign_all(house: &House) {
    let discipline: Program<'_> = house.program("discipline");
    let (_, all) = discipline.get("/cases?q=LJ-20260930").await;
    let items = all["items"].as_array().unwrap();
    assert_eq!(items.len(), 3, "{all}");
    for one in items {
        done(
            &discipline,
            one["number"].as_str().unwrap(),
            "receive",
            json!({}),
        )
        .await;
    }
}
