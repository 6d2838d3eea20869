//! The same engine without our face: a plain pool, statements and nothing else.

use std::sync::Arc;
use std::time::Duration;

use sqlx::postgres::{PgArguments, PgConnectOptions, PgPool, PgPoolOptions};
use sqlx::sqlite::{
    SqliteArguments, SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions,
    SqliteSynchronous,
};
use sqlx::{Arguments, AssertSqlSafe, ConnectOptions};
use tongli_store::{DbUrl, Value};

use crate::stopwatch::Stopwatch;

/// One statement with its arguments.
#[derive(Debug, Clone)]
pub struct Statement {
    /// The table it is mainly about.
    pub about: &'static str,
    pub sql: Arc<str>,
    pub args: Vec<Value>,
}

/// A plain pool, as durable as ours and with as many connections.
#[derive(Debug, Clone)]
pub enum Raw {
    Sqlite(SqlitePool),
    Postgres(PgPool),
}

/// Waiting for a connection belongs to the time measured, however long it is.
const PATIENCE: Duration = Duration::from_secs(120);

impl Raw {
    /// For jobs that write: SQLite has one writer.
    pub async fn writing(url: &DbUrl) -> anyhow::Result<Raw> {
        Raw::open(url, (1, 16)).await
    }

    async fn open(url: &DbUrl, (on_sqlite, on_postgres): (u32, u32)) -> anyhow::Result<Raw> {
        match url {
            DbUrl::Sqlite(path) => {
                let options = SqliteConnectOptions::new()
                    .filename(path)
                    .foreign_keys(true)
                    .journal_mode(SqliteJournalMode::Wal)
                    .synchronous(SqliteSynchronous::Full)
                    .busy_timeout(Duration::from_secs(10))
                    .statement_cache_capacity(500)
                    .pragma("cache_size", "-16384")
                    .pragma("temp_store", "MEMORY")
                    .disable_statement_logging();
                let pool = SqlitePoolOptions::new()
                    .max_connections(on_sqlite)
                    .acquire_timeout(PATIENCE)
                    .test_before_acquire(false)
                    .connect_with(options)
                    .await?;
                Ok(Raw::Sqlite(pool))
            }
            DbUrl::Postgres(url) => {
                let options = url
                    .parse::<PgConnectOptions>()?
                    .statement_cache_capacity(500)
                    .disable_statement_logging();
                let pool = PgPoolOptions::new()
                    .max_connections(on_postgres)
                    .acquire_timeout(PATIENCE)
                    .test_before_acquire(false)
                    .connect_with(options)
                    .await?;
                Ok(Raw::Postgres(pool))
            }
        }
    }

    /// All statements in one transaction of their own; answers how long each took.
    pub async fn write(&self, statements: &[Statement]) -> anyhow::Result<Vec<Duration>> {
        let mut took = Vec::with_capacity(statements.len());
        match self {
            Raw::Sqlite(pool) => {
                let mut tx = pool.begin_with("BEGIN IMMEDIATE").await?;
                for one in statements {
                    let watch = Stopwatch::start();
                    sqlx::query_with(AssertSqlSafe(one.sql.clone()), sqlite_args(&one.args)?)
                        .execute(&mut *tx)
                        .await?;
                    took.push(watch.read());
                }
                tx.commit().await?;
            }
            Raw::Postgres(pool) => {
                let mut tx = pool.begin().await?;
                for one in statements {
                    let watch = Stopwatch::start();
                    sqlx::query_with(AssertSqlSafe(one.sql.clone()), postgres_args(&one.args)?)
                        .execute(&mut *tx)
                        .await?;
                    took.push(watch.read());
                }
                tx.commit().await?;
            }
        }
        Ok(took)
    }

    pub async fn close(self) {
        match self {
            Raw::Sqlite(pool) => pool.close().await,
            Raw::Postgres(pool) => pool.close().await,
        }
    }
}

fn sqlite_args(args: &[Value]) -> anyhow::Result<SqliteArguments> {
    let mut bound = SqliteArguments::default();
    for value in args {
        match value {
            Value::Int(number) => bound.add(*number),
            Value::Text(text) => bound.add(text.clone()),
        }
        .map_err(anyhow::Error::from_boxed)?;
    }
    Ok(bound)
}

fn postgres_args(args: &[Value]) -> anyhow::Result<PgArguments> {
    let mut bound = PgArguments::default();
    for value in args {
        match value {
            Value::Int(number) => bound.add(*number),
            Value::Text(text) => bound.add(text.clone()),
        }
        .map_err(anyhow::Error::from_boxed)?;
    }
    Ok(bound)
}
