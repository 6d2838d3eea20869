//! Unique words are planted in restricted matters and looked for as every role and as
//! nobody, through every route that reads, every list, figure, export and log. What a
//! matter's number answers to those without sight is what an unknown number answers.

mod planted;

use std::collections::BTreeMap;

use reqwest::{Method, Response};
use serde_json::{Value, json};
use tongli::features;
use tongli_store::{Engine, args};
use tongli_web::Listed;

use crate::census::routes::{Everybody, filled_with, method, one_a_role};
use crate::house::House;
use planted::{Log, NUMBERS, Planted, WORD};

/// The number nobody has ever given.
const UNKNOWN: &str = "LJ-20260928-9999";

/// Lists, figures and files, with what somebody who suspects would ask.
fn suspicious() -> Vec<String> {
    let mut asked: Vec<String> = [
        "/",
        "/cases",
        "/months",
        "/months?month=2026-09",
        "/notices",
        "/inbox",
        "/cases?category=T09",
        "/api/v1/cases",
        "/api/v1/cases?category=T09",
        "/api/v1/cases?q=LJ",
        "/api/v1/notices",
        "/metrics",
    ]
    .map(str::to_owned)
    .to_vec();
    for format in ["csv", "jsonl", "xlsx"] {
        asked.push(format!("/cases/export?format={format}"));
        asked.push(format!("/cases/export?format={format}&q={WORD}"));
    }
    for queue in tongli_people::roles::ALL.iter().map(|role| role.0) {
        asked.push(format!("/?queue={queue}"));
        asked.push(format!("/api/v1/work?queue={queue}"));
    }
    for queue in ["mine", "unowned", "house-overdue"] {
        asked.push(format!("/?queue={queue}"));
        asked.push(format!("/api/v1/work?queue={queue}"));
    }
    for words in [WORD, NUMBERS, "LJ"] {
        asked.push(format!("/cases?q={words}"));
        asked.push(format!("/api/v1/cases?q={words}"));
    }
    asked
}

/// A body without what differs between any two requests.
fn plain(body: &str, number: &str) -> String {
    let mut text = body.replace(number, "NUMBER");
    for (before, after) in [
        ("name=\"_csrf\" value=\"", "\""),
        ("name=\"csrf\" content=\"", "\""),
        ("\"reference\":\"", "\""),
        ("nonce=\"", "\""),
        ("name=\"form_key\" value=\"", "\""),
        ("<code class=\"reference\">", "<"),
    ] {
        let mut out = String::new();
        let mut rest = text.as_str();
        while let Some((head, tail)) = rest.split_once(before) {
            out.push_str(head);
            out.push_str(before);
            rest = tail
                .split_once(after)
                .map_or("", |(_, _)| &tail[tail.find(after).unwrap()..]);
        }
        out.push_str(rest);
        text = out;
    }
    text
}

/// Whatever the verbs ask for, so that each gets as far as looking the matter up.
fn anything() -> Value {
    json!({
        "version": 1, "reason": "原因说明", "explanation": "说明", "text": "文字说明",
        "by": "phone", "to": "police", "result": "结果", "visibility": "private",
        "staff": "coordinator", "support": "工会 张老师", "staff_no": "1003",
        "question": "请说明情况", "department": "GK2", "body": "正文"
    })
}

/// Status, where it leads, and the body without the request's own reference.
async fn told(answer: Response) -> (u16, String) {
    let status = answer.status().as_u16();
    let header = |name: &str| {
        let value = answer.headers().get(name);
        value.map_or(String::new(), |value| value.to_str().unwrap().to_owned())
    };
    let (reference, to) = (header("x-reference"), header("location"));
    let bytes = answer.bytes().await.unwrap();
    let body = String::from_utf8_lossy(&bytes).replace(&reference, "REFERENCE");
    (status, format!("{to}\n{body}"))
}

struct Hunt<'h> {
    everybody: Everybody<'h>,
    house: &'h House,
}

