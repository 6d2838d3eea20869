//! One face over SQLite and PostgreSQL, and the tables every room needs:
//! histories that cannot be rewritten, the log of readings, the outbox, jobs,
//! links, tokens, attachments, sealed values, numbers, drafts, the index of search.

pub mod access_log;
pub mod acts;
pub mod attachments;
pub mod carry;
mod db;
pub mod drafts;
mod engine;
mod error;
mod files;
pub mod history;
pub mod idempotency;
pub mod jobs;
pub mod keys;
pub mod links;
pub mod migrate;
pub mod numbers;
pub mod outbox;
mod query;
pub mod seal;
pub mod sealed;
pub mod search;
pub mod servers;
pub mod settings;
pub mod testing;
pub mod tokens;
mod tx;
mod value;
mod vault;

pub use db::{Db, DbUrl, Engine};
pub use engine::sqlite::Durability;
pub use error::{OnUnique, StoreError};
pub use query::Query;
pub use tx::{Sql, Tx};
pub use value::{Row, Stored, Value};
pub use vault::Vault;

/// What a row of these tables is about: a kind such as `case` and its id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Subject {
    pub kind: &'static str,
    pub id: i64,
}

impl Subject {
    pub const fn new(kind: &'static str, id: i64) -> Self {
        Self { kind, id }
    }
}

/// Lower-case hexadecimal.
pub(crate) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes
        .iter()
        .fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        })
}

/// The bytes of lower- or upper-case hexadecimal.
pub(crate) fn unhex(text: &str) -> Option<Vec<u8>> {
    if !text.len().is_multiple_of(2) || !text.is_ascii() {
        return None;
    }
    (0..text.len() / 2)
        .map(|at| u8::from_str_radix(&text[at * 2..at * 2 + 2], 16).ok())
        .collect()
}

/// SHA-256 in lower-case hexadecimal.
pub fn sha256(bytes: &[u8]) -> String {
    use sha2::Digest;
    hex(&sha2::Sha256::digest(bytes))
}
