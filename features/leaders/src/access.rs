//! Who sees what waits for leaders, who writes down what they said, who decides.

use tongli_kernel::Permission;
use tongli_people::roles::{
    ACTING_HEAD, ACTING_PRESIDENT, ACTING_VICE_PRESIDENT, COORDINATOR, COUNSEL, DEPUTY, DIRECTOR,
    DUTY_OFFICER, PRESIDENT, RECEPTIONIST, VICE_PRESIDENT,
};

pub const READ: Permission = Permission {
    name: "leaders.read",
    sentence: "See what waits for a leader, and what leaders said about a case.",
    roles: &[
        RECEPTIONIST,
        COORDINATOR,
        DIRECTOR,
        DEPUTY,
        DUTY_OFFICER,
        VICE_PRESIDENT,
        PRESIDENT,
        COUNSEL,
        ACTING_HEAD,
        ACTING_VICE_PRESIDENT,
        ACTING_PRESIDENT,
    ],
};

pub const RECORD: Permission = Permission {
    name: "leaders.record",
    sentence: "Write down what a leader said by word.",
    roles: &[RECEPTIONIST, COORDINATOR, DIRECTOR, DEPUTY, DUTY_OFFICER],
};

pub const SIGN: Permission = Permission {
    name: "leaders.sign",
    sentence: "Sign what one said by word oneself.",
    roles: &[DIRECTOR, DEPUTY, VICE_PRESIDENT, PRESIDENT],
};

pub const DECIDE: Permission = Permission {
    name: "leaders.decide",
    sentence: "Decide on a request for money, as the table of approvals says.",
    roles: &[
        DIRECTOR,
        DEPUTY,
        VICE_PRESIDENT,
        PRESIDENT,
        ACTING_HEAD,
        ACTING_VICE_PRESIDENT,
        ACTING_PRESIDENT,
    ],
};

/// All of this room.
pub const PERMISSIONS: &[Permission] = &[READ, RECORD, SIGN, DECIDE];
