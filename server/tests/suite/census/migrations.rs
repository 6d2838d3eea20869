//! A database of an older version, with people's work in it, brought to this one.

use std::collections::BTreeMap;

use tongli::features::migrations;
use tongli_kernel::{Fault, Moment, Tenant};
use tongli_store::migrate::{Migration, Standing, migrate, standing};
use tongli_store::testing::fresh;
use tongli_store::{Db, history};

use super::{read, root};
use crate::house::{ENGINES, assembled_on};

const T: Tenant = Tenant(1);

/// The first step that the data knows nothing of; `tests/data/README.md` tells how
/// the data was made.
const NEWER: &str = "20261127";
const DATA: &str = "server/tests/data/before-20261127.sql";

/// Pairs of characters of before: search made its index anew.
const GONE: &str = "case_terms";

fn older() -> Vec<Migration> {
    let mut steps = migrations();
    steps.retain(|step| step.id < NEWER);
    steps
}

/// One statement a line.
async fn fill(db: &Db, data: &str) {
    db.write(async |tx| {
        for line in data.lines().filter(|line| line.starts_with("INSERT")) {
            tx.run(line.to_owned(), vec![]).await?;
        }
        Ok::<_, Fault>(())
    })
    .await
    .unwrap();
}

/// Rows of each table, as the data file has them.
fn rows(data: &str) -> BTreeMap<&str, i64> {
    let mut rows = BTreeMap::new();
    for line in data.lines().filter(|line| line.starts_with("INSERT")) {
        let table = line.split_whitespace().nth(2).unwrap();
        *rows.entry(table).or_default() += 1;
    }
    rows
}

/// The round fills the index of search from the cases, by as many steps as it takes.
async fn search_is_filled(db: &Db, cases: i64) {
    let house = assembled_on(db.clone()).await;
    let mut tx = db.read().await.unwrap();
    assert_eq!(
        tongli_cases::refilling(&mut tx, T).await.unwrap(),
        Some((0, cases))
    );
    drop(tx);
    tongli_feature::run_due(&house.app, &house.rounds).await;
    let mut tx = db.read().await.unwrap();
    assert_eq!(tongli_cases::refilling(&mut tx, T).await.unwrap(), None);
    let page = tongli_cases::check_index(&mut tx, &house.app, None)
        .await
        .unwrap();
    assert_eq!((page.looked_at, page.flaws), (cases, vec![]));
}

#[tokio::test]
async fn work_of_an_older_version_survives_every_later_step() {
    let data = read(&root().join(DATA));
    let rows = rows(&data);
    assert!(rows["cases"] > 0 && rows["history"] > 0 && rows["staff"] > 0);
    for engine in ENGINES {
        let test = fresh(engine, &older()).await;
        let db = &test.db;
        fill(db, &data).await;
        let steps = migrations();
        assert!(matches!(
            standing(db, &steps).await.unwrap(),
            Standing::Behind(_)
        ));
        migrate(db, &steps, Moment::from_millis(0)).await.unwrap();
        assert_eq!(standing(db, &steps).await.unwrap(), Standing::Current);
        let mut tx = db.read().await.unwrap();
        for (table, expected) in &rows {
            if *table == GONE {
                continue;
            }
            let sql = format!("SELECT COUNT(*) AS n FROM {table}");
            let found = tx.count(sql, vec![]).await.unwrap();
            assert_eq!(found, *expected, "{engine:?}: {table}");
        }
        let checked = history::check_all(&mut tx, T, |_| {}).await.unwrap();
        assert_eq!(checked.flaws, vec![]);
        assert_eq!(checked.links, rows["history"]);
        let key = "SELECT signer FROM history_seals WHERE tenant = 1";
        let key: String = tx.one(key, vec![], |row| row.get("signer")).await.unwrap();
        let seals = history::check_seals(&mut tx, T, &key).await.unwrap();
        assert_eq!(seals, (rows["history_seals"], vec![]));
        search_is_filled(db, rows["cases"]).await;
        assert_eq!(
            tongli_work::astray(&mut tx, T).await.unwrap(),
            Vec::<String>::new()
        );
    }
}
