//! Who is on duty, who takes over, who keeps the call list.

use tongli_kernel::Permission;
use tongli_people::roles::{
    COORDINATOR, DEPUTY, DIRECTOR, DUTY_OFFICER, PRESIDENT, RECEPTIONIST, VICE_PRESIDENT,
};

pub const READ: Permission = Permission {
    name: "duty.read",
    sentence: "See what came in on duty and how it was answered.",
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

pub const ACT: Permission = Permission {
    name: "duty.act",
    sentence: "Answer a danger, ring the call list and take down what comes in on duty.",
    roles: &[RECEPTIONIST, COORDINATOR, DIRECTOR, DEPUTY, DUTY_OFFICER],
};

pub const TAKE_OVER: Permission = Permission {
    name: "duty.take_over",
    sentence: "Take over in the morning what came in on duty, or give it back.",
    roles: &[RECEPTIONIST, COORDINATOR, DIRECTOR, DEPUTY, DUTY_OFFICER],
};

pub const KEEP_CALLS: Permission = Permission {
    name: "duty.keep_calls",
    sentence: "Keep the call list of the night.",
    roles: &[DIRECTOR, DEPUTY, DUTY_OFFICER],
};

/// All of this room.
pub const PERMISSIONS: &[Permission] = &[READ, ACT, TAKE_OVER, KEEP_CALLS];
