//! What does not hold is refused by the name of its field, in the reader's
//! language alone, and what was typed is still there.

use reqwest::{Method, multipart};
use serde_json::{Value, json};
use tongli_store::Engine;

use super::complaint::done;
use crate::house::{House, Program, answered};

fn good() -> Value {
    json!({
        "kind": "complaint", "channel": "visit", "narrative": "窗口无故关闭，没有人解释。",
        "patient": {"name": "何小满"}, "contact": {"name": "何一鸣", "phone": "13800000001"},
        "allegations": [{"category": "T05", "departments": ["SF"], "text": "窗口无故关闭"}]
    })
}

/// The good body with one value in another's place: `/contact/phone`.
fn with(pointer: &str, value: Value) -> Value {
    let mut body = good();
    let (parent, name) = pointer.rsplit_once('/').unwrap();
    body.pointer_mut(parent).unwrap()[name] = value;
    body
}

fn is_chinese(letter: char) -> bool {
    ('\u{3400}'..='\u{9fff}').contains(&letter)
}

/// An English word; codes and units in capitals are everybody's.
fn has_english_word(text: &str) -> bool {
    text.split(|letter: char| !letter.is_ascii_lowercase())
        .any(|word| word.len() >= 3)
}

async fn refusal(program: &Program<'_>, lang: &str, path: &str, body: &Value) -> (u16, Value) {
    let request = program.ask(Method::POST, path).json(body);
    // The last header of a name counts for reqwest's builder only if set anew.
    let (client, request) = request.build_split();
    let mut request = request.unwrap();
    request
        .headers_mut()
        .insert("accept-language", lang.parse().unwrap());
    answered(reqwest::RequestBuilder::from_parts(client, request)).await
}

/// Everything a person reads in a problem, apart from field names.
fn sentences(problem: &Value) -> String {
    let mut all = format!("{}\n{}", problem["title"], problem["detail"]);
    for list in ["errors", "missing"] {
        for one in problem[list].as_array().into_iter().flatten() {
            all.push('\n');
            all.push_str(one["say"].as_str().unwrap());
        }
    }
    all
}

fn names(problem: &Value) -> Vec<String> {
    [("errors", "field"), ("missing", "gate")]
        .iter()
        .flat_map(|(list, name)| {
            problem[list]
                .as_array()
                .into_iter()
                .flatten()
                .map(move |one| one[*name].as_str().unwrap().to_owned())
        })
        .collect()
}

/// What is wrong about how a bad input is refused; nothing, if it is right.
async fn faults_of(
    program: &Program<'_>,
    path: &str,
    body: &Value,
    status: u16,
    field: &str,
) -> Vec<String> {
    let mut faults = Vec::new();
    let (zh_status, zh) = refusal(program, "zh-CN", path, body).await;
    let (en_status, en) = refusal(program, "en", path, body).await;
    if (zh_status, en_status) != (status, status) {
        return vec![format!(
            "{path} {field}: answered {zh_status}/{en_status}: {zh}"
        )];
    }
    if !field.is_empty() && !names(&zh).iter().any(|name| name == field) {
        faults.push(format!("{path} {field}: named {:?} instead", names(&zh)));
    }
    let (zh, en) = (sentences(&zh), sentences(&en));
    if zh == en || has_english_word(&zh) || !zh.chars().any(is_chinese) {
        faults.push(format!("{path} {field}: not Chinese: {zh}"));
    }
    if en.chars().any(is_chinese) {
        faults.push(format!("{path} {field}: not English: {en}"));
    }
    faults
}

