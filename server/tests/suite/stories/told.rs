//! Who may be told: an accompanying friend, the children of a patient who died, the
//! mother of somebody of fifteen.

use reqwest::{Method, multipart};
use serde_json::{Value, json};

use super::complaint::done;
use crate::house::{ENGINES, House, Program, answered, between};

/// What is clinical, and must not leave.
const CLINICAL: &str = "术后镇痛泵停用，未及时给药";
const PLAIN: &str = "已逐项核实，详情将告知有权知道的人";

pub(super) fn complaint(person: Value, contact: Value) -> Value {
    json!({
        "kind": "complaint", "channel": "visit", "narrative": "术后一夜疼痛，按铃没有人来。",
        "patient": person, "contact": contact,
        "allegations": [{"category": "T02", "departments": ["GK2"], "text": "术后疼痛无人处理"}]
    })
}

pub(super) fn friend() -> Value {
    json!({"name": "周念", "phone": "13800000031", "relation": "companion",
           "reply_by": "letter", "identity_check": "document"})
}

pub(super) fn patient() -> Value {
    json!({"name": "高守田", "sex": "male", "birth_date": "1959-03-07"})
}

/// Somebody of fifteen, and her mother.
pub(super) fn girl() -> Value {
    json!({"name": "高小满", "sex": "female", "birth_date": "2011-03-07"})
}

pub(super) fn mother() -> Value {
    json!({"name": "陈秋", "phone": "13800000034", "relation": "parent",
           "reply_by": "phone", "identity_check": "document"})
}

/// A complaint found, reviewed and handled: what is left is to answer.
pub(super) async fn handled(house: &House, body: Value) -> String {
    let (status, case) = house.program("receptionist").post("/cases", body).await;
    assert_eq!(status, 201, "{case}");
    let number = case["number"].as_str().unwrap().to_owned();
    let findings = json!({"findings": [
        {"allegation": 1, "finding": "upheld", "reason": "呼叫记录与给药记录一致"}]});
    for (login, verb, body) in [
        ("coordinator", "accept", json!({})),
        ("director", "assign", json!({"owner": "coordinator"})),
        (
            "coordinator",
            "investigate",
            json!({"condition": "术后第一日", "course": "二十一点五十分按铃", "communication": "没有说明"}),
        ),
        ("coordinator", "find", findings),
        ("director", "review", json!({"ok": true})),
        (
            "coordinator",
            "handle",
            json!({"modes": ["explain"], "result": "镇痛泵已更换，重新培训。"}),
        ),
    ] {
        done(&house.program(login), &number, verb, body).await;
    }
    number
}

pub(super) async fn file(program: &Program<'_>, number: &str, name: &str) -> String {
    let part = multipart::Part::bytes(b"%PDF-1.4 paper".to_vec()).file_name(name.to_owned());
    let request = program
        .ask(Method::POST, &format!("/cases/{number}/attach"))
        .multipart(multipart::Form::new().part("file", part));
    let (status, answer) = answered(request).await;
    assert_eq!(status, 200, "{answer}");
    let files = answer["files"].as_array().unwrap();
    files[0]["id"].as_str().unwrap().to_owned()
}

/// The gates a verb names, with their sentences.
pub(super) async fn gates(
    program: &Program<'_>,
    number: &str,
    verb: &str,
    mut body: Value,
) -> Vec<String> {
    let (_, case) = program.get(&format!("/cases/{number}")).await;
    body["version"] = case["version"].clone();
    let (status, problem) = program.post(&format!("/cases/{number}/{verb}"), body).await;
    assert_eq!(status, 422, "{verb}: {problem}");
    let missing = problem["missing"].as_array().cloned().unwrap_or_default();
    for one in &missing {
        assert!(one["say"].as_str().is_some_and(|say| !say.is_empty()));
    }
    missing
        .iter()
        .map(|one| one["gate"].as_str().unwrap().to_owned())
        .collect()
}

async fn standing(program: &Program<'_>, number: &str) -> Value {
    let (status, told) = program.get(&format!("/cases/{number}/addressee")).await;
    assert_eq!(status, 200, "{told}");
    told
}

