//! The writer and callers that go away.

#![allow(clippy::unwrap_used, reason = "a test says what it expects")]

use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;

use futures_util::future::join_all;

use crate::testing::{fresh, let_grow};
use crate::{Db, Engine, args};

async fn things(db: &Db) {
    db.write(async |tx| {
        let sql = "CREATE TABLE things (id BIGINT NOT NULL, text TEXT)";
        tx.run(sql, vec![]).await?;
        Ok(())
    })
    .await
    .unwrap();
}

async fn put(db: &Db, id: i64) -> Result<(), tongli_kernel::Fault> {
    db.write(async |tx| {
        tx.run("INSERT INTO things (id) VALUES ($1)", args![id])
            .await?;
        Ok(())
    })
    .await
}

async fn look(db: &Db) {
    for _ in 0..5 {
        let mut tx = db.read().await.unwrap();
        tx.count("SELECT COUNT(*) AS n FROM things", vec![])
            .await
            .unwrap();
    }
}

#[tokio::test]
async fn a_caller_that_goes_away_at_any_moment_leaves_the_writer_usable() {
    let test = fresh(Engine::Sqlite, &[]).await;
    let db = &test.db;
    things(db).await;
    for wakes in 0..40_i64 {
        let job = db.write(async |tx| {
            tx.run("INSERT INTO things (id) VALUES ($1)", args![wakes])
                .await?;
            Ok(())
        });
        {
            let mut job = pin!(job);
            for _ in 0..wakes {
                let ready =
                    poll_fn(|context| Poll::Ready(job.as_mut().poll(context).is_ready())).await;
                if ready {
                    break;
                }
                // What was asked for is done before the caller is gone.
                look(db).await;
            }
            // Dropped wherever it stands.
        }
        db.write(async |tx| {
            tx.run("INSERT INTO things (id) VALUES ($1)", args![1_000 + wakes])
                .await?;
            Ok(())
        })
        .await
        .unwrap();
    }
    let mut tx = db.read().await.unwrap();
    let kept = tx
        .count("SELECT COUNT(*) AS n FROM things WHERE id >= 1000", vec![])
        .await
        .unwrap();
    assert_eq!(kept, 40);
}

#[tokio::test]
async fn a_job_alone_is_kept_whole_or_undone_whole_and_harms_no_other() {
    let test = fresh(Engine::Sqlite, &[]).await;
    let db = &test.db;
    things(db).await;
    let put = async |id: i64| {
        db.write(async |tx| {
            tx.run("INSERT INTO things (id) VALUES ($1)", args![id])
                .await?;
            Ok(())
        })
        .await
        .unwrap();
    };
    for (id, well) in [(1_i64, true), (2, false), (3, true)] {
        let alone = db.write_alone(async |tx| {
            tx.run("INSERT INTO things (id) VALUES ($1)", args![id])
                .await?;
            match well {
                true => Ok(()),
                false => Err(tongli_kernel::Fault::NotFound),
            }
        });
        let (outcome, ()) = tokio::join!(alone, put(10 + id));
        assert_eq!(outcome.is_ok(), well);
    }
    {
        // Its caller goes away in the middle.
        let mut gone = pin!(db.write_alone(async |tx| {
            tx.run("INSERT INTO things (id) VALUES (4)", vec![]).await?;
            std::future::pending::<()>().await;
            Ok(())
        }));
        for _ in 0..20 {
            let _ = poll_fn(|context| Poll::Ready(gone.as_mut().poll(context).is_ready())).await;
            look(db).await;
        }
    }
    put(14).await;
    let mut tx = db.read().await.unwrap();
    let kept = tx
        .all("SELECT id FROM things ORDER BY id", vec![], |row| {
            row.get::<i64>("id")
        })
        .await
        .unwrap();
    assert_eq!(kept, [1, 3, 11, 12, 13, 14]);
}

fn says_full(told: &Result<(), tongli_kernel::Fault>) -> bool {
    let Err(tongli_kernel::Fault::Unavailable(error)) = told else {
        return false;
    };
    let error = error.downcast_ref::<std::io::Error>();
    error.is_some_and(|error| error.kind() == std::io::ErrorKind::StorageFull)
}

