//! What a statement can answer instead of rows.

use std::io;

use tongli_kernel::Fault;

/// Why a statement failed, by what the caller can do.
#[derive(Debug)]
pub enum StoreError {
    /// A unique key holds this value already.
    Unique(String),
    /// The engine asks to run the whole job again.
    Again(anyhow::Error),
    /// The database does not answer.
    Unavailable(anyhow::Error),
    /// A mistake of ours: a wrong statement, an impossible value.
    Bug(anyhow::Error),
}

impl StoreError {
    pub fn bug(what: impl std::fmt::Display) -> Self {
        StoreError::Bug(anyhow::anyhow!("{what}"))
    }

    /// What others hear whose commit went with somebody else's.
    pub(crate) fn not_kept(why: &StoreError) -> Self {
        let said = format!("commit failed: {why}");
        match why {
            full if full.is_full_disk() => StoreError::full(said),
            _ => StoreError::Unavailable(anyhow::Error::msg(said)),
        }
    }

    pub(crate) fn is_full_disk(&self) -> bool {
        let StoreError::Unavailable(error) = self else {
            return false;
        };
        let error = error.downcast_ref::<io::Error>();
        error.is_some_and(|error| error.kind() == io::ErrorKind::StorageFull)
    }

    /// The disk of the database is full: told like any other disk that is.
    pub(crate) fn full(why: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        StoreError::Unavailable(io::Error::new(io::ErrorKind::StorageFull, why).into())
    }
}

impl std::fmt::Display for StoreError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            StoreError::Unique(what) => write!(f, "already present: {what}"),
            StoreError::Again(error) | StoreError::Unavailable(error) | StoreError::Bug(error) => {
                write!(f, "{error:#}")
            }
        }
    }
}

impl std::error::Error for StoreError {}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        if let sqlx::Error::Database(inner) = &error {
            if inner.is_unique_violation() {
                return StoreError::Unique(inner.message().to_owned());
            }
            let code = inner.code().unwrap_or_default().into_owned();
            return match code.as_str() {
                // Serialization failure, deadlock.
                "40001" | "40P01" => StoreError::Again(error.into()),
                "53100" => StoreError::full(error),
                code if is_away(code) => StoreError::Unavailable(error.into()),
                _ => StoreError::Bug(error.into()),
            };
        }
        match error {
            sqlx::Error::Io(_)
            | sqlx::Error::PoolTimedOut
            | sqlx::Error::PoolClosed
            | sqlx::Error::WorkerCrashed
            | sqlx::Error::Tls(_) => StoreError::Unavailable(error.into()),
            other => StoreError::Bug(other.into()),
        }
    }
}

/// Class 57: the server is shutting down; 53: out of resources; 08: connection.
fn is_away(code: &str) -> bool {
    let classes = ["57P", "53", "08"];
    classes.iter().any(|class| code.starts_with(class))
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode as Code;
        let rusqlite::Error::SqliteFailure(inner, said) = &error else {
            return StoreError::Bug(error.into());
        };
        match inner.code {
            _ if UNIQUE.contains(&inner.extended_code) => {
                StoreError::Unique(said.clone().unwrap_or_default())
            }
            Code::DatabaseBusy => StoreError::Again(error.into()),
            Code::DiskFull => StoreError::full(error),
            Code::SystemIoFailure => StoreError::Unavailable(error.into()),
            _ => StoreError::Bug(error.into()),
        }
    }
}

/// A unique key, a primary key, a row's own number.
const UNIQUE: [i32; 3] = [2067, 1555, 2579];

impl From<StoreError> for Fault {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Again(error) | StoreError::Unavailable(error) => Fault::Unavailable(error),
            StoreError::Unique(_) | StoreError::Bug(_) => Fault::Bug(error.into()),
        }
    }
}

/// Turns "already present" into what the reader can act on, at the statement.
pub trait OnUnique<T> {
    fn on_unique(self, fault: impl FnOnce() -> Fault) -> Result<T, Fault>;
}

impl<T> OnUnique<T> for Result<T, StoreError> {
    fn on_unique(self, fault: impl FnOnce() -> Fault) -> Result<T, Fault> {
        self.map_err(|error| match error {
            StoreError::Unique(_) => fault(),
            other => other.into(),
        })
    }
}