fn answers(plain: Option<&str>) -> Value {
    let mut one = json!({"allegation": 1, "answer": CLINICAL, "next_step": "复查疼痛评分"});
    if let Some(plain) = plain {
        one["plain"] = json!(plain);
    }
    json!([one])
}

fn letter() -> Value {
    json!({"steps": "调阅了呼叫记录，询问了科室。", "result": "我们已经办理，并改进了工作。",
           "contact_name": "沈知远", "contact_phone": "0000-1234567", "dated": "2026-09-28"})
}

fn talk(at: &str) -> Value {
    json!({"mode": "phone", "answers": answers(None), "read_back": true, "spoken_at": at})
}

#[tokio::test]
async fn a_friend_hears_nothing_clinical_until_the_patients_mandate_is_there() {
    for engine in ENGINES {
        let house = House::at(engine, "2026-09-28 09:12").await;
        let (owner, director) = (house.program("coordinator"), house.program("director"));
        let number = handled(&house, complaint(patient(), friend())).await;
        let told = standing(&owner, &number).await;
        assert_eq!(told["spoken"]["leaves"], "process");
        assert_eq!(told["spoken"]["reason"], "companion");
        assert_eq!(told["written"]["verified"], false);

        let draft = json!({"mode": "letter", "answers": answers(None)});
        done(&owner, &number, "answer", draft).await;
        done(&owner, &number, "letter", letter()).await;
        done(&director, &number, "approve", json!({})).await;
        // Neither by letter, nor by word, nor as a delivery that somebody claims.
        let named = gates(&owner, &number, "release", json!({})).await;
        assert_eq!(named, ["standing", "clinical"]);
        let spoken = talk("2026-09-28T09:12:00+08:00");
        assert_eq!(
            gates(&owner, &number, "answer", spoken).await,
            ["standing", "clinical"]
        );
        let sent = json!({"mode": "sms", "delivered_at": "2026-09-28T09:12:00+08:00",
                          "proof": {"message_id": "SMS-1"}});
        let named = gates(&owner, &number, "prove-delivery", sent).await;
        assert!(
            named == ["letter"] || named == ["standing", "clinical"],
            "{named:?}"
        );

        // The director's word opens nothing either: there is no override.
        let named = gates(&director, &number, "release", json!({})).await;
        assert_eq!(named, ["standing", "clinical"]);

        let paper = file(&owner, &number, "授权委托书.pdf").await;
        let mandate = json!({
            "mandate_file": paper, "mandate_giver": "patient", "mandate_hear": true,
            "mandate_letters": true, "mandate_from": "2026-09-28", "mandate_until": "2026-10-28"
        });
        let answer = done(&owner, &number, "addressee", mandate).await;
        assert_eq!(answer["written"], "all", "{answer}");
        done(&owner, &number, "release", json!({})).await;
        let (_, letters) = owner.get(&format!("/cases/{number}/letters")).await;
        assert!(letters.to_string().contains(CLINICAL));
        assert!(
            letters["items"][0]["salutation"]
                .as_str()
                .unwrap()
                .contains("周念")
        );
        let signed = json!({"mode": "letter", "delivered_at": "2026-09-28T09:12:00+08:00",
                            "proof": {"signer": "周念", "relation": "companion"}});
        done(&owner, &number, "prove-delivery", signed).await;
        house.chains_hold().await;
    }
}