#[tokio::test]
async fn a_full_disk_is_told_to_all_it_concerns_and_the_writer_goes_on() {
    let test = fresh(Engine::Sqlite, &[]).await;
    let db = &test.db;
    things(db).await;
    let large = "x".repeat(200_000);
    let put = async |id: i64, text: &str| {
        db.write(async |tx| {
            tx.run(
                "INSERT INTO things (id, text) VALUES ($1, $2)",
                args![id, text],
            )
            .await?;
            Ok(())
        })
        .await
    };
    let mut kept = Vec::new();
    for (at, alone) in [(0_i64, false), (100, true), (200, false)] {
        let_grow(db, 0).await.unwrap();
        let others = (at + 1..at + 6).map(|id| put(id, "small"));
        let too_large = async {
            match alone {
                false => put(at, &large).await,
                true => {
                    db.write_alone(async |tx| {
                        tx.run(
                            "INSERT INTO things (id, text) VALUES ($1, $2)",
                            args![at, &large],
                        )
                        .await?;
                        Ok(())
                    })
                    .await
                }
            }
        };
        let (before, after) = (join_all(others), put(at + 9, "small"));
        let (before, full, after) = tokio::join!(before, too_large, after);
        assert!(says_full(&full), "there is no room for it: {full:?}");
        for other in before.iter().chain([&after]) {
            assert!(other.is_ok() || says_full(other), "told why: {other:?}");
        }
        let told = (at + 1..at + 6).zip(before).chain([(at + 9, after)]);
        kept.extend(told.filter(|(_, told)| told.is_ok()).map(|(id, _)| id));
        // Whoever overhears it writes nothing more and keeps nothing.
        let deaf = db
            .write(async |tx| {
                let sql = "INSERT INTO things (id, text) VALUES ($1, $2)";
                let _ = tx.run(sql, args![at + 70, &large]).await;
                let _ = tx.run(sql, args![at + 71, "small"]).await;
                Ok(())
            })
            .await;
        assert!(says_full(&deaf), "{deaf:?}");
        // With room again it goes on as if nothing had been.
        let_grow(db, 1_000).await.unwrap();
        put(at + 50, &large).await.unwrap();
        kept.push(at + 50);
    }
    let mut tx = db.read().await.unwrap();
    let there = tx
        .all("SELECT id FROM things ORDER BY id", vec![], |row| {
            row.get::<i64>("id")
        })
        .await
        .unwrap();
    assert_eq!(there, kept, "what was acknowledged, and nothing else");
}

#[tokio::test]
async fn a_marker_takes_the_argument_of_its_number() {
    let test = fresh(Engine::Sqlite, &[]).await;
    things(&test.db).await;
    for id in 0..300 {
        put(&test.db, id).await.unwrap();
    }
    let mut tx = test.db.read().await.unwrap();
    let said = tx
        .one(
            "SELECT $2 AS second, $1 AS first, $2 AS again, $3 AS empty",
            args![1, "two", None::<String>],
            |row| {
                let nothing = row.get::<Option<String>>("empty")?;
                let texts = (row.get::<String>("second")?, row.get::<String>("again")?);
                Ok((row.get::<i64>("first")?, texts, nothing))
            },
        )
        .await
        .unwrap();
    assert_eq!(said, (1, ("two".to_owned(), "two".to_owned()), None));
    // More of them than are looked up by name.
    let mut query = crate::Query::new("SELECT id FROM things WHERE id > ");
    query.bind(40_i64).push(" AND id IN (").bind_all(0..150_i64);
    query.push(") AND id < ").bind(43_i64).push(" ORDER BY id");
    let (sql, args) = query.finish();
    let found = tx.all(sql, args, |row| row.get::<i64>("id")).await.unwrap();
    assert_eq!(found, [41, 42]);
    let missing = tx.find("SELECT $1 AS one", vec![], |row| row.get::<i64>("one"));
    assert!(missing.await.is_err(), "nothing is no NULL");
    let sql = "SELECT text AS one, 'x' AS other FROM things LIMIT 1";
    let wrong = tx.find(sql, vec![], |row| row.get::<i64>("other")).await;
    assert!(wrong.is_err(), "a text is no number");
}

#[tokio::test]
async fn two_databases_on_one_file_wait_for_each_other_and_for_nobody_who_went_away() {
    let test = fresh(Engine::Sqlite, &[]).await;
    let (one, other) = (&test.db, Db::open(&test.url).await.unwrap());
    things(one).await;
    let both = (0..20).map(|id| put(one, id));
    let others = (20..40).map(|id| put(&other, id));
    for outcome in join_all(both.chain(others)).await {
        outcome.unwrap();
    }
    {
        let mut gone = pin!(one.write(async |tx| {
            tx.run("INSERT INTO things (id) VALUES (99)", vec![])
                .await?;
            std::future::pending::<()>().await;
            Ok(())
        }));
        let waits = poll_fn(|context| Poll::Ready(gone.as_mut().poll(context).is_pending()));
        assert!(waits.await, "it stands in the middle of its job");
    }
    put(&other, 40).await.unwrap();
    let mut tx = other.read().await.unwrap();
    let sql = "SELECT COUNT(*) AS n FROM things";
    assert_eq!(tx.count(sql, vec![]).await.unwrap(), 41);
}

