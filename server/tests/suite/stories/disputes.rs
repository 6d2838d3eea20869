//! Death with disputed cause: told and signed, sealed in two batches, the autopsy
//! decided within its clock, the authority told within twelve hours.

use reqwest::{Method, multipart};
use serde_json::{Value, json};
use tongli_kernel::Fault;
use tongli_store::{args, history};

use crate::house::{Browser, ENGINES, House, Program, between};

async fn registered(house: &House, category: &str) -> String {
    let desk = house.program("receptionist");
    let (status, case) = desk
        .post(
            "/cases",
            json!({
                "kind": "complaint",
                "channel": "visit",
                "narrative": "老人夜里突然去世，家属认为抢救不及时，对死因有疑问。",
                "contact": {"name": "高远", "phone": "13800000024", "relation": "child"},
                "allegations": [{"category": category, "departments": ["GK2"], "text": "抢救不及时"}]
            }),
        )
        .await;
    assert_eq!(status, 201, "{case}");
    case["number"].as_str().unwrap().to_owned()
}

async fn whole(program: &Program<'_>, number: &str) -> Value {
    let (status, dispute) = program.get(&format!("/disputes/{number}")).await;
    assert_eq!(status, 200, "{dispute}");
    dispute
}

/// Sends a form at the version the dispute has now; answers the page it leads to.
async fn saved(
    house: &House,
    browser: &Browser<'_>,
    number: &str,
    form: &str,
    fields: &[(&str, &str)],
) -> String {
    let version = whole(&house.program("coordinator"), number).await["version"].to_string();
    let mut fields = fields.to_vec();
    fields.push(("version", &version));
    let path = format!("/disputes/{number}/{form}");
    let answer = browser.post(&path, &fields).await;
    let status = answer.status().as_u16();
    let to = answer
        .headers()
        .get("location")
        .map_or(String::new(), |to| to.to_str().unwrap().to_owned());
    assert_eq!(status, 303, "{form}: {}", answer.text().await.unwrap());
    browser.get(&to).await.text().await.unwrap()
}

/// The running or last clock of a rule.
fn clock<'v>(dispute: &'v Value, rule: &str) -> &'v Value {
    let clocks = dispute["clocks"].as_array().unwrap().iter();
    clocks
        .filter(|clock| clock["rule"] == rule)
        .max_by_key(|clock| clock["ended_at"].is_null())
        .unwrap_or_else(|| panic!("no {rule}: {dispute}"))
}

async fn opened(house: &House, browser: &Browser<'_>, case: &str) -> String {
    let page = browser.get(&format!("/cases/{case}")).await;
    let page = page.text().await.unwrap();
    let to = format!("/cases/{case}/to-dispute");
    assert!(page.contains(&to), "the case leads to its dispute");
    let (_, read) = house
        .program("coordinator")
        .get(&format!("/cases/{case}"))
        .await;
    let version = read["version"].to_string();
    let fields = [
        ("version", version.as_str()),
        ("reason", "对死因和抢救有异议"),
    ];
    let answer = browser.post(&to, &fields).await;
    assert_eq!(answer.status(), 303);
    let to = answer.headers()["location"].to_str().unwrap().to_owned();
    between(&to, "/disputes/", "?").to_owned()
}

/// Records how a notice ended, with a scan of the signed paper where there is one.
async fn ended(
    house: &House,
    browser: &Browser<'_>,
    number: &str,
    kind: &str,
    fields: &[(&str, &str)],
    scan: bool,
) -> u16 {
    let dispute = whole(&house.program("coordinator"), number).await;
    let notices = dispute["notices"].as_array().unwrap();
    let notice = notices.iter().rfind(|one| one["kind"] == kind).unwrap();
    let id = notice["id"].as_str().unwrap();
    let mut form = multipart::Form::new()
        .text("_csrf", browser.csrf().to_owned())
        .text("version", dispute["version"].to_string());
    for (name, value) in fields {
        form = form.text((*name).to_owned(), (*value).to_owned());
    }
    if scan {
        let part = multipart::Part::bytes(b"%PDF-1.7 signed".to_vec()).file_name("签字.pdf");
        form = form.part("scan", part);
    }
    let path = format!("/disputes/{number}/notices/{id}/end");
    let answer = browser
        .change(Method::POST, &path)
        .multipart(form)
        .send()
        .await
        .unwrap();
    answer.status().as_u16()
}

