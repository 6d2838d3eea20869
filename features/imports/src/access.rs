//! Who may bring old registers in, and take them back.

use tongli_kernel::Permission;
use tongli_people::roles::{COORDINATOR, DEPUTY, DIRECTOR, INFORMATION};

pub const RUN: Permission = Permission {
    name: "imports.run",
    sentence: "Bring an old register into the archive.",
    roles: &[INFORMATION, DIRECTOR, DEPUTY, COORDINATOR],
};

pub const WITHDRAW: Permission = Permission {
    name: "imports.withdraw",
    sentence: "Withdraw a register that was brought in.",
    roles: &[DIRECTOR, DEPUTY],
};

pub const PERMISSIONS: &[Permission] = &[RUN, WITHDRAW];
