//! Who may change days and times. Looking is open to everybody signed in.

use tongli_kernel::Permission;
use tongli_people::roles::{DEPUTY, DIRECTOR, INFORMATION, SYSTEM_ADMIN};

pub const IMPORT: Permission = Permission {
    name: "calendars.import",
    sentence: "Import the State Council's arrangement of a year.",
    roles: &[SYSTEM_ADMIN, DIRECTOR, DEPUTY, INFORMATION],
};

pub const HOUSE_DAYS: Permission = Permission {
    name: "calendars.house_days",
    sentence: "Set the hospital's own rest days and working days.",
    roles: &[DIRECTOR, DEPUTY],
};

pub const RULES: Permission = Permission {
    name: "calendars.rules",
    sentence: "Set the hospital's own time limits, where a rule lets it.",
    roles: &[DIRECTOR, DEPUTY],
};

pub const PERMISSIONS: &[Permission] = &[IMPORT, HOUSE_DAYS, RULES];
