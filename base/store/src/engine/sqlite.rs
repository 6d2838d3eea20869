//! SQLite: one writer that commits queued jobs in groups, readers beside it.
//!
//! Statements run where they are asked for: SQLite answers from memory in microseconds,
//! and to hand each to a thread and wait for it took longer than all else of a page.
//!
//! A job runs inside a savepoint while it holds the writer's lock; it then leaves the
//! transaction open and queues a commit. Every job already waiting for the lock runs
//! before that commit, so a burst shares one flush to disk and a lone job waits for
//! nobody.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};
use tokio::sync::{Mutex, Notify};

pub(crate) use readers::Reader;
use readers::Readers;
pub(crate) use statement::{SqliteRow, all, prepare, run, script};
pub(crate) use writer::Turn;
use writer::{Writer, commit_groups};

use crate::{StoreError, Tx, args};

mod readers;
mod statement;
mod statistics;
mod writer;

pub(crate) struct Sqlite {
    writer: Arc<Mutex<Writer>>,
    wake: Arc<Notify>,
    committer: tokio::task::AbortHandle,
    readers: Readers,
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

/// How long a connection waits for another process that writes.
const PATIENCE: Duration = Duration::from_secs(10);

/// After so long the writer looks whether the other has ended.
const PAUSE: Duration = Duration::from_millis(2);

/// Statements that each connection keeps ready.
const KEPT_READY: usize = 500;

/// A new connection to the file, which is made where it `may_create` one.
fn connect(
    path: &Path,
    durability: Durability,
    may_create: bool,
) -> Result<Connection, StoreError> {
    let mut flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    flags.set(OpenFlags::SQLITE_OPEN_CREATE, may_create);
    let conn = Connection::open_with_flags(path, flags)?;
    conn.busy_timeout(PATIENCE)?;
    conn.set_prepared_statement_cache_capacity(KEPT_READY);
    // One plan for every argument: else most statements would be planned anew each time.
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    conn.execute_batch(
        "PRAGMA foreign_keys = ON;
         PRAGMA journal_mode = WAL;
         PRAGMA cache_size = -16384;
         PRAGMA temp_store = MEMORY;",
    )?;
    // What is destroyed is overwritten, not only left to be used again.
    conn.execute_batch("PRAGMA secure_delete = ON")?;
    // WAL defaults to NORMAL, which may lose the last commits in a power cut.
    conn.execute_batch(match durability {
        Durability::Full => "PRAGMA synchronous = FULL",
        Durability::None => "PRAGMA synchronous = OFF",
    })?;
    Ok(conn)
}

impl Sqlite {
    pub(crate) fn open(path: &Path, durability: Durability) -> Result<Self, StoreError> {
        let conn = connect(path, durability, true)?;
        conn.busy_timeout(Duration::ZERO)?;
        let writer = Writer::new(conn);
        let writer = Arc::new(Mutex::new(writer));
        let wake = Arc::new(Notify::new());
        let committer = tokio::spawn(commit_groups(writer.clone(), wake.clone())).abort_handle();
        Ok(Self {
            writer,
            wake,
            committer,
            readers: Readers::of(path, durability),
        })
    }

    pub(crate) async fn reader(&self) -> Result<Reader, StoreError> {
        self.readers.take().await
    }

    /// Waits for the writer and opens a job's savepoint on it.
    pub(crate) async fn begin(&self) -> Result<Turn, StoreError> {
        let mut writer = Turn::wait(&self.writer, &self.wake).await;
        while_busy(|| writer.begin_job()).await?;
        Ok(writer)
    }

    /// Waits for the writer and opens a transaction for one job alone. Under a savepoint
    /// SQLite keeps a journal of every page that the job touches and walks through it at
    /// the end of most statements: a job of thousands of them pays for it by the square.
    pub(crate) async fn begin_alone(&self) -> Result<Turn, StoreError> {
        let mut writer = Turn::wait(&self.writer, &self.wake).await;
        writer.finish_group();
        while_busy(|| writer.begin_alone()).await?;
        Ok(writer)
    }

    /// Keeps the job and waits until its group is on disk.
    pub(crate) async fn commit(&self, mut writer: Turn) -> Result<(), StoreError> {
        let outcome = writer.end_job();
        drop(writer);
        outcome?
            .await
            .map_err(|_| StoreError::Unavailable(anyhow::anyhow!("the writer went away")))?
            .map_err(|why| StoreError::not_kept(&why))
    }

    /// Undoes the job; the rest of its group is untouched, but where the disk was full.
    pub(crate) async fn rollback(&self, mut writer: Turn, was_full: bool) {
        writer.undo_job(was_full);
        drop(writer);
        // Others of the group wait for its commit.
        tokio::task::yield_now().await;
    }

    /// Lets the planner know how much its tables hold, looking at few rows of each index.
    pub(crate) async fn refresh_statistics(&self) -> Result<(), StoreError> {
        // `optimize` would leave out what has grown less than tenfold: an index of what is
        // open, empty when it was looked at, stays empty in the planner's eyes.
        self.look_at_tables("PRAGMA analysis_limit = 1000; ANALYZE")
            .await?;
        self.readers.renew();
        Ok(())
    }

    async fn look_at_tables(&self, how: &str) -> Result<(), StoreError> {
        let mut writer = Turn::wait(&self.writer, &self.wake).await;
        writer.finish_group();
        while_busy(|| statistics::gather(writer.connection(), how)).await
    }

    /// Empties the log of writes, which still holds what was overwritten.
    pub(crate) async fn empty_log(&self) -> Result<(), StoreError> {
        let mut writer = Turn::wait(&self.writer, &self.wake).await;
        writer.finish_group();
        while_busy(|| writer.empty_log()).await
    }

    pub(crate) async fn close(&self) {
        self.readers.close().await;
        for outcome in [
            self.look_at_tables("PRAGMA optimize").await,
            self.empty_log().await,
        ] {
            if let Err(error) = outcome {
                tracing::warn!(%error, "left to whoever opens the database next");
            }
        }
    }
}

/// Tries again while another process writes. Nothing of this one waits with it.
async fn while_busy(mut begin: impl FnMut() -> Result<(), StoreError>) -> Result<(), StoreError> {
    let mut waited = Duration::ZERO;
    loop {
        match begin() {
            Err(StoreError::Again(_)) if waited < PATIENCE => {
                #[expect(clippy::disallowed_methods, reason = "another process tells nobody")]
                tokio::time::sleep(PAUSE).await;
                waited += PAUSE;
            }
            outcome => return outcome,
        }
    }
}

/// Writes a consistent copy beside the running database, while others go on.
pub(crate) async fn copy(path: &Path, target: &Path) -> Result<(), StoreError> {
    let (path, target) = (path.to_owned(), target.to_string_lossy().into_owned());
    let copying = tokio::task::spawn_blocking(move || {
        let conn = connect(&path, Durability::Full, false)?;
        conn.execute("VACUUM INTO ?1", [target])?;
        Ok(())
    });
    copying.await.map_err(StoreError::bug)?
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

#[cfg(test)]
mod tests;
