//! The writer and callers that go away.

#![allow(clippy::unwrap_used, reason = "a test says what it expects")]

use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;

use crate::testing::fresh;
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
