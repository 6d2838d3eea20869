//! The API's description is true: it names every route and no other, and what is
//! answered is what it says.

mod answers;
mod described;
mod desk;
mod leaders;
mod private;
mod schema;

use std::collections::BTreeSet;

use serde_json::{Value, json};
use tongli::features;
use tongli_store::Engine;

use crate::house::{House, answered};
use described::{Described, Sent};

#[tokio::test]
async fn every_route_is_described_and_nothing_else() {
    let house = House::at(Engine::Sqlite, "2026-09-28 09:12").await;
    let document = Described::by(&house).await.document;
    let described: BTreeSet<String> = document["paths"]
        .as_object()
        .unwrap()
        .iter()
        .flat_map(|(path, verbs)| {
            let verbs = verbs.as_object().unwrap().keys();
            verbs.map(move |verb| format!("{} {path}", verb.to_uppercase()))
        })
        .collect();
    let routes: BTreeSet<String> = features::routes()
        .listed()
        .iter()
        .filter(|route| route.path.starts_with("/api/v1/"))
        .map(|route| format!("{} {}", route.method, route.path))
        .collect();
    assert!(routes.len() > 20);
    assert_eq!(described, routes);
}

/// Every `$ref` of the document leads somewhere.
fn dangling(document: &Value, part: &Value, out: &mut Vec<String>) {
    if let Some(place) = part.get("$ref").and_then(Value::as_str)
        && document.pointer(place.trim_start_matches('#')).is_none()
    {
        out.push(place.to_owned());
    }
    let inner: Vec<&Value> = match part {
        Value::Object(fields) => fields.values().collect(),
        Value::Array(items) => items.iter().collect(),
        _ => Vec::new(),
    };
    for one in inner {
        dangling(document, one, out);
    }
}

#[tokio::test]
async fn every_reference_of_the_description_leads_somewhere() {
    let house = House::at(Engine::Sqlite, "2026-09-28 09:12").await;
    let document = Described::by(&house).await.document;
    let mut lost = Vec::new();
    dangling(&document, &document, &mut lost);
    assert_eq!(lost, [""; 0]);
}

#[tokio::test]
async fn what_is_answered_is_what_is_described() {
    let house = House::at(Engine::Sqlite, "2026-09-28 09:12").await;
    let mut described = Described::by(&house).await;
    let number = the_file(&house, &mut described).await;
    the_answer(&house, &mut described, &number).await;
    the_refusals(&house, &mut described, &number).await;
    the_files(&house, &mut described, &number).await;
    nobody(&house, &mut described).await;
    the_rest(&house, &mut described).await;
    desk::the_desk(&house, &mut described).await;
    answers::the_library(&house, &mut described).await;
    the_night(&house, &mut described).await;
    the_dispute(&house, &mut described).await;
    private::in_private(&house, &mut described).await;
    leaders::the_leaders(&house, &mut described).await;
    assert!(described.seen.len() > 80, "{:?}", described.seen);
    described.faults.sort();
    described.faults.dedup();
    assert!(
        described.faults.is_empty(),
        "{}",
        described.faults.join("\n")
    );
}

fn good() -> Value {
    json!({
        "kind": "complaint", "channel": "phone", "narrative": "夜间呼叫二十分钟无人应答。",
        "patient": {"name": "高守田", "sex": "male", "birth_date": "1950-03-07", "record_no": "ZY1"},
        "contact": {"name": "高远", "phone": "13800000024", "reply_by": "letter",
                    "relation": "self", "identity_check": "oral"},
        "department": "GK2", "mood": "angry", "persons_present": 2, "visit_type": "inpatient",
        "incident_at": "2026-09-27T21:50:00+08:00", "help_needs": ["elder"],
        "allegations": [{"category": "T02", "departments": ["GK2"], "text": "夜间无人应答", "severity": 2}]
    })
}

async fn registered(house: &House, described: &mut Described) -> String {
    let desk = house.program("receptionist");
    let (status, case) = described
        .post(&desk, "/api/v1/cases", "/cases", good())
        .await;
    assert_eq!(status, 201, "{case}");
    case["number"].as_str().unwrap().to_owned()
}

