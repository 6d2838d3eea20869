//! The connections that only read.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use rusqlite::Connection;

use super::{Durability, connect};
use crate::StoreError;
use crate::engine::places::{Place, Places, away};

const READERS: u32 = 4;

/// How long somebody waits for one.
const WAITS: Duration = Duration::from_secs(30);

/// A few connections, opened when they are first needed.
pub(super) struct Readers {
    path: PathBuf,
    durability: Durability,
    places: Places<Open>,
    /// Those of an earlier generation are not used again.
    generation: AtomicU64,
}

/// A connection and its generation.
type Open = (Connection, u64);

/// A connection in use.
pub(crate) struct Reader {
    open: Option<Open>,
    place: Place<Open>,
}

impl Readers {
    pub(super) fn of(path: &Path, durability: Durability) -> Readers {
        Readers {
            path: path.to_owned(),
            durability,
            places: Places::of(READERS),
            generation: AtomicU64::default(),
        }
    }

    pub(super) async fn take(&self) -> Result<Reader, StoreError> {
        let place = tokio::time::timeout(WAITS, self.places.take())
            .await
            .map_err(|_| away("every reader is busy"))??;
        let generation = self.generation.load(Ordering::Acquire);
        let open = match place.find().filter(|(_, own)| *own == generation) {
            Some(open) => open,
            None => (self.connect()?, generation),
        };
        Ok(Reader {
            open: Some(open),
            place,
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
        drop(self.places.empty());
    }

    /// Waits for those in use and gives none away any more.
    pub(super) async fn close(&self) {
        drop(self.places.close().await);
    }
}

impl Reader {
    pub(crate) fn connection(&mut self) -> Result<&mut Connection, StoreError> {
        let open = self.open.as_mut().map(|(conn, _)| conn);
        open.ok_or_else(|| StoreError::bug("a reader lives until it is dropped"))
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        if let Some(open) = self.open.take() {
            self.place.give_back(open);
        }
    }
}
