//! PostgreSQL: a pool; READ COMMITTED with version checks and unique keys.

use std::borrow::Cow;
use std::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgConnection, PgPool, PgPoolOptions};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, Executor, SqlSafeStr};

use crate::{Row, Sql, StoreError, Value};

pub(crate) struct Postgres {
    pool: PgPool,
}

/// Every column of every table, with its type.
pub(crate) const COLUMNS: &str =
    "SELECT CAST(c.table_name AS TEXT) AS of_table, CAST(c.column_name AS TEXT) AS name,
            upper(CAST(c.data_type AS TEXT)) AS kind
     FROM information_schema.columns c
     JOIN information_schema.tables t
       ON t.table_schema = c.table_schema AND t.table_name = c.table_name
     WHERE c.table_schema = current_schema() AND t.table_type = 'BASE TABLE'
     ORDER BY c.table_name, c.ordinal_position";

const CONNECTIONS: u32 = 16;

/// After so long a connection is asked whether it still stands.
const FRESH: Duration = Duration::from_secs(1);

impl Postgres {
    pub(crate) async fn open(url: &str) -> Result<Self, StoreError> {
        let options: PgConnectOptions = url
            .parse::<PgConnectOptions>()
            .map_err(StoreError::from)?
            .application_name("tongli")
            .statement_cache_capacity(500)
            .disable_statement_logging();
        let pool = PgPoolOptions::new()
            .max_connections(CONNECTIONS)
            .acquire_timeout(Duration::from_secs(5))
            // Whoever was asked a moment ago is there still; else a page that reads ten
            // times asks ten times.
            .test_before_acquire(false)
            .before_acquire(|conn, known| {
                Box::pin(async move {
                    if known.idle_for > FRESH {
                        conn.ping().await?;
                    }
                    Ok(true)
                })
            })
            .connect_with(options)
            .await?;
        Ok(Self { pool })
    }

    pub(crate) async fn reader(
        &self,
    ) -> Result<sqlx::pool::PoolConnection<sqlx::Postgres>, StoreError> {
        Ok(self.pool.acquire().await?)
    }

    pub(crate) async fn begin(
        &self,
    ) -> Result<sqlx::Transaction<'static, sqlx::Postgres>, StoreError> {
        Ok(self.pool.begin().await?)
    }

    pub(crate) async fn close(&self) {
        self.pool.close().await;
    }
}

fn safe(sql: Sql) -> sqlx::SqlStr {
    match sql {
        Cow::Borrowed(text) => text.into_sql_str(),
        // Built only by `Query`, from pieces written in the source.
        Cow::Owned(text) => AssertSqlSafe(text).into_sql_str(),
    }
}

fn bound(args: Vec<Value>) -> Result<sqlx::postgres::PgArguments, StoreError> {
    use sqlx::Arguments;
    let mut bound = sqlx::postgres::PgArguments::default();
    for value in args {
        match value {
            Value::Int(number) => bound.add(number),
            Value::Text(text) => bound.add(text),
        }
        .map_err(StoreError::bug)?;
    }
    Ok(bound)
}

pub(crate) async fn run(
    conn: &mut PgConnection,
    sql: Sql,
    args: Vec<Value>,
) -> Result<u64, StoreError> {
    let done = sqlx::query_with::<sqlx::Postgres, _>(safe(sql), bound(args)?)
        .execute(conn)
        .await?;
    Ok(done.rows_affected())
}

pub(crate) async fn all(
    conn: &mut PgConnection,
    sql: Sql,
    args: Vec<Value>,
) -> Result<Vec<Row>, StoreError> {
    let rows = sqlx::query_with::<sqlx::Postgres, _>(safe(sql), bound(args)?)
        .fetch_all(conn)
        .await?;
    Ok(rows.into_iter().map(Row::Postgres).collect())
}

pub(crate) async fn script(conn: &mut PgConnection, sql: Sql) -> Result<(), StoreError> {
    sqlx::raw_sql(safe(sql)).execute(conn).await?;
    Ok(())
}

/// Parses and plans a statement without running it.
pub(crate) async fn prepare(conn: &mut PgConnection, sql: Sql) -> Result<(), StoreError> {
    conn.prepare(safe(sql)).await?;
    Ok(())
}

/// Writes the entries of a row of search over what stood there.
pub(crate) const PUT_ENTRIES: &str =
    "INSERT INTO search_terms (rowid, terms) VALUES ($1, CAST($2 AS tsvector))
     ON CONFLICT (rowid) DO UPDATE SET terms = excluded.terms";

/// Whether the row of one record holds exactly these entries.
pub(crate) const IS_ROW: &str =
    "SELECT COUNT(*) AS n FROM search_terms WHERE rowid = $1 AND terms = CAST($2 AS tsvector)";

/// Compares the row `s` of search with what is asked: before and behind it.
pub(crate) const MATCHES: (&str, &str) = ("s.terms @@ CAST(", " AS tsquery)");

/// Keeps what goes by one number to this transaction.
pub(crate) const TAKE: &str = "SELECT pg_advisory_xact_lock($1)";

/// The rows of search that hold what is asked, walked or by the index: before it, behind
/// it, and behind the bounds.
pub(crate) const ROWS: (&str, &str, &str, &str) = (
    "search_walk(CAST(",
    "search_rest(CAST(",
    " AS tsquery), ",
    ") AS s(rowid)",
);
