//! Who sees what waits for a decision, and who decides at all. Which request somebody
//! decides is asked of its rule.

use tongli_kernel::Permission;
use tongli_people::roles::{
    ACTING_HEAD, ACTING_PRESIDENT, ACTING_VICE_PRESIDENT, COORDINATOR, COUNSEL, DEPUTY, DIRECTOR,
    DUTY_OFFICER, INFORMATION, PRESIDENT, RECEPTIONIST, SYSTEM_ADMIN, VICE_PRESIDENT,
};

pub const RULES: Permission = Permission {
    name: "approvals.rules",
    sentence: "See who approves what.",
    roles: &[
        RECEPTIONIST,
        COORDINATOR,
        DIRECTOR,
        DEPUTY,
        DUTY_OFFICER,
        VICE_PRESIDENT,
        PRESIDENT,
        COUNSEL,
        INFORMATION,
        SYSTEM_ADMIN,
        ACTING_HEAD,
        ACTING_VICE_PRESIDENT,
        ACTING_PRESIDENT,
    ],
};

/// All of this room.
pub const PERMISSIONS: &[Permission] = &[RULES];