async fn the_file(house: &House, described: &mut Described) -> String {
    let number = registered(house, described).await;
    let (owner, director) = (house.program("coordinator"), house.program("director"));
    let ward = house.program("contact-ward");
    let list = described
        .get(&owner, "/api/v1/cases", "/cases?limit=1")
        .await;
    assert_eq!(list["items"].as_array().unwrap().len(), 1);
    let statement = json!({"text": "当晚两名护士同时在抢救室，铃声无人转接。"});
    let findings = json!({"findings": [
        {"allegation": 1, "finding": "upheld", "reason": "铃声无人转接，情况属实"}]});
    let handled = json!({"modes": ["apologise"], "result": "已致歉，铃声转接到护士长手机。"});
    for (who, verb, body) in [
        (&owner, "note", json!({"text": "家属十点再来"})),
        (&owner, "pause", json!({"reason": "等家属补充材料"})),
        (&owner, "resume", json!({})),
        (&owner, "accept", json!({})),
        (&director, "assign", json!({"owner": "coordinator"})),
        (
            &owner,
            "request-statement",
            json!({"departments": ["GK2", "JZ"], "question": "当晚为何无人应答？"}),
        ),
        (
            &owner,
            "excuse-statement",
            json!({"department": "JZ", "reason": "核对后与该科室无关"}),
        ),
        (&ward, "submit-statement", statement.clone()),
        (
            &owner,
            "return-statement",
            json!({"department": "GK2", "reason": "没有说明铃声由谁接听"}),
        ),
        (&ward, "submit-statement", statement),
        (&owner, "investigate", investigated()),
        (&owner, "find", findings),
        (&director, "review", json!({"ok": true})),
        (&owner, "handle", handled),
        (&director, "order-letter", json!({})),
    ] {
        described.verb(who, &number, verb, body).await;
    }
    for part in ["statements", "timeline", "timeline?limit=3&cursor=2"] {
        let name = part.split('?').next().unwrap();
        let template = format!("/api/v1/cases/{{number}}/{name}");
        let path = format!("/cases/{number}/{part}");
        let read = described.get(&owner, &template, &path).await;
        assert!(
            read["items"].as_array().unwrap().len() > 1,
            "{part}: {read}"
        );
    }
    number
}

fn investigated() -> Value {
    json!({
        "condition": "髋关节术后第一日，疼痛评分六分",
        "course": [{"time": "21:50", "place": "病区", "who": "值班护士", "what": "按铃无人应答", "source": "呼叫记录"}],
        "not_applicable": {"communication": "当晚没有与家属见面"}
    })
}

/// Everything that can stand in the record of who may be told, written and read.
async fn who_may_be_told(house: &House, described: &mut Described, number: &str, file: &Value) {
    let owner = house.program("coordinator");
    let mandate = json!({
        "mandate_file": file, "mandate_giver": "patient", "mandate_hear": true,
        "mandate_from": "2026-09-28", "mandate_until": "2026-10-28",
        "mandate_revoked_on": "2026-09-28", "mandate_revoked_why": "本人来电撤销",
        "capacity": "full", "guardianship_file": file
    });
    described.verb(&owner, number, "addressee", mandate).await;
    let template = "/api/v1/cases/{number}/addressee";
    let path = format!("/cases/{number}/addressee");
    let read = described.get(&owner, template, &path).await;
    assert_eq!(read["mandate"]["paper"]["file"], *file);

    let mut other = good();
    other["risks"] = json!(["minor_abuse"]);
    other["risk_reason"] = json!("多处新旧瘀伤，与所述经过不符");
    let desk = house.program("receptionist");
    let (status, case) = described
        .post(&desk, "/api/v1/cases", "/cases", other)
        .await;
    assert_eq!(status, 201, "{case}");
    let number = case["number"].as_str().unwrap();
    let reported = json!({"reported_to": "城东派出所", "receipt": "接警 0912",
        "reported_at": house.app.time.rfc3339(house.app.now())});
    described
        .verb(&owner, number, "minor-report", reported)
        .await;
    let death = json!({"died_at": house.app.time.rfc3339(house.app.now()),
        "relatives": [{"name": "高远", "relation": "child", "is_contact": true}]});
    described.verb(&owner, number, "addressee", death).await;
    let path = format!("/cases/{number}/addressee");
    let read = described.get(&owner, template, &path).await;
    assert_eq!(read["written"]["leaves"], "process");
}

