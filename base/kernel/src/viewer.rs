//! Who looks or acts, and what they may.

use std::collections::BTreeSet;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{Id, Lang};

/// Marks ids of staff; the records are the people room's.
#[derive(Debug)]
pub struct StaffMark;
/// Marks ids of departments and wards.
#[derive(Debug)]
pub struct DepartmentMark;

pub type StaffId = Id<StaffMark>;
pub type DepartmentId = Id<DepartmentMark>;

/// One hospital in the database. Every table, unique key and list index begins
/// with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Tenant(pub i64);

/// A role by its slug. The named roles are the people room's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Role(pub &'static str);

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

/// Something a role may do, declared by the room that checks it.
#[derive(Debug, Clone, Copy)]
pub struct Permission {
    /// `cases.assign`
    pub name: &'static str,
    /// One English sentence for the matrix; the screen's words are
    /// `permission-cases-assign` in the room's word files.
    pub sentence: &'static str,
    /// Who has it by default.
    pub roles: &'static [Role],
}

impl PartialEq for Permission {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for Permission {}

impl Permission {
    /// The word key of what this allows, for "you may not …".
    pub fn word(&self) -> String {
        format!("permission-{}", self.name.replace(['.', '_'], "-"))
    }
}

/// How closely a record is kept: 一般, 敏感, 涉纪 (discipline matters).
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Default,
)]
#[serde(rename_all = "lowercase")]
pub enum Confidentiality {
    #[default]
    Ordinary,
    Sensitive,
    Discipline,
}

impl Confidentiality {
    pub const fn code(self) -> i64 {
        match self {
            Self::Ordinary => 0,
            Self::Sensitive => 1,
            Self::Discipline => 2,
        }
    }

    pub const fn from_code(code: i64) -> Self {
        match code {
            0 => Self::Ordinary,
            1 => Self::Sensitive,
            // An unknown label must never open a file.
            _ => Self::Discipline,
        }
    }
}

/// Which records of a kind a viewer may know of. A room's `access::scope` makes
/// it, its `store` turns it into SQL, so lists, counts, search and export obey
/// alike.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scope {
    pub reach: Reach,
    /// The highest label inside the reach that is visible without being named.
    pub clearance: Confidentiality,
    /// Whose need-to-know entries open further records.
    pub staff: Option<StaffId>,
}

/// How far a scope reaches before confidentiality.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reach {
    Nothing,
    /// Records that involve one of these departments, or the viewer personally.
    Departments(Vec<DepartmentId>),
    Hospital,
}

/// What kind of caller this is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ViewerKind {
    /// Nobody signed in: public pages only.
    Public,
    Staff(StaffId),
    /// A round: "by the clock: escalate_overdue".
    Clock(&'static str),
    /// The command line of the machine's operator.
    Operator,
}

/// Who looks or acts: first argument of every action and reading store function.
#[derive(Debug, Clone)]
pub struct Viewer {
    pub tenant: Tenant,
    pub kind: ViewerKind,
    /// As shown in histories.
    pub name: String,
    pub roles: BTreeSet<Role>,
    pub departments: Vec<DepartmentId>,
    pub lang: Lang,
}

impl Viewer {
    pub fn public(tenant: Tenant, lang: Lang) -> Self {
        Self::without_roles(tenant, ViewerKind::Public, lang)
    }

    /// The round that acts though nobody clicks.
    pub fn clock(tenant: Tenant, round: &'static str) -> Self {
        Self::without_roles(tenant, ViewerKind::Clock(round), Lang::Zh)
    }

    pub fn operator(tenant: Tenant) -> Self {
        Self::without_roles(tenant, ViewerKind::Operator, Lang::Zh)
    }

    fn without_roles(tenant: Tenant, kind: ViewerKind, lang: Lang) -> Self {
        Self {
            tenant,
            kind,
            name: String::new(),
            roles: BTreeSet::new(),
            departments: Vec::new(),
            lang,
        }
    }

    pub fn staff(&self) -> Option<StaffId> {
        match self.kind {
            ViewerKind::Staff(id) => Some(id),
            _ => None,
        }
    }

    pub fn has(&self, role: Role) -> bool {
        self.roles.contains(&role)
    }

    /// Whether a role of this viewer grants the permission. The clock and the
    /// operator's command line act for the house itself.
    pub fn may(&self, permission: Permission) -> bool {
        match self.kind {
            ViewerKind::Clock(_) | ViewerKind::Operator => true,
            ViewerKind::Public => false,
            ViewerKind::Staff(_) => permission.roles.iter().any(|role| self.has(*role)),
        }
    }

    /// As it stands in a history: a name, or which round of the clock.
    pub fn signature(&self) -> String {
        match self.kind {
            ViewerKind::Clock(round) => format!("clock:{round}"),
            ViewerKind::Operator => "operator".to_owned(),
            ViewerKind::Public => "public".to_owned(),
            ViewerKind::Staff(_) => self.name.clone(),
        }
    }
}
