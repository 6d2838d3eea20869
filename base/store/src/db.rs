//! The face every room sees: `db.read()`, `db.write(async |tx| …)`.

use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use tongli_kernel::Fault;

use crate::engine::postgres::Postgres;
use crate::engine::sqlite::{self, Durability, Sqlite};
use crate::tx::Conn;
use crate::vault::Vault;
use crate::{StoreError, Tx};

/// Where the data lives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DbUrl {
    Sqlite(PathBuf),
    /// The whole address; it may hold a password, so it is never shown.
    Postgres(String),
}

impl DbUrl {
    /// Reads `sqlite:PATH` or `postgres://…`.
    pub fn read(text: &str) -> Option<DbUrl> {
        if let Some(path) = text.strip_prefix("sqlite:") {
            let path = path.strip_prefix("//").unwrap_or(path);
            return (!path.is_empty()).then(|| DbUrl::Sqlite(PathBuf::from(path)));
        }
        let known = text.starts_with("postgres://") || text.starts_with("postgresql://");
        known.then(|| DbUrl::Postgres(text.to_owned()))
    }
}

/// Which engine answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    Sqlite,
    Postgres,
}

enum Inner {
    Sqlite(Sqlite, PathBuf),
    Postgres(Postgres),
}

/// The database. Cheap to clone.
#[derive(Clone)]
pub struct Db(Arc<Inner>, Arc<OnceLock<Vault>>);

impl std::fmt::Debug for Db {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Db({:?})", self.engine())
    }
}

/// Whether a job shares its commit with others.
#[derive(Clone, Copy)]
enum Company {
    Shared,
    Alone,
}

/// How often a job runs again when the engine asks for it.
const TRIES: usize = 4;

impl Db {
    pub async fn open(url: &DbUrl) -> Result<Db, StoreError> {
        Db::open_with(url, Durability::Full).await
    }

    pub async fn open_with(url: &DbUrl, durability: Durability) -> Result<Db, StoreError> {
        let inner = match url {
            DbUrl::Sqlite(path) => Inner::Sqlite(Sqlite::open(path, durability)?, path.clone()),
            DbUrl::Postgres(url) => Inner::Postgres(Postgres::open(url).await?),
        };
        Ok(Db(Arc::new(inner), Arc::default()))
    }

    /// Gives the database what its own tables seal with, once and for all clones.
    pub fn trust(&self, vault: Vault) {
        let _ = self.1.set(vault);
    }

    pub fn engine(&self) -> Engine {
        match *self.0 {
            Inner::Sqlite(..) => Engine::Sqlite,
            Inner::Postgres(_) => Engine::Postgres,
        }
    }

    /// A connection that only reads.
    pub async fn read(&self) -> Result<Tx, StoreError> {
        let conn = match &*self.0 {
            Inner::Sqlite(sqlite, _) => Conn::SqliteReader(sqlite.reader().await?),
            Inner::Postgres(postgres) => Conn::PostgresReader(postgres.reader().await?),
        };
        Ok(self.tx(conn))
    }

    /// Runs a job in one transaction: all of it is kept, or nothing. The job may
    /// run more than once, so it does nothing but speak to its transaction.
    pub async fn write<T>(
        &self,
        job: impl AsyncFnOnce(&mut Tx) -> Result<T, Fault> + Clone,
    ) -> Result<T, Fault> {
        self.write_in(Company::Shared, job).await
    }

    /// The same for a job of thousands of statements, which on SQLite has the transaction
    /// to itself; others wait for all of it.
    pub async fn write_alone<T>(
        &self,
        job: impl AsyncFnOnce(&mut Tx) -> Result<T, Fault> + Clone,
    ) -> Result<T, Fault> {
        self.write_in(Company::Alone, job).await
    }