#[tokio::test]
async fn death_with_disputed_cause() {
    for engine in ENGINES {
        let house = House::at(engine, "2026-02-14 08:10").await;
        let owner = house.signed_in("coordinator").await;
        let case = registered(&house, "T01").await;
        let number = opened(&house, &owner, &case).await;
        assert!(number.starts_with("JF-20260214-"), "{number}");
        the_case_has_gone(&house, &case, &number).await;
        the_clocks_run_from_the_death(&house, &owner, &number).await;
        told_and_signed(&house, &owner, &number).await;
        sealed_twice(&house, &owner, &number).await;
        refused(&house, &owner, &number).await;
        reported(&house, &owner, &number).await;
        house.chains_hold().await;
    }
}

async fn the_case_has_gone(house: &House, case: &str, number: &str) {
    let program = house.program("coordinator");
    let (_, read) = program.get(&format!("/cases/{case}")).await;
    assert_eq!(read["stage"], "to_dispute");
    for clock in read["clocks"].as_array().unwrap() {
        assert!(!clock["ended_at"].is_null(), "{clock}");
    }
    assert_eq!(whole(&program, number).await["case"], *case);
}

/// Typed five hours later, counted from 03:20; frozen gives seven days, and back.
async fn the_clocks_run_from_the_death(house: &House, owner: &Browser<'_>, number: &str) {
    let program = house.program("coordinator");
    house.clock_to("2026-02-14 08:20");
    let died = ("died_at", "2026-02-14T03:20");
    let page = saved(house, owner, number, "death", &[died, ("frozen", "no")]).await;
    assert!(page.contains("2026-02-16 03:20"), "{page}");
    let first = whole(&program, number).await;
    assert_eq!(clock(&first, "C09")["due_at"], "2026-02-16T03:20:00+08:00");

    let body = ("body_at", "2026-02-14T05:00");
    saved(
        house,
        owner,
        number,
        "death",
        &[died, body, ("frozen", "yes")],
    )
    .await;
    let frozen = whole(&program, number).await;
    assert!(!clock(&frozen, "C09")["ended_at"].is_null());
    assert_eq!(
        clock(&frozen, "C09B")["due_at"],
        "2026-02-22T00:00:00+08:00"
    );
    assert_eq!(clock(&frozen, "C10")["due_at"], "2026-03-01T00:00:00+08:00");

    saved(
        house,
        owner,
        number,
        "death",
        &[died, body, ("frozen", "no")],
    )
    .await;
    let again = whole(&program, number).await;
    assert_eq!(clock(&again, "C09")["due_at"], "2026-02-16T03:20:00+08:00");
    assert!(clock(&again, "C09")["ended_at"].is_null());
}

async fn told_and_signed(house: &House, owner: &Browser<'_>, number: &str) {
    let page = saved(house, owner, number, "notices", &[("kind", "routes")]).await;
    for part in ["人民调解", "封存", "48小时", "患方签字"] {
        assert!(page.contains(part), "{part}");
    }
    let signed = [
        ("outcome", "signed"),
        ("decided_at", "2026-02-14T08:20"),
        ("name", "高远"),
        ("relation", "子"),
    ];
    let nobody = [("outcome", "signed"), ("decided_at", "2026-02-14T08:20")];
    assert_eq!(
        ended(house, owner, number, "routes", &nobody, true).await,
        422
    );
    assert_eq!(
        ended(house, owner, number, "routes", &signed, true).await,
        303
    );
    let dispute = whole(&house.program("coordinator"), number).await;
    let notice = &dispute["notices"][0];
    assert_eq!(
        (&notice["outcome"], &notice["level"]),
        (&json!("signed"), &json!("L1"))
    );
    assert!(page.contains(notice["digest"].as_str().unwrap()));

    let mut tx = house.app.db.read().await.unwrap();
    let sql = "SELECT digest, signer_name FROM signatures WHERE level = $1";
    let (digest, name): (String, String) = tx
        .one(sql, args!["L1"], |row| {
            Ok((row.get("digest")?, row.get("signer_name")?))
        })
        .await
        .unwrap();
    assert_eq!(
        digest,
        notice["digest"].as_str().unwrap(),
        "bound to the text"
    );
    assert!(!name.contains("高远"), "names are sealed at rest");
}

