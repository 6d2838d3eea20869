//! Who holds, proposes, confirms and looks.

use tongli_kernel::Permission;
use tongli_people::roles::{
    COORDINATOR, COUNSEL, DEPUTY, DIRECTOR, DISCIPLINE, INFORMATION, PRESIDENT, VICE_PRESIDENT,
};

pub const READ: Permission = Permission {
    name: "retention.read",
    sentence: "Read how long matters are kept, what is held and what was destroyed.",
    roles: &[
        COORDINATOR,
        DIRECTOR,
        DEPUTY,
        COUNSEL,
        INFORMATION,
        DISCIPLINE,
        VICE_PRESIDENT,
        PRESIDENT,
    ],
};

/// 涉诉留存
pub const HOLD: Permission = Permission {
    name: "retention.hold",
    sentence: "Put a matter under a legal hold, and lift what somebody else has put.",
    roles: &[COUNSEL, DIRECTOR],
};

pub const PROPOSE: Permission = Permission {
    name: "retention.propose",
    sentence: "Propose to destroy what is no longer to be kept.",
    roles: &[DIRECTOR],
};

pub const APPROVE: Permission = Permission {
    name: "retention.approve",
    sentence: "Decide on a destruction somebody else has proposed.",
    roles: &[VICE_PRESIDENT, COUNSEL],
};

/// 封存误登记
pub const PROPOSE_ASIDE: Permission = Permission {
    name: "retention.propose_aside",
    sentence: "Propose to seal away a matter that was entered wrongly.",
    roles: &[COORDINATOR, DEPUTY, DIRECTOR],
};

pub const ASIDE: Permission = Permission {
    name: "retention.aside",
    sentence: "Decide what is sealed away, see what is, and open it with a reason.",
    roles: &[DIRECTOR, VICE_PRESIDENT],
};

/// All of this room.
pub const PERMISSIONS: &[Permission] = &[READ, HOLD, PROPOSE, APPROVE, PROPOSE_ASIDE, ASIDE];