async fn the_answer(house: &House, described: &mut Described, number: &str) {
    let (owner, director) = (house.program("coordinator"), house.program("director"));
    let answers = json!({"mode": "letter", "answers": [
        {"allegation": 1, "answer": "铃声没有转接，是我们不对。", "next_step": "转接到护士长手机"}]});
    let letter = json!({"salutation": "高远先生", "steps": "调阅了呼叫记录并询问科室。",
        "contact_name": "沈知远", "contact_phone": "0000-1234567", "dated": "2026-09-28"});
    let slip = Sent {
        files: vec![("回执.pdf", b"%PDF-1.7 slip".to_vec())],
        ..Sent::default()
    };
    let (status, kept) = described.attach(&owner, number, slip).await;
    assert_eq!(status, 200, "{kept}");
    who_may_be_told(house, described, number, &kept["files"][0]["id"]).await;
    let proof = json!({"mode": "letter", "delivered_at": "2026-09-28T09:12:00+08:00",
        "proof": {"file": kept["files"][0]["id"]}});
    let reached = json!({"reached": true, "satisfaction": 5, "identity_checked": true,
        "understood": true, "measures_done": true, "rated_by_patient": true});
    for (who, verb, body) in [
        (&owner, "answer", answers),
        (&owner, "letter", letter),
        (&director, "approve", json!({})),
        (&owner, "release", json!({})),
        (&owner, "prove-delivery", proof),
        (
            &director,
            "close",
            json!({"improvement": "铃声转接到护士长手机"}),
        ),
        (&owner, "follow-up", reached),
        (&director, "archive", json!({})),
        (
            &director,
            "reopen",
            json!({"reason": "家属带来了新的录音", "evidence": "当天的录音录像", "channel": "phone",
            "received_at": house.app.time.rfc3339(house.app.now())}),
        ),
    ] {
        described.verb(who, number, verb, body).await;
    }
    let letters = "/api/v1/cases/{number}/letters";
    let path = format!("/cases/{number}/letters");
    let read = described.get(&owner, letters, &path).await;
    assert_eq!(read["items"][0]["state"], "released");
    for (who, verb, body) in [
        (
            "receptionist",
            "settle",
            json!({"result": "当场说明并致歉"}),
        ),
        (
            "coordinator",
            "refuse",
            json!({"reason": "in_court", "explanation": "法院已经受理同一事项", "body": "市中区人民法院"}),
        ),
        (
            "director",
            "hand-over",
            json!({"to": "authority", "reason": "属于主管部门职权"}),
        ),
    ] {
        let number = registered(house, described).await;
        described
            .verb(&house.program(who), &number, verb, body)
            .await;
    }
}

async fn the_refusals(house: &House, described: &mut Described, number: &str) {
    let (desk, owner) = (house.program("receptionist"), house.program("coordinator"));
    let new = "/api/v1/cases";
    let (status, _) = described.post(&desk, new, "/cases", json!({})).await;
    assert_eq!(status, 422);
    let stranger = house.program("supervisor");
    let (status, _) = described.post(&stranger, new, "/cases", good()).await;
    assert_eq!(status, 403);
    let one = "/api/v1/cases/{number}";
    described.get(&desk, one, "/cases/TS-20200101-9999").await;
    for verb in [
        "accept",
        "investigate",
        "review",
        "find",
        "release",
        "letter",
        "approve",
        "order-letter",
        "excuse-statement",
    ] {
        let template = format!("{one}/{verb}");
        let body = json!({"version": 1, "ok": true, "department": "GK2", "reason": "核对后与该科室无关", "findings": [
            {"allegation": 1, "finding": "upheld", "reason": "铃声无人转接，情况属实"}]});
        let director = house.program("director");
        for path in [
            format!("/cases/{number}"),
            "/cases/TS-20200101-9999".to_owned(),
        ] {
            let answer = described
                .post(
                    &director,
                    &template,
                    &format!("{path}/{verb}"),
                    body.clone(),
                )
                .await;
            assert!(matches!(answer.0, 404 | 409 | 422), "{verb}: {answer:?}");
        }
        let contact = house.program("information");
        let path = format!("/cases/{number}/{verb}");
        let answer = described.post(&contact, &template, &path, body).await;
        assert_eq!(answer.0, 403, "{verb}: {}", answer.1);
    }
    let wrong = json!({"version": 1, "mode": "??"});
    let path = format!("/cases/{number}/prove-delivery");
    described
        .post(&owner, &format!("{one}/prove-delivery"), &path, wrong)
        .await;
}

