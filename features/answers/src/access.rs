//! Who looks answers up, who notes that one is missing, who writes them.

use tongli_kernel::Permission;
use tongli_people::roles::{
    COORDINATOR, DEPUTY, DIRECTOR, DUTY_OFFICER, INFORMATION, PRESIDENT, RECEPTIONIST, TRAINER,
    VICE_PRESIDENT,
};

pub const READ: Permission = Permission {
    name: "answers.read",
    sentence: "Look up answers and scripts, insert them, and see what is used and asked.",
    // Nothing in the library is about a person.
    roles: &[
        RECEPTIONIST,
        COORDINATOR,
        DIRECTOR,
        DEPUTY,
        DUTY_OFFICER,
        VICE_PRESIDENT,
        PRESIDENT,
        INFORMATION,
        TRAINER,
    ],
};

pub const ASK: Permission = Permission {
    name: "answers.ask",
    sentence: "Put a question without an answer on the list.",
    roles: &[
        RECEPTIONIST,
        COORDINATOR,
        DIRECTOR,
        DEPUTY,
        DUTY_OFFICER,
        TRAINER,
    ],
};

pub const WRITE: Permission = Permission {
    name: "answers.write",
    sentence: "Write, change and withdraw answers and scripts, and answer the questions that have none.",
    roles: &[COORDINATOR, DIRECTOR, DEPUTY, TRAINER],
};

/// All of this room.
pub const PERMISSIONS: &[Permission] = &[READ, ASK, WRITE];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_writes_or_asks_also_reads() {
        for role in ASK.roles.iter().chain(WRITE.roles) {
            assert!(READ.roles.contains(role), "{role}");
        }
        assert!(WRITE.roles.iter().all(|role| ASK.roles.contains(role)));
    }
}
