//! Who counts at the desk, and who sees how much was counted.

use tongli_kernel::Permission;
use tongli_people::roles::{
    COORDINATOR, DEPUTY, DIRECTOR, INFORMATION, PRESIDENT, RECEPTIONIST, VICE_PRESIDENT,
};

pub const READ: Permission = Permission {
    name: "desk.read",
    sentence: "See how many people the desk received.",
    // Each of them sees the whole hospital: the cases of a day belong to the count.
    roles: &[
        RECEPTIONIST,
        COORDINATOR,
        DIRECTOR,
        DEPUTY,
        VICE_PRESIDENT,
        PRESIDENT,
        INFORMATION,
    ],
};

pub const TAP: Permission = Permission {
    name: "desk.tap",
    sentence: "Count a contact that is no case, and take one's own last count back.",
    roles: &[RECEPTIONIST, COORDINATOR],
};

/// All of this room.
pub const PERMISSIONS: &[Permission] = &[READ, TAP];

#[cfg(test)]
mod tests {
    use tongli_kernel::{Id, Lang, Reach, Tenant, Viewer, ViewerKind};

    use super::*;

    #[test]
    fn whoever_reads_the_count_sees_the_cases_that_are_part_of_it() {
        for role in READ.roles {
            let viewer = Viewer {
                kind: ViewerKind::Staff(Id::new(7)),
                roles: [*role].into(),
                ..Viewer::public(Tenant(1), Lang::Zh)
            };
            let reach = tongli_cases::access::scope(&viewer).reach;
            assert_eq!(reach, Reach::Hospital, "{role}");
        }
    }

    #[test]
    fn whoever_taps_sees_what_was_tapped() {
        assert!(TAP.roles.iter().all(|role| READ.roles.contains(role)));
    }
}
