//! The one connection that writes, and the group of jobs being gathered on it.

use std::ops::{Deref, DerefMut};
use std::sync::Arc;

use rusqlite::Connection;
use tokio::sync::{Mutex, Notify, OwnedMutexGuard, oneshot};

use super::statement::run_now;
use crate::{Sql, StoreError, Value};

/// What a waiting job hears of the commit of its group.
type Answer = Result<(), Arc<StoreError>>;

/// The writing connection and the group being gathered on it.
pub(crate) struct Writer {
    conn: Connection,
    /// The outer transaction is open.
    group_open: bool,
    /// A job's savepoint is open; still set when the next job finds it, the
    /// job's caller went away in the middle.
    job_open: bool,
    /// What is written behind the last job of the group, and where the open job's begin.
    last: Vec<(Sql, Vec<Value>)>,
    last_of_job: usize,
    /// The open job has the transaction to itself, without a savepoint.
    alone: bool,
    waiting: Vec<oneshot::Sender<Answer>>,
}

/// Who writes at this moment. Whoever ends, or goes away in the middle, wakes the
/// committer.
pub(crate) struct Turn {
    writer: OwnedMutexGuard<Writer>,
    wake: Arc<Notify>,
}

impl Turn {
    pub(super) async fn wait(writer: &Arc<Mutex<Writer>>, wake: &Arc<Notify>) -> Turn {
        Turn {
            writer: writer.clone().lock_owned().await,
            wake: wake.clone(),
        }
    }
}

impl Deref for Turn {
    type Target = Writer;

    fn deref(&self) -> &Writer {
        &self.writer
    }
}

impl DerefMut for Turn {
    fn deref_mut(&mut self) -> &mut Writer {
        &mut self.writer
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        self.wake.notify_one();
    }
}

/// Commits whenever a job has left the writer, behind all jobs already queued.
pub(super) async fn commit_groups(writer: Arc<Mutex<Writer>>, wake: Arc<Notify>) {
    loop {
        wake.notified().await;
        writer.lock().await.finish_group();
    }
}

impl Writer {
    pub(super) fn new(conn: Connection) -> Writer {
        Writer {
            conn,
            group_open: false,
            job_open: false,
            last: Vec::new(),
            last_of_job: 0,
            alone: false,
            waiting: Vec::new(),
        }
    }

    pub(super) fn begin_job(&mut self) -> Result<(), StoreError> {
        if self.job_open {
            self.undo_job(false);
        }
        if !self.group_open {
            self.conn.execute_batch("BEGIN IMMEDIATE")?;
            self.group_open = true;
        }
        self.conn.execute_batch("SAVEPOINT job")?;
        self.job_open = true;
        self.last_of_job = self.last.len();
        Ok(())
    }

    pub(super) fn begin_alone(&mut self) -> Result<(), StoreError> {
        self.conn.execute_batch("BEGIN IMMEDIATE")?;
        (self.group_open, self.job_open, self.alone) = (true, true, true);
        self.last_of_job = self.last.len();
        Ok(())
    }

    pub(super) fn end_job(&mut self) -> Result<oneshot::Receiver<Answer>, StoreError> {
        if !std::mem::take(&mut self.alone) {
            self.conn.execute_batch("RELEASE job")?;
        }
        self.job_open = false;
        let (sender, receiver) = oneshot::channel();
        self.waiting.push(sender);
        Ok(receiver)
    }

    /// Where the disk `was_full`, that is why a job cannot be undone alone, whatever the
    /// engine says of its savepoint.
    pub(super) fn undo_job(&mut self, was_full: bool) {
        self.last.truncate(self.last_of_job);
        if self.alone {
            return self.undo_group(None);
        }
        match self.undo_savepoint() {
            Ok(()) => self.job_open = false,
            Err(error) if was_full => {
                let said = format!("the disk was full: {error}");
                self.undo_group(Some(StoreError::full(said)));
            }
            Err(error) => self.undo_group(Some(error)),
        }
    }

    fn undo_savepoint(&mut self) -> Result<(), StoreError> {
        self.conn.execute_batch("ROLLBACK TO job")?;
        self.conn.execute_batch("RELEASE job")?;
        Ok(())
    }

    /// Undoes everything that is open. Where the disk is full SQLite does so by itself,
    /// with the savepoint and with what others of the group have written: they are told,
    /// and the writer begins anew.
    fn undo_group(&mut self, error: Option<StoreError>) {
        // Whether a transaction was open still, only the engine knows.
        let _ = self.conn.execute_batch("ROLLBACK");
        (self.group_open, self.job_open, self.alone) = (false, false, false);
        (self.last_of_job, self.last) = (0, Vec::new());
        if let Some(error) = error {
            tracing::error!(%error, "could not undo a job alone; its group is lost");
            self.answer(Err(Arc::new(error)));
        }
    }

    fn answer(&mut self, outcome: Answer) {
        for waiting in self.waiting.drain(..) {
            let _ = waiting.send(outcome.clone());
        }
    }

    pub(super) fn finish_group(&mut self) {
        if self.job_open {
            // Its caller went away; what it had written must not be kept.
            self.undo_job(false);
        }
        if !self.group_open {
            return;
        }
        let outcome = self.write_last_and_commit();
        self.group_open = false;
        let answer = match outcome {
            Ok(()) => Ok(()),
            Err(error) => {
                tracing::error!(%error, "could not commit a group of jobs");
                let _ = self.conn.execute_batch("ROLLBACK");
                Err(Arc::new(error))
            }
        };
        self.answer(answer);
    }

    fn write_last_and_commit(&mut self) -> Result<(), StoreError> {
        for (sql, args) in std::mem::take(&mut self.last) {
            run_now(&mut self.conn, &sql, args)?;
        }
        self.conn.execute_batch("COMMIT")?;
        Ok(())
    }

    /// Keeps a statement for the end of the group, in the same commit. FTS5 writes a
    /// part of its index to disk at each savepoint; behind the last one it writes once
    /// for all jobs.
    pub(crate) fn run_last(&mut self, sql: Sql, args: Vec<Value>) {
        self.last.push((sql, args));
    }

    /// Empties the log of writes; asks for another try while somebody reads from it.
    pub(super) fn empty_log(&mut self) -> Result<(), StoreError> {
        let busy = self
            .conn
            .query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| {
                row.get::<_, i64>(0)
            })?;
        if busy == 0 {
            return Ok(());
        }
        let said = anyhow::anyhow!("somebody reads from the log of writes");
        Err(StoreError::Again(said))
    }

    pub(crate) fn connection(&mut self) -> &mut Connection {
        &mut self.conn
    }
}
