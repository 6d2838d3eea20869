//! Leaders and paper: deputies by date, two who approve at once, money by the table,
//! a word that is signed later, the sealed original of a letter.

use reqwest::{Method, multipart};
use serde_json::{Value, json};
use tongli_store::args;

use super::complaint::{done, due_day, end_of};
use super::lives::{complaint, whole_life};
use crate::house::{ENGINES, House, Program, answered};

async fn registered(house: &House) -> String {
    let desk = house.program("receptionist");
    let (status, case) = desk.post("/cases", complaint()).await;
    assert_eq!(status, 201, "{case}");
    case["number"].as_str().unwrap().to_owned()
}

async fn read(program: &Program<'_>, number: &str) -> Value {
    let (status, case) = program.get(&format!("/cases/{number}")).await;
    assert_eq!(status, 200, "{case}");
    case
}

/// Tries a verb at the version that stands.
async fn tried(program: &Program<'_>, number: &str, verb: &str, mut body: Value) -> (u16, Value) {
    body["version"] = read(program, number).await["version"].clone();
    program.post(&format!("/cases/{number}/{verb}"), body).await
}

fn gates(problem: &Value) -> Vec<&str> {
    let missing = problem["missing"]
        .as_array()
        .unwrap_or_else(|| panic!("{problem}"));
    missing
        .iter()
        .map(|one| one["gate"].as_str().unwrap())
        .collect()
}

/// What waits, as this person sees it: kind and whether it is theirs.
async fn waiting(house: &House, login: &str) -> Vec<(String, bool)> {
    let (status, list) = house.program(login).get("/approvals").await;
    assert_eq!(status, 200, "{list}");
    let items = list["items"].as_array().unwrap();
    items
        .iter()
        .map(|one| {
            let kind = one["kind"].as_str().unwrap().to_owned();
            (kind, one["mine"].as_bool().unwrap())
        })
        .collect()
}

async fn staff(house: &House, login: &str) -> String {
    let mut tx = house.app.db.read().await.unwrap();
    tongli_people::find_by_login(&mut tx, house.app.tenant, login)
        .await
        .unwrap()
        .unwrap()
        .id
        .to_string()
}

async fn named(house: &House, leader: &str, deputy: &str, days: [&str; 2]) -> (u16, Value) {
    let body = json!({"deputy": deputy, "from": days[0], "until": days[1], "reason": "外出开会"});
    house.program(leader).post("/deputies", body).await
}

#[tokio::test]
async fn a_deputy_decides_on_the_days_and_the_sheet_says_for_whom() {
    for engine in ENGINES {
        let house = House::at(engine, "2026-09-28 09:12").await;
        let number = registered(&house).await;
        let (status, one) = named(&house, "director", "1004", ["2026-09-29", "2026-09-30"]).await;
        assert_eq!(status, 200, "{one}");
        assert_eq!(one["deputy_name"], "许清和");
        let asker = house.program("coordinator");
        let why =
            json!({"reason": "outside_power", "explanation": "不属于本院职责，请向医保部门反映。"});
        done(&asker, &number, "refuse", why).await;
        assert_eq!(
            waiting(&house, "director").await,
            [("refusal".into(), true)]
        );
        assert_eq!(
            waiting(&house, "coordinator-2").await,
            [("refusal".into(), false)]
        );

        // A day too early nothing is theirs to decide.
        let deputy = house.program("coordinator-2");
        let (status, problem) = tried(&deputy, &number, "refuse", json!({})).await;
        assert_eq!(status, 403, "{problem}");
        house.clock_to("2026-09-29 08:00");
        assert_eq!(
            waiting(&house, "coordinator-2").await,
            [("refusal".into(), true)]
        );
        done(&deputy, &number, "refuse", json!({})).await;
        assert_eq!(read(&asker, &number).await["stage"], "refused");
        assert!(waiting(&house, "director").await.is_empty());

        let browser = house.signed_in("coordinator").await;
        let list = browser.get("/approvals").await.text().await.unwrap();
        let path = crate::house::between(&list, "<a href=\"/approvals/", "\"").to_owned();
        let id = if path == "rules" {
            let rest = list.split_once("/approvals/rules").unwrap().1;
            crate::house::between(rest, "<a href=\"/approvals/", "\"").to_owned()
        } else {
            path
        };
        for page in [format!("/approvals/{id}"), format!("/approvals/{id}/sheet")] {
            let text = browser.get(&page).await.text().await.unwrap();
            assert!(
                text.contains("许清和") && text.contains("代 \u{2068}顾言蹊")
                    || text.contains("代 顾言蹊"),
                "{text}"
            );
        }
        house.chains_hold().await;
    }
}

