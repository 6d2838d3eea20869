//! Who reads and keeps consents, the register and requests.

use tongli_kernel::Permission;
use tongli_people::roles::{
    AUDIT_ADMIN, COORDINATOR, COUNSEL, DEPUTY, DIRECTOR, DUTY_OFFICER, INFORMATION, PRESIDENT,
    RECEPTIONIST, SECURITY_ADMIN, VICE_PRESIDENT,
};

pub const SEE_PURPOSES: Permission = Permission {
    name: "privacy.see_purposes",
    sentence: "Read what personal information is used for, on what ground and how long.",
    roles: &[
        RECEPTIONIST,
        COORDINATOR,
        DIRECTOR,
        DEPUTY,
        DUTY_OFFICER,
        COUNSEL,
        INFORMATION,
        VICE_PRESIDENT,
        PRESIDENT,
        SECURITY_ADMIN,
        AUDIT_ADMIN,
    ],
};

pub const CONSENT: Permission = Permission {
    name: "privacy.consent",
    sentence: "Write down that somebody consented to a recording, a photograph or publication, refused, or took it back.",
    roles: &[RECEPTIONIST, COORDINATOR, DIRECTOR, DEPUTY, DUTY_OFFICER],
};

pub const DISCLOSE: Permission = Permission {
    name: "privacy.disclose",
    sentence: "Write down what of a case was handed outside.",
    roles: &[COORDINATOR, DIRECTOR, DEPUTY],
};

pub const APPROVE_DISCLOSURE: Permission = Permission {
    name: "privacy.approve_disclosure",
    sentence: "Be named as the one who approved that something was handed outside.",
    roles: &[DIRECTOR, DEPUTY, VICE_PRESIDENT, PRESIDENT],
};

pub const REGISTER: Permission = Permission {
    name: "privacy.register",
    sentence: "Read the register of what was handed outside, and take it as a file.",
    roles: &[
        COORDINATOR,
        DIRECTOR,
        DEPUTY,
        COUNSEL,
        VICE_PRESIDENT,
        PRESIDENT,
        AUDIT_ADMIN,
    ],
};

pub const REQUESTS: Permission = Permission {
    name: "privacy.requests",
    sentence: "Keep requests of persons about their own information.",
    roles: &[RECEPTIONIST, COORDINATOR, DIRECTOR, DEPUTY],
};

pub const ANSWER_REQUESTS: Permission = Permission {
    name: "privacy.answer_requests",
    sentence: "Answer or refuse a request of a person about their own information.",
    roles: &[COORDINATOR, DIRECTOR, DEPUTY],
};

/// All of this room.
pub const PERMISSIONS: &[Permission] = &[
    SEE_PURPOSES,
    CONSENT,
    DISCLOSE,
    APPROVE_DISCLOSURE,
    REGISTER,
    REQUESTS,
    ANSWER_REQUESTS,
];
