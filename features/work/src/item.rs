//! Something somebody has to do, and who that is.

use tongli_kernel::{DepartmentId, Id, Moment, Role, StaffId};
use tongli_people::roles::DIRECTOR;
use tongli_store::Subject;
use tongli_store::outbox::To;

#[derive(Debug)]
pub struct ItemMark;
pub type ItemId = Id<ItemMark>;

/// Who sees it in the work list: a person, or the holders of a role, of one
/// department or of all. Nobody at all is the director's business.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Owner {
    pub staff: Option<StaffId>,
    pub role: Option<Role>,
    pub department: Option<DepartmentId>,
}

impl Owner {
    pub const fn staff(staff: StaffId) -> Self {
        Self {
            staff: Some(staff),
            role: None,
            department: None,
        }
    }

    pub const fn role(role: Role) -> Self {
        Self {
            staff: None,
            role: Some(role),
            department: None,
        }
    }

    pub const fn role_in(role: Role, department: DepartmentId) -> Self {
        Self {
            staff: None,
            role: Some(role),
            department: Some(department),
        }
    }

    pub const fn is_nobody(&self) -> bool {
        self.staff.is_none() && self.role.is_none()
    }

    /// Whom a message to the owner reaches.
    pub fn to(&self) -> To {
        match (self.staff, self.role, self.department) {
            (Some(staff), _, _) => To::Staff(staff),
            (None, Some(role), Some(department)) => To::RoleIn(role, department),
            (None, Some(role), None) => To::Role(role),
            (None, None, _) => To::Role(DIRECTOR),
        }
    }
}

/// A work item to be opened.
#[derive(Debug, Clone)]
pub struct Item {
    pub subject: Subject,
    /// `accept`, `assign`, `statement` …: the word is `work-kind-<kind>`.
    pub kind: &'static str,
    pub owner: Owner,
    pub due_at: Option<Moment>,
    pub near_at: Option<Moment>,
    /// A number people read; no patient data.
    pub label: String,
    /// Where the row leads.
    pub path: String,
}

/// The word key of a kind of work.
pub fn kind_word(kind: &str) -> String {
    format!("work-kind-{}", kind.replace('_', "-"))
}

/// The kind of the item that runs with a clock when its opener named none.
pub fn kind_of_rule(rule: &str) -> String {
    format!("clock-{}", rule.to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;
    use tongli_people::roles::CONTACT;

    #[test]
    fn what_nobody_owns_is_said_to_the_director() {
        assert_eq!(Owner::default().to(), To::Role(DIRECTOR));
        assert!(Owner::default().is_nobody());
    }

    #[test]
    fn a_person_goes_before_their_role() {
        let staff = StaffId::new(7);
        let owner = Owner {
            staff: Some(staff),
            role: Some(CONTACT),
            department: Some(DepartmentId::new(3)),
        };
        assert_eq!(owner.to(), To::Staff(staff));
        let department = DepartmentId::new(3);
        assert_eq!(
            Owner::role_in(CONTACT, department).to(),
            To::RoleIn(CONTACT, department)
        );
    }
}
