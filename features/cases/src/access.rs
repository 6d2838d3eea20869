//! Who may do what to a case, and which cases somebody knows of at all.

use serde_json::Value as Json;
use tongli_kernel::{
    Confidentiality, DepartmentId, Permission, Reach, Role, Scope, Viewer, ViewerKind,
};
use tongli_people::roles::{
    ACTING_HEAD, ACTING_PRESIDENT, ACTING_VICE_PRESIDENT, CONTACT, COORDINATOR, COUNSEL,
    DEPARTMENT_HEAD, DEPUTY, DIRECTOR, DISCIPLINE, DUTY_OFFICER, INFORMATION, PRESIDENT,
    RECEPTIONIST, REVIEWER, SUPERVISOR, VICE_HEAD, VICE_PRESIDENT,
};

use crate::case::{Allegation, Case};
use crate::life::{Facts, Verb, belongs};
use crate::refusal::Refusal;
use crate::veil::Veil;

mod permissions;

pub use permissions::*;

/// What a verb asks of a role.
pub const fn permission_of(verb: Verb) -> Permission {
    match verb {
        Verb::Read => READ,
        Verb::Register => REGISTER,
        Verb::Settle => SETTLE,
        Verb::Accept => ACCEPT,
        Verb::Refuse => REFUSE,
        Verb::Assign => ASSIGN,
        Verb::JointStudy => JOINT_STUDY,
        Verb::Decline => DECLINE,
        Verb::Inform => ANSWER,
        Verb::RequestStatement | Verb::ExcuseStatement | Verb::ReturnStatement | Verb::Find => {
            INQUIRE
        }
        Verb::SubmitStatement => STATE,
        Verb::Review | Verb::SendBack => REVIEW,
        Verb::Handle => HANDLE,
        Verb::Answer | Verb::Release | Verb::ProveDelivery | Verb::FollowUp => ANSWER,
        Verb::Approve => APPROVE,
        Verb::Close => CLOSE,
        Verb::Archive => ARCHIVE,
        Verb::Pause | Verb::Resume => PAUSE,
        Verb::HandOver | Verb::ReturnToSender => HAND_OVER,
        Verb::ToDispute => TO_DISPUTE,
        Verb::RequestSupplement
        | Verb::Supplement
        | Verb::TellRefusal
        | Verb::TryContact
        | Verb::Interim
        | Verb::AskReview => ANSWER,
        Verb::Withdraw => CLOSE,
        Verb::TakeOrder => REGISTER,
        Verb::ReviewAgain => REVIEW_AGAIN,
        Verb::Join | Verb::Amend => AMEND,
        Verb::Receive | Verb::GiveNotice => RECEIVE,
        Verb::NotifyRespondent => NOTIFY_RESPONDENT,
        Verb::Reopen => REOPEN,
        Verb::Note => NOTE,
        Verb::Attach => ATTACH,
    }
}

/// Whether the viewer may do this where a permission of their roles is all it takes.
pub fn may(viewer: &Viewer, verb: Verb) -> bool {
    viewer.may(permission_of(verb))
        // The second hand need not be one of those who propose.
        || (verb == Verb::Refuse && viewer.may(APPROVE_REFUSAL))
        || (verb == Verb::JointStudy && viewer.may(APPROVE_JOINT))
}

/// Whether the viewer may do this to this case. Whoever is complained of reads and
/// adds, and decides nothing, whatever their roles; a department settles only what it
/// took in itself.
pub fn may_to(viewer: &Viewer, verb: Verb, case: &Case) -> bool {
    let own_only = verb == Verb::Settle && !any(viewer, OFFICE);
    may(viewer, verb)
        && (verb == Verb::Read || verb.only_adds() || !case.complains_of(viewer))
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
            Verb::JointStudy => case.joint_approved_at.is_none(),
            Verb::Decline => case.refusal_is_proposed() || case.joint_is_proposed(),
            Verb::Pause => !case.paused,
            Verb::Resume => case.paused,
            Verb::Withdraw => !case.is_withdrawn(),
            Verb::Supplement => {
                (case.endings.supplement.as_ref()).is_some_and(|one| one.answer.is_none())
            }
            Verb::TellRefusal => case.endings.refusal_told.is_none(),
            Verb::ReturnToSender => case.channel.is_order(),
            Verb::ReviewAgain => case.endings.review_is_open(),
            Verb::GiveNotice => case.delivered_at.is_none(),
            Verb::NotifyRespondent => !case.named.is_empty(),
            _ => true,
        })
        .filter(|verb| belongs(case.stage, *verb, &facts) && may_to(viewer, *verb, case))
        .collect()
}

/// Roles that look over the whole hospital.
const HOSPITAL: &[Role] = &[
    RECEPTIONIST,
    COORDINATOR,
    DIRECTOR,
    DEPUTY,
    INFORMATION,
    COUNSEL,
    DUTY_OFFICER,
    DISCIPLINE,
    VICE_PRESIDENT,
    PRESIDENT,
    SUPERVISOR,
    ACTING_HEAD,
    ACTING_VICE_PRESIDENT,
    ACTING_PRESIDENT,
];

/// Roles that see what concerns their departments.
const DEPARTMENTS: &[Role] = &[CONTACT, DEPARTMENT_HEAD, VICE_HEAD, REVIEWER];

/// Roles that see discipline matters without being named. A director may be the one
/// a clue is about, so directors are named or do not know.
const DISCIPLINE_SIGHT: &[Role] = &[DISCIPLINE];

