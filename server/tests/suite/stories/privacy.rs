//! Personal information in force: nothing is recorded without consent, what leaves the
//! house stands in a register, whoever asks for their own data is answered in time, and
//! what cannot be written down is not shown.

use reqwest::Method;
use reqwest::multipart::{Form, Part};
use serde_json::{Value, json};
use tongli_cases::Verb;
use tongli_kernel::{Fault, Viewer};
use tongli_privacy::{ConsentKind, check_consent_given};

use super::complaint::done;
use super::lives::complaint;
use super::restricted::{page, registered};
use crate::house::{Browser, ENGINES, House, Program, answered, between};

const RECORDING: &[u8] = b"ID3 a talk";

async fn with_file(program: &Program<'_>, number: &str, bytes: &[u8]) -> (u16, Value) {
    let part = Part::bytes(bytes.to_vec()).file_name("谈话.mp3");
    let path = format!("/cases/{number}/attach");
    let request = program.ask(Method::POST, &path);
    answered(request.multipart(Form::new().part("file", part))).await
}

fn decision(version: i64, decision: &str) -> Value {
    json!({"version": version, "kind": "recording", "whom": "contact", "decision": decision,
           "how": "word"})
}

fn gates(answer: &Value) -> Vec<&str> {
    let missing = answer["missing"].as_array();
    missing
        .into_iter()
        .flatten()
        .filter_map(|one| one["gate"].as_str())
        .collect()
}

#[tokio::test]
async fn nothing_is_recorded_without_a_consent_that_stands() {
    for engine in ENGINES {
        let house = House::at(engine, "2026-09-28 09:12").await;
        let desk = house.program("receptionist");
        let number = registered(&desk, complaint()).await;
        let path = format!("/cases/{number}/consent");
        let (status, refused) = with_file(&desk, &number, RECORDING).await;
        assert_eq!((status, gates(&refused)), (422, vec!["recording_consent"]));
        let said = refused["missing"][0]["say"].as_str().unwrap();
        assert!(said.contains("单独同意"), "{said}");

        // Whoever is in doubt refuses; a paper that is not there proves nothing.
        let mut paper = decision(0, "given");
        paper["how"] = json!("paper");
        let (status, wrong) = desk.post(&path, paper).await;
        assert_eq!(
            (status, wrong["errors"][0]["field"].as_str()),
            (422, Some("file"))
        );
        assert_eq!(desk.post(&path, decision(0, "given")).await.0, 200);
        assert_eq!(desk.post(&path, decision(0, "given")).await.0, 409);
        assert_eq!(with_file(&desk, &number, RECORDING).await.0, 200);
        // One kind is not another.
        published(&house, &number, false).await;

        house.clock_to("2026-10-08 10:00");
        let withdraw = format!("/cases/{number}/withdraw-consent");
        assert_eq!(desk.post(&withdraw, decision(1, "")).await.0, 200);
        let (status, again) = desk.post(&withdraw, decision(2, "")).await;
        assert_eq!((status, gates(&again)), (422, vec!["consent"]));
        let (status, refused) = with_file(&desk, &number, RECORDING).await;
        assert_eq!((status, gates(&refused)), (422, vec!["recording_consent"]));
        // At once, and to everybody who handles it.
        for login in ["contact-ward", "coordinator"] {
            let seen = page(&house.signed_in(login).await, &format!("/cases/{number}")).await;
            assert!(seen.contains("撤回了同意"), "{login}");
        }
        house.clock_to("2026-10-08 10:05");
        house.rounds().await;
        let heard = page(&house.signed_in("receptionist").await, "/notices").await;
        assert!(heard.contains(&number), "whoever has it hears of it");

        let browser = house.signed_in("receptionist").await;
        let form = page(&browser, &format!("/cases/{number}/consents")).await;
        assert!(form.contains("name=\"version\" value=\"2\"") && form.contains("撤回同意"));
        let fields = [
            ("version", "2"),
            ("kind", "publication"),
            ("whom", "patient"),
            ("decision", "given"),
            ("how", "word"),
        ];
        let sent = browser
            .post(&format!("/cases/{number}/consents"), &fields)
            .await;
        assert_eq!(sent.status(), 303);
        published(&house, &number, true).await;
        house.chains_hold().await;
    }
}

