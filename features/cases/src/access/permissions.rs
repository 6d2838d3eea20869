//! What can be allowed, each with a sentence and the roles that have it by default.

use tongli_kernel::Permission;
use tongli_people::roles::{
    ACTING_HEAD, ACTING_PRESIDENT, ACTING_VICE_PRESIDENT, CONTACT, COORDINATOR, COUNSEL,
    DEPARTMENT_HEAD, DEPUTY, DIRECTOR, DISCIPLINE, DUTY_OFFICER, INFORMATION, PRESIDENT,
    RECEPTIONIST, REVIEWER, SUPERVISOR, VICE_HEAD, VICE_PRESIDENT,
};

pub const READ: Permission = Permission {
    name: "cases.read",
    sentence: "Read the cases inside one's scope.",
    roles: &[
        RECEPTIONIST,
        COORDINATOR,
        DIRECTOR,
        DEPUTY,
        DUTY_OFFICER,
        CONTACT,
        DEPARTMENT_HEAD,
        VICE_HEAD,
        REVIEWER,
        VICE_PRESIDENT,
        PRESIDENT,
        COUNSEL,
        INFORMATION,
        DISCIPLINE,
        SUPERVISOR,
        ACTING_HEAD,
        ACTING_VICE_PRESIDENT,
        ACTING_PRESIDENT,
    ],
};

/// 首诉负责: whoever is spoken to first takes it down.
pub const REGISTER: Permission = Permission {
    name: "cases.register",
    sentence: "Take down what somebody brings.",
    roles: &[
        RECEPTIONIST,
        COORDINATOR,
        DIRECTOR,
        DEPUTY,
        DUTY_OFFICER,
        CONTACT,
        DEPARTMENT_HEAD,
        VICE_HEAD,
    ],
};

pub const SETTLE: Permission = Permission {
    name: "cases.settle",
    sentence: "Settle a matter on the spot.",
    roles: &[
        RECEPTIONIST,
        COORDINATOR,
        DIRECTOR,
        DEPUTY,
        DUTY_OFFICER,
        CONTACT,
        DEPARTMENT_HEAD,
        VICE_HEAD,
    ],
};

pub const ACCEPT: Permission = Permission {
    name: "cases.accept",
    sentence: "Accept a case for handling.",
    roles: &[RECEPTIONIST, COORDINATOR, DIRECTOR, DEPUTY, DUTY_OFFICER],
};

pub const REFUSE: Permission = Permission {
    name: "cases.refuse",
    sentence: "Propose not to act on a case, for one of the statutory reasons.",
    roles: &[RECEPTIONIST, COORDINATOR, DIRECTOR, DEPUTY],
};

pub const APPROVE_REFUSAL: Permission = Permission {
    name: "cases.approve_refusal",
    sentence: "Decide a refusal somebody else has proposed.",
    roles: &[
        DIRECTOR,
        DEPUTY,
        VICE_PRESIDENT,
        ACTING_HEAD,
        ACTING_VICE_PRESIDENT,
    ],
};

pub const ASSIGN: Permission = Permission {
    name: "cases.assign",
    sentence: "Hand a case to someone.",
    roles: &[DIRECTOR, DEPUTY, COORDINATOR],
};

pub const JOINT_STUDY: Permission = Permission {
    name: "cases.joint_study",
    sentence: "Propose that several departments study a case together.",
    roles: &[COORDINATOR, DIRECTOR, DEPUTY, VICE_PRESIDENT],
};

pub const APPROVE_JOINT: Permission = Permission {
    name: "cases.approve_joint",
    sentence: "Decide that several departments study a case together.",
    roles: &[
        DIRECTOR,
        DEPUTY,
        VICE_PRESIDENT,
        ACTING_HEAD,
        ACTING_VICE_PRESIDENT,
    ],
};

pub const DECLINE: Permission = Permission {
    name: "cases.decline",
    sentence: "Decide against a refusal or a joint study somebody has proposed.",
    roles: &[
        DIRECTOR,
        DEPUTY,
        VICE_PRESIDENT,
        ACTING_HEAD,
        ACTING_VICE_PRESIDENT,
    ],
};

pub const HANDLE: Permission = Permission {
    name: "cases.handle",
    sentence: "Handle a case and write down its result.",
    roles: &[RECEPTIONIST, COORDINATOR, DIRECTOR, DEPUTY],
};

pub const AMEND: Permission = Permission {
    name: "cases.amend",
    sentence: "Add facts to a case or put them right.",
    roles: &[RECEPTIONIST, COORDINATOR, DIRECTOR, DEPUTY, DUTY_OFFICER],
};

pub const PAUSE: Permission = Permission {
    name: "cases.pause",
    sentence: "Mark that a case waits for something, and end the wait.",
    roles: &[RECEPTIONIST, COORDINATOR, DIRECTOR, DEPUTY],
};

pub const CLOSE: Permission = Permission {
    name: "cases.close",
    sentence: "Close a case whose answer has arrived.",
    roles: &[RECEPTIONIST, COORDINATOR, DIRECTOR, DEPUTY],
};

pub const ARCHIVE: Permission = Permission {
    name: "cases.archive",
    sentence: "Put a finished case into the archive.",
    roles: &[COORDINATOR, DIRECTOR, DEPUTY, INFORMATION],
};

