//! What is, or was, to become of a row.

use crate::import::State;

/// How one row of a file stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// It can be brought in.
    Good,
    /// It has become a case.
    In,
    /// An earlier import has brought it in.
    Known,
    Bad,
    /// It holds no matter.
    Skipped,
}

impl Standing {
    pub const ALL: &'static [Standing] = &[
        Standing::Good,
        Standing::In,
        Standing::Known,
        Standing::Bad,
        Standing::Skipped,
    ];

    pub const fn code(self) -> &'static str {
        match self {
            Standing::Good => "good",
            Standing::In => "in",
            Standing::Known => "known",
            Standing::Bad => "bad",
            Standing::Skipped => "skipped",
        }
    }

    pub fn from_code(code: &str) -> Option<Standing> {
        Standing::ALL.iter().copied().find(|one| one.code() == code)
    }

    /// The key of what the row is called while its import stands so.
    pub const fn word(self, import: State) -> &'static str {
        match (self, import) {
            (Standing::Bad, _) => "imports-row-bad",
            (Standing::Skipped, _) => "imports-row-skipped",
            (Standing::Known, _) => "imports-row-known",
            (Standing::In, State::Published) => "imports-row-in",
            (Standing::In, State::Withdrawn) => "imports-row-withdrawn",
            (Standing::In | Standing::Good, State::Tried | State::Running) => "imports-row-good",
            (Standing::In | Standing::Good, _) => "imports-row-left",
        }
    }
}

/// Which rows a list shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Show {
    All,
    Good,
    Bad,
    Known,
    Skipped,
}

impl Show {
    pub const ALL: [Show; 5] = [Show::All, Show::Good, Show::Bad, Show::Known, Show::Skipped];

    /// As it stands in the address; everything else shows all.
    pub fn from_code(code: &str) -> Show {
        let found = Show::ALL.into_iter().find(|one| one.code() == code);
        found.unwrap_or(Show::All)
    }

    pub const fn code(self) -> &'static str {
        match self {
            Show::All => "",
            Show::Good => "good",
            Show::Bad => "bad",
            Show::Known => "known",
            Show::Skipped => "skipped",
        }
    }

    pub const fn standings(self) -> &'static [Standing] {
        match self {
            Show::All => Standing::ALL,
            Show::Good => &[Standing::Good, Standing::In],
            Show::Bad => &[Standing::Bad],
            Show::Known => &[Standing::Known],
            Show::Skipped => &[Standing::Skipped],
        }
    }

    /// The key of its name.
    pub const fn word(self, import: State) -> &'static str {
        match (self, import) {
            (Show::All, _) => "imports-show-all",
            (Show::Good, State::Published) => "imports-show-in",
            (Show::Good, _) => "imports-good",
            (Show::Bad, _) => "imports-bad",
            (Show::Known, _) => "imports-known",
            (Show::Skipped, _) => "imports-skipped",
        }
    }
}
