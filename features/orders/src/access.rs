//! Who reads and who keeps orders from outside. Departments do not see them.

use tongli_kernel::Permission;
use tongli_people::roles::{
    COORDINATOR, DEPUTY, DIRECTOR, DUTY_OFFICER, PRESIDENT, RECEPTIONIST, VICE_PRESIDENT,
};

pub const READ: Permission = Permission {
    name: "orders.read",
    sentence: "Read orders from outside.",
    roles: &[
        RECEPTIONIST,
        COORDINATOR,
        DIRECTOR,
        DEPUTY,
        DUTY_OFFICER,
        VICE_PRESIDENT,
        PRESIDENT,
    ],
};

pub const WRITE: Permission = Permission {
    name: "orders.write",
    sentence: "Take orders from outside, sign for them, ask for time, fill back.",
    roles: &[RECEPTIONIST, COORDINATOR, DIRECTOR, DEPUTY, DUTY_OFFICER],
};

/// All of this room.
pub const PERMISSIONS: &[Permission] = &[READ, WRITE];