/// Roles that belong to the office and read what it writes to itself.
const OFFICE: &[Role] = &[
    RECEPTIONIST,
    COORDINATOR,
    DIRECTOR,
    DEPUTY,
    DUTY_OFFICER,
    COUNSEL,
    DISCIPLINE,
    VICE_PRESIDENT,
    PRESIDENT,
    ACTING_HEAD,
    ACTING_VICE_PRESIDENT,
    ACTING_PRESIDENT,
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

/// Whether the viewer reads what the inquiry found and what the answer will say. A
/// department reads findings once they are reviewed, and the answer once it is given.
pub fn reads_findings(viewer: &Viewer, case: &Case) -> bool {
    reads_drafts(viewer) || case.reviewed_at.is_some()
}

/// See [`reads_findings`].
pub fn reads_answers(viewer: &Viewer, case: &Case) -> bool {
    reads_drafts(viewer) || case.delivered_at.is_some()
}

/// The same of what a step has replaced, as its history tells it: a round that is over
/// says itself whether it had been reviewed.
pub(crate) fn reads_past_findings(viewer: &Viewer, was: &Json) -> bool {
    reads_drafts(viewer) || !was["reviewed_at"].is_null()
}

/// See [`reads_past_findings`].
pub(crate) fn reads_past_answers(viewer: &Viewer, was: &Json) -> bool {
    reads_drafts(viewer) || !was["delivered_at"].is_null()
}

/// The case as it is told to this viewer: why it may be refused is the office's own
/// until somebody has decided, and what was said before a clue was found is hidden.
pub(crate) fn told_case(viewer: &Viewer, case: &Case, veil: Veil) -> Case {
    let mut told = case.clone();
    if told.refusal_is_proposed() && !reads_drafts(viewer) {
        (told.refusal_reason, told.refusal_explanation) = (None, None);
    }
    // What is new about a case taken up again was written as its round began.
    if veil.hides_step(case.accepted_at.unwrap_or(case.received_at)) {
        told.endings.without_fresh_words();
    }
    told.endings.without_words(|at| veil.hides_step(at));
    told
}

/// Whether the viewer reads how the person was reached, asked and told.
pub fn reads_endings(viewer: &Viewer) -> bool {
    reads_drafts(viewer)
}

fn reads_drafts(viewer: &Viewer) -> bool {
    reads_private_notes(viewer) || any(viewer, &[REVIEWER, SUPERVISOR])
}

/// Whether the viewer may open a file of a case they may see. The office's papers
/// (signed receipts, proofs) stay with the office; a department sees what its own
/// people added.
pub fn reads_file(viewer: &Viewer, of_departments: &[DepartmentId]) -> bool {
    reads_drafts(viewer)
        || of_departments
            .iter()
            .any(|department| viewer.departments.contains(department))
}

/// The allegations as this viewer may read them.
pub fn shown_allegations(
    viewer: &Viewer,
    case: &Case,
    mut allegations: Vec<Allegation>,
) -> Vec<Allegation> {
    for one in &mut allegations {
        if !reads_findings(viewer, case) {
            one.finding = None;
            one.finding_reason = None;
        }
        if !reads_answers(viewer, case) {
            one.answer = None;
            one.next_step = None;
        }
        // What is only proposed is the office's own.
        if !reads_drafts(viewer) {
            one.refusal = one.refusal.take().filter(Refusal::is_decided);
        }
    }
    allegations
}

/// Whether the viewer reads the office's own notes.
pub fn reads_private_notes(viewer: &Viewer) -> bool {
    any(viewer, OFFICE) || matches!(viewer.kind, ViewerKind::Clock(_) | ViewerKind::Operator)
}

/// Whether names and numbers stand in full.
pub fn may_see_contact(viewer: &Viewer) -> bool {
    viewer.may(SEE_CONTACT)
}

/// The same for one case: the discipline office has to reach whoever gave it a clue.
pub fn sees_contact_of(viewer: &Viewer, case: &Case) -> bool {
    knows_contact_of(viewer, case)
        && (may_see_contact(viewer) || (case.is_restricted() && viewer.has(DISCIPLINE)))
}

/// Whether the viewer learns who speaks for the patient of this case: whoever is
/// complained of never does, whatever their role.
pub fn knows_contact_of(viewer: &Viewer, case: &Case) -> bool {
    knows_contact(viewer) && !case.complains_of(viewer)
}

/// Whether this viewer learns who the patient is: not a supervisor, and not a
/// department where the person asked for that.
pub fn knows_patient(viewer: &Viewer, case: &Case) -> bool {
    !is_deidentified(viewer) && (!case.hide_identity || knows_contact_of(viewer, case))
}

/// Whether a role is of the office or leads it: a clue about its holder goes past it.
pub(crate) fn is_office_role(role: Role) -> bool {
    OFFICE.contains(&role)
}

/// Whether the viewer learns who speaks for the patient: a department handles the
/// matter, not the person who brought it.
pub fn knows_contact(viewer: &Viewer) -> bool {
    any(viewer, OFFICE) || matches!(viewer.kind, ViewerKind::Clock(_) | ViewerKind::Operator)
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
        let chief = scope(&viewer(&[DIRECTOR])).clearance;
        assert!(chief < Confidentiality::Discipline);
        let discipline = scope(&viewer(&[DISCIPLINE])).clearance;
        assert_eq!(discipline, Confidentiality::Discipline);
    }

    #[test]
    fn a_supervisor_reads_without_names() {
        let viewer = viewer(&[SUPERVISOR]);
        assert!(is_deidentified(&viewer) && !may_see_contact(&viewer));
        assert!(!reads_private_notes(&viewer));
    }
}