async fn sealed_twice(house: &House, owner: &Browser<'_>, number: &str) {
    let common = [
        ("sealed_at", "2026-02-14T08:20"),
        ("place", "医务科会议室"),
        ("ours", "傅明理"),
        ("theirs", "高远"),
        ("keeper", "傅明理"),
        ("kept_in", "医务科保险柜"),
    ];
    let first = [
        ("what[0]", "住院志"),
        ("pages[0]", "12"),
        ("later", "抢救记录"),
    ];
    let fields: Vec<_> = common.iter().chain(&first).copied().collect();
    saved(house, owner, number, "seal", &fields).await;
    let second = [
        ("what[0]", "抢救记录"),
        ("pages[0]", "3"),
        ("original[0]", "copy"),
    ];
    let fields: Vec<_> = common.iter().chain(&second).copied().collect();
    let page = saved(house, owner, number, "seal", &fields).await;
    for part in ["第 1 批", "第 2 批", "2029-02-14"] {
        assert!(page.contains(part), "{part}");
    }
    let version = whole(&house.program("coordinator"), number).await["version"].to_string();
    let copies = [
        ("version", version.as_str()),
        ("asked_at", "2026-02-14T08:20"),
        ("applicant", "relative"),
        ("name", "高远"),
        ("papers", "own-id"),
        ("what", "全部病历"),
        ("handed_at", "2026-02-14T08:20"),
    ];
    let refused = owner
        .post(&format!("/disputes/{number}/copy"), &copies)
        .await;
    assert_eq!(refused.status(), 422, "no proof of death and kinship");
}

async fn refused(house: &House, owner: &Browser<'_>, number: &str) {
    saved(house, owner, number, "notices", &[("kind", "autopsy")]).await;
    house.clock_to("2026-02-14 08:40");
    let fields = [
        ("outcome", "refused"),
        ("decided_at", "2026-02-14T08:30"),
        ("name", "高远"),
        ("relation", "子"),
    ];
    assert_eq!(
        ended(house, owner, number, "autopsy", &fields, false).await,
        303
    );
    let dispute = whole(&house.program("coordinator"), number).await;
    let autopsy = clock(&dispute, "C09");
    assert_eq!(autopsy["met_at"], "2026-02-14T08:30:00+08:00");
    assert_eq!(autopsy["late"], false);
    assert_eq!(
        ended(house, owner, number, "autopsy", &fields, false).await,
        409
    );
}

/// Discovered at six in the morning: due at 18:00; reported 15:30, typed at 17:00.
async fn reported(house: &House, owner: &Browser<'_>, number: &str) {
    house.clock_to("2026-02-14 08:50");
    let decision = [
        ("matter", "major-fault"),
        ("reason", "用药剂量错误，可能与死亡有关"),
        ("discovered_at", "2026-02-14T06:00"),
    ];
    let page = saved(house, owner, number, "decide", &decision).await;
    assert!(page.contains("2026-02-14 18:00"));
    house.clock_to("2026-02-14 08:55");
    house.rounds().await;
    let (_, told) = house.program("president").get("/notices").await;
    assert!(told.to_string().contains(number), "{told}");

    house.clock_to("2026-02-14 17:00");
    let owner = house.signed_in("coordinator").await;
    let program = house.program("coordinator");
    let id = whole(&program, number).await["reports"][0]["id"].clone();
    let made = [
        ("reported_at", "2026-02-14T15:30"),
        ("authority", "青禾市卫生健康委员会"),
        ("channel", "电话"),
        ("person", "傅明理报，值班员接"),
        ("receipt", "2026-018"),
    ];
    let form = format!("reports/{}", id.as_str().unwrap());
    saved(house, &owner, number, &form, &made).await;
    let dispute = whole(&program, number).await;
    let fault = clock(&dispute, "C15");
    assert_eq!(fault["due_at"], "2026-02-14T18:00:00+08:00");
    assert_eq!(fault["met_at"], "2026-02-14T15:30:00+08:00");
    assert_eq!(fault["late"], false);
    assert_eq!(dispute["missing"], json!([]), "nothing is owed any more");
}

