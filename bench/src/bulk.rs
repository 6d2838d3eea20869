//! What a filled hospital costs the engine alone: the same rows, table by table, carried
//! into an empty copy in whole sets, with the same indexes and triggers.

use std::time::Duration;

use anyhow::bail;
use futures_util::StreamExt;
use sqlx::postgres::PgPoolCopyExt;
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection, Row};
use tongli_store::DbUrl;

use crate::raw::Raw;
use crate::stopwatch::Stopwatch;

/// Carries all rows of one database into another that has the same tables and nothing in
/// them but what migrations put there; answers how long the copying took.
pub async fn carry(from: &DbUrl, to: &DbUrl) -> anyhow::Result<Duration> {
    match (from, to) {
        (DbUrl::Sqlite(from), DbUrl::Sqlite(_)) => {
            let Raw::Sqlite(conn) = Raw::writing(to).await? else {
                bail!("SQLite's own connection");
            };
            let conn = conn.lock().await;
            conn.execute("ATTACH $1 AS house", [from.to_string_lossy()])?;
            within_sqlite(&conn)
        }
        (DbUrl::Postgres(from), DbUrl::Postgres(to)) => between_postgres(from, to).await,
        _ => bail!("rows are carried within one engine"),
    }
}

/// All tables with rows of their own; those of the index of search hold its entries as
/// they lie on the disk, which costs less than making them.
const SQLITE_TABLES: &str = "SELECT name FROM sqlite_master WHERE type = 'table'
    AND name NOT LIKE 'sqlite%' AND sql NOT LIKE 'CREATE VIRTUAL%' ORDER BY name";

fn within_sqlite(conn: &rusqlite::Connection) -> anyhow::Result<Duration> {
    let mut tables = conn.prepare(SQLITE_TABLES)?;
    let tables = tables.query_map([], |row| row.get::<_, String>(0))?;
    let tables = tables.collect::<Result<Vec<_>, _>>()?;
    let watch = Stopwatch::start();
    for table in tables {
        conn.execute_batch(&format!(
            "BEGIN IMMEDIATE; DELETE FROM main.{table};
             INSERT INTO main.{table} SELECT * FROM house.{table}; COMMIT"
        ))?;
    }
    Ok(watch.read())
}

async fn between_postgres(from: &str, to: &str) -> anyhow::Result<Duration> {
    let from = sqlx::PgPool::connect(from).await?;
    let mut to = PgConnection::connect(to).await?;
    let tables = "SELECT CAST(relname AS TEXT) FROM pg_class
        WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY relname";
    let tables = to.fetch_all(tables).await?;
    let watch = Stopwatch::start();
    for table in tables {
        let table: String = table.try_get(0)?;
        let mut into = to.begin().await?;
        into.execute(AssertSqlSafe(format!("DELETE FROM {table}")))
            .await?;
        let mut rows = from
            .copy_out_raw(&format!("COPY {table} TO STDOUT"))
            .await?;
        let mut copy = into
            .copy_in_raw(&format!("COPY {table} FROM STDIN"))
            .await?;
        while let Some(some) = rows.next().await {
            copy.send(some?).await?;
        }
        copy.finish().await?;
        into.commit().await?;
    }
    let took = watch.read();
    to.close().await?;
    from.close().await;
    Ok(took)
}
