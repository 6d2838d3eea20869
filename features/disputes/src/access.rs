//! Who reads and who keeps a dispute. Departments do not see it.

use tongli_kernel::Permission;
use tongli_people::roles::{
    COORDINATOR, COUNSEL, DEPUTY, DIRECTOR, DUTY_OFFICER, PRESIDENT, RECEPTIONIST, VICE_PRESIDENT,
};

pub const READ: Permission = Permission {
    name: "disputes.read",
    sentence: "Read medical disputes.",
    roles: &[
        RECEPTIONIST,
        COORDINATOR,
        DIRECTOR,
        DEPUTY,
        DUTY_OFFICER,
        COUNSEL,
        VICE_PRESIDENT,
        PRESIDENT,
    ],
};

pub const WRITE: Permission = Permission {
    name: "disputes.write",
    sentence: "Keep a dispute: notices, sealing, copies, autopsy, reports.",
    roles: &[COORDINATOR, DIRECTOR, DEPUTY],
};

/// All of this room.
pub const PERMISSIONS: &[Permission] = &[READ, WRITE];
