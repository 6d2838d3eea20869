//! Who may do what to a case, and which cases somebody knows of at all.

use tongli_kernel::{Confidentiality, Permission, Reach, Role, Scope, Viewer, ViewerKind};
use tongli_people::roles::{
    COORDINATOR, CONTACT, COUNSEL, DEPARTMENT_HEAD, DEPUTY, DIRECTOR, DISCIPLINE, DUTY_OFFICER,
    INFORMATION, PRESIDENT, RECEPTIONIST, REVIEWER, SUPERVISOR, VICE_HEAD, VICE_PRESIDENT,
};

use crate::case::{Allegation, Case};
use crate::life::{Facts, Verb, belongs};

pub const READ: Permission = Permission {
    name: "cases.read",
    sentence: "Read the cases inside one's scope.",
    roles: &[
        RECEPTIONIST, COORDINATOR, DIRECTOR, DEPUTY, DUTY_OFFICER, CONTACT, DEPARTMENT_HEAD,
        VICE_HEAD, REVIEWER, VICE_PRESIDENT, PRESIDENT, COUNSEL, INFORMATION, DISCIPLINE,
        SUPERVISOR,
    ],
};

/// 首诉负责: whoever is spoken to first takes it down.
pub const REGISTER: Permission = Permission {
    name: "cases.register",
    sentence: "Take down what somebody brings.",
    roles: &[
        RECEPTIONIST, COORDINATOR, DIRECTOR, DEPUTY, DUTY_OFFICER, CONTACT, DEPARTMENT_HEAD,
        VICE_HEAD,
    ],
};