pub const REOPEN: Permission = Permission {
    name: "cases.reopen",
    sentence: "Take a finished case up again because of something new.",
    roles: &[COORDINATOR, DIRECTOR, DEPUTY, VICE_PRESIDENT],
};

pub const OVERRIDE_REOPEN: Permission = Permission {
    name: "cases.override_reopen",
    sentence: "Take a finished case up again without anything new, for a reason.",
    roles: &[DIRECTOR, DEPUTY, VICE_PRESIDENT],
};

/// 复核: whoever decided before leaves it to the other.
pub const REVIEW_AGAIN: Permission = Permission {
    name: "cases.review_again",
    sentence: "Review an answer somebody is not satisfied with.",
    roles: &[DIRECTOR, VICE_PRESIDENT],
};

pub const HAND_OVER: Permission = Permission {
    name: "cases.hand_over",
    sentence: "Hand a case over to discipline, police or another body.",
    roles: &[DIRECTOR, DEPUTY, VICE_PRESIDENT],
};

pub const TO_DISPUTE: Permission = Permission {
    name: "cases.to_dispute",
    sentence: "Open a medical dispute from a case.",
    roles: &[COORDINATOR, DIRECTOR, DEPUTY],
};

pub const NOTE: Permission = Permission {
    name: "cases.note",
    sentence: "Write a note on a case.",
    roles: &[
        RECEPTIONIST,
        COORDINATOR,
        DIRECTOR,
        DEPUTY,
        DUTY_OFFICER,
        CONTACT,
        DEPARTMENT_HEAD,
        VICE_HEAD,
        REVIEWER,
        VICE_PRESIDENT,
        PRESIDENT,
        COUNSEL,
        DISCIPLINE,
    ],
};

pub const ATTACH: Permission = Permission {
    name: "cases.attach",
    sentence: "Add a file to a case.",
    roles: &[
        RECEPTIONIST,
        COORDINATOR,
        DIRECTOR,
        DEPUTY,
        DUTY_OFFICER,
        CONTACT,
        DEPARTMENT_HEAD,
        VICE_HEAD,
        REVIEWER,
        COUNSEL,
        DISCIPLINE,
    ],
};

pub const SEE_CONTACT: Permission = Permission {
    name: "cases.see_contact",
    sentence: "See names and telephone numbers in full.",
    roles: &[RECEPTIONIST, COORDINATOR, DIRECTOR, DEPUTY, DUTY_OFFICER],
};

pub const EXPORT: Permission = Permission {
    name: "cases.export",
    sentence: "Take lists of cases out of the system.",
    roles: &[DIRECTOR, DEPUTY, INFORMATION],
};

/// Who opens a closed file to one more person.
pub const ENTRUST: Permission = Permission {
    name: "cases.entrust",
    sentence: "Name who needs to know of a confidential case.",
    roles: &[DISCIPLINE],
};

/// The president stands in only where the discipline officers are complained of.
pub const RECEIVE: Permission = Permission {
    name: "cases.receive",
    sentence: "Sign for a clue and tell the person that it was handed over.",
    roles: &[DISCIPLINE, PRESIDENT],
};

pub const NOTIFY_RESPONDENT: Permission = Permission {
    name: "cases.notify_respondent",
    sentence: "Tell staff complained of what is alleged.",
    roles: &[COORDINATOR, DIRECTOR, DEPUTY],
};

// The steps of the rooms above: they guard their routes by these.

pub const INQUIRE: Permission = Permission {
    name: "cases.inquire",
    sentence: "Ask departments, weigh what they say and find.",
    roles: &[COORDINATOR, DIRECTOR, DEPUTY],
};

pub const STATE: Permission = Permission {
    name: "cases.state",
    sentence: "Give a department's statement.",
    roles: &[
        CONTACT,
        DEPARTMENT_HEAD,
        VICE_HEAD,
        COORDINATOR,
        DIRECTOR,
        DEPUTY,
    ],
};

pub const REVIEW: Permission = Permission {
    name: "cases.review",
    sentence: "Review an inquiry.",
    roles: &[DIRECTOR, DEPUTY, REVIEWER],
};

pub const ANSWER: Permission = Permission {
    name: "cases.answer",
    sentence: "Answer the person, deliver the answer and follow up.",
    roles: &[RECEPTIONIST, COORDINATOR, DIRECTOR, DEPUTY],
};

pub const APPROVE: Permission = Permission {
    name: "cases.approve",
    sentence: "Approve an answer before it goes out.",
    roles: &[
        DIRECTOR,
        DEPUTY,
        VICE_PRESIDENT,
        ACTING_HEAD,
        ACTING_VICE_PRESIDENT,
    ],
};

/// All of this room.
pub const PERMISSIONS: &[Permission] = &[
    READ,
    REGISTER,
    SETTLE,
    ACCEPT,
    REFUSE,
    APPROVE_REFUSAL,
    ASSIGN,
    JOINT_STUDY,
    APPROVE_JOINT,
    DECLINE,
    HANDLE,
    AMEND,
    PAUSE,
    CLOSE,
    ARCHIVE,
    REOPEN,
    OVERRIDE_REOPEN,
    REVIEW_AGAIN,
    HAND_OVER,
    TO_DISPUTE,
    NOTE,
    ATTACH,
    SEE_CONTACT,
    EXPORT,
    ENTRUST,
    RECEIVE,
    NOTIFY_RESPONDENT,
    INQUIRE,
    STATE,
    REVIEW,
    ANSWER,
    APPROVE,
];