fn bad_values() -> Vec<(&'static str, Value, &'static str)> {
    let long = |most: usize| json!("字".repeat(most + 1));
    let thirty_one: Vec<Value> = (0..31).map(|_| json!({"text": "窗口无故关闭"})).collect();
    vec![
        ("/kind", json!(""), "kind"),
        ("/kind", json!("??"), "kind"),
        ("/channel", json!(""), "channel"),
        ("/channel", json!("??"), "channel"),
        ("/narrative", json!(""), "narrative"),
        ("/narrative", json!("痛"), "narrative"),
        ("/narrative", long(20_000), "narrative"),
        ("/demand", long(4_000), "demand"),
        ("/underlying_need", long(4_000), "underlying_need"),
        ("/incident_place", long(4_000), "incident_place"),
        ("/leader_instruction", long(4_000), "leader_instruction"),
        ("/anonymity_reason", long(4_000), "anonymity_reason"),
        ("/settled_result", long(4_000), "settled_result"),
        (
            "/received_at",
            json!("2026-09-28T09:13:00+08:00"),
            "received_at",
        ),
        ("/received_at", json!("28.9."), "received_at"),
        (
            "/incident_at",
            json!("2026-09-29T00:00:00+08:00"),
            "incident_at",
        ),
        ("/incident_at", json!("??"), "incident_at"),
        ("/urgency", json!("??"), "urgency"),
        ("/visit_type", json!("??"), "visit_type"),
        ("/mood", json!("??"), "mood"),
        ("/already_in_court", json!("??"), "already_in_court"),
        ("/help_needs", json!(["??"]), "help_needs"),
        ("/persons_present", json!(-1), "persons_present"),
        ("/persons_present", json!(1001), "persons_present"),
        ("/department", json!("??"), "department"),
        ("/patient/name", long(100), "patient.name"),
        ("/patient/sex", json!("??"), "patient.sex"),
        (
            "/patient/birth_date",
            json!("7.3.1959"),
            "patient.birth_date",
        ),
        (
            "/patient/birth_date",
            json!("2026-09-29"),
            "patient.birth_date",
        ),
        (
            "/patient/birth_date",
            json!("1870-01-01"),
            "patient.birth_date",
        ),
        (
            "/patient/record_no",
            json!("9".repeat(41)),
            "patient.record_no",
        ),
        ("/contact/name", long(100), "contact.name"),
        ("/contact/phone", json!("1380000"), "contact.phone"),
        ("/contact/relation", json!("??"), "contact.relation"),
        ("/contact/reply_by", json!("??"), "contact.reply_by"),
        ("/allegations", json!(thirty_one), "allegations"),
        (
            "/allegations/0/category",
            json!("??"),
            "allegations[0].category",
        ),
        ("/allegations/0/text", json!(" "), "allegations[0].text"),
        ("/allegations/0/text", long(4_000), "allegations[0].text"),
        (
            "/allegations/0/severity",
            json!(4),
            "allegations[0].severity",
        ),
        (
            "/allegations/0/departments",
            json!(["??"]),
            "allegations[0].departments",
        ),
    ]
}

fn wrong_types() -> Vec<(&'static str, Value, &'static str)> {
    vec![
        ("/kind", json!(5), "kind"),
        ("/narrative", json!(["窗口"]), "narrative"),
        ("/received_at", json!(5), "received_at"),
        ("/urgency", json!(true), "urgency"),
        ("/persons_present", json!("5"), "persons_present"),
        ("/persons_present", json!(1.5), "persons_present"),
        ("/read_back", json!("yes"), "read_back"),
        ("/already_in_court", json!(5), "already_in_court"),
        ("/help_needs", json!("elder"), "help_needs"),
        ("/patient", json!("何小满"), "patient"),
        ("/patient/name", json!(5), "patient.name"),
        ("/contact/phone", json!(13_800_000_001_i64), "contact.phone"),
        ("/allegations", json!({}), "allegations"),
        (
            "/allegations/0/departments",
            json!("SF"),
            "allegations[0].departments",
        ),
        (
            "/allegations/0/severity",
            json!("2"),
            "allegations[0].severity",
        ),
    ]
}