#[tokio::test]
async fn the_log_is_emptied_once_nobody_reads_from_it() {
    let test = fresh(Engine::Sqlite, &[]).await;
    let db = &test.db;
    things(db).await;
    let mut reading = db.read().await.unwrap();
    reading.run("BEGIN", vec![]).await.unwrap();
    let count = "SELECT COUNT(*) AS n FROM things";
    assert_eq!(reading.count(count, vec![]).await.unwrap(), 0);
    put(db, 1).await.unwrap();
    let crate::DbUrl::Sqlite(path) = &test.url else {
        unreachable!("an SQLite database stands in a file");
    };
    let log = path.with_extension("db-wal");
    let length = || std::fs::metadata(&log).unwrap().len();
    let ends = async {
        assert!(length() > 0, "somebody reads from it");
        reading.run("COMMIT", vec![]).await.unwrap();
    };
    let (emptied, ()) = tokio::join!(db.empty_log(), ends);
    emptied.unwrap();
    assert_eq!(length(), 0);
}

#[tokio::test]
async fn a_database_that_closes_lets_its_readers_end_and_admits_nobody() {
    let test = fresh(Engine::Sqlite, &[]).await;
    let db = &test.db;
    things(db).await;
    let mut reading = db.read().await.unwrap();
    let late = async {
        assert!(db.read().await.is_err(), "it is closing");
        let count = "SELECT COUNT(*) AS n FROM things";
        assert_eq!(reading.count(count, vec![]).await.unwrap(), 0);
        drop(reading);
    };
    let ((), ()) = tokio::join!(db.close(), late);
    assert!(db.read().await.is_err());
}

#[tokio::test]
async fn few_rows_of_a_large_house_are_found_by_their_index() {
    let test = fresh(Engine::Sqlite, &[]).await;
    let db = &test.db;
    db.write(async |tx| {
        for sql in [
            "CREATE TABLE things (tenant BIGINT NOT NULL, id BIGINT NOT NULL, of_thing BIGINT NOT NULL,
                 text TEXT, PRIMARY KEY (tenant, id))",
            "CREATE INDEX things_of ON things (tenant, of_thing, id)",
            "WITH RECURSIVE counted (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM counted WHERE i < 60000)
             INSERT INTO things (tenant, id, of_thing) SELECT 1, i, i / 3 FROM counted",
        ] {
            tx.run(sql, vec![]).await?;
        }
        Ok(())
    })
    .await
    .unwrap();
    let plan = async || {
        let mut tx = db.read().await.unwrap();
        let mut query =
            crate::Query::new("EXPLAIN QUERY PLAN SELECT id, text FROM things WHERE tenant = ");
        query
            .bind(1_i64)
            .push(" AND of_thing IN (")
            .bind_all(0..90_i64);
        query.push(") ORDER BY id");
        let (sql, args) = query.finish();
        let plan = tx.find(sql, args, |row| row.get::<String>("detail")).await;
        plan.unwrap().unwrap()
    };
    for _ in 0..2 {
        db.refresh_statistics().await.unwrap();
        let plan = plan().await;
        assert!(plan.contains("things_of"), "{plan}");
    }
}

#[tokio::test]
async fn what_came_into_an_index_that_was_empty_is_seen_at_the_next_look() {
    let test = fresh(Engine::Sqlite, &[]).await;
    let db = &test.db;
    let run = async |statements: &[&'static str]| {
        db.write(async |tx| {
            for sql in statements {
                tx.run(*sql, vec![]).await?;
            }
            Ok(())
        })
        .await
        .unwrap();
        db.refresh_statistics().await.unwrap();
    };
    run(&[
        "CREATE TABLE items (tenant BIGINT NOT NULL, id BIGINT NOT NULL, subject BIGINT NOT NULL,
             due BIGINT NOT NULL, closed BIGINT, text TEXT, PRIMARY KEY (tenant, id))",
        "CREATE INDEX items_of ON items (tenant, subject, id)",
        "CREATE INDEX items_open ON items (tenant, due, id) WHERE closed IS NULL",
        "WITH RECURSIVE counted (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM counted WHERE i < 20000)
         INSERT INTO items (tenant, id, subject, due, closed)
         SELECT 1, i, i / 6, i, CASE WHEN i > 4 THEN 1 END FROM counted",
    ])
    .await;
    run(&[
        "WITH RECURSIVE counted (i) AS (SELECT 20001 UNION ALL SELECT i + 1 FROM counted WHERE i < 27000)
         INSERT INTO items (tenant, id, subject, due) SELECT 1, i, i / 6, i FROM counted",
    ])
    .await;
    let mut tx = db.read().await.unwrap();
    let plan = tx
        .find(
            "EXPLAIN QUERY PLAN SELECT text FROM items
             WHERE tenant = $1 AND subject = $2 AND closed IS NULL ORDER BY due, id",
            args![1_i64, 4_000_i64],
            |row| row.get::<String>("detail"),
        )
        .await;
    let plan = plan.unwrap().unwrap();
    assert!(plan.contains("items_of"), "{plan}");
}
