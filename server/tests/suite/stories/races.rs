//! Two hands on one case: one of them moves it, and the other is told. A request
//! sent twice is done once.

use reqwest::{Method, RequestBuilder, multipart};
use serde_json::{Value, json};
use tongli_store::{Db, Engine};

use super::lives::{complaint, life_by_word, whole_life};
use crate::house::{ENGINES, House, Program, answered};

/// The servers the two hands work at: two on PostgreSQL, one on SQLite.
struct Office {
    first: House,
    second: Option<House>,
}

impl Office {
    async fn on(engine: Engine) -> Office {
        let first = House::at(engine, "2026-09-28 09:12").await;
        let second = match engine {
            Engine::Sqlite => None,
            Engine::Postgres => Some(House::beside(&first).await),
        };
        Office { first, second }
    }

    fn second(&self) -> &House {
        self.second.as_ref().unwrap_or(&self.first)
    }

    async fn register(&self) -> String {
        let desk = self.first.program("receptionist");
        let (status, case) = desk.post("/cases", complaint()).await;
        assert_eq!(status, 201, "{case}");
        case["number"].as_str().unwrap().to_owned()
    }

    /// A complaint that nobody wants answered in writing.
    async fn register_by_word(&self) -> String {
        let desk = self.first.program("receptionist");
        let mut body = complaint();
        body["contact"]["reply_by"] = json!("phone");
        let (status, case) = desk.post("/cases", body).await;
        assert_eq!(status, 201, "{case}");
        case["number"].as_str().unwrap().to_owned()
    }

    /// The same verb at the same version at both servers at once.
    async fn race(&self, number: &str, login: &str, verb: &str, mut body: Value) {
        let (one, other) = (self.first.program(login), self.second().program(login));
        let path = format!("/cases/{number}");
        let (_, before) = one.get(&path).await;
        body["version"] = before["version"].clone();
        let path = format!("{path}/{verb}");
        let (left, right) = tokio::join!(one.post(&path, body.clone()), other.post(&path, body));
        let (won, lost) = if left.0 < 300 {
            (left, right)
        } else {
            (right, left)
        };
        assert_eq!(won.0, 200, "{verb}: nobody came through: {won:?} {lost:?}");
        assert!(
            matches!(lost.0, 409 | 422),
            "{verb}: both came through: {won:?} {lost:?}"
        );
        let (_, after) = self
            .second()
            .program(login)
            .get(&format!("/cases/{number}"))
            .await;
        assert_eq!(after["version"], won.1["version"], "{verb}");
    }
}

#[tokio::test]
async fn of_two_hands_one_goes_the_way_by_word_of_mouth() {
    for engine in ENGINES {
        let office = Office::on(engine).await;
        let number = office.register_by_word().await;
        for (login, verb, body) in life_by_word() {
            office.race(&number, login, verb, body).await;
        }
        office.first.chains_hold().await;
    }
}

#[tokio::test]
async fn of_two_hands_one_amends_the_case() {
    for engine in ENGINES {
        let office = Office::on(engine).await;
        let number = office.register().await;
        let (one, other) = (
            office.first.signed_in("coordinator").await,
            office.second().signed_in("director").await,
        );
        let path = format!("/cases/{number}/amend");
        let form = |demand| {
            [
                ("version", "1"),
                ("channel", "phone"),
                ("urgency", "urgent"),
                ("confidentiality", "ordinary"),
                ("demand", demand),
            ]
        };
        let (mine, theirs) = (form("书面说明原因"), form("当面道歉"));
        let (left, right) = tokio::join!(one.post(&path, &mine), other.post(&path, &theirs));
        let (kept, lost, typed) = match left.status().as_u16() {
            303 => ("书面说明原因", right, "当面道歉"),
            _ => {
                assert_eq!(right.status(), 303, "nobody came through");
                ("当面道歉", left, "书面说明原因")
            }
        };
        assert_eq!(lost.status(), 409);
        assert!(
            lost.text().await.unwrap().contains(typed),
            "what was typed is gone"
        );
        let reader = office.second().program("coordinator");
        let (_, case) = reader.get(&format!("/cases/{number}")).await;
        assert_eq!(
            (&case["demand"], &case["version"]),
            (&json!(kept), &json!(2))
        );
        office.first.chains_hold().await;
    }
}

fn with_file(program: &Program<'_>, number: &str, name: &str, bytes: &[u8]) -> RequestBuilder {
    let part = multipart::Part::bytes(bytes.to_vec()).file_name(name.to_owned());
    program
        .ask(Method::POST, &format!("/cases/{number}/attach"))
        .multipart(multipart::Form::new().part("file", part))
}

/// Sends a file, and again where somebody was faster at the very moment.
async fn kept(program: &Program<'_>, number: &str, name: &str, bytes: &[u8]) -> (u16, Value) {
    for _ in 0..20 {
        let answer = answered(with_file(program, number, name, bytes)).await;
        if answer.0 != 409 {
            return answer;
        }
    }
    panic!("somebody is always faster");
}

