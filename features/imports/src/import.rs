//! One file that was brought in, or is about to be.

use serde::{Deserialize, Serialize};
use tongli_kernel::{Id, Moment};
use tongli_store::Subject;
use tongli_store::jobs::JobId;

use crate::reading::Mapped;

#[derive(Debug)]
pub struct ImportMark;
pub type ImportId = Id<ImportMark>;

/// What histories and files of an import are about.
pub const SUBJECT: &str = "import";

/// How an import stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Read from end to end; nothing is brought in yet.
    Tried,
    /// Confirmed; rows are being brought in, seen by nobody.
    Running,
    /// Everybody sees its cases.
    Published,
    /// Hidden again; nothing is deleted.
    Withdrawn,
    /// Given up before it was published.
    Cancelled,
}

impl State {
    pub const fn code(self) -> &'static str {
        match self {
            State::Tried => "tried",
            State::Running => "running",
            State::Published => "published",
            State::Withdrawn => "withdrawn",
            State::Cancelled => "cancelled",
        }
    }

    pub fn from_code(code: &str) -> Option<State> {
        match code {
            "tried" => Some(State::Tried),
            "running" => Some(State::Running),
            "published" => Some(State::Published),
            "withdrawn" => Some(State::Withdrawn),
            "cancelled" => Some(State::Cancelled),
            _ => None,
        }
    }

    pub fn word(self) -> String {
        format!("imports-state-{}", self.code())
    }
}

/// Headings and sheets of the file, kept with the import.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Layout {
    pub mapped: Vec<Mapped>,
    pub sheets: Vec<String>,
}

/// One import.
#[derive(Debug, Clone)]
pub struct Import {
    pub id: ImportId,
    /// Stands in the numbers of its cases.
    pub seq: i64,
    /// The file's name.
    pub name: String,
    pub digest: String,
    pub created_at: Moment,
    pub by_name: String,
    pub state: State,
    pub version: i64,
    pub good: i64,
    pub bad: i64,
    pub skipped: i64,
    /// Rows that an earlier import has brought in.
    pub known: i64,
    pub layout: Layout,
    pub job: Option<JobId>,
    pub published_at: Option<Moment>,
    pub withdrawn_at: Option<Moment>,
    pub withdraw_reason: Option<String>,
}

impl Import {
    pub const fn subject(&self) -> Subject {
        Subject::new(SUBJECT, self.id.raw())
    }

    pub fn path(&self) -> String {
        format!("/imports/{}", self.id)
    }

    /// All rows of the file below its headings.
    pub const fn rows(&self) -> i64 {
        self.good + self.bad + self.skipped
    }

    /// What confirming brings in.
    pub const fn to_bring(&self) -> i64 {
        self.good - self.known
    }
}