/// The door for whatever will publish.
async fn published(house: &House, number: &str, may: bool) {
    let viewer = Viewer::operator(house.app.tenant);
    let mut tx = house.app.db.read().await.unwrap();
    let case = tongli_cases::read(&mut tx, &viewer, Verb::Read, number)
        .await
        .unwrap();
    let kind = ConsentKind::Publication;
    let checked = check_consent_given(&mut tx, &house.app, &viewer, &case, kind).await;
    match checked {
        Ok(()) => assert!(may),
        Err(Fault::Gated(gates)) => assert!(!may && gates[0].gate == "consent"),
        Err(other) => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_hospital_may_let_recordings_in() {
    for engine in ENGINES {
        let house = House::at(engine, "2026-09-28 09:12").await;
        let desk = house.program("receptionist");
        let number = registered(&desk, complaint()).await;
        let director = house.signed_in("director").await;
        let form = page(&director, "/admin/settings").await;
        let seen = between(&form, "name=\"seen\" value=\"", "\"").to_owned();
        let fields = [
            ("seen", seen.as_str()),
            ("hospital-name", "同济医院"),
            ("recordings-allowed", "yes"),
        ];
        assert_eq!(
            director.post("/admin/settings", &fields).await.status(),
            303
        );
        assert!(page(&director, "/admin/settings").await.contains("已勾选"));
        assert_eq!(with_file(&desk, &number, RECORDING).await.0, 200);
    }
}

pub(super) fn given(version: i64, body: &str) -> Value {
    json!({"version": version, "recipient": "police", "body": body, "person": "王警官",
           "basis": "law", "ground": "调取证据通知书 2026-118 号", "purpose": "查办治安案件",
           "what": "投诉登记表", "way": "hand", "approver": "director"})
}

pub(super) async fn bodies(program: &Program<'_>, more: &str) -> Vec<String> {
    let (status, list) = program.get(&format!("/privacy/disclosures?{more}")).await;
    assert_eq!(status, 200, "{list}");
    let items = list["items"].as_array().unwrap().iter();
    items
        .map(|one| one["body"].as_str().unwrap().to_owned())
        .collect()
}

#[tokio::test]
async fn what_leaves_the_house_stands_in_the_register() {
    for engine in ENGINES {
        let house = House::at(engine, "2026-09-28 09:12").await;
        let number = registered(&house.program("receptionist"), complaint()).await;
        let owner = house.program("coordinator");
        let path = format!("/cases/{number}/disclose");
        assert_eq!(
            house
                .program("receptionist")
                .post(&path, given(1, "甲"))
                .await
                .0,
            403
        );
        let mut unapproved = given(1, "甲");
        unapproved["approver"] = json!("receptionist");
        let (status, wrong) = owner.post(&path, unapproved).await;
        assert_eq!(
            (status, wrong["errors"][0]["field"].as_str()),
            (422, Some("approver"))
        );
        for at in 1..=52 {
            let (status, answer) = owner.post(&path, given(1, &format!("派出所{at}"))).await;
            assert_eq!(status, 200, "{answer}");
        }
        assert_eq!(owner.post(&path, given(9, "乙")).await.0, 409);
        house.clock_to("2026-09-28 09:20");
        house.rounds().await;
        let heard = page(&house.signed_in("director").await, "/notices").await;
        assert!(
            heard.contains(&number),
            "whoever is said to have approved it hears of it"
        );

        // Page by page, each line once, for the office and for the audit.
        let audit = house.program("audit-admin");
        for program in [&owner, &audit] {
            let (_, first) = program.get("/privacy/disclosures").await;
            assert_eq!(first["items"].as_array().unwrap().len(), 50);
            let cursor = first["next"].as_str().unwrap();
            assert_eq!(
                bodies(program, &format!("cursor={cursor}")).await,
                ["派出所2", "派出所1"]
            );
        }
        let found = bodies(
            &audit,
            &format!("case={number}&recipient=police&from=2026-09-28&to=2026-09-28"),
        )
        .await;
        assert_eq!(found.len(), 50);
        assert!(bodies(&audit, "recipient=court").await.is_empty());
        assert!(bodies(&audit, "to=2026-09-27").await.is_empty());
        assert_eq!(audit.get("/privacy/disclosures?from=x").await.0, 422);
        let browser = house.signed_in("audit-admin").await;
        let csv = page(&browser, "/privacy/disclosures/export?format=csv").await;
        assert_eq!(csv.lines().count(), 53, "{csv}");
        assert!(csv.contains("2026-118") && !csv.contains("王警官"));
        let book = browser.get("/privacy/disclosures/export?format=xlsx").await;
        assert!(book.bytes().await.unwrap().starts_with(b"PK"));
        let refused = house.signed_in("receptionist").await;
        assert_eq!(refused.get("/privacy/disclosures").await.status(), 403);
        house.chains_hold().await;
    }
}

#[tokio::test]
async fn a_hand_over_begins_its_line_by_itself() {
    for engine in ENGINES {
        let house = House::at(engine, "2026-09-28 09:12").await;
        let number = registered(&house.program("receptionist"), complaint()).await;
        let director = house.program("director");
        done(&house.program("coordinator"), &number, "accept", json!({})).await;
        done(
            &director,
            &number,
            "assign",
            json!({"owner": "coordinator"}),
        )
        .await;
        house.clock_to("2026-09-28 11:00");
        let to = json!({"to": "police", "reason": "涉嫌寻衅滋事"});
        done(&director, &number, "hand-over", to).await;
        house.clock_to("2026-09-28 11:30");
        house.rounds().await;
        house.clock_to("2026-09-28 11:40");
        house.rounds().await;

        let owner = house.signed_in("coordinator").await;
        let (_, list) = house
            .program("coordinator")
            .get("/privacy/disclosures?drafts=1")
            .await;
        assert_eq!(list["items"].as_array().unwrap().len(), 1, "{list}");
        let line = &list["items"][0];
        assert_eq!(line["given_at"], "2026-09-28T11:00:00+08:00");
        assert_eq!(
            (&line["recipient"], &line["draft"]),
            (&json!("police"), &json!(true))
        );
        let at = format!(
            "/cases/{number}/disclosures/{}",
            line["id"].as_str().unwrap()
        );
        assert!(
            page(&owner, "/").await.contains(&at),
            "it waits among the owner's work"
        );
        let form = page(&owner, &at).await;
        let version = between(&form, "name=\"version\" value=\"", "\"").to_owned();
        let mut fields = vec![
            ("version", version.as_str()),
            ("recipient", "police"),
            ("body", "城东派出所"),
            ("basis", "law"),
            ("ground", "移送函 2026-7"),
            ("purpose", "移送"),
            ("what", "登记表、接待记录"),
            ("way", "hand"),
            ("given_at", "2026-09-28T11:00"),
            ("approver", "1005"),
        ];
        assert_eq!(owner.post(&at, &fields[..3]).await.status(), 422);
        assert_eq!(owner.post(&at, &fields).await.status(), 303);
        fields[2] = ("body", "城西派出所");
        assert_eq!(owner.post(&at, &fields).await.status(), 409);
        assert!(!page(&owner, "/").await.contains(&at), "it is done");
        assert!(page(&owner, &at).await.contains("城东派出所"));
        assert!(
            bodies(&house.program("coordinator"), "drafts=1")
                .await
                .is_empty()
        );
        house.chains_hold().await;
    }
}

/// A clue as it is taken down, and its number.
async fn clue(house: &House) -> &'static str {
    let body = json!({
        "kind": "complaint", "channel": "visit", "narrative": "手术前医生要了红包",
        "patient": {"name": "何小满"},
        "contact": {"name": "何远", "phone": "13800000001"},
        "allegations": [{"category": "T09", "departments": ["GK2"], "text": "要了红包"}]
    });
    let (status, case) = house.program("receptionist").post("/cases", body).await;
    assert_eq!(status, 201, "{case}");
    "LJ-20260928-0001"
}

fn asked(cases: &[&str]) -> Value {
    json!({"asks": "copy", "asker": "高远", "phone": "13800000024", "standing": "oneself",
           "about": "contact", "what": "投诉时登记的全部信息", "cases": cases})
}

#[tokio::test]
async fn a_restricted_matter_stands_in_no_register_and_no_list() {
    for engine in ENGINES {
        let house = House::at(engine, "2026-09-28 09:12").await;
        let number = clue(&house).await;
        let (desk, director) = (house.program("receptionist"), house.program("director"));
        let (_, case) = director.get(&format!("/cases/{number}")).await;
        let version = case["version"].as_i64().unwrap();
        let path = format!("/cases/{number}/disclose");
        let (status, answer) = director.post(&path, given(version, "纪委")).await;
        assert_eq!(status, 200, "{answer}");
        let (status, request) = desk.post("/privacy/requests", asked(&[number])).await;
        assert_eq!(status, 201, "{request}");
        let request = request["number"].as_str().unwrap();

        done(&house.program("discipline"), number, "receive", json!({})).await;
        house.clock_to("2026-09-28 10:00");
        house.rounds().await;
        for login in [
            "coordinator",
            "director",
            "deputy",
            "president",
            "audit-admin",
        ] {
            let program = house.program(login);
            assert!(bodies(&program, "").await.is_empty(), "{login}");
            assert!(
                bodies(&program, &format!("case={number}")).await.is_empty(),
                "{login}"
            );
            let browser = house.signed_in(login).await;
            let file = page(&browser, "/privacy/disclosures/export?format=csv").await;
            assert!(!file.contains("纪委") && !file.contains("LJ-"), "{login}");
        }
        for login in ["receptionist", "coordinator", "director"] {
            let program = house.program(login);
            let (_, list) = program.get("/privacy/requests?show=all").await;
            assert_eq!(list["items"], json!([]), "{login}");
            let one = format!("/privacy/requests/{request}");
            assert_eq!(program.get(&one).await.0, 404, "{login}");
            let (status, refused) = program.post("/privacy/requests", asked(&[number])).await;
            assert_eq!(status, 422, "{login}");
            let unknown = program
                .post("/privacy/requests", asked(&["LJ-20260928-0009"]))
                .await
                .1;
            assert_eq!(refused["errors"][0]["field"], unknown["errors"][0]["field"]);
            let consents = program.get(&format!("/cases/{number}/consents")).await;
            assert_eq!(consents.0, 404, "{login}");
        }
        house.chains_hold().await;
    }
}

#[tokio::test]
async fn whoever_asks_for_their_own_data_is_answered_in_time() {
    for engine in ENGINES {
        let house = House::at(engine, "2026-09-28 09:12").await;
        let mut body = complaint();
        body["patient"] = json!({"name": "李建国", "record_no": "ZY20260417"});
        body["contact"]["relation"] = json!("child");
        let number = registered(&house.program("receptionist"), body).await;
        let desk = house.signed_in("receptionist").await;
        let fields = [
            ("asks", "copy"),
            ("asker", "高远"),
            ("phone", "13800000024"),
            ("standing", "oneself"),
            ("about", "contact"),
            ("what", "投诉时登记的全部信息"),
            ("cases", number.as_str()),
        ];
        assert_eq!(
            desk.post("/privacy/requests/new", &fields[..6])
                .await
                .status(),
            422
        );
        let sent = desk.post("/privacy/requests/new", &fields).await;
        let at = sent.headers()["location"].to_str().unwrap().to_owned();
        let request = between(&at, "/privacy/requests/", "?").to_owned();
        assert_eq!(request, "GR-20260928-0001");
        let owner = house.program("coordinator");
        let one = format!("/privacy/requests/{request}");
        let (_, read) = owner.get(&one).await;
        assert_eq!(
            (&read["stage"], &read["due_at"]),
            (&json!("received"), &json!("2026-10-14T00:00:00+08:00"))
        );
        answered_too_early(&house, &owner, &one).await;

        let (_, read) = owner.get(&one).await;
        let check = json!({"version": read["version"], "checked_how": "看过身份证原件"});
        assert_eq!(desk_check(&house, &one, check).await, 200);
        let reader = house.signed_in("coordinator").await;
        let held = page(&reader, &format!("{one}/overview")).await;
        assert!(
            held.contains("高远") && held.contains("13800000024"),
            "{held}"
        );
        assert!(
            !held.contains("李建国") && !held.contains("ZY20260417"),
            "the patient is another"
        );
        overdue(&house, &request).await;

        let (_, read) = owner.get(&one).await;
        let end =
            json!({"version": read["version"], "outcome": "answered", "result": "已交付复印件"});
        assert_eq!(
            owner.post(&format!("{one}/answer"), end.clone()).await.0,
            200
        );
        assert_eq!(owner.post(&format!("{one}/answer"), end).await.0, 409);
        let (_, read) = owner.get(&one).await;
        assert_eq!(
            (&read["stage"], &read["late"]),
            (&json!("answered"), &json!(true))
        );
        assert_eq!(owner.get("/privacy/requests").await.1["items"], json!([]));
        // A session of days before has ended.
        let reader = house.signed_in("coordinator").await;
        let list = page(&reader, "/privacy/requests?show=all").await;
        assert!(list.contains(&request) && !list.contains("高远"));
        // Recorded is not deleted: everything is still there.
        assert_eq!(owner.get(&format!("/cases/{number}")).await.0, 200);
        house.chains_hold().await;
    }
}

async fn desk_check(house: &House, one: &str, body: Value) -> u16 {
    let desk = house.program("receptionist");
    desk.post(&format!("{one}/check"), body).await.0
}

/// Nothing is answered, and nothing shown in full, before it was checked who asks.
async fn answered_too_early(house: &House, owner: &Program<'_>, one: &str) {
    let end = json!({"version": 1, "outcome": "answered", "result": "已答复"});
    let (status, early) = owner.post(&format!("{one}/answer"), end.clone()).await;
    assert_eq!((status, gates(&early)), (422, vec!["identity"]));
    let desk = house.program("receptionist");
    assert_eq!(desk.post(&format!("{one}/answer"), end).await.0, 403);
    let reader = house.signed_in("coordinator").await;
    let held = page(&reader, &format!("{one}/overview")).await;
    assert!(
        !held.contains("高远") && !held.contains("13800000024"),
        "{held}"
    );
}

/// The keeper hears of it in time, the director when it is late.
async fn overdue(house: &House, request: &str) {
    let work = page(&house.signed_in("receptionist").await, "/").await;
    assert!(work.contains(request), "it is the keeper's work");
    house.clock_to("2026-10-14 00:01");
    house.rounds().await;
    house.clock_to("2026-10-14 09:00");
    house.rounds().await;
    let heard = page(&house.signed_in("director").await, "/notices").await;
    assert!(
        heard.contains(request),
        "the director hears of what is late"
    );
}

#[tokio::test]
async fn the_notice_is_the_table_and_keeps_its_versions() {
    for engine in ENGINES {
        let house = House::at(engine, "2026-09-28 09:12").await;
        let mut body = complaint();
        body["privacy_shown"] = json!(true);
        let desk = house.program("receptionist");
        let number = registered(&desk, body).await;
        let (_, case) = desk.get(&format!("/cases/{number}")).await;
        let version = case["privacy_notice"].as_str().unwrap();
        let nobody = house.browser();
        let now = page(&nobody, "/r/privacy").await;
        assert!(now.contains(version) && now.contains("谈话录音、录像") && now.contains("15 年"));
        let before = page(&nobody, "/r/privacy?version=2026-11").await;
        assert!(before.contains("以前使用的版本") && !before.contains("谈话录音、录像"));
        let unknown = nobody.get("/r/privacy?version=1999").await;
        assert_eq!(unknown.status(), 404);
        let table = page(&house.signed_in("audit-admin").await, "/privacy").await;
        assert!(table.contains("未经核对") && table.contains("职工账号"));
        let (_, listed) = house.program("director").get("/privacy/purposes").await;
        assert_eq!(listed["notice"], version);
        assert_eq!(
            house.program("trainer").get("/privacy/purposes").await.0,
            403
        );
    }
}

async fn opened(browser: &Browser<'_>, path: &str) -> (u16, String) {
    let answer = browser.get(path).await;
    (answer.status().as_u16(), answer.text().await.unwrap())
}

/// The row of the log commits before anything of the page or the file is sent: where it
/// cannot be written, nothing is.
#[tokio::test]
async fn what_cannot_be_written_down_is_not_shown() {
    for engine in ENGINES {
        let house = House::at(engine, "2026-09-28 09:12").await;
        let desk = house.program("receptionist");
        let number = registered(&desk, complaint()).await;
        let (_, kept) = with_file(&desk, &number, b"%PDF-1.7 a paper").await;
        let file = kept["files"][0]["id"].as_str().unwrap();
        let browser = house.signed_in("receptionist").await;
        let paths = [
            format!("/cases/{number}?contact=1"),
            format!("/cases/{number}/print"),
            format!("/cases/{number}/files/{file}"),
            format!("/cases/{number}/consents"),
        ];
        let sql = "ALTER TABLE access_log RENAME TO access_log_away";
        house
            .app
            .db
            .write(async |tx| Ok::<_, Fault>(tx.run(sql, vec![]).await?))
            .await
            .unwrap();
        for path in &paths {
            let (status, body) = opened(&browser, path).await;
            assert!(status >= 500, "{path} answered {status}");
            for told in ["13800000024", "138 0000 0024", "高远", "%PDF"] {
                assert!(!body.contains(told), "{path} shows {told}");
            }
        }
        assert!(desk.get(&format!("/cases/{number}")).await.0 >= 500);
    }
}