    async fn write_in<T>(
        &self,
        company: Company,
        job: impl AsyncFnOnce(&mut Tx) -> Result<T, Fault> + Clone,
    ) -> Result<T, Fault> {
        let mut tries = 0;
        loop {
            tries += 1;
            let mut tx = self.begin(company).await?;
            let outcome = job.clone()(&mut tx).await;
            if tx.full {
                self.rollback(tx).await;
                return Err(outcome.err().unwrap_or_else(|| {
                    StoreError::full("the disk was full, and the job went on").into()
                }));
            }
            match outcome {
                Ok(done) => match self.commit(tx).await {
                    Ok(()) => return Ok(done),
                    Err(StoreError::Again(_)) if tries < TRIES => {}
                    Err(error) => return Err(error.into()),
                },
                Err(fault) => {
                    let again = tx.again && tries < TRIES;
                    self.rollback(tx).await;
                    if !again {
                        return Err(fault);
                    }
                }
            }
        }
    }

    async fn begin(&self, company: Company) -> Result<Tx, StoreError> {
        let conn = match &*self.0 {
            Inner::Sqlite(sqlite, _) => Conn::SqliteWriter(match company {
                Company::Shared => sqlite.begin().await?,
                Company::Alone => sqlite.begin_alone().await?,
            }),
            Inner::Postgres(postgres) => Conn::PostgresWriter(postgres.begin().await?),
        };
        Ok(self.tx(conn))
    }

    fn tx(&self, conn: Conn) -> Tx {
        Tx {
            conn,
            again: false,
            full: false,
            vault: self.1.get().cloned(),
            counted: Vec::new(),
        }
    }

    async fn commit(&self, tx: Tx) -> Result<(), StoreError> {
        match (&*self.0, tx.conn) {
            (Inner::Sqlite(sqlite, _), Conn::SqliteWriter(writer)) => sqlite.commit(writer).await,
            (_, Conn::PostgresWriter(writer)) => writer.commit().await,
            _ => Err(StoreError::bug("only a writing transaction is committed")),
        }
    }

    async fn rollback(&self, tx: Tx) {
        match (&*self.0, tx.conn) {
            (Inner::Sqlite(sqlite, _), Conn::SqliteWriter(writer)) => {
                sqlite.rollback(writer, tx.full).await;
            }
            (_, Conn::PostgresWriter(writer)) => {
                if let Err(error) = writer.rollback().await {
                    tracing::warn!(%error, "could not roll back");
                }
            }
            _ => {}
        }
    }

    /// Writes a consistent copy of an SQLite database while it is in use.
    /// PostgreSQL has its own tools; there this answers `None`.
    pub async fn copy_to(&self, target: &Path) -> Result<Option<()>, StoreError> {
        match &*self.0 {
            Inner::Sqlite(_, path) => {
                sqlite::copy(path, target).await?;
                Ok(Some(()))
            }
            Inner::Postgres(_) => Ok(None),
        }
    }

    /// What the engine itself finds wrong with its file. PostgreSQL keeps its own
    /// checksums; there this finds nothing.
    pub async fn file_flaws(&self) -> Result<Vec<String>, StoreError> {
        if self.engine() == Engine::Postgres {
            return Ok(Vec::new());
        }
        let lines = self
            .read()
            .await?
            .all("PRAGMA integrity_check", vec![], |row| {
                row.get::<String>("integrity_check")
            })
            .await?;
        Ok(lines.into_iter().filter(|line| line != "ok").collect())
    }

    /// Lets the engine plan by what its tables hold now. Without it SQLite takes a whole
    /// hospital for ten rows and reads all of it to save a sort. PostgreSQL counts by
    /// itself within minutes, and until then keeps to plans it made for empty tables: a
    /// long load says so on the way.
    pub async fn refresh_statistics(&self) -> Result<(), StoreError> {
        match &*self.0 {
            Inner::Sqlite(sqlite, _) => sqlite.refresh_statistics().await,
            Inner::Postgres(postgres) => postgres.refresh_statistics().await,
        }
    }

    /// Leaves nothing of what was destroyed in SQLite's log of writes. PostgreSQL gives
    /// the place of old rows back by its own vacuum.
    pub async fn empty_log(&self) -> Result<(), StoreError> {
        match &*self.0 {
            Inner::Sqlite(sqlite, _) => sqlite.empty_log().await,
            Inner::Postgres(_) => Ok(()),
        }
    }

    /// Waits for running statements and closes every connection.
    pub async fn close(&self) {
        match &*self.0 {
            Inner::Sqlite(sqlite, _) => sqlite.close().await,
            Inner::Postgres(postgres) => postgres.close().await,
        }
    }
}