pub const SETTLE: Permission = Permission {
    name: "cases.settle",
    sentence: "Settle a matter on the spot.",
    roles: &[
        RECEPTIONIST, COORDINATOR, DIRECTOR, DEPUTY, DUTY_OFFICER, CONTACT, DEPARTMENT_HEAD,
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
    roles: &[DIRECTOR, DEPUTY, VICE_PRESIDENT],
};

pub const ASSIGN: Permission = Permission {
    name: "cases.assign",
    sentence: "Hand a case to someone.",
    roles: &[DIRECTOR, DEPUTY, COORDINATOR],
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

pub const HAND_OVER: Permission = Permission {
    name: "cases.hand_over",
    sentence: "Hand a case over to discipline, police or another body.",
    roles: &[DIRECTOR, DEPUTY, VICE_PRESIDENT],
};

pub const NOTE: Permission = Permission {
    name: "cases.note",
    sentence: "Write a note on a case.",
    roles: &[
        RECEPTIONIST, COORDINATOR, DIRECTOR, DEPUTY, DUTY_OFFICER, CONTACT, DEPARTMENT_HEAD,
        VICE_HEAD, REVIEWER, VICE_PRESIDENT, PRESIDENT, COUNSEL, DISCIPLINE,
    ],
};

pub const ATTACH: Permission = Permission {
    name: "cases.attach",
    sentence: "Add a file to a case.",
    roles: &[
        RECEPTIONIST, COORDINATOR, DIRECTOR, DEPUTY, DUTY_OFFICER, CONTACT, DEPARTMENT_HEAD,
        VICE_HEAD, REVIEWER, COUNSEL, DISCIPLINE,
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
    roles: &[DIRECTOR, DISCIPLINE],
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
    roles: &[CONTACT, DEPARTMENT_HEAD, VICE_HEAD, COORDINATOR, DIRECTOR, DEPUTY],
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
    roles: &[DIRECTOR, DEPUTY, VICE_PRESIDENT],
};

/// All of this room.
pub const PERMISSIONS: &[Permission] = &[
    READ, REGISTER, SETTLE, ACCEPT, REFUSE, APPROVE_REFUSAL, ASSIGN, HANDLE, AMEND, PAUSE, CLOSE,
    ARCHIVE, REOPEN, HAND_OVER, NOTE, ATTACH, SEE_CONTACT, EXPORT, ENTRUST, INQUIRE, STATE, REVIEW,
    ANSWER, APPROVE,
];

/// What a verb asks of a role.
pub const fn permission_of(verb: Verb) -> Permission {
    match verb {
        Verb::Read => READ,
        Verb::Register => REGISTER,
        Verb::Settle => SETTLE,
        Verb::Accept => ACCEPT,
        Verb::Refuse => REFUSE,
        Verb::Assign => ASSIGN,
        Verb::RequestStatement
        | Verb::ExcuseStatement
        | Verb::ReturnStatement
        | Verb::Find => INQUIRE,
        Verb::SubmitStatement => STATE,
        Verb::Review | Verb::SendBack => REVIEW,
        Verb::Handle => HANDLE,
        Verb::Answer | Verb::Release | Verb::ProveDelivery | Verb::FollowUp => ANSWER,
        Verb::Approve => APPROVE,
        Verb::Close => CLOSE,
        Verb::Archive => ARCHIVE,
        Verb::Pause | Verb::Resume => PAUSE,
        Verb::HandOver | Verb::ToDispute => HAND_OVER,
        Verb::Join | Verb::Amend => AMEND,
        Verb::Reopen => REOPEN,
        Verb::Note => NOTE,
        Verb::Attach => ATTACH,
    }
}

/// Whether the viewer may do this where a permission of their roles is all it takes.
pub fn may(viewer: &Viewer, verb: Verb) -> bool {
    viewer.may(permission_of(verb))
        // The second hand of a refusal need not be one of those who propose.
        || (verb == Verb::Refuse && viewer.may(APPROVE_REFUSAL))
}

/// Whether the viewer may do this to this case. A department settles only what it
/// took in itself: nobody settles a complaint about themselves.
pub fn may_to(viewer: &Viewer, verb: Verb, case: &Case) -> bool {
    let own_only = verb == Verb::Settle && !any(viewer, OFFICE);
    may(viewer, verb)
        && (!own_only || viewer.staff().is_none() || case.first_receiver == viewer.staff())
}

/// What this viewer could do next: the verbs of the stage that their roles allow.
/// Whether facts are still missing is said when they try.
pub fn shown_verbs(viewer: &Viewer, case: &Case, allegations: &[Allegation]) -> Vec<Verb> {
    let facts = Facts::of(case, allegations);
    Verb::ALL
        .iter()
        .copied()
        .filter(|verb| match verb {
            Verb::Pause => !case.paused,
            Verb::Resume => case.paused,
            _ => true,
        })
        .filter(|verb| belongs(case.stage, *verb, &facts) && may_to(viewer, *verb, case))
        .collect()
}

/// Roles that look over the whole hospital.
const HOSPITAL: &[Role] = &[
    RECEPTIONIST, COORDINATOR, DIRECTOR, DEPUTY, INFORMATION, COUNSEL, DUTY_OFFICER, DISCIPLINE,
    VICE_PRESIDENT, PRESIDENT, SUPERVISOR,
];

/// Roles that see what concerns their departments.
const DEPARTMENTS: &[Role] = &[CONTACT, DEPARTMENT_HEAD, VICE_HEAD, REVIEWER];

/// Roles that see discipline matters without being named.
const DISCIPLINE_SIGHT: &[Role] = &[DIRECTOR, DISCIPLINE];

/// Roles that belong to the office and read what it writes to itself.
const OFFICE: &[Role] = &[
    RECEPTIONIST, COORDINATOR, DIRECTOR, DEPUTY, DUTY_OFFICER, COUNSEL, DISCIPLINE,
    VICE_PRESIDENT, PRESIDENT,
];

fn any(viewer: &Viewer, roles: &[Role]) -> bool {
    roles.iter().any(|role| viewer.has(*role))
}

/// Which cases a viewer may know of. The store turns it into SQL once, for lists,
/// counts, search and reading alike.
pub fn scope(viewer: &Viewer) -> Scope {
    let reach = match viewer.kind {
        ViewerKind::Clock(_) | ViewerKind::Operator => {
            return Scope {
                reach: Reach::Hospital,
                clearance: Confidentiality::Discipline,
                staff: None,
            };
        }
        ViewerKind::Public => Reach::Nothing,
        ViewerKind::Staff(_) if any(viewer, HOSPITAL) => Reach::Hospital,
        ViewerKind::Staff(_) if any(viewer, DEPARTMENTS) => {
            Reach::Departments(viewer.departments.clone())
        }
        ViewerKind::Staff(_) => Reach::Nothing,
    };
    let clearance = if any(viewer, DISCIPLINE_SIGHT) {
        Confidentiality::Discipline
    } else if any(viewer, OFFICE) || any(viewer, DEPARTMENTS) {
        Confidentiality::Sensitive
    } else {
        Confidentiality::Ordinary
    };
    Scope {
        // Need-to-know opens a file to somebody of the house, not to an administrator.
        staff: (reach != Reach::Nothing).then(|| viewer.staff()).flatten(),
        reach,
        clearance,
    }
}

/// Whether the viewer reads the office's own notes.
pub fn reads_private_notes(viewer: &Viewer) -> bool {
    any(viewer, OFFICE) || matches!(viewer.kind, ViewerKind::Clock(_) | ViewerKind::Operator)
}

/// Whether names and numbers stand in full.
pub fn may_see_contact(viewer: &Viewer) -> bool {
    viewer.may(SEE_CONTACT)
}

/// Whether persons are shown at all: a supervisor reads without them.
pub fn is_deidentified(viewer: &Viewer) -> bool {
    viewer.has(SUPERVISOR) && !any(viewer, OFFICE)
}

#[cfg(test)]
mod tests {
    use tongli_kernel::{Id, Lang, Tenant};
    use tongli_people::roles::ADMINS;

    use super::*;

    fn viewer(roles: &[Role]) -> Viewer {
        Viewer {
            kind: ViewerKind::Staff(Id::new(7)),
            roles: roles.iter().copied().collect(),
            departments: vec![Id::new(3)],
            ..Viewer::public(Tenant(1), Lang::Zh)
        }
    }

    #[test]
    fn administrators_may_nothing_and_see_nothing() {
        for admin in ADMINS {
            assert_eq!(scope(&viewer(&[*admin])).reach, Reach::Nothing);
            for permission in PERMISSIONS {
                assert!(!permission.roles.contains(admin), "{}", permission.name);
            }
        }
    }

    #[test]
    fn a_ward_sees_its_own_and_the_office_everything_but_discipline() {
        let head = scope(&viewer(&[DEPARTMENT_HEAD]));
        assert_eq!(head.reach, Reach::Departments(vec![Id::new(3)]));
        let desk = scope(&viewer(&[RECEPTIONIST]));
        assert_eq!(desk.reach, Reach::Hospital);
        assert!(desk.clearance < Confidentiality::Discipline);
        assert_eq!(
            scope(&viewer(&[DIRECTOR])).clearance,
            Confidentiality::Discipline
        );
    }

    #[test]
    fn a_supervisor_reads_without_names() {
        let viewer = viewer(&[SUPERVISOR]);
        assert!(is_deidentified(&viewer) && !may_see_contact(&viewer));
        assert!(!reads_private_notes(&viewer));
    }
}
