//! The face every room sees: `db.read()`, `db.write(async |tx| …)`, and on the
//! transaction one statement text for both engines.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock};

use sqlx::{AssertSqlSafe, SqlSafeStr};
use tokio::sync::OwnedMutexGuard;
use tongli_kernel::Fault;

use crate::engine::sqlite::{Durability, Sqlite, Writer};
use crate::engine::{postgres, postgres::Postgres, sqlite};
use crate::vault::Vault;
use crate::{Row, StoreError, Value};

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

/// A statement text: written in the source, or put together from written pieces.
pub type Sql = Cow<'static, str>;

fn safe(sql: Sql) -> sqlx::SqlStr {
    match sql {
        Cow::Borrowed(text) => text.into_sql_str(),
        // Built only by `Query`, from pieces written in the source.
        Cow::Owned(text) => AssertSqlSafe(text).into_sql_str(),
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
            DbUrl::Sqlite(path) => {
                Inner::Sqlite(Sqlite::open(path, durability).await?, path.clone())
            }
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
            match job.clone()(&mut tx).await {
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
            vault: self.1.get().cloned(),
        }
    }

    async fn commit(&self, tx: Tx) -> Result<(), StoreError> {
        match (&*self.0, tx.conn) {
            (Inner::Sqlite(sqlite, _), Conn::SqliteWriter(writer)) => sqlite.commit(writer).await,
            (_, Conn::PostgresWriter(transaction)) => Ok(transaction.commit().await?),
            _ => Err(StoreError::bug("only a writing transaction is committed")),
        }
    }

    async fn rollback(&self, tx: Tx) {
        match (&*self.0, tx.conn) {
            (Inner::Sqlite(sqlite, _), Conn::SqliteWriter(writer)) => sqlite.rollback(writer).await,
            (_, Conn::PostgresWriter(transaction)) => {
                if let Err(error) = transaction.rollback().await {
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
                let mut conn = sqlite::single(path).await?;
                sqlite::copy_to(&mut conn, target).await?;
                sqlite::close(conn).await?;
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
    /// itself.
    pub async fn refresh_statistics(&self) -> Result<(), StoreError> {
        match &*self.0 {
            Inner::Sqlite(sqlite, _) => sqlite.refresh_statistics().await,
            Inner::Postgres(_) => Ok(()),
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

enum Conn {
    SqliteReader(sqlx::pool::PoolConnection<sqlx::Sqlite>),
    SqliteWriter(OwnedMutexGuard<Writer>),
    PostgresReader(sqlx::pool::PoolConnection<sqlx::Postgres>),
    PostgresWriter(sqlx::Transaction<'static, sqlx::Postgres>),
}

/// What debug builds remember of every text that ran.
struct Seen {
    /// Which of its arguments are numbers.
    kinds: Vec<bool>,
    /// On SQLite, on PostgreSQL.
    on: [bool; 2],
}

static KINDS: Mutex<BTreeMap<String, Seen>> = Mutex::new(BTreeMap::new());

/// Every text that has run in this process, with whether it ran on SQLite and on
/// PostgreSQL: tests ask whether the assembled ones ran at all.
pub(crate) fn texts_run() -> Vec<(String, [bool; 2])> {
    KINDS
        .lock()
        .unwrap_or_else(|broken| broken.into_inner())
        .iter()
        .map(|(text, seen)| (text.clone(), seen.on))
        .collect()
}

/// A connection in use: a transaction where it writes.
pub struct Tx {
    conn: Conn,
    /// A statement was refused in a way that asks for the whole job again.
    again: bool,
    vault: Option<Vault>,
}

/// Calls the same function of the engine at hand.
macro_rules! on_engine {
    ($tx:expr, $function:ident ( $($argument:expr),* )) => {
        match &mut $tx.conn {
            Conn::SqliteReader(conn) => sqlite::$function(conn, $($argument),*).await,
            Conn::SqliteWriter(writer) => {
                sqlite::$function(writer.connection(), $($argument),*).await
            }
            Conn::PostgresReader(conn) => postgres::$function(conn, $($argument),*).await,
            Conn::PostgresWriter(conn) => postgres::$function(&mut *conn, $($argument),*).await,
        }
    };
}

impl Tx {
    /// What the tables of this floor, and rooms that have nothing else at hand, seal
    /// with.
    pub fn vault(&self) -> Result<Vault, StoreError> {
        self.vault
            .clone()
            .ok_or_else(|| StoreError::bug("nobody gave the database its keys"))
    }

    pub fn engine(&self) -> Engine {
        match self.conn {
            Conn::SqliteReader(_) | Conn::SqliteWriter(_) => Engine::Sqlite,
            Conn::PostgresReader(_) | Conn::PostgresWriter(_) => Engine::Postgres,
        }
    }

    /// Runs a statement; answers how many rows it touched.
    pub async fn run(&mut self, sql: impl Into<Sql>, args: Vec<Value>) -> Result<u64, StoreError> {
        let sql = sql.into();
        self.check_kinds(&sql, &args)?;
        let outcome = on_engine!(self, run(safe(sql), args));
        self.note(outcome)
    }

    /// Runs a statement at the end of the transaction: nobody reads it before the commit.
    pub(crate) async fn run_last(
        &mut self,
        sql: impl Into<Sql>,
        args: Vec<Value>,
    ) -> Result<(), StoreError> {
        let sql = sql.into();
        if let Conn::SqliteWriter(writer) = &mut self.conn {
            writer.run_last(safe(sql), args);
            return Ok(());
        }
        self.run(sql, args).await.map(|_| ())
    }

    /// All rows of an answer, each turned into a record.
    pub async fn all<T>(
        &mut self,
        sql: impl Into<Sql>,
        args: Vec<Value>,
        record: impl Fn(&Row) -> Result<T, StoreError>,
    ) -> Result<Vec<T>, StoreError> {
        let sql = sql.into();
        self.check_kinds(&sql, &args)?;
        let outcome = on_engine!(self, all(safe(sql), args));
        self.note(outcome)?.iter().map(record).collect()
    }

    /// The first row, if there is one.
    pub async fn find<T>(
        &mut self,
        sql: impl Into<Sql>,
        args: Vec<Value>,
        record: impl Fn(&Row) -> Result<T, StoreError>,
    ) -> Result<Option<T>, StoreError> {
        let sql = sql.into();
        self.check_kinds(&sql, &args)?;
        let outcome = on_engine!(self, all(safe(sql), args));
        self.note(outcome)?.first().map(record).transpose()
    }

    /// The one row that must be there.
    pub async fn one<T>(
        &mut self,
        sql: impl Into<Sql>,
        args: Vec<Value>,
        record: impl Fn(&Row) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        self.find(sql, args, record)
            .await?
            .ok_or_else(|| StoreError::bug("a row that must exist does not"))
    }

    /// The one whole number an aggregate answers, in column `n`.
    pub async fn count(
        &mut self,
        sql: impl Into<Sql>,
        args: Vec<Value>,
    ) -> Result<i64, StoreError> {
        self.one(sql, args, |row| row.get("n")).await
    }

    /// Several statements without arguments: migrations only.
    pub(crate) async fn script(&mut self, sql: Sql) -> Result<(), StoreError> {
        on_engine!(self, script(safe(sql)))
    }

    /// Parses and plans a statement without running it, for the census of texts.
    pub async fn prepare(&mut self, sql: impl Into<Sql>) -> Result<(), StoreError> {
        on_engine!(self, prepare(safe(sql.into())))
    }

    /// PostgreSQL caches a prepared statement by its text alone: a text bound where
    /// a number was bound before would be stored as something else without a word.
    /// Debug builds, and so all tests, refuse it.
    fn check_kinds(&self, sql: &Sql, args: &[Value]) -> Result<(), StoreError> {
        if !cfg!(debug_assertions) {
            return Ok(());
        }
        let kinds: Vec<bool> = args
            .iter()
            .map(|value| matches!(value, Value::Int(_)))
            .collect();
        let mut known = KINDS.lock().unwrap_or_else(|broken| broken.into_inner());
        let seen = known
            .entry(sql.clone().into_owned())
            .or_insert_with(|| Seen {
                kinds: kinds.clone(),
                on: [false; 2],
            });
        seen.on[usize::from(self.engine() == Engine::Postgres)] = true;
        if seen.kinds == kinds {
            Ok(())
        } else {
            Err(StoreError::bug(format!(
                "the kinds of the arguments changed: {sql}"
            )))
        }
    }

    fn note<T>(&mut self, outcome: Result<T, StoreError>) -> Result<T, StoreError> {
        if let Err(StoreError::Again(_)) = outcome {
            self.again = true;
        }
        outcome
    }
}
