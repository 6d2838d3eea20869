//! PostgreSQL: a pool; READ COMMITTED with version checks and unique keys.

mod connections;

use std::borrow::Cow;

use sqlx::postgres::PgConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions, Executor, SqlSafeStr};

use self::connections::Connections;
pub(crate) use self::connections::Lent;
use crate::{Row, Sql, StoreError, Value};

pub(crate) struct Postgres {
    connections: Connections,
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

/// The tables that are no longer what they were when they were last counted.
const GROWN: &str = "SELECT quote_ident(CAST(relname AS TEXT)) AS name FROM pg_stat_user_tables
     WHERE schemaname = current_schema() AND n_mod_since_analyze > 50 + n_live_tup / 10
     ORDER BY relname";

impl Postgres {
    pub(crate) async fn open(url: &str) -> Result<Self, StoreError> {
        let options: PgConnectOptions = url
            .parse::<PgConnectOptions>()
            .map_err(StoreError::from)?
            .application_name("tongli")
            .statement_cache_capacity(500)
            .disable_statement_logging();
        let connections = Connections::of(options);
        // Whoever opens a database that is not there hears so.
        drop(connections.take().await?);
        Ok(Self { connections })
    }

    pub(crate) async fn reader(&self) -> Result<Lent, StoreError> {
        self.connections.take().await
    }

    pub(crate) async fn begin(&self) -> Result<Lent, StoreError> {
        let mut lent = self.connections.take().await?;
        lent.begin().await?;
        Ok(lent)
    }

    /// Counts anew what has changed by a tenth since it was counted, as the server's own
    /// round would.
    pub(crate) async fn refresh_statistics(&self) -> Result<(), StoreError> {
        let mut lent = self.connections.take().await?;
        let grown = all(&mut lent, GROWN.into(), Vec::new()).await?;
        let names: Result<Vec<String>, StoreError> =
            grown.iter().map(|row| row.get("name")).collect();
        let names = names?.join(", ");
        if names.is_empty() {
            return Ok(());
        }
        script(&mut lent, format!("ANALYZE {names}").into()).await
    }

    pub(crate) async fn close(&self) {
        self.connections.close().await;
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

pub(crate) async fn run(lent: &mut Lent, sql: Sql, args: Vec<Value>) -> Result<u64, StoreError> {
    let query = sqlx::query_with::<sqlx::Postgres, _>(safe(sql), bound(args)?);
    let done = lent.speak(async |conn| query.execute(conn).await).await?;
    Ok(done.rows_affected())
}

pub(crate) async fn all(
    lent: &mut Lent,
    sql: Sql,
    args: Vec<Value>,
) -> Result<Vec<Row>, StoreError> {
    let query = sqlx::query_with::<sqlx::Postgres, _>(safe(sql), bound(args)?);
    let rows = lent.speak(async |conn| query.fetch_all(conn).await).await?;
    Ok(rows.into_iter().map(Row::Postgres).collect())
}

pub(crate) async fn script(lent: &mut Lent, sql: Sql) -> Result<(), StoreError> {
    lent.speak(async |conn| sqlx::raw_sql(safe(sql)).execute(conn).await)
        .await?;
    Ok(())
}

/// Parses and plans a statement without running it.
pub(crate) async fn prepare(lent: &mut Lent, sql: Sql) -> Result<(), StoreError> {
    lent.speak(async |conn| conn.prepare(safe(sql)).await)
        .await?;
    Ok(())
}

/// Writes the entries of a row of search over what stood there.
pub(crate) const PUT_ENTRIES: &str =
    "INSERT INTO search_terms (rowid, terms) VALUES ($1, CAST($2 AS tsvector))
     ON CONFLICT (rowid) DO UPDATE SET terms = excluded.terms";

/// The same of many rows: before and behind their values.
pub(crate) const PUT_MANY: (&str, &str) = (
    "INSERT INTO search_terms (rowid, terms)
     SELECT CAST(v.id AS BIGINT), CAST(v.terms AS tsvector) FROM (VALUES ",
    ") AS v(id, terms)
     ON CONFLICT (rowid) DO UPDATE SET terms = excluded.terms",
);

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