impl Hunt<'_> {
    /// As nobody where no login is named.
    async fn ask(&mut self, who: Option<&str>, method: Method, path: &str) -> (u16, String) {
        let answer = match who {
            Some(login) => self.everybody.ask(login, method, path).await,
            None => self.house.browser().ask(method, path).send().await.unwrap(),
        };
        told(answer).await
    }

    /// Reads, or sends what a verb may ask for.
    async fn try_route(&mut self, who: Option<&str>, route: &Listed, path: &str) -> (u16, String) {
        match who {
            Some(login) if route.method == "POST" => {
                let answer = self.everybody.send(login, path, &anything()).await;
                told(answer).await
            }
            _ => self.ask(who, method(route), path).await,
        }
    }

    /// Asks and looks for anything planted.
    async fn look(&mut self, planted: &Planted, who: Option<&str>, path: &str) {
        let (status, body) = self.ask(who, Method::GET, path).await;
        let asked = path.replace("%20", " ");
        for word in planted.words() {
            // Whoever asks for a word reads it in the field they typed it into.
            let echoes = asked.matches(word.as_str()).count();
            let allowed = if echoes > 0 { usize::MAX } else { 0 };
            let found = body.matches(word.as_str()).count();
            assert!(
                found <= allowed,
                "{word} stands in {path} for {who:?}: {status}\n{body}"
            );
        }
        if asked.contains(WORD) || asked.contains(NUMBERS) {
            for path in planted.paths() {
                assert!(
                    !body.contains(&path),
                    "{path} stands in {asked} for {who:?}"
                );
            }
        }
    }

    /// A number of a matter answers like one that nobody has given.
    async fn compare(&mut self, who: Option<&str>, route: &Listed, number: &str) {
        let ask = filled_with(route.path, number);
        let (status, body) = self.try_route(who, route, &ask).await;
        let none = filled_with(route.path, UNKNOWN);
        let (unknown, nothing) = self.try_route(who, route, &none).await;
        let place = format!("{} {ask} as {who:?}", route.method);
        assert_eq!(status, unknown, "{place}");
        assert_eq!(plain(&body, number), plain(&nothing, UNKNOWN), "{place}");
    }
}

/// Everybody who may not know: all roles but discipline's, and nobody.
fn strangers(house: &House) -> Vec<Option<String>> {
    let mut all: Vec<Option<String>> = one_a_role(house)
        .map(|account| account.login.clone())
        .filter(|login| login != "discipline")
        .map(Some)
        .collect();
    for more in ["receptionist-2", "coordinator-2", "contact-ward"] {
        all.push(Some(more.to_owned()));
    }
    all.push(None);
    all
}

/// What lists and figures say, by who asks and where.
async fn figures(
    hunt: &mut Hunt<'_>,
    who: &[Option<String>],
) -> BTreeMap<(String, String), String> {
    let mut said = BTreeMap::new();
    for one in who {
        for path in suspicious() {
            // Counters grow with every question, and a workbook holds the machine's time.
            if path == "/metrics" || path.contains("xlsx") {
                continue;
            }
            let (status, body) = hunt.ask(one.as_deref(), Method::GET, &path).await;
            let login = one.clone().unwrap_or_default();
            said.insert((login, path), format!("{status} {}", plain(&body, UNKNOWN)));
        }
    }
    said
}

