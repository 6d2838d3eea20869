//! What the planner of PostgreSQL knows after a load.

use tongli_store::migrate::MIGRATIONS;
use tongli_store::testing::fresh;
use tongli_store::{Db, Engine, StoreError, Tx, args};

use crate::house::T;

/// How many rows PostgreSQL believes the table to have; -1 where it never looked.
async fn believed(db: &Db) -> i64 {
    let mut tx = db.read().await.unwrap();
    let sql = "SELECT CAST(reltuples AS BIGINT) AS n FROM pg_class WHERE relname = 'search_rows'";
    tx.count(sql, vec![]).await.unwrap()
}

async fn load(tx: &mut Tx, from: i64, rows: i64) -> Result<(), StoreError> {
    let sql = "INSERT INTO search_rows (tenant, id, digest)
               SELECT CAST($1 AS BIGINT), i, 'x' FROM generate_series($2, $3) AS s(i)";
    tx.run(sql, args![T, from, from + rows - 1]).await?;
    // Else the server may hear of it ten seconds later.
    let sql = "SELECT CAST(pg_stat_force_next_flush() AS TEXT) AS told";
    tx.all(sql, vec![], |_| Ok(())).await.map(|_| ())
}

#[tokio::test]
async fn a_table_that_grew_is_counted_anew_and_one_that_hardly_did_is_not() {
    let test = fresh(Engine::Postgres, MIGRATIONS).await;
    let db = &test.db;
    for (from, rows, seen) in [(1, 5_000, 5_000), (5_001, 50, 5_000), (5_051, 1_000, 6_050)] {
        db.write(async |tx| Ok(load(tx, from, rows).await?))
            .await
            .unwrap();
        db.refresh_statistics().await.unwrap();
        assert_eq!(believed(db).await, seen);
    }
}
