//! Who may do what to accounts and departments: three administrators, each with
//! a part (三员分立), and nobody for himself.

use tongli_kernel::{Permission, Role, StaffId, Viewer};

use crate::roles;
use crate::staff::Staff;

pub const SEE_STAFF: Permission = Permission {
    name: "people.see-staff",
    sentence: "see the list of staff and their roles",
    roles: &[
        roles::SYSTEM_ADMIN,
        roles::SECURITY_ADMIN,
        roles::AUDIT_ADMIN,
        roles::DIRECTOR,
        roles::DEPUTY,
    ],
};
pub const ACCOUNTS: Permission = Permission {
    name: "people.accounts",
    sentence: "open, change and disable accounts and reset passwords",
    roles: &[roles::SYSTEM_ADMIN],
};
pub const ROLES: Permission = Permission {
    name: "people.roles",
    sentence: "give and take roles",
    roles: &[roles::SECURITY_ADMIN],
};
pub const UNLOCK: Permission = Permission {
    name: "people.unlock",
    sentence: "unlock an account after wrong tries and end its sessions",
    roles: &[roles::SECURITY_ADMIN],
};
pub const DEPARTMENTS: Permission = Permission {
    name: "people.departments",
    sentence: "enter, change and close departments",
    roles: &[roles::SYSTEM_ADMIN, roles::DIRECTOR],
};
pub const AUDIT: Permission = Permission {
    name: "people.audit",
    sentence: "read the record of sign-ins, permission changes and readings",
    roles: &[roles::AUDIT_ADMIN],
};

pub const SETTINGS: Permission = Permission {
    name: "people.settings",
    sentence: "change what the hospital says about itself in letters and on public pages",
    roles: &[roles::SYSTEM_ADMIN, roles::DIRECTOR],
};

pub const PERMISSIONS: &[Permission] = &[
    SEE_STAFF,
    ACCOUNTS,
    ROLES,
    UNLOCK,
    DEPARTMENTS,
    AUDIT,
    SETTINGS,
];

/// Whether this viewer may give somebody exactly these roles. Nobody gives roles
/// to himself. A fresh installation knows only its system administrator, so he
/// may appoint the first security administrator, and nothing else.
pub fn may_give_roles(
    viewer: &Viewer,
    to: StaffId,
    wanted: &[Role],
    security_admin_exists: bool,
) -> bool {
    if viewer.staff() == Some(to) {
        return false;
    }
    viewer.may(ROLES)
        || (viewer.may(ACCOUNTS) && !security_admin_exists && wanted == [roles::SECURITY_ADMIN])
}

/// Whether this viewer may name who decides for somebody: a leader for himself, the
/// system administrator for anybody. Whether that somebody leads is asked of the record.
pub fn may_name_deputy(viewer: &Viewer, principal: StaffId) -> bool {
    viewer.staff() == Some(principal) || viewer.may(ACCOUNTS)
}

/// Whether this viewer may set somebody's password anew. The system administrator
/// does it for everybody but administrators: with that he could become all three.
pub fn may_reset_password(viewer: &Viewer, of: &Staff) -> bool {
    if viewer.staff() == Some(of.id) {
        return false;
    }
    if of.is_admin() {
        viewer.may(ROLES)
    } else {
        viewer.may(ACCOUNTS)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tongli_kernel::{Id, Lang, Tenant, ViewerKind};

    fn viewer(id: i64, role: Role) -> Viewer {
        Viewer {
            tenant: Tenant(1),
            kind: ViewerKind::Staff(Id::new(id)),
            name: "赵安".into(),
            roles: [role].into(),
            departments: vec![],
            lang: Lang::Zh,
        }
    }

    #[test]
    fn roles_are_the_security_administrators_and_never_for_oneself() {
        let security = viewer(1, roles::SECURITY_ADMIN);
        assert!(may_give_roles(
            &security,
            Id::new(2),
            &[roles::DIRECTOR],
            true
        ));
        assert!(!may_give_roles(
            &security,
            Id::new(1),
            &[roles::DIRECTOR],
            true
        ));
        let director = viewer(3, roles::DIRECTOR);
        assert!(!may_give_roles(
            &director,
            Id::new(2),
            &[roles::DIRECTOR],
            false
        ));
    }

    #[test]
    fn the_first_security_administrator_is_appointed_by_the_system_administrator() {
        let system = viewer(1, roles::SYSTEM_ADMIN);
        assert!(may_give_roles(
            &system,
            Id::new(2),
            &[roles::SECURITY_ADMIN],
            false
        ));
        assert!(!may_give_roles(
            &system,
            Id::new(2),
            &[roles::SECURITY_ADMIN],
            true
        ));
        assert!(!may_give_roles(
            &system,
            Id::new(2),
            &[roles::AUDIT_ADMIN],
            false
        ));
        assert!(!may_give_roles(
            &system,
            Id::new(1),
            &[roles::SECURITY_ADMIN],
            false
        ));
    }
}
