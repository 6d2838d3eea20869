//! What a statement can answer instead of rows.

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
            // 40001 serialization failure, 40P01 deadlock, 5 and 517 SQLite busy.
            if matches!(
                inner.code().as_deref(),
                Some("40001" | "40P01" | "5" | "517")
            ) {
                return StoreError::Again(error.into());
            }
            // Class 57: the server is shutting down; 53: out of resources; 08: connection.
            let shutting = inner.code().is_some_and(|code| {
                code.len() == 5
                    && (code.starts_with("57P") || code.starts_with("53") || code.starts_with("08"))
            });
            // 13: SQLite's disk is full.
            let full = inner.code().as_deref() == Some("13");
            if shutting || full {
                return StoreError::Unavailable(error.into());
            }
            return StoreError::Bug(error.into());
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