#[tokio::test]
async fn a_friend_may_be_sent_the_version_without_clinical_content() {
    for engine in ENGINES {
        let house = House::at(engine, "2026-09-28 09:12").await;
        let (owner, director) = (house.program("coordinator"), house.program("director"));
        let number = handled(&house, complaint(patient(), friend())).await;
        let draft = json!({"mode": "letter", "answers": answers(Some(PLAIN))});
        done(&owner, &number, "answer", draft).await;
        done(&owner, &number, "letter", letter()).await;
        done(&director, &number, "approve", json!({})).await;
        // The answers are fit; whether the rest of the letter is, its writer has to say.
        let named = gates(&owner, &number, "release", json!({})).await;
        assert_eq!(named, ["standing", "letter-clinical"]);
        let mut stated = letter();
        stated["without_clinical"] = json!("只写了办理进度，没有诊疗信息");
        done(&owner, &number, "letter", stated).await;
        done(&director, &number, "approve", json!({})).await;
        done(&owner, &number, "release", json!({})).await;
        let (_, letters) = owner.get(&format!("/cases/{number}/letters")).await;
        let text = letters.to_string();
        assert!(text.contains(PLAIN) && !text.contains(CLINICAL), "{text}");
        assert!(
            !text.contains("镇痛泵已更换") && !text.contains("复查疼痛评分"),
            "{text}"
        );
        let signed = json!({"mode": "letter", "delivered_at": "2026-09-28T09:12:00+08:00",
                            "proof": {"signer": "周念", "relation": "companion"}});
        let answer = done(&owner, &number, "prove-delivery", signed).await;
        assert_eq!(answer["stage"], "replied");
        // A talk afterwards stays with what was answered.
        done(
            &director,
            &number,
            "close",
            json!({"improvement": "更换镇痛泵"}),
        )
        .await;
        let reached = json!({"reached": true, "satisfaction": 5, "identity_checked": true,
                             "understood": true, "measures_done": true, "rated_by_patient": true});
        done(&owner, &number, "follow-up", reached).await;
        house.chains_hold().await;
    }
}

#[tokio::test]
async fn the_code_of_a_receipt_shows_how_far_it_is_and_no_more() {
    for engine in ENGINES {
        let house = House::at(engine, "2026-09-28 09:12").await;
        let owner = house.program("coordinator");
        let nobody = house.browser();
        let form = [
            ("kind", "complaint"),
            ("narrative", "同事术后一夜疼痛，按铃没有人来"),
            ("department", "GK2"),
            ("name", "周念"),
            ("phone", "13800000031"),
            ("reply", "phone"),
        ];
        assert_eq!(nobody.post("/r", &form).await.status(), 303);
        let page = nobody.get("/r/receipt").await.text().await.unwrap();
        let code = code_in(&page);
        let (_, list) = owner.get("/cases").await;
        let number = list["items"][0]["number"].as_str().unwrap().to_owned();
        for (text, visibility) in [(CLINICAL, "shared"), ("十月八日前答复您", "process")] {
            let note = json!({"text": text, "visibility": visibility});
            let (status, answer) = owner.post(&format!("/cases/{number}/note"), note).await;
            assert_eq!(status, 200, "{answer}");
        }
        let seen = async || {
            let answer = nobody.post("/r/status", &[("code", code.as_str())]).await;
            answer.text().await.unwrap()
        };
        let page = seen().await;
        assert!(page.contains("十月八日前答复您") && !page.contains(CLINICAL));
        assert!(page.contains("办公室还有话"));
        // Addressing the patient opens nothing to whoever holds the code.
        let paper = file(&owner, &number, "授权委托书.pdf").await;
        let other = json!({"to": "other", "name": "高守田", "relation": "self",
                           "identity_check": "document", "identity_seen": "身份证原件"});
        done(&owner, &number, "addressee", other).await;
        assert_eq!(standing(&owner, &number).await["spoken"]["leaves"], "all");
        assert!(!seen().await.contains(CLINICAL));
        let mandate = json!({
            "to": "contact", "identity_check": "document", "identity_seen": "身份证原件，人证一致",
            "mandate_file": paper, "mandate_giver": "patient", "mandate_hear": true,
            "mandate_letters": true, "mandate_from": "2026-09-28"
        });
        done(&owner, &number, "addressee", mandate).await;
        assert_eq!(
            standing(&owner, &number).await["code_opens"]["leaves"],
            "all"
        );
        assert!(seen().await.contains(CLINICAL));
        let revoked =
            json!({"mandate_revoked_on": "2026-09-28", "mandate_revoked_why": "患者来电撤销"});
        done(&owner, &number, "addressee", revoked).await;
        assert!(!seen().await.contains(CLINICAL));
    }
}

