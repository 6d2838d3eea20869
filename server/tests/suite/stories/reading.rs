//! What programs read of a case is what its readers see on its pages.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::complaint::done;
use super::lives::{complaint, whole_life};
use crate::house::{ENGINES, House, Program};

async fn registered(house: &House) -> String {
    let desk = house.program("receptionist");
    let (status, case) = desk.post("/cases", complaint()).await;
    assert_eq!(status, 201, "{case}");
    case["number"].as_str().unwrap().to_owned()
}

async fn items(program: &Program<'_>, path: &str) -> Vec<Value> {
    let (status, read) = program.get(path).await;
    assert_eq!(status, 200, "{path}: {read}");
    read["items"].as_array().unwrap().clone()
}

#[tokio::test]
async fn the_timeline_is_read_page_by_page_and_private_notes_stay_private() {
    for engine in ENGINES {
        let house = House::at(engine, "2026-09-28 09:12").await;
        let number = registered(&house).await;
        let (owner, ward) = (house.program("coordinator"), house.program("contact-ward"));
        for (text, visibility) in [("家属情绪激动", "private"), ("已约十点面谈", "shared")]
        {
            let note = json!({"text": text, "visibility": visibility});
            done(&owner, &number, "note", note).await;
        }
        done(
            &owner,
            &number,
            "pause",
            json!({"reason": "等家属补充材料"}),
        )
        .await;
        let path = format!("/cases/{number}/timeline");
        let (mut all, mut cursor) = (Vec::new(), String::new());
        loop {
            let (_, page) = owner.get(&format!("{path}?limit=2&cursor={cursor}")).await;
            all.extend(page["items"].as_array().unwrap().clone());
            match page["next"].as_str() {
                Some(next) => cursor = next.to_owned(),
                None => break,
            }
        }
        assert_eq!(all, items(&owner, &path).await);
        let verbs: Vec<&str> = all
            .iter()
            .map(|one| one["verb"].as_str().unwrap())
            .collect();
        assert_eq!(verbs, ["register", "note", "note", "pause"]);
        assert_eq!(
            (&all[3]["who"], &all[3]["text"]),
            (&json!("沈知远"), &json!("等家属补充材料"))
        );
        assert_eq!(
            (&all[0]["from"], &all[0]["to"]),
            (&json!("draft"), &json!("registered"))
        );
        let texts = |all: &[Value]| -> BTreeSet<String> {
            let texts = all.iter().filter_map(|one| one["text"].as_str());
            texts.map(str::to_owned).collect()
        };
        assert!(texts(&all).contains("家属情绪激动"));
        let seen = items(&ward, &path).await;
        assert_eq!(seen.len(), 3, "{seen:?}");
        assert!(texts(&seen).contains("已约十点面谈") && !texts(&seen).contains("家属情绪激动"));
        for wrong in ["limit=0", "limit=201", "cursor=x"] {
            assert_eq!(
                owner.get(&format!("{path}?{wrong}")).await.0,
                422,
                "{wrong}"
            );
        }
    }
}

#[tokio::test]
async fn a_department_reads_its_own_statement_and_no_letter() {
    for engine in ENGINES {
        let house = House::at(engine, "2026-09-28 09:12").await;
        let number = registered(&house).await;
        let owner = house.program("coordinator");
        for (login, verb, mut body) in whole_life() {
            if verb == "request-statement" {
                body["departments"] = json!(["GK2", "JZ"]);
            }
            if verb == "find" {
                let let_go = json!({"department": "JZ", "reason": "核对后与该科室无关"});
                done(&owner, &number, "excuse-statement", let_go).await;
            }
            done(&house.program(login), &number, verb, body).await;
        }
        let path = format!("/cases/{number}/statements");
        let all = items(&owner, &path).await;
        let states: Vec<&Value> = all.iter().map(|one| &one["state"]).collect();
        assert_eq!(states, ["given", "excused"]);
        assert_eq!(all[0]["bounces"], 1);
        assert_eq!(all[0]["givings"].as_array().unwrap().len(), 2);
        let own = items(&house.program("contact-ward"), &path).await;
        assert_eq!(own, all[..1]);

        let path = format!("/cases/{number}/letters");
        let letters = items(&owner, &path).await;
        assert_eq!(letters[0]["state"], "released");
        assert_eq!(letters[0]["points"][0]["finding"], "upheld");
        assert_eq!(house.program("contact-ward").get(&path).await.0, 403);
        assert_eq!(owner.get("/cases/TS-20260928-9999/letters").await.0, 404);
        assert_eq!(readings(&house).await, ["contact", "statement"]);
    }
}

/// What kinds of reading were written down.
async fn readings(house: &House) -> Vec<String> {
    let mut tx = house.app.db.read().await.unwrap();
    let all: Vec<String> = tx
        .all("SELECT what FROM access_log", vec![], |row| row.get("what"))
        .await
        .unwrap();
    all.into_iter()
        .collect::<BTreeSet<_>>()
        .into_iter()
        .collect()
}

#[tokio::test]
async fn a_case_says_its_files_its_moments_and_where_its_clocks_are_explained() {
    for engine in ENGINES {
        let house = House::at(engine, "2026-09-28 09:12").await;
        let number = registered(&house).await;
        let owner = house.program("coordinator");
        for (login, verb, body) in whole_life() {
            if verb == "reopen" {
                break;
            }
            done(&house.program(login), &number, verb, body).await;
        }
        let (_, case) = owner.get(&format!("/cases/{number}")).await;
        for moment in ["answered_at", "delivered_at", "closed_at", "archived_at"] {
            assert!(case[moment].is_string(), "{moment}: {case}");
        }
        assert_eq!(case["letter_wanted"], true);
        for clock in case["clocks"].as_array().unwrap() {
            let path = clock["explain"].as_str().unwrap().strip_prefix("/api/v1");
            let (status, explained) = owner.get(path.unwrap()).await;
            assert_eq!(
                (status, &explained["id"]),
                (200, &clock["id"]),
                "{explained}"
            );
        }
    }
}
