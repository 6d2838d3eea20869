//! The API's description is true: it names every route and no other, and what is
//! answered is what it says.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use tongli::features;
use tongli_store::Engine;

use crate::house::{House, Program};

/// What of `value` does not fit `schema`. Knows the keywords the rooms use, and
/// refuses to pass over one it does not know.
fn misfits(document: &Value, schema: &Value, value: &Value, at: &str, out: &mut Vec<String>) {
    let Some(keywords) = schema.as_object() else {
        return out.push(format!("{at}: the schema is no object: {schema}"));
    };
    for (keyword, said) in keywords {
        match keyword.as_str() {
            "$ref" => {
                let pointer = said.as_str().unwrap().trim_start_matches('#');
                match document.pointer(pointer) {
                    Some(found) => misfits(document, found, value, at, out),
                    None => out.push(format!("{at}: {said} leads nowhere")),
                }
            }
            "type" => {
                if !is_of(said, value) {
                    out.push(format!("{at}: {value} is not {said}"));
                }
            }
            "enum" => {
                if !said.as_array().unwrap().contains(value) {
                    out.push(format!("{at}: {value} is none of {said}"));
                }
            }
            "required" => {
                for name in said.as_array().unwrap() {
                    if value.is_object() && value.get(name.as_str().unwrap()).is_none() {
                        out.push(format!("{at}: {name} is missing"));
                    }
                }
            }
            "properties" => {
                for (name, field) in value.as_object().into_iter().flatten() {
                    match said.get(name) {
                        Some(inner) => {
                            misfits(document, inner, field, &format!("{at}/{name}"), out)
                        }
                        // What is answered is described, even where more is not forbidden.
                        None => out.push(format!("{at}/{name} is not described")),
                    }
                }
            }
            "items" => {
                for (index, one) in value.as_array().into_iter().flatten().enumerate() {
                    misfits(document, said, one, &format!("{at}[{index}]"), out);
                }
            }
            "oneOf" => {
                let fitting = said.as_array().unwrap().iter().filter(|one| {
                    let mut inner = Vec::new();
                    misfits(document, one, value, at, &mut inner);
                    inner.is_empty()
                });
                if fitting.count() != 1 {
                    out.push(format!("{at}: {value} fits not exactly one of {said}"));
                }
            }
            "additionalProperties"
            | "format"
            | "description"
            | "minimum"
            | "maximum"
            | "minLength" => {}
            other => out.push(format!("{at}: this test knows no {other}")),
        }
    }
}

fn is_of(said: &Value, value: &Value) -> bool {
    let one = |name: &Value| match name.as_str().unwrap() {
        "string" => value.is_string(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "boolean" => value.is_boolean(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        "null" => value.is_null(),
        other => panic!("no type {other}"),
    };
    match said.as_array() {
        Some(several) => several.iter().any(one),
        None => one(said),
    }
}

/// The description as it is served, and what did not fit it.
struct Described {
    document: Value,
    faults: Vec<String>,
    seen: BTreeSet<String>,
}

impl Described {
    async fn by(house: &House) -> Described {
        let answer = house
            .browser()
            .ask(reqwest::Method::GET, "/api/openapi.json")
            .send()
            .await
            .unwrap();
        assert_eq!(answer.status(), 200);
        let document = serde_json::from_str(&answer.text().await.unwrap()).unwrap();
        Described {
            document,
            faults: Vec::new(),
            seen: BTreeSet::new(),
        }
    }

    fn fits(&mut self, method: &str, path: &str, (status, body): &(u16, Value)) {
        let here = format!("{method} {path} {status}");
        self.seen.insert(here.clone());
        let responses = &self.document["paths"][path][method]["responses"];
        let found = [status.to_string(), format!("{}XX", status / 100)]
            .iter()
            .find_map(|code| responses.get(code))
            .cloned();
        let Some(response) = found else {
            return self.faults.push(format!("{here} is not described"));
        };
        let content = if *status < 300 {
            "application/json"
        } else {
            "application/problem+json"
        };
        match response["content"].get(content).map(|one| &one["schema"]) {
            Some(schema) => {
                let mut misfit = Vec::new();
                misfits(&self.document, schema, body, &here, &mut misfit);
                self.faults.extend(misfit);
            }
            None => self.faults.push(format!("{here} has no schema")),
        }
    }

    async fn get(&mut self, program: &Program<'_>, template: &str, path: &str) -> Value {
        let answer = program.get(path).await;
        self.fits("get", template, &answer);
        answer.1
    }

    async fn post(
        &mut self,
        program: &Program<'_>,
        template: &str,
        path: &str,
        body: Value,
    ) -> (u16, Value) {
        let answer = program.post(path, body).await;
        self.fits("post", template, &answer);
        answer
    }

    /// Calls a verb that must succeed.
    async fn verb(&mut self, program: &Program<'_>, number: &str, verb: &str, mut body: Value) {
        let path = format!("/cases/{number}");
        let case = self.get(program, "/api/v1/cases/{number}", &path).await;
        body["version"] = case["version"].clone();
        let template = format!("/api/v1/cases/{{number}}/{verb}");
        let answer = self
            .post(program, &template, &format!("{path}/{verb}"), body)
            .await;
        assert_eq!(answer.0, 200, "{verb}: {}", answer.1);
    }
}

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
    the_rest(&house, &mut described).await;
    assert!(described.seen.len() > 30, "{:?}", described.seen);
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
        "contact": {"name": "高远", "phone": "13800000024", "reply_by": "letter"},
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
            json!({"departments": ["GK2"], "question": "当晚为何无人应答？"}),
        ),
        (&ward, "submit-statement", statement.clone()),
        (
            &owner,
            "return-statement",
            json!({"department": "GK2", "reason": "没有说明铃声由谁接听"}),
        ),
        (&ward, "submit-statement", statement),
        (&owner, "find", findings),
        (&director, "review", json!({"ok": true})),
        (&owner, "handle", handled),
    ] {
        described.verb(who, &number, verb, body).await;
    }
    number
}

async fn the_answer(house: &House, described: &mut Described, number: &str) {
    let (owner, director) = (house.program("coordinator"), house.program("director"));
    let answers = json!({"mode": "letter", "answers": [
        {"allegation": 1, "answer": "铃声没有转接，是我们不对。", "next_step": "转接到护士长手机"}]});
    let letter = json!({"salutation": "高远先生", "steps": "调阅了呼叫记录并询问科室。",
        "contact_name": "沈知远", "contact_phone": "0000-1234567", "dated": "2026-09-28"});
    let proof = json!({"mode": "letter", "delivered_at": "2026-09-28T09:12:00+08:00",
        "proof": {"signer": "高远", "relation": "child"}});
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
        (&director, "reopen", json!({"reason": "家属带来了新的录音"})),
    ] {
        described.verb(who, number, verb, body).await;
    }
    for (who, verb, body) in [
        (
            "receptionist",
            "settle",
            json!({"result": "当场说明并致歉"}),
        ),
        (
            "coordinator",
            "refuse",
            json!({"reason": "in_court", "explanation": "法院已经受理同一事项"}),
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
    for verb in ["accept", "review", "find", "release", "letter", "approve"] {
        let template = format!("{one}/{verb}");
        let body = json!({"version": 1, "ok": true, "findings": [
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
