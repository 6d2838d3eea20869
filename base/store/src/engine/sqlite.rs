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
use tokio::sync::{Mutex, Notify, OwnedMutexGuard, oneshot};

use crate::{Row, StoreError, Value};

/// The writing connection and the group being gathered on it.
pub(crate) struct Writer {
    conn: SqliteConnection,
    /// The outer transaction is open.
    group_open: bool,
    /// A job's savepoint is open; still set when the next job finds it, the
    /// job's caller went away in the middle.
    job_open: bool,
    /// The open job has the transaction to itself, without a savepoint.
    alone: bool,
    waiting: Vec<oneshot::Sender<Result<(), String>>>,
}

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
            .connect_with(
                options(path, durability)
                    .create_if_missing(false)
                    .pragma("query_only", "ON"),
            )
            .await?;
        let writer = Arc::new(Mutex::new(Writer {
            conn,
            group_open: false,
            job_open: false,
            alone: false,
            waiting: Vec::new(),
        }));
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
            .map_err(|why| StoreError::Unavailable(anyhow::anyhow!("commit failed: {why}")))
    }

    /// Undoes the job; the rest of its group is untouched.
    pub(crate) async fn rollback(&self, mut writer: OwnedMutexGuard<Writer>) {
        let wake = self.wake.clone();
        let undone = to_its_end(async move {
            let undone = writer.undo_job().await;
            drop(writer);
            wake.notify_one();
            undone
        })
        .await;
        if let Ok(Err(error)) | Err(error) = undone {
            tracing::error!(%error, "could not roll back a job");
        }
    }

    /// Empties the log of writes, which still holds what was overwritten.
    pub(crate) async fn empty_log(&self) -> Result<(), StoreError> {
        let mut writer = self.writer.lock().await;
        writer.finish_group().await;
        writer
            .conn
            .execute("PRAGMA wal_checkpoint(TRUNCATE)")
            .await?;
        Ok(())
    }

    pub(crate) async fn close(&self) {
        self.readers.close().await;
        let mut writer = self.writer.lock().await;
        writer.finish_group().await;
        let _ = writer.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)").await;
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

/// Commits whenever a job has left the writer, behind all jobs already queued.
async fn commit_groups(writer: Arc<Mutex<Writer>>, wake: Arc<Notify>) {
    loop {
        wake.notified().await;
        writer.lock().await.finish_group().await;
    }
}

impl Writer {
    async fn begin_job(&mut self) -> Result<(), StoreError> {
        if self.job_open {
            self.undo_job().await?;
        }
        if !self.group_open {
            self.conn.execute("BEGIN IMMEDIATE").await?;
            self.group_open = true;
        }
        self.conn.execute("SAVEPOINT job").await?;
        self.job_open = true;
        Ok(())
    }

    async fn begin_alone(&mut self) -> Result<(), StoreError> {
        self.conn.execute("BEGIN IMMEDIATE").await?;
        (self.group_open, self.job_open, self.alone) = (true, true, true);
        Ok(())
    }

    async fn end_job(&mut self) -> Result<oneshot::Receiver<Result<(), String>>, StoreError> {
        if !std::mem::take(&mut self.alone) {
            self.conn.execute("RELEASE job").await?;
        }
        // No await from here on: a job released is a job answered.
        self.job_open = false;
        let (sender, receiver) = oneshot::channel();
        self.waiting.push(sender);
        Ok(receiver)
    }

    async fn undo_job(&mut self) -> Result<(), StoreError> {
        if self.alone {
            self.conn.execute("ROLLBACK").await?;
            (self.group_open, self.job_open, self.alone) = (false, false, false);
            return Ok(());
        }
        self.conn.execute("ROLLBACK TO job").await?;
        self.conn.execute("RELEASE job").await?;
        self.job_open = false;
        Ok(())
    }

    async fn finish_group(&mut self) {
        if self.job_open {
            // Its caller went away; what it had written must not be kept.
            let _ = self.undo_job().await;
        }
        if !self.group_open {
            return;
        }
        let outcome = self.conn.execute("COMMIT").await;
        self.group_open = false;
        let answer = match outcome {
            Ok(_) => Ok(()),
            Err(error) => {
                tracing::error!(%error, "could not commit a group of jobs");
                let _ = self.conn.execute("ROLLBACK").await;
                Err(error.to_string())
            }
        };
        for waiting in self.waiting.drain(..) {
            let _ = waiting.send(answer.clone());
        }
    }

    pub(crate) fn connection(&mut self) -> &mut SqliteConnection {
        &mut self.conn
    }
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

/// A connection of its own, for the migration and for backups.
pub(crate) async fn single(path: &Path) -> Result<SqliteConnection, StoreError> {
    Ok(options(path, Durability::Full).connect().await?)
}

pub(crate) async fn close(conn: SqliteConnection) -> Result<(), StoreError> {
    conn.close().await?;
    Ok(())
}

#[cfg(test)]
mod tests {
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
                let _ =
                    poll_fn(|context| Poll::Ready(gone.as_mut().poll(context).is_ready())).await;
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
}