#[tokio::test]
async fn who_asked_is_no_deputys_way_around() {
    for engine in ENGINES {
        let house = House::at(engine, "2026-09-28 09:12").await;
        let number = registered(&house).await;
        named(&house, "director", "1003", ["2026-09-28", "2026-09-30"]).await;
        let asker = house.program("coordinator");
        let why =
            json!({"reason": "outside_power", "explanation": "不属于本院职责，请向医保部门反映。"});
        done(&asker, &number, "refuse", why).await;
        let (status, problem) = tried(&asker, &number, "refuse", json!({})).await;
        assert_eq!((status, gates(&problem)), (422, vec!["second_person"]));
        assert_eq!(
            waiting(&house, "coordinator").await,
            [("refusal".into(), false)]
        );
        done(&house.program("deputy"), &number, "refuse", json!({})).await;
        house.chains_hold().await;
    }
}

#[tokio::test]
async fn a_head_who_proposes_joint_study_leaves_it_to_another() {
    for engine in ENGINES {
        let house = House::at(engine, "2026-09-28 09:12").await;
        let number = registered(&house).await;
        done(&house.program("coordinator"), &number, "accept", json!({})).await;
        let director = house.program("director");
        let why = json!({"reason": "须会同急诊科查清转科经过"});
        done(&director, &number, "joint-study", why).await;
        let (status, problem) = tried(&director, &number, "joint-study", json!({})).await;
        assert_eq!((status, gates(&problem)), (422, vec!["second_person"]));
        assert_eq!(read(&director, &number).await["joint_study"], "proposed");
        done(
            &house.program("vice-president"),
            &number,
            "joint-study",
            json!({}),
        )
        .await;
        assert_eq!(read(&director, &number).await["joint_study"], "approved");
        assert!(waiting(&house, "deputy").await.is_empty());
    }
}

fn money(purpose: &str, yuan: i64) -> Value {
    json!({"purpose": purpose, "amount_fen": yuan * 100, "reason": "核实多收一次检查费，当事人要求退还"})
}

async fn decided(house: &House, login: &str, request: &Value, verdict: &str) -> (u16, Value) {
    let (status, list) = house.program(login).get("/approvals").await;
    assert_eq!(status, 200, "{list}");
    let items = list["items"].as_array().unwrap();
    let now = items.iter().find(|one| one["id"] == request["id"]);
    let version = now.unwrap_or(request)["version"].clone();
    let path = format!("/approvals/{}/decide", request["id"].as_str().unwrap());
    let body = json!({"version": version, "verdict": verdict, "reason": "已核对票据"});
    house.program(login).post(&path, body).await
}

#[tokio::test]
async fn money_goes_by_the_table_and_of_two_who_decide_one_does() {
    for engine in ENGINES {
        let house = House::at(engine, "2026-09-28 09:12").await;
        let number = registered(&house).await;
        let owner = house.program("coordinator");
        done(&owner, &number, "accept", json!({})).await;
        let small = done(&owner, &number, "money", money("refund", 800)).await;
        assert_eq!(small["rule"], "A04");
        let (status, again) = tried(&owner, &number, "money", money("refund", 10)).await;
        assert_eq!(status, 409, "{again}");
        assert_eq!(
            waiting(&house, "vice-president").await,
            [("money".into(), false)]
        );

        let path = format!("/approvals/{}/decide", small["id"].as_str().unwrap());
        let body = json!({"version": small["version"], "verdict": "approve"});
        let (one, other) = (house.program("director"), house.program("deputy"));
        let (left, right) = tokio::join!(one.post(&path, body.clone()), other.post(&path, body));
        let mut outcome = [left.0, right.0];
        outcome.sort_unstable();
        assert_eq!(outcome, [200, 409], "{left:?} {right:?}");
        assert_eq!(read(&owner, &number).await["refunded_fen"], 80_000);

        let large = done(&owner, &number, "money", money("waiver", 20_000)).await;
        assert_eq!(large["rule"], "A06");
        let (status, problem) = decided(&house, "director", &large, "approve").await;
        assert_eq!((status, gates(&problem)), (422, vec!["not_theirs"]));
        let (status, first) = decided(&house, "vice-president", &large, "approve").await;
        assert_eq!((status, &first["state"]), (200, &json!("open")));
        assert_eq!(read(&owner, &number).await["waived_fen"], Value::Null);
        let (status, problem) = decided(&house, "vice-president", &large, "approve").await;
        assert_eq!((status, gates(&problem)), (422, vec!["already"]));
        let (status, last) = decided(&house, "president", &large, "approve").await;
        assert_eq!((status, &last["state"]), (200, &json!("approved")));
        assert_eq!(read(&owner, &number).await["waived_fen"], 2_000_000);

        let back = done(&owner, &number, "money", money("goodwill", 500)).await;
        let path = format!("/approvals/{}/decide", back["id"].as_str().unwrap());
        let bare = json!({"version": back["version"], "verdict": "return"});
        let (status, problem) = house.program("director").post(&path, bare).await;
        assert_eq!(
            (status, &problem["errors"][0]["field"]),
            (422, &json!("reason")),
            "{problem}"
        );
        let (status, last) = decided(&house, "director", &back, "return").await;
        assert_eq!((status, &last["state"]), (200, &json!("returned")));
        house.chains_hold().await;
    }
}