/// Every way in which files are taken or not.
async fn the_files(house: &House, described: &mut Described, number: &str) {
    let (owner, stranger) = (house.program("coordinator"), house.program("supervisor"));
    let pdf = |bytes: usize| {
        let mut file = b"%PDF-1.7".to_vec();
        file.resize(bytes, b' ');
        file
    };
    let one = || Sent {
        files: vec![("收据.pdf", pdf(100))],
        ..Sent::default()
    };
    let stale = Sent {
        version: Some("0"),
        ..one()
    };
    let much = Sent {
        files: vec![
            ("上.pdf", pdf(16 * 1024 * 1024)),
            ("下.pdf", pdf(16 * 1024 * 1024)),
        ],
        ..Sent::default()
    };
    let nothing = Sent {
        version: Some("1"),
        ..Sent::default()
    };
    for (program, number, sent, status) in [
        (&owner, number, one(), 200),
        (&stranger, number, one(), 403),
        (&owner, "TS-20200101-9999", one(), 404),
        (&owner, number, stale, 409),
        (&owner, number, much, 413),
        (&owner, number, nothing, 422),
    ] {
        let answer = described.attach(program, number, sent).await;
        assert_eq!(answer.0, status, "{}", answer.1);
    }
}

/// Whoever is nobody is told so on every path, as it is described.
async fn nobody(house: &House, described: &mut Described) {
    let browser = house.browser();
    let routes = features::routes();
    for route in routes
        .listed()
        .iter()
        .filter(|one| one.path.starts_with("/api/v1/"))
    {
        let path = route
            .path
            .replace("{number}", "1")
            .replace("{id}", "1")
            .replace("{year}", "1");
        let answer = answered(browser.ask(route.method.parse().unwrap(), &path)).await;
        assert_eq!(answer.0, 401, "{} {path}", route.method);
        described.fits(&route.method.to_lowercase(), route.path, &answer);
    }
}

async fn the_rest(house: &House, described: &mut Described) {
    let owner = house.program("coordinator");
    let due = "/calendar/due?from=2026-09-24&workdays=5";
    let said = described.get(&owner, "/api/v1/calendar/due", due).await;
    assert_eq!(said["due"], "2026-10-09");
    let year = "/api/v1/calendar/years/{year}";
    described.get(&owner, year, "/calendar/years/2026").await;
    described.get(&owner, year, "/calendar/years/x").await;
    let work = described.get(&owner, "/api/v1/work", "/work").await;
    if let Some(clock) = work["items"][0]["clock"].as_str() {
        let path = format!("/clocks/{clock}/explain");
        described
            .get(&owner, "/api/v1/clocks/{id}/explain", &path)
            .await;
    }
    house.rounds().await;
    let told = described.get(&owner, "/api/v1/notices", "/notices").await;
    if let Some(id) = told["notices"][0]["id"].as_str() {
        let path = format!("/notices/{id}/read");
        described
            .post(&owner, "/api/v1/notices/{id}/read", &path, json!({}))
            .await;
    }
}

