//! The same engine without our face: a plain pool, statements and nothing else.

use std::sync::Arc;
use std::time::Duration;

use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{TransactionBehavior, params_from_iter};
use sqlx::postgres::{PgArguments, PgConnectOptions, PgPool, PgPoolOptions};
use sqlx::{Arguments, AssertSqlSafe, ConnectOptions};
use tokio::sync::Mutex;
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

/// A plain connection or pool, as durable as ours.
#[derive(Debug, Clone)]
pub enum Raw {
    Sqlite(Arc<Mutex<rusqlite::Connection>>),
    Postgres(PgPool),
}

/// Waiting for a connection belongs to the time measured, however long it is.
const PATIENCE: Duration = Duration::from_secs(120);

impl Raw {
    /// For jobs that write: SQLite has one writer.
    pub async fn writing(url: &DbUrl) -> anyhow::Result<Raw> {
        match url {
            DbUrl::Sqlite(path) => {
                let conn = rusqlite::Connection::open(path)?;
                conn.busy_timeout(PATIENCE)?;
                conn.set_prepared_statement_cache_capacity(500);
                conn.execute_batch(
                    "PRAGMA foreign_keys = ON; PRAGMA journal_mode = WAL;
                     PRAGMA synchronous = FULL; PRAGMA cache_size = -16384;
                     PRAGMA temp_store = MEMORY",
                )?;
                Ok(Raw::Sqlite(Arc::new(Mutex::new(conn))))
            }
            DbUrl::Postgres(url) => {
                let options = url
                    .parse::<PgConnectOptions>()?
                    .statement_cache_capacity(500)
                    .disable_statement_logging();
                let pool = PgPoolOptions::new()
                    .max_connections(16)
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
            Raw::Sqlite(conn) => {
                let mut conn = conn.lock().await;
                let tx = conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
                for one in statements {
                    let watch = Stopwatch::start();
                    let args = one.args.iter().map(sqlite_arg);
                    tx.prepare_cached(&one.sql)?
                        .execute(params_from_iter(args))?;
                    took.push(watch.read());
                }
                tx.commit()?;
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
            Raw::Sqlite(_) => {}
            Raw::Postgres(pool) => pool.close().await,
        }
    }
}

fn sqlite_arg(value: &Value) -> ToSqlOutput<'_> {
    ToSqlOutput::Borrowed(match value {
        Value::Int(number) => number.map_or(ValueRef::Null, ValueRef::Integer),
        Value::Text(text) => text.as_deref().map_or(ValueRef::Null, ValueRef::from),
    })
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
