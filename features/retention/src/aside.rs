//! A matter that was entered wrongly (误登记): sealed away by two persons, never deleted.

use tongli_cases::CaseId;
use tongli_kernel::{Id, Moment, StaffId};

#[derive(Debug)]
pub struct AsideMark;
pub type AsideId = Id<AsideMark>;

/// How far it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    Proposed,
    Declined,
    Aside,
    BackProposed,
    Back,
}

impl State {
    pub const ALL: [State; 5] = [
        State::Proposed,
        State::Declined,
        State::Aside,
        State::BackProposed,
        State::Back,
    ];

    pub const fn code(self) -> &'static str {
        match self {
            State::Proposed => "proposed",
            State::Declined => "declined",
            State::Aside => "aside",
            State::BackProposed => "back_proposed",
            State::Back => "back",
        }
    }

    pub fn from_code(code: &str) -> Option<State> {
        State::ALL.into_iter().find(|one| one.code() == code)
    }

    pub fn word(self) -> String {
        format!("retention-aside-{}", self.code().replace('_', "-"))
    }

    /// Whether the matter is out of sight.
    pub const fn is_away(self) -> bool {
        matches!(self, State::Aside | State::BackProposed)
    }
}

/// One sealing away, from its proposal to its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Aside {
    pub id: AsideId,
    pub case: CaseId,
    pub version: i64,
    pub state: State,
    pub reason: String,
    pub right_number: Option<String>,
    pub proposed_by: StaffId,
    pub proposed_at: Moment,
    pub decided_by: Option<StaffId>,
    pub decided_at: Option<Moment>,
    pub back_reason: Option<String>,
    pub back_proposed_by: Option<StaffId>,
    pub back_proposed_at: Option<Moment>,
    pub back_by: Option<StaffId>,
    pub back_at: Option<Moment>,
}

impl Aside {
    /// Who made the proposal that waits; another person decides it.
    pub fn waits_for_other_than(&self) -> Option<StaffId> {
        match self.state {
            State::Proposed => Some(self.proposed_by),
            State::BackProposed => self.back_proposed_by,
            _ => None,
        }
    }
}

/// How long an opening lasts before a new reason is asked for.
pub const OPEN_MINUTES: i64 = 30;

/// Since when an opening still counts.
pub fn still_open_since(now: Moment) -> Moment {
    now.plus_seconds(-60 * OPEN_MINUTES)
}