#[tokio::test]
async fn files_of_two_hands_both_stay_and_one_file_sent_twice_is_one() {
    for engine in ENGINES {
        let office = Office::on(engine).await;
        let number = office.register().await;
        let (one, other) = (
            office.first.program("receptionist"),
            office.second().program("coordinator"),
        );
        let (left, right) = tokio::join!(
            kept(&one, &number, "照片2.jpg", b"\xff\xd8\xff one"),
            kept(&other, &number, "收据.pdf", b"%PDF-1.7 two")
        );
        assert_eq!((left.0, right.0), (200, 200), "{left:?} {right:?}");

        let keyed = |house| {
            let program: &Program<'_> = house;
            with_file(program, &number, "照片.jpg", b"\xff\xd8\xff three")
                .header("idempotency-key", "one-photo")
        };
        let again = office.second().program("receptionist");
        let (first, second) = tokio::join!(answered(keyed(&one)), answered(keyed(&again)));
        let (_, third) = answered(keyed(&again)).await;
        for (status, body) in [&first, &second] {
            assert!(*status == 409 || body == &third, "{status} {body}");
        }
        assert_eq!(third["files"][0]["name"], "照片.jpg");
        let (_, case) = one.get(&format!("/cases/{number}")).await;
        let mut names: Vec<&str> = case["files"]
            .as_array()
            .unwrap()
            .iter()
            .map(|file| file["name"].as_str().unwrap())
            .collect();
        names.sort_unstable();
        assert_eq!(names, ["收据.pdf", "照片.jpg", "照片2.jpg"]);
        // The same key with another file is another request.
        let other = with_file(&one, &number, "照片.jpg", b"\xff\xd8\xff four")
            .header("idempotency-key", "one-photo");
        assert_eq!(answered(other).await.0, 409);
        office.first.chains_hold().await;
    }
}

#[tokio::test]
async fn of_two_hands_one_moves_the_case_through_every_verb() {
    for engine in ENGINES {
        let office = Office::on(engine).await;
        let number = office.register().await;
        for (login, verb, body) in whole_life() {
            office.race(&number, login, verb, body).await;
        }
        office.first.chains_hold().await;
    }
}

#[tokio::test]
async fn of_two_hands_one_ends_the_case() {
    let explained = json!({"reason": "in_court", "explanation": "法院已经受理同一事项", "body": "市中区人民法院"});
    let ends = [
        (
            "receptionist",
            "settle",
            json!({"result": "当场说明并致歉，对方接受"}),
        ),
        ("coordinator", "refuse", explained),
        (
            "director",
            "hand-over",
            json!({"to": "authority", "reason": "属于主管部门职权"}),
        ),
    ];
    for engine in ENGINES {
        let office = Office::on(engine).await;
        for (login, verb, body) in &ends {
            let number = office.register().await;
            office.race(&number, login, verb, body.clone()).await;
            if *verb == "refuse" {
                office.race(&number, "director", verb, json!({})).await;
                let (_, case) = office
                    .first
                    .program("director")
                    .get(&format!("/cases/{number}"))
                    .await;
                assert_eq!(case["stage"], "refused");
            }
        }
        office.first.chains_hold().await;
    }
}

#[tokio::test]
async fn notes_of_two_hands_both_stay() {
    for engine in ENGINES {
        let office = Office::on(engine).await;
        let number = office.register().await;
        let path = format!("/cases/{number}/note");
        let (one, other) = (
            office.first.program("receptionist"),
            office.second().program("coordinator"),
        );
        let (left, right) = tokio::join!(
            one.post(&path, json!({"text": "家属十点再来"})),
            other.post(&path, json!({"text": "已通知病区"}))
        );
        assert_eq!((left.0, right.0), (200, 200), "{left:?} {right:?}");
        office.first.chains_hold().await;
    }
}

pub(super) async fn cases_in(db: &Db) -> i64 {
    let mut tx = db.read().await.unwrap();
    tx.count("SELECT count(*) AS n FROM cases", vec![])
        .await
        .unwrap()
}

#[tokio::test]
async fn a_request_sent_eight_times_at_once_is_one_case() {
    for engine in ENGINES {
        let office = Office::on(engine).await;
        let programs: Vec<_> = (0..8)
            .map(|at| {
                if at % 2 == 0 {
                    &office.first
                } else {
                    office.second()
                }
            })
            .map(|house| house.program("receptionist"))
            .collect();
        let all = programs.iter().map(|program| async move {
            for _ in 0..20 {
                let request = program
                    .ask(Method::POST, "/cases")
                    .header("idempotency-key", "one-key-for-eight")
                    .json(&complaint());
                let (status, body) = answered(request).await;
                if status != 409 {
                    return (status, body);
                }
            }
            panic!("the same request stays under way");
        });
        let answers = futures_util::future::join_all(all).await;
        for (status, body) in &answers {
            assert_eq!(*status, 201, "{body}");
            assert_eq!(body, &answers[0].1);
        }
        assert_eq!(cases_in(&office.first.app.db).await, 1);
        // The same key on another request is not the same request.
        let mut other = complaint();
        other["narrative"] = json!("另一件事情");
        let request = programs[0]
            .ask(Method::POST, "/cases")
            .header("idempotency-key", "one-key-for-eight")
            .json(&other);
        assert_eq!(answered(request).await.0, 409);
        office.first.chains_hold().await;
    }
}

#[tokio::test]
async fn of_two_decisions_about_recordings_one_is_first() {
    for engine in ENGINES {
        let office = Office::on(engine).await;
        let number = office.register().await;
        let path = format!("/cases/{number}/consent");
        let said = |whom: &str, decision: &str| json!({"version": 0, "kind": "recording", "whom": whom, "decision": decision, "how": "word"});
        let (one, other) = (
            office.first.program("receptionist"),
            office.second().program("receptionist"),
        );
        let (left, right) = tokio::join!(
            one.post(&path, said("contact", "given")),
            other.post(&path, said("contact", "refused"))
        );
        let mut codes = [left.0, right.0];
        codes.sort_unstable();
        assert_eq!(codes, [200, 409], "{engine:?} {left:?} {right:?}");
    }
}
