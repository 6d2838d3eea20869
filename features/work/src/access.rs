//! Whose work a viewer sees on the home page.

use tongli_kernel::{DepartmentId, Role, StaffId, Viewer};
use tongli_people::roles::{ALL, DEPUTY, DIRECTOR, PRESIDENT, VICE_PRESIDENT};

/// One list of the home page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Queue {
    Mine(StaffId),
    /// What holders of a role share, of the viewer's departments and of none.
    Team(Role, Vec<DepartmentId>),
    /// What nobody owns: the heads'.
    Unowned,
    /// Everything overdue in the house: the heads'.
    HouseOverdue,
}

impl Queue {
    /// As it stands in the address.
    pub fn code(&self) -> &'static str {
        match self {
            Queue::Mine(_) => "mine",
            Queue::Team(role, _) => role.0,
            Queue::Unowned => "unowned",
            Queue::HouseOverdue => "house-overdue",
        }
    }

    /// The word key of its tab.
    pub fn word(&self) -> String {
        format!("work-queue-{}", self.code())
    }
}

const HEADS: [Role; 2] = [DIRECTOR, DEPUTY];
const LEADERS: [Role; 4] = [DIRECTOR, DEPUTY, VICE_PRESIDENT, PRESIDENT];

/// The viewer's lists in the order of their tabs; none for who is not staff.
pub fn queues_of(viewer: &Viewer) -> Vec<Queue> {
    let Some(staff) = viewer.staff() else {
        return Vec::new();
    };
    let mut queues = vec![Queue::Mine(staff)];
    // Deputies may decide what waits for their director, so they see it waiting; and
    // whoever stands in for a leader sees the leader's.
    let shares = |role: &Role| {
        viewer.has(*role)
            || (*role == DIRECTOR && viewer.has(DEPUTY))
            || tongli_people::acting(*role).is_some_and(|acting| viewer.has(acting))
    };
    queues.extend(
        ALL.iter()
            .filter(|role| shares(role))
            .map(|role| Queue::Team(*role, viewer.departments.clone())),
    );
    if HEADS.iter().any(|role| viewer.has(*role)) {
        queues.push(Queue::Unowned);
    }
    if LEADERS.iter().any(|role| viewer.has(*role)) {
        queues.push(Queue::HouseOverdue);
    }
    queues
}

#[cfg(test)]
mod tests {
    use tongli_kernel::{Lang, Tenant, ViewerKind};
    use tongli_people::roles::RECEPTIONIST;

    use super::*;

    fn viewer(roles: &[Role]) -> Viewer {
        Viewer {
            kind: ViewerKind::Staff(StaffId::new(1)),
            roles: roles.iter().copied().collect(),
            ..Viewer::public(Tenant(1), Lang::Zh)
        }
    }

    fn codes(roles: &[Role]) -> Vec<&'static str> {
        queues_of(&viewer(roles)).iter().map(Queue::code).collect()
    }

    #[test]
    fn a_receptionist_sees_her_own_and_the_teams_work() {
        assert_eq!(codes(&[RECEPTIONIST]), ["mine", "receptionist"]);
    }

    #[test]
    fn heads_see_what_nobody_owns_and_all_that_is_overdue() {
        let found = codes(&[DIRECTOR]);
        assert_eq!(found, ["mine", "director", "unowned", "house-overdue"]);
        assert_eq!(
            codes(&[VICE_PRESIDENT]),
            ["mine", "vice-president", "house-overdue"]
        );
    }

    #[test]
    fn a_deputy_sees_what_waits_for_the_director() {
        assert_eq!(
            codes(&[DEPUTY]),
            ["mine", "director", "deputy", "unowned", "house-overdue"]
        );
    }

    #[test]
    fn whoever_stands_in_sees_what_waits_for_the_leader() {
        use tongli_people::roles::{ACTING_VICE_PRESIDENT, COORDINATOR};
        assert_eq!(
            codes(&[COORDINATOR, ACTING_VICE_PRESIDENT]),
            ["mine", "coordinator", "vice-president"]
        );
    }

    #[test]
    fn nobody_signed_in_has_no_work() {
        assert!(queues_of(&Viewer::public(Tenant(1), Lang::Zh)).is_empty());
    }
}