#[tokio::test]
async fn a_result_names_no_money_nobody_approved() {
    for engine in ENGINES {
        let house = House::at(engine, "2026-09-28 09:12").await;
        let number = registered(&house).await;
        let life = whole_life();
        let until = life
            .iter()
            .position(|(_, verb, _)| *verb == "handle")
            .unwrap();
        for (login, verb, body) in &life[..until] {
            done(&house.program(login), &number, verb, body.clone()).await;
        }
        let owner = house.program("coordinator");
        let with = |fen: Option<i64>| json!({"modes": ["refund"], "result": "退还多收的检查费并致歉。", "refunded_fen": fen});
        let (status, problem) = tried(&owner, &number, "handle", with(Some(100))).await;
        assert_eq!((status, gates(&problem)), (422, vec!["money"]));
        let asked = done(&owner, &number, "money", money("refund", 120)).await;
        let (status, _) = decided(&house, "deputy", &asked, "approve").await;
        assert_eq!(status, 200);
        let (status, problem) = tried(&owner, &number, "handle", with(Some(12_001))).await;
        assert_eq!((status, gates(&problem)), (422, vec!["money"]));
        done(&owner, &number, "handle", with(None)).await;
        assert_eq!(read(&owner, &number).await["refunded_fen"], 12_000);
    }
}

#[tokio::test]
async fn what_is_kept_from_somebody_waits_for_them_nowhere() {
    for engine in ENGINES {
        let house = House::at(engine, "2026-09-28 09:12").await;
        let number = registered(&house).await;
        let owner = house.program("coordinator");
        done(&owner, &number, "accept", json!({})).await;
        let asked = done(&owner, &number, "money", money("refund", 800)).await;
        let path = format!("/approvals/{}", asked["id"].as_str().unwrap());
        house
            .app
            .db
            .write(async |tx| {
                let sql = "UPDATE cases SET confidentiality = 2 WHERE number = $1";
                Ok::<_, tongli_kernel::Fault>(tx.run(sql, args![number.as_str()]).await?)
            })
            .await
            .unwrap();
        for login in ["director", "vice-president", "coordinator"] {
            assert!(waiting(&house, login).await.is_empty(), "{login}");
            let browser = house.signed_in(login).await;
            for page in [path.clone(), format!("{path}/sheet")] {
                assert_eq!(browser.get(&page).await.status(), 404, "{login} {page}");
            }
            let list = browser.get("/approvals").await.text().await.unwrap();
            assert!(!list.contains(&number), "{login}");
        }
        let (status, _) = decided(&house, "director", &asked, "approve").await;
        assert_eq!(status, 404);
    }
}

async fn instructed(house: &House, number: &str, step: &str) -> (u16, Value) {
    let leader = staff(house, "vice-president").await;
    let recorder = house.program("duty-officer");
    let body = json!({"leader": leader, "words": "先请家属到值班室坐下谈，别让人在走廊等。",
        "given_at": house.app.time.rfc3339(house.app.now()), "step": step});
    tried(&recorder, number, "instruct", body).await
}

