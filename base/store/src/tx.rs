//! A connection in use: one statement text for both engines.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Mutex;

use crate::engine::sqlite::{Reader, Turn};
use crate::engine::{postgres, sqlite};
use crate::vault::Vault;
use crate::{Engine, Row, StoreError, Value, args};

/// A statement text: written in the source, or put together from written pieces.
pub type Sql = Cow<'static, str>;

/// A connection of either engine.
pub(crate) enum Conn {
    SqliteReader(Reader),
    SqliteWriter(Turn),
    PostgresReader(postgres::Lent),
    PostgresWriter(postgres::Lent),
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
    pub(crate) conn: Conn,
    /// A statement was refused in a way that asks for the whole job again.
    pub(crate) again: bool,
    /// The disk was full: SQLite may have undone everything by itself, so that nothing
    /// more is written and nothing kept, whatever the job makes of it.
    pub(crate) full: bool,
    pub(crate) vault: Option<Vault>,
    /// What was counted by `count_once`.
    pub(crate) counted: Vec<(Sql, Vec<Value>, i64)>,
}

/// Calls the same function of the engine at hand.
macro_rules! on_engine {
    ($tx:expr, $function:ident ( $($argument:expr),* )) => {
        match &mut $tx.conn {
            Conn::SqliteReader(reader) => {
                sqlite::$function(reader.connection()?, $($argument),*).await
            },
            Conn::SqliteWriter(writer) => {
                sqlite::$function(writer.connection(), $($argument),*).await
            }
            Conn::PostgresReader(lent) | Conn::PostgresWriter(lent) => {
                postgres::$function(lent, $($argument),*).await
            }
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

    /// Lets nobody else who takes the same number go on until this transaction ends:
    /// whoever comes second then reads what the first has written. SQLite has one writer.
    pub async fn take(&mut self, number: i64) -> Result<(), StoreError> {
        if self.engine() == Engine::Postgres {
            self.all(postgres::TAKE, args![number], |_| Ok(())).await?;
        }
        Ok(())
    }

    /// Runs a statement; answers how many rows it touched.
    pub async fn run(&mut self, sql: impl Into<Sql>, args: Vec<Value>) -> Result<u64, StoreError> {
        let sql = sql.into();
        self.check(&sql, &args)?;
        let outcome = on_engine!(self, run(sql, args));
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
            writer.run_last(sql, args);
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
        self.check(&sql, &args)?;
        let outcome = on_engine!(self, all(sql, args));
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
        self.check(&sql, &args)?;
        let outcome = on_engine!(self, all(sql, args));
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

    /// The same for a figure that need not be of this very moment: who asks for it again
    /// hears what was answered before.
    pub async fn count_once(
        &mut self,
        sql: impl Into<Sql>,
        args: Vec<Value>,
    ) -> Result<i64, StoreError> {
        let sql = sql.into();
        let same = |(text, given, _): &&(Sql, Vec<Value>, i64)| *text == sql && *given == args;
        if let Some((_, _, counted)) = self.counted.iter().find(same) {
            return Ok(*counted);
        }
        let counted = self.count(sql.clone(), args.clone()).await?;
        self.counted.push((sql, args, counted));
        Ok(counted)
    }

    /// Several statements without arguments: migrations only.
    pub(crate) async fn script(&mut self, sql: Sql) -> Result<(), StoreError> {
        on_engine!(self, script(sql))
    }

    /// Parses and plans a statement without running it, for the census of texts.
    pub async fn prepare(&mut self, sql: impl Into<Sql>) -> Result<(), StoreError> {
        on_engine!(self, prepare(sql.into()))
    }

    /// After a full disk nothing runs any more.
    ///
    /// PostgreSQL caches a prepared statement by its text alone: a text bound where
    /// a number was bound before would be stored as something else without a word.
    /// Debug builds, and so all tests, refuse it.
    fn check(&self, sql: &Sql, args: &[Value]) -> Result<(), StoreError> {
        if self.full {
            return Err(StoreError::full("the disk was full before"));
        }
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
        match &outcome {
            Err(StoreError::Again(_)) => self.again = true,
            Err(error) if error.is_full_disk() => self.full = true,
            _ => {}
        }
        outcome
    }
}