/// What came in on duty is opened, rung about, given back and taken over.
async fn the_night(house: &House, described: &mut Described) {
    let (night, morning) = (house.program("duty-officer"), house.program("coordinator"));
    let events = "/api/v1/duty/events";
    let (status, event) = described
        .post(&night, events, "/duty/events", json!({}))
        .await;
    assert_eq!(status, 201, "{event}");
    let one = format!("{events}/{{number}}");
    let path = format!("/duty/events/{}", event["number"].as_str().unwrap());
    let list = described.get(&night, events, "/duty/events").await;
    assert_eq!(list["items"].as_array().unwrap().len(), 1);
    for (who, verb, body) in [
        (&night, "try", json!({"call": "police", "reached": true})),
        (&night, "try", json!({"call": "x", "reached": true})),
        (&morning, "give-back", json!({"reason": "没有留电话"})),
        (&night, "take-over", json!({})),
        (&morning, "take-over", json!({})),
        (&morning, "take-over", json!({})),
    ] {
        let mut body = body;
        if verb != "try" {
            let event = described.get(who, &one, &path).await;
            body["version"] = event["version"].clone();
        }
        let template = format!("{one}/{verb}");
        let (status, answer) = described
            .post(who, &template, &format!("{path}/{verb}"), body)
            .await;
        assert!(matches!(status, 200 | 409 | 422), "{verb}: {answer}");
    }
    described
        .get(&night, &one, "/duty/events/ZB-20200101-9999")
        .await;
}

/// A case becomes a dispute, a death is written down, a report decided on and made.
async fn the_dispute(house: &House, described: &mut Described) {
    let number = registered(house, described).await;
    let owner = house.program("coordinator");
    described
        .verb(
            &owner,
            &number,
            "to-dispute",
            json!({"reason": "对死因有异议"}),
        )
        .await;
    let disputes = "/api/v1/disputes";
    let list = described.get(&owner, disputes, "/disputes").await;
    let path = format!("/disputes/{}", list["items"][0]["number"].as_str().unwrap());
    let one = format!("{disputes}/{{number}}");
    let discovered = "2026-09-28T08:00:00+08:00";
    for (verb, body, expected) in [
        (
            "death",
            json!({"died_at": "2026-09-28T03:20:00+08:00"}),
            200,
        ),
        (
            "death",
            json!({"died_at": "2030-01-01T03:20:00+08:00"}),
            422,
        ),
        (
            "decide",
            json!({"matter": "major-fault", "reason": "用药错误", "discovered_at": discovered}),
            200,
        ),
        ("decide", json!({"matter": "x", "reason": ""}), 422),
        (
            "report",
            json!({"reported_at": discovered, "authority": "市卫健委", "channel": "电话", "person": "程望舒"}),
            200,
        ),
    ] {
        let mut body = body;
        let whole = described.get(&owner, &one, &path).await;
        body["version"] = whole["version"].clone();
        if verb == "report" {
            body["report"] = whole["reports"][0]["id"].clone();
        }
        let template = format!("{one}/{verb}");
        let (status, answer) = described
            .post(&owner, &template, &format!("{path}/{verb}"), body)
            .await;
        assert_eq!(status, expected, "{verb}: {answer}");
    }
    described.get(&owner, &one, &path).await;
    described
        .get(&owner, &one, "/disputes/JF-20200101-9999")
        .await;
}

#[tokio::test]
async fn what_is_described_is_taken() {
    let house = House::at(Engine::Sqlite, "2026-09-28 09:12").await;
    let mut described = Described::by(&house).await;
    let desk = house.program("receptionist");
    let place = "/components/schemas/NewCase/properties/kind/enum";
    let kinds = described.document.pointer(place).unwrap().clone();
    assert!(kinds.as_array().unwrap().contains(&json!("TS")));
    let courts = [json!("court"), json!("none"), json!(true), json!(false)];
    let tried = kinds.as_array().unwrap().iter().map(|kind| ("kind", kind));
    for (field, value) in tried.chain(courts.iter().map(|court| ("already_in_court", court))) {
        let mut body = good();
        body[field] = value.clone();
        let answer = described.post(&desk, "/api/v1/cases", "/cases", body).await;
        assert_eq!(answer.0, 201, "{field} {value}: {}", answer.1);
    }
    let (_, list) = desk.get("/cases?kind=TS&limit=1").await;
    let path = format!("/cases/{}", list["items"][0]["number"].as_str().unwrap());
    let case = described.get(&desk, "/api/v1/cases/{number}", &path).await;
    assert_eq!(case["kind"], "complaint");
    assert_eq!(described.faults, [""; 0]);
}
