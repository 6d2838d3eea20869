//! The writer and callers that go away.

#![allow(clippy::unwrap_used, reason = "a test says what it expects")]

use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;

use futures_util::future::join_all;

use crate::testing::{fresh, let_grow};
use crate::{Db, Engine, args};

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
    db.write(async |tx| {
        tx.run("CREATE TABLE things (id BIGINT NOT NULL)", vec![])
            .await?;
        Ok(())
    })
    .await
    .unwrap();
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
    db.write(async |tx| {
        tx.run("CREATE TABLE things (id BIGINT NOT NULL)", vec![])
            .await?;
        Ok(())
    })
    .await
    .unwrap();
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
    db.write(async |tx| {
        tx.run(
            "CREATE TABLE things (id BIGINT NOT NULL, text TEXT NOT NULL)",
            vec![],
        )
        .await?;
        Ok(())
    })
    .await
    .unwrap();
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