/// Four groups of four letters.
fn code_in(page: &str) -> String {
    between(page, "class=\"receipt-code\" data-user-text>", "<").to_owned()
}

#[tokio::test]
async fn of_two_children_of_a_dead_patient_the_one_they_chose_is_told() {
    for engine in ENGINES {
        let house = House::at(engine, "2026-09-28 09:12").await;
        let (owner, director) = (house.program("coordinator"), house.program("director"));
        let son = json!({"name": "高远", "phone": "13800000032", "relation": "child",
                         "reply_by": "letter", "identity_check": "document"});
        let number = handled(&house, complaint(patient(), son)).await;
        let paper = file(&owner, &number, "死亡证明与户口簿.pdf").await;
        let death = json!({
            "died_at": "2026-09-27T03:20:00+08:00",
            "relatives": [{"name": "高远", "relation": "child", "is_contact": true},
                          {"name": "高宁", "relation": "child"}]
        });
        done(&owner, &number, "addressee", death).await;
        assert_eq!(
            standing(&owner, &number).await["written"]["reason"],
            "kinship-unproven"
        );
        done(&owner, &number, "addressee", json!({"kinship_file": paper})).await;
        assert_eq!(
            standing(&owner, &number).await["written"]["reason"],
            "speaker-unnamed"
        );
        let chosen = json!({"speaker": 2, "speaker_chosen": "兄妹二人书面推举高宁"});
        done(&owner, &number, "addressee", chosen).await;
        assert_eq!(
            standing(&owner, &number).await["written"]["reason"],
            "another-speaks"
        );

        let draft = json!({"mode": "letter", "answers": answers(None)});
        done(&owner, &number, "answer", draft).await;
        done(&owner, &number, "letter", letter()).await;
        done(&director, &number, "approve", json!({})).await;
        let named = gates(&owner, &number, "release", json!({})).await;
        assert_eq!(
            named,
            ["standing", "clinical"],
            "the son is not the one who speaks"
        );

        let to_her = json!({"to": "relative", "relative": 2, "phone": "13800000033",
                            "identity_check": "document", "identity_seen": "身份证原件，人证一致"});
        let answer = done(&owner, &number, "addressee", to_her).await;
        assert_eq!(answer["written"], "all");
        let named = gates(&owner, &number, "release", json!({})).await;
        assert_eq!(named, ["letter-addressee"]);
        // The letter in hand was begun for him: it is addressed anew.
        let mut hers = letter();
        hers["salutation"] = json!("尊敬的高宁女士：");
        done(&owner, &number, "letter", hers).await;
        done(&director, &number, "approve", json!({})).await;
        done(&owner, &number, "release", json!({})).await;
        let (_, letters) = owner.get(&format!("/cases/{number}/letters")).await;
        let opening = letters["items"][0]["opening"].as_str().unwrap().to_owned();
        assert!(opening.contains("深表哀悼"), "{opening}");

        let signed = json!({"mode": "letter", "delivered_at": "2026-09-28T09:12:00+08:00",
                            "proof": {"signer": "高宁", "relation": "child"}});
        done(&owner, &number, "prove-delivery", signed).await;
        done(
            &director,
            &number,
            "close",
            json!({"improvement": "更换镇痛泵"}),
        )
        .await;
        let desk = house.signed_in("coordinator").await;
        let page = desk.get(&format!("/cases/{number}/follow-up")).await;
        let page = page.text().await.unwrap();
        assert!(
            page.contains("先向您和家人表示哀悼") && page.contains("0033"),
            "her number"
        );
        house.chains_hold().await;
    }
}