/// What a clock misses reaches the leaders with the first word, and a death typed in
/// days later is overdue at once.
#[tokio::test]
async fn a_missed_hour_reaches_the_leaders_at_once() {
    for engine in ENGINES {
        let house = House::at(engine, "2026-02-17 09:00").await;
        let owner = house.program("coordinator");
        let case = registered(&house, "T01").await;
        let opening = json!({"version": 1, "reason": "对死因有异议"});
        let (status, _) = owner
            .post(&format!("/cases/{case}/to-dispute"), opening)
            .await;
        assert_eq!(status, 200);
        let (_, list) = owner.get("/disputes").await;
        let number = list["items"][0]["number"].as_str().unwrap();
        let path = format!("/disputes/{number}");
        let death = json!({"version": 1, "died_at": "2026-02-14T03:20:00+08:00"});
        let (status, _) = owner.post(&format!("{path}/death"), death).await;
        assert_eq!(status, 200);
        let grave = json!({"version": 2, "matter": "grave-event", "reason": "群体损害",
            "discovered_at": "2026-02-17T08:30:00+08:00"});
        let (status, _) = owner.post(&format!("{path}/decide"), grave).await;
        assert_eq!(status, 200);
        house.rounds().await;
        assert_eq!(
            escalated(&house, number).await,
            ["C09"],
            "overdue as it is typed in"
        );
        house.clock_to("2026-02-17 10:31");
        house.rounds().await;
        assert_eq!(escalated(&house, number).await, ["C09", "C16C"]);
        house.clock_to("2026-02-17 10:33");
        house.rounds().await;
        for leader in ["vice-president", "president"] {
            let (_, told) = house.program(leader).get("/notices").await;
            let told = told["notices"].as_array().unwrap();
            let overdue = told.iter().filter(|one| one["topic"] == "work_overdue");
            assert!(overdue.count() > 0, "{leader}");
        }
    }
}

async fn escalated(house: &House, number: &str) -> Vec<String> {
    let mut tx = house.app.db.read().await.unwrap();
    let sql = "SELECT id FROM disputes WHERE number = $1";
    let id: i64 = tx
        .one(sql, args![number], |row| row.get("id"))
        .await
        .unwrap();
    let subject = tongli_store::Subject::new(tongli_disputes::SUBJECT, id);
    let links = history::list(&mut tx, house.app.tenant, subject, 0, 500)
        .await
        .unwrap();
    links
        .iter()
        .filter(|link| link.verb == "escalated")
        .map(|link| link.details()["rule"].as_str().unwrap().to_owned())
        .collect()
}

#[tokio::test]
async fn a_dispute_is_seen_by_those_who_may_know_of_its_case() {
    for engine in ENGINES {
        let house = House::at(engine, "2026-02-14 09:00").await;
        let (owner, director) = (house.program("coordinator"), house.program("director"));
        let case = registered(&house, "T01").await;
        let path = format!("/cases/{case}/to-dispute");
        let (status, answer) = owner.post(&path, json!({"version": 1, "reason": ""})).await;
        assert_eq!(
            (status, &answer["missing"][0]["gate"]),
            (422, &json!("reason"))
        );
        let (status, _) = owner
            .post(&path, json!({"version": 9, "reason": "争议"}))
            .await;
        assert_eq!(status, 409);
        for login in ["receptionist", "vice-president", "department-head"] {
            let program = house.program(login);
            let (status, _) = program
                .post(&path, json!({"version": 1, "reason": "争议"}))
                .await;
            assert_eq!(status, 403, "{login}");
        }
        let (status, _) = owner
            .post(&path, json!({"version": 1, "reason": "争议"}))
            .await;
        assert_eq!(status, 200);
        let (_, list) = owner.get("/disputes").await;
        let number = list["items"][0]["number"].as_str().unwrap().to_owned();
        let one = format!("/disputes/{number}");
        for (login, expected) in [
            ("receptionist", 200),
            ("counsel", 200),
            ("vice-president", 200),
            ("president", 200),
            ("department-head", 403),
            ("contact-ward", 403),
            ("system-admin", 403),
        ] {
            let (status, _) = house.program(login).get(&one).await;
            assert_eq!(status, expected, "{login}");
        }
        let clock = format!("{one}/death");
        let reader = house.program("counsel");
        let (status, _) = reader.post(&clock, json!({"version": 1})).await;
        assert_eq!(status, 403, "counsel reads and does not write");

        // What a clue came from is closed to them with its dispute.
        let sql = "UPDATE cases SET confidentiality = $1 WHERE number = $2";
        let (closed, case) = (tongli_kernel::Confidentiality::Discipline, case.as_str());
        let db = &house.app.db;
        db.write(async |tx| Ok::<_, Fault>(tx.run(sql, args![closed, case]).await?))
            .await
            .unwrap();
        for program in [&owner, &director] {
            let (_, list) = program.get("/disputes").await;
            assert_eq!(list["items"].as_array().unwrap().len(), 0);
            assert_eq!(program.get(&one).await.0, 404);
        }
        // And a clue itself never becomes one.
        let clue = registered(&house, "T09").await;
        let path = format!("/cases/{clue}/to-dispute");
        let body = json!({"version": 1, "reason": "争议"});
        assert_eq!(owner.post(&path, body.clone()).await.0, 404);
        assert_eq!(director.post(&path, body).await.0, 422);
    }
}
