//! The disk is full while people register: each is told or has it kept, nothing is half
//! there, and with room again the house goes on by itself. On SQLite, whose file a test
//! can hold; PostgreSQL undoes a transaction alike whatever stops it.

use futures_util::future::join_all;
use serde_json::{Value, json};
use tongli_store::Engine;
use tongli_store::testing::let_grow;

use super::lives::complaint;
use super::races::cases_in;
use crate::house::House;

/// How many people write at once.
const PEOPLE: usize = 6;

fn told(person: usize, nth: usize) -> Value {
    let mut body = complaint();
    let long = "夜间呼叫无人应答，等了很久。".repeat(60);
    body["narrative"] = json!(format!("{long}第{person}人第{nth}次"));
    body
}

/// One person registers one matter after the other until one is put off; the numbers of
/// those that were kept.
async fn person(house: &House, at: usize) -> Vec<String> {
    let login = ["receptionist", "receptionist-2", "coordinator"][at % 3];
    let desk = house.program(login);
    let mut numbers = Vec::new();
    for nth in 0..1_000 {
        let (status, answer) = desk.post("/cases", told(at, nth)).await;
        if status == 503 {
            let said = answer["title"].as_str().unwrap_or_default();
            assert!(!said.is_empty(), "a clear error: {answer}");
            return numbers;
        }
        assert_eq!(status, 201, "{answer}");
        numbers.push(answer["number"].as_str().unwrap().to_owned());
    }
    panic!("the disk never was full");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_disk_that_is_full_while_people_register_loses_nothing_and_halves_nothing() {
    let house = House::at(Engine::Sqlite, "2026-09-28 09:12").await;
    let db = &house.app.db;
    let mut numbers = Vec::new();
    for room in [40, 7] {
        let_grow(db, room).await.unwrap();
        for kept in join_all((0..PEOPLE).map(|at| person(&house, at))).await {
            numbers.extend(kept);
        }
        let_grow(db, 100_000).await.unwrap();
        let desk = house.program("receptionist");
        let (status, answer) = desk.post("/cases", told(99, 0)).await;
        assert_eq!(status, 201, "with room again: {answer}");
        numbers.push(answer["number"].as_str().unwrap().to_owned());
    }
    assert_eq!(cases_in(db).await, numbers.len() as i64, "kept, or told");
    for number in &numbers {
        let (status, _) = house
            .program("coordinator")
            .get(&format!("/cases/{number}"))
            .await;
        assert_eq!(status, 200, "{number} was acknowledged");
    }
    house.rounds().await;
    house.chains_hold().await;
    assert_eq!(db.file_flaws().await.unwrap(), Vec::<String>::new());
    let mut tx = db.read().await.unwrap();
    let (mut after, mut looked_at) = (None, 0);
    loop {
        let page = tongli_cases::check_index(&mut tx, &house.app, after)
            .await
            .unwrap();
        assert!(page.flaws.is_empty(), "the index says what the cases say");
        looked_at += page.looked_at;
        after = page.last;
        if after.is_none() {
            break;
        }
    }
    assert_eq!(looked_at as usize, numbers.len());
    let figures = tongli_cases::check_figures(&mut tx, &house.app).await;
    assert!(figures.unwrap().is_empty(), "and so do the figures");
}
