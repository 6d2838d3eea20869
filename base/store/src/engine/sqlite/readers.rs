//! The connections that only read.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use rusqlite::Connection;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::{Durability, connect};
use crate::StoreError;

const READERS: u32 = 4;

/// How long somebody waits for one.
const WAITS: Duration = Duration::from_secs(30);

/// A few connections, opened when they are first needed.
pub(super) struct Readers {
    path: PathBuf,
    durability: Durability,
    free: Arc<Semaphore>,
    idle: Arc<Mutex<Vec<Open>>>,
    /// Those of an earlier generation are not used again.
    generation: AtomicU64,
    is_closing: AtomicBool,
}

/// A connection and its generation.
type Open = (Connection, u64);

/// A connection in use. It is ready for the next before the place of its user is free.
pub(crate) struct Reader {
    open: Option<Open>,
    idle: Arc<Mutex<Vec<Open>>>,
    _place: OwnedSemaphorePermit,
}

impl Readers {
    pub(super) fn of(path: &Path, durability: Durability) -> Readers {
        Readers {
            path: path.to_owned(),
            durability,
            free: Arc::new(Semaphore::new(READERS as usize)),
            idle: Arc::default(),
            generation: AtomicU64::default(),
            is_closing: AtomicBool::default(),
        }
    }

    pub(super) async fn take(&self) -> Result<Reader, StoreError> {
        let away = |why: &'static str| StoreError::Unavailable(anyhow::anyhow!(why));
        if self.is_closing.load(Ordering::Acquire) {
            return Err(away("the database is closed"));
        }
        let place = tokio::time::timeout(WAITS, self.free.clone().acquire_owned())
            .await
            .map_err(|_| away("every reader is busy"))?
            .map_err(|_| away("the database is closed"))?;
        let generation = self.generation.load(Ordering::Acquire);
        let kept = lock(&self.idle).pop();
        let open = match kept.filter(|(_, own)| *own == generation) {
            Some(open) => open,
            None => (self.connect()?, generation),
        };
        Ok(Reader {
            open: Some(open),
            idle: self.idle.clone(),
            _place: place,
        })
    }

    fn connect(&self) -> Result<Connection, StoreError> {
        let conn = connect(&self.path, self.durability, false)?;
        conn.execute_batch("PRAGMA query_only = ON")?;
        Ok(conn)
    }

    /// Whoever reads from now on plans by the statistics of this moment: a connection
    /// plans by those it found when it was opened.
    pub(super) fn renew(&self) {
        self.generation.fetch_add(1, Ordering::AcqRel);
        lock(&self.idle).clear();
    }

    /// Waits for those in use and gives none away any more.
    pub(super) async fn close(&self) {
        self.is_closing.store(true, Ordering::Release);
        let _all = self.free.acquire_many(READERS).await;
        self.free.close();
        lock(&self.idle).clear();
    }
}

impl Reader {
    pub(crate) fn connection(&mut self) -> Result<&mut Connection, StoreError> {
        let open = self.open.as_mut().map(|(conn, _)| conn);
        open.ok_or_else(|| StoreError::bug("a reader lives until it is dropped"))
    }
}

fn lock(idle: &Mutex<Vec<Open>>) -> MutexGuard<'_, Vec<Open>> {
    idle.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Drop for Reader {
    fn drop(&mut self) {
        lock(&self.idle).extend(self.open.take());
    }
}
