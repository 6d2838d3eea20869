//! SQLite: one writer that commits queued jobs in groups, readers beside it.
//!
//! A job runs on its caller's own task, inside a savepoint, while it holds the
//! writer's lock; it then leaves the transaction open and queues a commit. Every
//! job already waiting for the lock runs before that commit, so a burst shares
//! one flush to disk and a lone job waits for nobody.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use sqlx::sqlite::{
    SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqlitePool, SqlitePoolOptions,
    SqliteSynchronous,
};
use sqlx::{ConnectOptions, Connection, Executor};
use tokio::sync::{Mutex, Notify, OwnedMutexGuard};

pub(crate) use writer::Writer;
use writer::commit_groups;

use crate::{Row, StoreError, Tx, Value, args};

pub(crate) struct Sqlite {
    writer: Arc<Mutex<Writer>>,
    wake: Arc<Notify>,
    committer: tokio::task::AbortHandle,
    readers: SqlitePool,
}

impl Drop for Sqlite {
    fn drop(&mut self) {
        self.committer.abort();
    }
}

/// How hard a commit is kept: tests need not survive a power cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Durability {
    Full,
    None,
}

/// Every column of every table, with its type.
pub(crate) const COLUMNS: &str = "SELECT m.name AS of_table, p.name AS name, upper(p.type) AS kind
     FROM sqlite_master m JOIN pragma_table_info(m.name) p
     WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' ORDER BY m.name, p.cid";

const READERS: u32 = 4;
/// A reader plans by the statistics it found when it connected.
const READER_LIVES: Duration = Duration::from_secs(30 * 60);

fn options(path: &Path, durability: Durability) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(true)
        .foreign_keys(true)
        .journal_mode(SqliteJournalMode::Wal)
        // WAL defaults to NORMAL, which may lose the last commits in a power cut.
        .synchronous(match durability {
            Durability::Full => SqliteSynchronous::Full,
            Durability::None => SqliteSynchronous::Off,
        })
        .busy_timeout(Duration::from_secs(10))
        .statement_cache_capacity(500)
        .pragma("cache_size", "-16384")
        .pragma("temp_store", "MEMORY")
        // What is destroyed is overwritten, not only left to be used again.
        .pragma("secure_delete", "ON")
        .optimize_on_close(true, None)
        .disable_statement_logging()
}

impl Sqlite {
    pub(crate) async fn open(path: &Path, durability: Durability) -> Result<Self, StoreError> {
        let conn = options(path, durability).connect().await?;
        let readers = SqlitePoolOptions::new()
            .max_connections(READERS)
            .max_lifetime(READER_LIVES)
            .connect_with(
                options(path, durability)
                    .create_if_missing(false)
                    .pragma("query_only", "ON"),
            )
            .await?;
        let writer = Arc::new(Mutex::new(Writer::new(conn)));
        let wake = Arc::new(Notify::new());
        let committer = tokio::spawn(commit_groups(writer.clone(), wake.clone())).abort_handle();
        Ok(Self {
            writer,
            wake,
            committer,
            readers,
        })
    }

    pub(crate) async fn reader(
        &self,
    ) -> Result<sqlx::pool::PoolConnection<sqlx::Sqlite>, StoreError> {
        Ok(self.readers.acquire().await?)
    }

    /// Waits for the writer and opens a job's savepoint on it.
    pub(crate) async fn begin(&self) -> Result<OwnedMutexGuard<Writer>, StoreError> {
        let writer = self.writer.clone();
        to_its_end(async move {
            let mut writer = writer.lock_owned().await;
            writer.begin_job().await?;
            Ok(writer)
        })
        .await?
    }

    /// Waits for the writer and opens a transaction for one job alone. Under a savepoint
    /// SQLite keeps a journal of every page that the job touches and walks through it at
    /// the end of most statements: a job of thousands of them pays for it by the square.
    pub(crate) async fn begin_alone(&self) -> Result<OwnedMutexGuard<Writer>, StoreError> {
        let writer = self.writer.clone();
        to_its_end(async move {
            let mut writer = writer.lock_owned().await;
            writer.finish_group().await;
            writer.begin_alone().await?;
            Ok(writer)
        })
        .await?
    }

    /// Keeps the job and waits until its group is on disk.
    pub(crate) async fn commit(
        &self,
        mut writer: OwnedMutexGuard<Writer>,
    ) -> Result<(), StoreError> {
        let wake = self.wake.clone();
        let outcome = to_its_end(async move {
            let outcome = writer.end_job().await;
            drop(writer);
            wake.notify_one();
            outcome
        })
        .await?;
        outcome?
            .await
            .map_err(|_| StoreError::Unavailable(anyhow::anyhow!("the writer went away")))?
            .map_err(|why| StoreError::not_kept(&why))
    }

    /// Undoes the job; the rest of its group is untouched, but where the disk was full.
    pub(crate) async fn rollback(&self, mut writer: OwnedMutexGuard<Writer>, was_full: bool) {
        let wake = self.wake.clone();
        let undone = to_its_end(async move {
            writer.undo_job(was_full).await;
            drop(writer);
            wake.notify_one();
        })
        .await;
        if let Err(error) = undone {
            tracing::error!(%error, "could not roll back a job");
        }
    }