#[tokio::test]
async fn a_word_is_acted_on_at_once_and_signed_within_a_working_day() {
    for engine in ENGINES {
        // The working day after Thursday the 24th is Monday the 28th.
        let house = House::at(engine, "2026-09-24 21:10").await;
        let number = registered(&house).await;
        for step in ["refusal", "money", "letter"] {
            let (status, problem) = instructed(&house, &number, step).await;
            assert_eq!((status, gates(&problem)), (422, vec!["written"]), "{step}");
        }
        let (status, one) = instructed(&house, &number, "meet").await;
        assert_eq!(status, 200, "{one}");
        let id = one["id"].as_str().unwrap();
        let leader = house.program("vice-president");
        let (_, work) = leader.get("/work?queue=mine").await;
        let item = work["items"]
            .as_array()
            .unwrap()
            .iter()
            .find(|item| item["kind"] == "sign-instruction");
        let item = item.unwrap_or_else(|| panic!("{work}"));
        assert_eq!(item["due_at"].as_str().unwrap(), end_of("2026-09-28"));

        // Nobody else signs, a deputy by date no more than anybody.
        named(
            &house,
            "vice-president",
            "1006",
            ["2026-09-24", "2026-09-30"],
        )
        .await;
        let path = format!("/instructions/{id}/sign");
        let (status, _) = house
            .program("deputy")
            .post(&path, json!({"version": 1, "ok": true}))
            .await;
        assert_eq!(status, 403);

        house.clock_to("2026-09-29 00:01");
        house.rounds().await;
        house.clock_to("2026-09-29 00:03");
        house.rounds().await;
        let (_, heard) = house.program("director").get("/notices").await;
        assert!(heard.to_string().contains(&number), "{heard}");
        let (status, signed) = leader.post(&path, json!({"version": 1, "ok": true})).await;
        assert_eq!(
            (status, &signed["state"]),
            (200, &json!("signed")),
            "{signed}"
        );
        let (status, twice) = leader.post(&path, json!({"version": 1, "ok": true})).await;
        assert_eq!(status, 409, "{twice}");
        let (_, work) = leader.get("/work?queue=mine").await;
        assert!(!work.to_string().contains("sign-instruction"), "{work}");
        house.chains_hold().await;
    }
}

fn with_file<'p>(program: &Program<'p>, number: &str, bytes: &[u8]) -> reqwest::RequestBuilder {
    let part = multipart::Part::bytes(bytes.to_vec()).file_name("扫描件.pdf");
    program
        .ask(Method::POST, &format!("/cases/{number}/attach"))
        .multipart(multipart::Form::new().part("file", part))
}