#[tokio::test]
async fn what_the_mother_of_a_fifteen_year_old_hears_is_decided() {
    for engine in ENGINES {
        let house = House::at(engine, "2026-09-28 09:12").await;
        let (owner, director) = (house.program("coordinator"), house.program("director"));
        let number = handled(&house, complaint(girl(), mother())).await;
        let told = standing(&owner, &number).await;
        assert_eq!(
            (&told["age"], &told["spoken"]["reason"]),
            (&json!(15), &json!("guardian-undecided"))
        );

        let draft = json!({"mode": "phone", "answers": answers(None)});
        done(&owner, &number, "answer", draft).await;
        done(&director, &number, "approve", json!({})).await;
        let named = gates(&owner, &number, "answer", talk("2026-09-28T09:12:00+08:00")).await;
        assert_eq!(named, ["standing", "clinical"]);

        let decision =
            json!({"guardian_hears": "all", "guardian_reason": "本人同意母亲了解全部情况"});
        let (_, case) = owner.get(&format!("/cases/{number}")).await;
        let mut hers = decision.clone();
        hers["version"] = case["version"].clone();
        let (status, _) = owner
            .post(&format!("/cases/{number}/addressee"), hers)
            .await;
        assert_eq!(status, 403, "the director decides");
        done(&director, &number, "addressee", decision).await;
        let answer = done(&owner, &number, "answer", talk("2026-09-28T09:12:00+08:00")).await;
        assert_eq!(answer["stage"], "replied");

        let page = house.signed_in("coordinator").await;
        let page = page
            .get(&format!("/cases/{number}"))
            .await
            .text()
            .await
            .unwrap();
        assert!(page.contains("可以告知谁") && page.contains("15 周岁"));
        house.chains_hold().await;
    }
}

#[tokio::test]
async fn a_minor_who_may_be_harmed_stays_in_sight_until_it_is_reported() {
    for engine in ENGINES {
        let house = House::at(engine, "2026-09-28 09:12").await;
        let (owner, director) = (house.program("coordinator"), house.program("director"));
        let mut body = complaint(
            json!({"name": "高小满", "birth_date": "2020-03-07"}),
            json!({"name": "陈秋", "phone": "13800000034", "relation": "parent",
                   "identity_check": "document"}),
        );
        body["risks"] = json!(["minor_abuse"]);
        body["risk_reason"] = json!("多处新旧瘀伤，与所述经过不符");
        let (status, case) = house.program("receptionist").post("/cases", body).await;
        assert_eq!(status, 201, "{case}");
        let number = case["number"].as_str().unwrap().to_owned();
        let desk = house.signed_in("director").await;
        let shown = async |path: &str| desk.get(path).await.text().await.unwrap();
        let path = format!("/cases/{number}");
        house.clock_to("2026-09-28 09:14");
        house.rounds().await;
        let notices = shown("/notices").await;
        assert!(notices.contains(&number) && notices.contains("未成年人疑似受侵害"));
        assert!(shown(&path).await.contains("还没有报告公安"));
        assert_eq!(standing(&owner, &number).await["spoken"]["leaves"], "all");

        done(
            &owner,
            &number,
            "minor-report",
            json!({"home_suspected": true}),
        )
        .await;
        let told = standing(&owner, &number).await;
        assert_eq!(told["spoken"]["leaves"], "nothing");
        assert_eq!(told["minor_report_open"], true);
        assert!(shown(&path).await.contains("还没有报告公安"));

        // Only the director says why nothing is reported.
        let (_, case) = owner.get(&path).await;
        let why = json!({"version": case["version"], "why_not": "经会诊确认为跌伤所致，没有外力"});
        let (status, _) = owner.post(&format!("{path}/minor-report"), why).await;
        assert_eq!(status, 403);
        let reported = json!({"reported_to": "城东派出所", "reported_at": "2026-09-28T09:05:00+08:00",
                              "receipt": "接警 0912", "home_suspected": true});
        done(&director, &number, "minor-report", reported).await;
        assert_eq!(standing(&owner, &number).await["minor_report_open"], false);
        assert!(!shown(&path).await.contains("还没有报告公安"));
        assert!(
            shown(&format!("{path}/minor-report"))
                .await
                .contains("城东派出所")
        );
        assert!(
            !shown("/").await.contains("minor-report"),
            "the duty is off the list"
        );
        house.chains_hold().await;
    }
}
