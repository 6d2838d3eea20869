//! One file that somebody asked for, and how it stands.

use tongli_kernel::{Lang, Moment, StaffId, Tenant};
use tongli_store::Subject;
use tongli_store::jobs::{JobId, State};
use tongli_tables::Format;

/// How long a file waits for whoever asked for it.
pub const KEPT_HOURS: i64 = 72;

/// A file that was asked for, with its job.
#[derive(Debug, Clone)]
pub struct Export {
    pub tenant: Tenant,
    pub id: JobId,
    pub by: StaffId,
    pub created_at: Moment,
    pub lang: Lang,
    pub format: Format,
    /// The list's address, without its path.
    pub filter: String,
    pub(crate) scope: String,
    pub(crate) attempt: Option<String>,
    pub rows: i64,
    pub bytes: i64,
    pub erased_at: Option<Moment>,
    pub done: i64,
    pub total: i64,
    pub state: State,
    /// Why it failed, as a code.
    pub why: Option<Why>,
    pub finished_at: Option<Moment>,
    pub expires_at: Option<Moment>,
}

/// Why a file could not be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// Its bytes could not be written: mostly the disk is full.
    Disk,
    /// Whoever asked for it may not take lists out any more.
    Permission,
    /// What the list was narrowed to is not there any more.
    Filter,
    /// A mistake of ours; the log says which.
    Broken,
}

impl Why {
    const ALL: [Why; 4] = [Why::Disk, Why::Permission, Why::Filter, Why::Broken];

    pub const fn code(self) -> &'static str {
        match self {
            Why::Disk => "disk",
            Why::Permission => "permission",
            Why::Filter => "filter",
            Why::Broken => "broken",
        }
    }

    pub fn from_code(code: &str) -> Option<Why> {
        Why::ALL.into_iter().find(|one| one.code() == code)
    }

    pub fn word(self) -> String {
        format!("exports-why-{}", self.code())
    }
}

/// How a file stands, for the reader.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    Waiting,
    Running,
    Ready,
    Failed,
    Cancelled,
    /// It was there and is erased.
    Gone,
}

impl Standing {
    pub const ALL: &[Standing] = &[
        Standing::Waiting,
        Standing::Running,
        Standing::Ready,
        Standing::Failed,
        Standing::Cancelled,
        Standing::Gone,
    ];

    pub const fn code(self) -> &'static str {
        match self {
            Standing::Waiting => "waiting",
            Standing::Running => "running",
            Standing::Ready => "ready",
            Standing::Failed => "failed",
            Standing::Cancelled => "cancelled",
            Standing::Gone => "gone",
        }
    }

    pub fn word(self) -> String {
        format!("exports-state-{}", self.code())
    }

    pub const fn is_ready(self) -> bool {
        matches!(self, Standing::Ready)
    }

    /// Whether the file was made whole once.
    pub const fn is_made(self) -> bool {
        matches!(self, Standing::Ready | Standing::Gone)
    }

    pub const fn badge(self) -> &'static str {
        match self {
            Standing::Waiting | Standing::Running => "bg-azure-lt",
            Standing::Ready => "bg-green-lt",
            Standing::Failed => "bg-danger",
            Standing::Cancelled | Standing::Gone => "bg-secondary-lt",
        }
    }
}

impl Export {
    /// How it stands at a moment: a file whose days are over is gone, also before the
    /// round has erased it.
    pub fn standing(&self, now: Moment) -> Standing {
        let over = self.erased_at.is_some() || self.expires_at.is_some_and(|at| at <= now);
        match self.state {
            State::Waiting if self.attempt.is_none() => Standing::Waiting,
            State::Waiting => Standing::Running,
            State::Done if over => Standing::Gone,
            State::Done => Standing::Ready,
            State::Failed => Standing::Failed,
            State::Cancelled => Standing::Cancelled,
        }
    }

    /// Whether it is still being made.
    pub fn is_open(&self) -> bool {
        self.state == State::Waiting
    }

    pub const fn subject(&self) -> Subject {
        Subject::new(tongli_cases::EXPORTED, self.id.raw())
    }

    pub fn path(&self) -> String {
        format!("/exports/{}", self.id)
    }

    /// What the file is called: the day it was asked for, and its kind.
    pub fn name(&self, day: tongli_kernel::Day) -> String {
        format!("cases-{day}.{}", self.format.code())
    }
}
