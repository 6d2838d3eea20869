//! The index of what was said: found, kept apart from jobs that fail, and gone from the
//! disk when it has to be.

use std::collections::BTreeSet;

use tongli_kernel::{Fault, Said};
use tongli_store::migrate::MIGRATIONS;
use tongli_store::search::{self, Entries, Expr, push_match};
use tongli_store::testing::{fresh, on_both};
use tongli_store::{Db, DbUrl, Engine, Query};

use crate::house::T;

fn entries(all: &[&str]) -> Entries {
    Entries {
        all: all.iter().map(|&one| one.to_owned()).collect(),
        key: None,
    }
}

async fn put(db: &Db, id: i64, all: &[&str]) {
    let entries = entries(all);
    db.write(async |tx| Ok(search::put(tx, T, id, &entries).await?))
        .await
        .unwrap();
}

async fn found(db: &Db, expr: &Expr) -> BTreeSet<i64> {
    let mut tx = db.read().await.unwrap();
    let mut query = Query::new("SELECT s.rowid AS id FROM search_terms s WHERE s.rowid < ");
    query.bind(i64::MAX).push(" AND ");
    push_match(&mut query, tx.engine(), expr);
    let (sql, args) = query.finish();
    let rows = tx.all(sql, args, |row| row.get("id")).await.unwrap();
    rows.into_iter().collect()
}

#[tokio::test]
async fn a_row_is_found_by_all_of_what_it_holds_and_by_nothing_else() {
    on_both(MIGRATIONS, async |db| {
        put(&db, 1, &["t_退费", "t_费", "zr2"]).await;
        put(&db, 2, &["t_退票", "t_票", "p_退费", "zk7", "zr2"]).await;
        put(&db, 3, &["t_ct", "t_é𠮷"]).await;
        let term = Expr::term;
        let both = Expr::All(vec![term("t_退费"), term("zr2")]);
        assert_eq!(found(&db, &both).await, [1].into());
        assert_eq!(
            found(&db, &Expr::Prefix("t_退".into())).await,
            [1, 2].into()
        );
        let named = term("zr2").but(term("zr2").but(term("zk7")));
        assert_eq!(found(&db, &named).await, [2].into());
        assert_eq!(found(&db, &term("t_é𠮷")).await, [3].into());
        assert!(found(&db, &term("t_c")).await.is_empty());
        // Written over, and taken away.
        put(&db, 1, &["t_道歉"]).await;
        assert!(found(&db, &both).await.is_empty());
        let mut tx = db.read().await.unwrap();
        assert!(
            search::agrees(&mut tx, T, 1, &entries(&["t_道歉"]))
                .await
                .unwrap()
        );
        assert!(
            !search::agrees(&mut tx, T, 1, &entries(&["t_退费"]))
                .await
                .unwrap()
        );
        drop(tx);
        db.write(async |tx| Ok(search::forget(tx, T, 1).await?))
            .await
            .unwrap();
        assert!(found(&db, &term("t_道歉")).await.is_empty());
    })
    .await;
}

#[tokio::test]
async fn many_rows_at_once_are_those_of_one_by_one() {
    on_both(MIGRATIONS, async |db| {
        put(&db, 7, &["t_旧"]).await;
        let rows: Vec<(i64, Entries)> = (1..=123)
            .map(|id| (id, entries(&[&format!("t_{id}"), "zr2"])))
            .collect();
        let rows: Vec<(i64, &Entries)> = rows.iter().map(|(id, row)| (*id, row)).collect();
        db.write(async |tx| Ok(search::put_many(tx, T, &rows).await?))
            .await
            .unwrap();
        assert_eq!(found(&db, &Expr::term("zr2")).await, (1..=123).collect());
        assert!(found(&db, &Expr::term("t_旧")).await.is_empty());
        let mut tx = db.read().await.unwrap();
        for (id, row) in rows {
            assert!(search::agrees(&mut tx, T, id, row).await.unwrap(), "{id}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_job_that_fails_leaves_no_entries_and_its_neighbours_keep_theirs() {
    on_both(MIGRATIONS, async |db| {
        let jobs = (0..24_i64).map(|id| {
            let db = db.clone();
            tokio::spawn(async move {
                let entries = entries(&["t_同时"]);
                db.write(async |tx| {
                    search::put(tx, T, id, &entries).await?;
                    match id % 3 {
                        0 => Err(Fault::Conflict(Said::new("fault-somebody-was-faster"))),
                        _ => Ok(()),
                    }
                })
                .await
                .is_ok()
            })
        });
        let mut kept = BTreeSet::new();
        for (id, job) in (0..).zip(jobs.collect::<Vec<_>>()) {
            if job.await.unwrap() {
                kept.insert(id);
            }
        }
        assert_eq!(kept.len(), 16);
        assert_eq!(found(&db, &Expr::term("t_同时")).await, kept);
    })
    .await;
}

#[tokio::test]
async fn what_was_destroyed_leaves_the_disk() {
    let test = fresh(Engine::Sqlite, MIGRATIONS).await;
    let db = &test.db;
    for id in 0..40 {
        put(db, id, &["t_常见", &format!("t_w{id}")]).await;
    }
    put(db, 99, &["t_密语", "t_zzsecretzz"]).await;
    let DbUrl::Sqlite(path) = &test.url else {
        unreachable!("an SQLite database stands in a file");
    };
    let holds = async || {
        db.empty_log().await.unwrap();
        let bytes = std::fs::read(path).unwrap();
        bytes
            .windows(12)
            .any(|part| part == b"zzsecretzz\0\0" || part.starts_with(b"zzsecretzz"))
    };
    assert!(holds().await, "the test sees what stands there");
    db.write(async |tx| {
        search::forget(tx, T, 99).await?;
        Ok(search::wait_for_purge(tx, T).await?)
    })
    .await
    .unwrap();
    assert!(holds().await, "the entry is only marked");
    assert!(search::purge(db, T).await.unwrap());
    assert!(!holds().await, "the entry is gone");
    assert!(
        !search::purge(db, T).await.unwrap(),
        "nothing waits any more"
    );
    assert_eq!(found(db, &Expr::term("t_常见")).await.len(), 40);
}
