//! Connections that were left in the middle of something.

use futures_util::FutureExt;
use tongli_kernel::Fault;
use tongli_store::migrate::MIGRATIONS;
use tongli_store::testing::{fresh, on_both};
use tongli_store::{Engine, StoreError, Tx, args};

use crate::house::T;

async fn insert(tx: &mut Tx, id: i64) -> Result<(), StoreError> {
    let sql = "INSERT INTO search_rows (tenant, id, digest) VALUES ($1, $2, 'x')";
    tx.run(sql, args![T, id]).await.map(|_| ())
}

async fn count(tx: &mut Tx) -> Result<i64, StoreError> {
    tx.count("SELECT COUNT(*) AS n FROM search_rows", vec![])
        .await
}

#[tokio::test]
async fn whoever_stops_reading_leaves_no_answer_to_the_next() {
    on_both(MIGRATIONS, async |db| {
        db.write(async |tx| Ok(insert(tx, 1).await?)).await.unwrap();
        for id in 100..140 {
            let mut tx = db.read().await.unwrap();
            let asked = tx.count("SELECT CAST($1 AS BIGINT) AS n", args![id]);
            let _ = asked.now_or_never();
            drop(tx);
            let mut next = db.read().await.unwrap();
            assert_eq!(count(&mut next).await.unwrap(), 1);
        }
    })
    .await;
}

#[tokio::test]
async fn a_job_that_is_given_up_leaves_nothing_and_holds_nobody_up() {
    on_both(MIGRATIONS, async |db| {
        let (wrote, has_written) = tokio::sync::oneshot::channel();
        let wrote = std::sync::Mutex::new(Some(wrote));
        let own = db.clone();
        let job = tokio::spawn(async move {
            let wrote = &wrote;
            let job = async |tx: &mut Tx| {
                insert(tx, 1).await?;
                let told = wrote.lock().unwrap().take();
                told.map(|told| told.send(()));
                std::future::pending::<Result<(), Fault>>().await
            };
            own.write(job).await
        });
        has_written.await.unwrap();
        job.abort();
        assert!(job.await.unwrap_err().is_cancelled());
        // The same key would wait for whoever still holds it.
        db.write(async |tx| Ok(insert(tx, 1).await?)).await.unwrap();
        let mut tx = db.read().await.unwrap();
        assert_eq!(count(&mut tx).await.unwrap(), 1);
    })
    .await;
}

#[tokio::test]
async fn what_postgresql_threw_away_is_not_called_kept() {
    let db = fresh(Engine::Postgres, MIGRATIONS).await.db.clone();
    let outcome: Result<(), Fault> = db
        .write(async |tx| {
            insert(tx, 1).await?;
            assert!(matches!(insert(tx, 1).await, Err(StoreError::Unique(_))));
            Ok(())
        })
        .await;
    assert!(matches!(outcome, Err(Fault::Bug(_))));
    let mut tx = db.read().await.unwrap();
    assert_eq!(count(&mut tx).await.unwrap(), 0);
}