    /// Lets the planner know how much its tables hold, looking at few rows of each that
    /// grew or shrank much since. Readers hear of it when they connect again.
    pub(crate) async fn refresh_statistics(&self) -> Result<(), StoreError> {
        let mut writer = self.writer.lock().await;
        writer.finish_group().await;
        writer
            .connection()
            .execute("PRAGMA analysis_limit = 1000")
            .await?;
        // Also tables this connection has not asked for yet.
        writer
            .connection()
            .execute("PRAGMA optimize = 0x10002")
            .await?;
        Ok(())
    }

    /// Empties the log of writes, which still holds what was overwritten.
    pub(crate) async fn empty_log(&self) -> Result<(), StoreError> {
        let mut writer = self.writer.lock().await;
        writer.finish_group().await;
        writer
            .connection()
            .execute("PRAGMA wal_checkpoint(TRUNCATE)")
            .await?;
        Ok(())
    }

    pub(crate) async fn close(&self) {
        self.readers.close().await;
        let mut writer = self.writer.lock().await;
        writer.finish_group().await;
        let _ = writer
            .connection()
            .execute("PRAGMA wal_checkpoint(TRUNCATE)")
            .await;
    }
}

/// Runs a change of the writer's state in a task of its own: a caller that goes away
/// in the middle (a browser that closes, a request that takes too long) must not
/// leave the connection and what we know of it apart.
async fn to_its_end<T: Send + 'static>(
    change: impl Future<Output = T> + Send + 'static,
) -> Result<T, StoreError> {
    tokio::spawn(change).await.map_err(StoreError::bug)
}

fn bound(args: Vec<Value>) -> Result<sqlx::sqlite::SqliteArguments, StoreError> {
    use sqlx::Arguments;
    let mut bound = sqlx::sqlite::SqliteArguments::default();
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
    conn: &mut SqliteConnection,
    sql: sqlx::SqlStr,
    args: Vec<Value>,
) -> Result<u64, StoreError> {
    let done = sqlx::query_with::<sqlx::Sqlite, _>(sql, bound(args)?)
        .execute(conn)
        .await?;
    Ok(done.rows_affected())
}

pub(crate) async fn all(
    conn: &mut SqliteConnection,
    sql: sqlx::SqlStr,
    args: Vec<Value>,
) -> Result<Vec<Row>, StoreError> {
    let rows = sqlx::query_with::<sqlx::Sqlite, _>(sql, bound(args)?)
        .fetch_all(conn)
        .await?;
    Ok(rows.into_iter().map(Row::Sqlite).collect())
}

pub(crate) async fn script(
    conn: &mut SqliteConnection,
    sql: sqlx::SqlStr,
) -> Result<(), StoreError> {
    sqlx::raw_sql(sql).execute(conn).await?;
    Ok(())
}

/// Parses and plans a statement without running it.
pub(crate) async fn prepare(
    conn: &mut SqliteConnection,
    sql: sqlx::SqlStr,
) -> Result<(), StoreError> {
    conn.prepare(sql).await?;
    Ok(())
}

/// Writes a consistent copy beside the running database.
pub(crate) async fn copy_to(conn: &mut SqliteConnection, target: &Path) -> Result<(), StoreError> {
    sqlx::query::<sqlx::Sqlite>("VACUUM INTO $1")
        .bind(target.to_string_lossy().into_owned())
        .execute(conn)
        .await?;
    Ok(())
}

/// Writes the entries of a row of search over what stood there.
pub(crate) const PUT_ENTRIES: &str =
    "INSERT OR REPLACE INTO search_terms (rowid, terms) VALUES ($1, $2)";

/// Compares the row `s` of search with what is asked.
pub(crate) const MATCHES: &str = "s.search_terms MATCH ";

/// The rows of search that hold what is asked: before it, and around its bounds.
pub(crate) const ROWS: (&str, &str, &str, &str) = (
    "(SELECT rowid AS rowid FROM search_terms WHERE search_terms MATCH ",
    " AND rowid >= ",
    " AND rowid < ",
    ") s",
);

/// Writes a part of the index of search anew, without what is marked as gone; whether
/// anything was left to do.
pub(crate) async fn tidy(tx: &mut Tx, pages: i64) -> Result<bool, StoreError> {
    let changes = "SELECT total_changes() AS n";
    let before = tx.count(changes, vec![]).await?;
    tx.run(
        "INSERT INTO search_terms (search_terms, rank) VALUES ('merge', $1)",
        args![pages],
    )
    .await?;
    // The statement itself counts as one change.
    Ok(tx.count(changes, vec![]).await? - before >= 2)
}

/// A connection of its own, for the migration and for backups.
pub(crate) async fn single(path: &Path) -> Result<SqliteConnection, StoreError> {
    Ok(options(path, Durability::Full).connect().await?)
}

pub(crate) async fn close(conn: SqliteConnection) -> Result<(), StoreError> {
    conn.close().await?;
    Ok(())
}

mod writer;

#[cfg(test)]
mod tests;