async fn nothing_leaks(engine: Engine) {
    let log = Log::begin();
    let house = House::at(engine, "2026-09-28 09:12").await;
    let mut hunt = Hunt {
        everybody: Everybody::of(&house),
        house: &house,
    };
    let who = strangers(&house);
    let ordinary = Planted::in_a_case(&house).await;
    let before = figures(&mut hunt, &who).await;
    let planted = Planted::alone(&house, ordinary).await;
    let after = figures(&mut hunt, &who).await;
    for (place, said) in &before {
        assert_eq!(said, &after[place], "{place:?} has changed");
    }
    let routes = features::routes();
    for one in &who {
        let login = one.as_deref();
        for path in suspicious() {
            hunt.look(&planted, login, &path).await;
        }
        for route in routes.listed() {
            if !route.path.contains('{') {
                if route.method == "GET" {
                    hunt.look(&planted, login, route.path).await;
                }
            } else if route.path.contains("{number}") {
                for number in &planted.numbers {
                    hunt.compare(login, route, number).await;
                }
            } else if route.method == "GET" {
                for id in &planted.ids {
                    hunt.look(&planted, login, &filled_with(route.path, id))
                        .await;
                }
            }
        }
        for (number, id) in planted.files() {
            let path = format!("/cases/{number}/files/{id}");
            assert_eq!(
                hunt.ask(login, Method::GET, &path).await.0 / 100 % 10,
                path_class(login)
            );
        }
        for number in &planted.split {
            for below in ["", "/print", "/slip"] {
                hunt.look(&planted, login, &format!("/cases/{number}{below}"))
                    .await;
            }
            for below in ["", "/timeline"] {
                hunt.look(&planted, login, &format!("/api/v1/cases/{number}{below}"))
                    .await;
            }
        }
    }
    files_hold_nothing(&mut hunt, &planted, &who).await;
    time_betrays_nothing(&house, &mut hunt, &planted, &who).await;
    planted.machine_says_nothing(&house).await;
    log.holds_none_of(&planted);
    house.chains_hold().await;
}

/// Whoever may take lists out takes out what they ask for by a planted word, and all.
async fn files_hold_nothing(hunt: &mut Hunt<'_>, planted: &Planted, who: &[Option<String>]) {
    let mut asked = Vec::new();
    for login in who.iter().flatten() {
        for body in [
            json!({"format": "csv", "q": WORD}),
            json!({"format": "jsonl"}),
        ] {
            let answer = hunt.everybody.send(login, "/api/v1/exports", &body).await;
            match answer.status().as_u16() {
                202 => {
                    let told: Value = answer.json().await.unwrap();
                    asked.push((login.clone(), told["id"].as_str().unwrap().to_owned()));
                }
                status => assert_eq!(status, 403, "{login}"),
            }
        }
    }
    assert!(!asked.is_empty(), "somebody takes lists out");
    // A run of the round makes some files and leaves the others to the next.
    for minute in 21..26 {
        hunt.house.clock_to(&format!("2026-09-28 09:{minute}"));
        hunt.house.rounds().await;
    }
    for (login, id) in asked {
        let path = format!("/api/v1/exports/{id}");
        let (status, told) = hunt.ask(Some(&login), Method::GET, &path).await;
        assert!(
            status == 200 && told.contains("\"ready\""),
            "{login}: {told}"
        );
        hunt.look(planted, Some(&login), &format!("{path}/file"))
            .await;
    }
}

/// Nobody is sent to sign in, everybody else finds nothing.
fn path_class(login: Option<&str>) -> u16 {
    if login.is_some() { 4 } else { 3 }
}

/// Weeks later every clock has run out: word of it goes to discipline and nobody else.
async fn time_betrays_nothing(
    house: &House,
    hunt: &mut Hunt<'_>,
    planted: &Planted,
    who: &[Option<String>],
) {
    for moment in ["2026-10-08 09:00", "2026-10-14 00:01", "2026-10-16 09:00"] {
        house.clock_to(moment);
        house.rounds().await;
    }
    // Sessions of weeks ago have ended.
    hunt.everybody = Everybody::of(hunt.house);
    for one in who {
        for path in suspicious() {
            hunt.look(planted, one.as_deref(), &path).await;
        }
    }
    let mut tx = house.app.db.read().await.unwrap();
    let strays = tx
        .count(
            "SELECT COUNT(*) AS n FROM outbox o JOIN cases c ON c.id = o.subject_id
             WHERE o.subject_kind = $1 AND c.confidentiality = 2
               AND COALESCE(o.to_role, '') <> $2",
            args!["case", "discipline"],
        )
        .await
        .unwrap();
    assert_eq!(strays, 0, "a word went elsewhere");
}

#[tokio::test]
async fn nothing_leaks_on_sqlite() {
    nothing_leaks(Engine::Sqlite).await;
}

#[tokio::test]
async fn nothing_leaks_on_postgres() {
    nothing_leaks(Engine::Postgres).await;
}