#[tokio::test]
async fn a_wrong_value_is_refused_by_its_field_in_both_languages() {
    let house = House::at(Engine::Sqlite, "2026-09-28 09:12").await;
    let desk = house.program("receptionist");
    let mut faults = Vec::new();
    for (pointer, value, field) in bad_values() {
        faults.extend(faults_of(&desk, "/cases", &with(pointer, value), 422, field).await);
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert_eq!(desk.get("/cases").await.1["items"], json!([]));
}

#[tokio::test]
async fn a_value_of_another_kind_is_refused_by_its_field_in_both_languages() {
    let house = House::at(Engine::Sqlite, "2026-09-28 09:12").await;
    let desk = house.program("receptionist");
    let mut faults = Vec::new();
    for (pointer, value, field) in wrong_types() {
        faults.extend(faults_of(&desk, "/cases", &with(pointer, value), 422, field).await);
    }
    for whole in [json!([]), json!("x"), json!(5)] {
        faults.extend(faults_of(&desk, "/cases", &whole, 422, "").await);
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert_eq!(desk.get("/cases").await.1["items"], json!([]));
}

#[tokio::test]
async fn a_wrong_verb_is_refused_by_what_is_wrong_about_it() {
    let house = House::at(Engine::Sqlite, "2026-09-28 09:12").await;
    let (desk, owner) = (house.program("receptionist"), house.program("coordinator"));
    let director = house.program("director");
    let (_, case) = desk.post("/cases", good()).await;
    let number = case["number"].as_str().unwrap().to_owned();
    let path = |verb: &str| format!("/cases/{number}/{verb}");
    let mut faults = Vec::new();
    let version = case["version"].clone();
    for (verb, body) in [
        ("archive", json!({"version": version})),
        (
            "close",
            json!({"version": version, "improvement": "张贴公告"}),
        ),
        (
            "handle",
            json!({"version": version, "modes": ["explain"], "result": "已说明情况"}),
        ),
        ("review", json!({"version": version, "ok": true})),
        ("release", json!({"version": version})),
    ] {
        faults.extend(faults_of(&director, &path(verb), &body, 422, "stage").await);
    }
    faults.extend(faults_of(&owner, &path("accept"), &json!({}), 422, "version").await);
    done(&owner, &number, "accept", json!({})).await;
    for (verb, body) in [
        (
            "assign",
            json!({"version": version, "owner": "coordinator"}),
        ),
        ("pause", json!({"version": version, "reason": "等材料"})),
    ] {
        faults.extend(faults_of(&owner, &path(verb), &body, 409, "").await);
    }
    let version = owner.get(&format!("/cases/{number}")).await.1["version"].clone();
    let nobody = json!({"version": version, "owner": "??"});
    faults.extend(faults_of(&owner, &path("assign"), &nobody, 422, "owner").await);
    done(&owner, &number, "assign", json!({"owner": "coordinator"})).await;
    let version = owner.get(&format!("/cases/{number}")).await.1["version"].clone();
    for (verb, body, field) in [
        (
            "request-statement",
            json!({"version": version, "departments": [], "question": "为何关闭？"}),
            "departments",
        ),
        (
            "request-statement",
            json!({"version": version, "departments": ["??"], "question": "为何关闭窗口？"}),
            "departments",
        ),
        (
            "request-statement",
            json!({"version": version, "departments": ["SF"], "question": "?"}),
            "question",
        ),
        (
            "request-statement",
            json!({"version": version, "departments": ["SF"], "question": "为何关闭窗口？", "due_on": "??"}),
            "due_on",
        ),
        (
            "request-statement",
            json!({"version": version, "question": "为何关闭窗口？"}),
            "departments",
        ),
        (
            "find",
            json!({"version": version, "findings": [{"allegation": 1}]}),
            "findings[0].finding",
        ),
        (
            "find",
            json!({"version": version, "findings": []}),
            "findings",
        ),
        (
            "find",
            json!({"version": version, "findings": [{"allegation": 9, "finding": "upheld", "reason": "情况完全属实"}]}),
            "findings[0].allegation",
        ),
        (
            "find",
            json!({"version": version, "findings": [{"allegation": 1, "finding": "??", "reason": "情况完全属实"}]}),
            "findings[0].finding",
        ),
        (
            "hand-over",
            json!({"version": version, "to": "??", "reason": "属于他人职权"}),
            "to",
        ),
        ("note", json!({"text": ""}), "text"),
        (
            "note",
            json!({"text": "记一笔", "visibility": "??"}),
            "visibility",
        ),
    ] {
        let who = if verb == "hand-over" {
            &director
        } else {
            &owner
        };
        faults.extend(faults_of(who, &path(verb), &body, 422, field).await);
    }
    for (path, status) in [
        ("/cases/TS-20260928-9999/accept", 404),
        (path("accept").as_str(), 403),
    ] {
        let who = if status == 403 {
            house.program("contact")
        } else {
            house.program("coordinator")
        };
        faults.extend(faults_of(&who, path, &json!({"version": 1}), status, "").await);
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[tokio::test]
async fn a_file_too_large_or_of_another_kind_is_refused_and_kept_nowhere() {
    let house = House::at(Engine::Sqlite, "2026-09-28 09:12").await;
    let desk = house.program("receptionist");
    let (_, case) = desk.post("/cases", good()).await;
    let path = format!("/cases/{}/attach", case["number"].as_str().unwrap());
    let large = {
        let mut bytes = b"%PDF-1.7".to_vec();
        bytes.resize(20 * 1024 * 1024 + 1, b' ');
        bytes
    };
    let files = [
        ("page.html", b"<script>alert(1)</script>".to_vec()),
        ("photo.jpg", b"MZ\x90\x00".to_vec()),
        ("empty.pdf", Vec::new()),
        ("large.pdf", large),
    ];
    let mut faults = Vec::new();
    for (name, bytes) in files {
        let mut said = Vec::new();
        for lang in ["zh-CN", "en"] {
            let part = multipart::Part::bytes(bytes.clone()).file_name(name);
            let form = multipart::Form::new().part("file", part);
            let (client, request) = desk.ask(Method::POST, &path).multipart(form).build_split();
            let mut request = request.unwrap();
            let language = lang.parse().unwrap();
            request.headers_mut().insert("accept-language", language);
            let request = reqwest::RequestBuilder::from_parts(client, request);
            let (status, problem) = answered(request).await;
            if status != 422 || names(&problem) != ["file"] {
                faults.push(format!("{name}: {status} {problem}"));
            }
            said.push(sentences(&problem).replace(name, ""));
        }
        if !said[0].chars().any(is_chinese) || said[1].chars().any(is_chinese) {
            faults.push(format!("{name}: {said:?}"));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    let mut tx = house.app.db.read().await.unwrap();
    let kept = tx
        .count("SELECT count(*) AS n FROM attachments", vec![])
        .await;
    assert_eq!(kept.unwrap(), 0);
}

#[tokio::test]
async fn a_refused_form_still_holds_what_was_typed() {
    let house = House::at(Engine::Sqlite, "2026-09-28 09:12").await;
    let desk = house.signed_in("receptionist").await;
    let typed = [
        ("narrative", "窗口九点十分关闭，无人解释"),
        ("demand", "说明原因并道歉四字"),
        ("incident_place", "门诊一楼西侧收费处"),
        ("patient_name", "何小满"),
        ("patient_record_no", "ZY0012345"),
        ("contact_name", "何一鸣"),
        ("contact_phone", "1380000"),
        ("allegations[0].text", "窗口无故提前关闭"),
        ("persons_present", "七个"),
        ("anonymity_reason", "暂时不便透露"),
        ("received_at", "昨天晚上"),
    ];
    let fixed = [("kind", "complaint"), ("channel", "visit")];
    let answer = desk
        .post("/cases/new", &[&fixed[..], &typed[..]].concat())
        .await;
    assert_eq!(answer.status(), 422);
    let page = answer.text().await.unwrap();
    for (field, value) in typed {
        assert!(page.contains(value), "{field} is gone from the page");
    }

    let typed = [
        ("narrative", "夜里按铃没有人来"),
        ("name", "高远"),
        ("phone", "1380000"),
    ];
    let fixed = [
        ("kind", "complaint"),
        ("department", "GK2"),
        ("reply", "phone"),
    ];
    let nobody = house.browser();
    let answer = nobody.post("/r", &[&fixed[..], &typed[..]].concat()).await;
    assert_eq!(answer.status(), 422);
    let page = answer.text().await.unwrap();
    for (field, value) in typed {
        assert!(page.contains(value), "{field} is gone from the page");
    }
    let mut tx = house.app.db.read().await.unwrap();
    let kept = tx.count("SELECT count(*) AS n FROM cases", vec![]).await;
    assert_eq!(kept.unwrap(), 0);
}