async fn scanned(program: &Program<'_>, number: &str, bytes: &[u8]) -> String {
    let (status, kept) = answered(with_file(program, number, bytes)).await;
    assert_eq!(status, 200, "{kept}");
    kept["files"][0]["id"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_word_denied_is_said_and_a_note_on_paper_is_no_older_than_the_word() {
    for engine in ENGINES {
        let house = House::at(engine, "2026-09-28 09:12").await;
        let number = registered(&house).await;
        let desk = house.program("receptionist");
        let older = scanned(&desk, &number, b"%PDF-1.7 older").await;
        house.clock_to("2026-09-28 10:00");
        let (_, one) = instructed(&house, &number, "meet").await;
        let sign = format!("/instructions/{}/sign", one["id"].as_str().unwrap());
        let leader = house.program("vice-president");
        let bare = json!({"version": 1, "ok": false});
        let (status, problem) = leader.post(&sign, bare).await;
        assert_eq!(
            (status, &problem["errors"][0]["field"]),
            (422, &json!("words")),
            "{problem}"
        );
        let not_so = json!({"version": 1, "ok": false, "words": "我说的是请到办公室谈。"});
        let (status, denied) = leader.post(&sign, not_so).await;
        assert_eq!((status, &denied["state"]), (200, &json!("denied")));
        house.clock_to("2026-09-28 10:01");
        house.rounds().await;
        let (_, heard) = house.program("duty-officer").get("/notices").await;
        assert!(heard.to_string().contains(&number), "{heard}");

        let (_, two) = instructed(&house, &number, "contact").await;
        let paper = format!("/instructions/{}/paper", two["id"].as_str().unwrap());
        let body = json!({"version": 1, "file": older});
        let (status, problem) = desk.post(&paper, body).await;
        assert_eq!(
            (status, &problem["errors"][0]["field"]),
            (422, &json!("file")),
            "{problem}"
        );
        let note = scanned(&desk, &number, b"%PDF-1.7 signed note").await;
        let (status, kept) = desk.post(&paper, json!({"version": 1, "file": note})).await;
        assert_eq!(
            (status, &kept["state"]),
            (200, &json!("on_paper")),
            "{kept}"
        );
        house.chains_hold().await;
    }
}

#[tokio::test]
async fn the_sealed_original_belongs_to_the_very_text() {
    for engine in ENGINES {
        let house = House::at(engine, "2026-09-28 09:12").await;
        let number = registered(&house).await;
        let life = whole_life();
        let until = life
            .iter()
            .position(|(_, verb, _)| *verb == "release")
            .unwrap();
        for (login, verb, body) in &life[..until] {
            done(&house.program(login), &number, verb, body.clone()).await;
        }
        let owner = house.program("coordinator");
        let older = scanned(&owner, &number, b"%PDF-1.7 draft on paper").await;
        house.clock_to("2026-09-28 11:00");
        let letter = async || {
            let (_, letters) = owner.get(&format!("/cases/{number}/letters")).await;
            letters["items"][0].clone()
        };
        let approved = letter().await;
        let bind = |digest: &Value, file: &str| json!({"no": approved["no"], "digest": digest, "file": file});
        let early = bind(&approved["digest"], &older);
        let (status, problem) = tried(&owner, &number, "bind-original", early).await;
        assert_eq!((status, gates(&problem)), (422, vec!["released"]));
        done(&owner, &number, "release", json!({})).await;
        let digest = letter().await["digest"].clone();

        let (status, problem) =
            tried(&owner, &number, "bind-original", bind(&digest, &older)).await;
        assert_eq!(
            (status, &problem["errors"][0]["field"]),
            (422, &json!("file")),
            "{problem}"
        );
        let scan = scanned(&owner, &number, b"%PDF-1.7 sealed").await;
        let other = json!("0".repeat(64));
        let (status, problem) = tried(&owner, &number, "bind-original", bind(&other, &scan)).await;
        assert_eq!((status, gates(&problem)), (422, vec!["digest"]));
        done(&owner, &number, "bind-original", bind(&digest, &scan)).await;
        let (status, _) = tried(&owner, &number, "bind-original", bind(&digest, &scan)).await;
        assert_eq!(status, 409);

        let browser = house.signed_in("director").await;
        let short: String = digest.as_str().unwrap().chars().take(12).collect();
        for page in ["", "/letter"] {
            let text = browser
                .get(&format!("/cases/{number}{page}"))
                .await
                .text()
                .await
                .unwrap();
            assert!(text.contains(&short) && text.contains("盖章原件"), "{page}");
        }
        assert_eq!(flaws(&house).await, (1, vec![]));
        spoil(&house).await;
        assert_eq!(flaws(&house).await, (1, vec![(number.clone(), 1)]));
    }
}

async fn flaws(house: &House) -> (i64, Vec<(String, i64)>) {
    let mut tx = house.app.db.read().await.unwrap();
    tongli_replies::check_originals(&mut tx, &house.app)
        .await
        .unwrap()
}

async fn spoil(house: &House) {
    house
        .app
        .db
        .write(async |tx| {
            let sql = "UPDATE letter_originals SET digest = $1";
            Ok::<_, tongli_kernel::Fault>(tx.run(sql, args!["another"]).await?)
        })
        .await
        .unwrap();
}

#[tokio::test]
async fn an_answer_changed_after_it_was_asked_for_is_asked_for_anew() {
    for engine in ENGINES {
        let house = House::at(engine, "2026-09-28 09:12").await;
        let number = registered(&house).await;
        let life = whole_life();
        let until = life
            .iter()
            .position(|(_, verb, _)| *verb == "approve")
            .unwrap();
        for (login, verb, body) in &life[..until] {
            done(&house.program(login), &number, verb, body.clone()).await;
        }
        assert_eq!(
            waiting(&house, "director").await,
            [("release".into(), true)]
        );
        let digest = async || {
            let (_, list) = house.program("director").get("/approvals").await;
            list["items"][0]["digest"].clone()
        };
        let before = digest().await;
        let owner = house.program("coordinator");
        done(
            &owner,
            &number,
            "letter",
            json!({"steps": "又询问了当班护士长。"}),
        )
        .await;
        assert_ne!(before, digest().await);
        done(&house.program("deputy"), &number, "approve", json!({})).await;
        assert!(waiting(&house, "director").await.is_empty());
        let case = read(&owner, &number).await;
        assert_eq!(
            due_day(&case["clocks"], "C04"),
            end_of("2026-10-16"),
            "{case}"
        );
        house.chains_hold().await;
    }
}
