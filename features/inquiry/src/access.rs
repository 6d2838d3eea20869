//! Who sees and gives statements. The permissions themselves are the cases room's,
//! because its life cycle reads a case for a verb.

use tongli_cases::Case;
use tongli_cases::access::{INQUIRE, REVIEW, STATE, reads_private_notes};
use tongli_kernel::{DepartmentId, Permission, Viewer, ViewerKind};
use tongli_people::roles;

use crate::statement::StatementId;

/// Asking, sending back, finding.
pub const ASK: Permission = INQUIRE;
/// Giving a statement; also the inbox.
pub const ANSWER: Permission = STATE;
/// Whoever has to do with statements at all.
pub const CONCERNED: &[Permission] = &[STATE, INQUIRE, REVIEW];

/// Whether a statement of this department may be seen, in a case one may see.
pub fn sees(viewer: &Viewer, department: DepartmentId) -> bool {
    sees_all(viewer) || viewer.departments.contains(&department)
}

/// The office and the reviewing offices see what every department says; a
/// department sees its own words only.
pub fn sees_all(viewer: &Viewer) -> bool {
    reads_private_notes(viewer)
        || viewer.has(roles::REVIEWER)
        || viewer.has(roles::SUPERVISOR)
        || matches!(viewer.kind, ViewerKind::Clock(_) | ViewerKind::Operator)
}

/// A department speaks for itself; the office may enter a statement that came on
/// paper, which the history says.
pub fn may_give(viewer: &Viewer, department: DepartmentId) -> bool {
    viewer.may(ANSWER) && (viewer.departments.contains(&department) || viewer.may(ASK))
}

/// The name under which half-written words are kept.
pub fn draft_name(statement: StatementId) -> String {
    format!("statement:{statement}")
}

/// The same for the investigation form of a case, in the round it is in.
pub fn investigation_draft(case: &Case) -> String {
    draft_of("investigation", case)
}

/// The same for findings.
pub fn find_draft(case: &Case) -> String {
    draft_of("find", case)
}

/// The same for a question to departments.
pub fn request_draft(case: &Case) -> String {
    draft_of("request-statement", case)
}

/// Fit for an address, as the house's own drafts are.
fn draft_of(form: &str, case: &Case) -> String {
    format!("{form}-{}-{}", case.number.to_ascii_lowercase(), case.round)
}

#[cfg(test)]
mod tests {
    use tongli_kernel::{Id, Lang, Role, Tenant};

    use super::*;

    fn viewer(role: Role, department: i64) -> Viewer {
        Viewer {
            kind: ViewerKind::Staff(Id::new(7)),
            roles: [role].into(),
            departments: vec![Id::new(department)],
            ..Viewer::public(Tenant(1), Lang::Zh)
        }
    }

    #[test]
    fn a_department_reads_and_gives_only_its_own_statement() {
        let contact = viewer(roles::CONTACT, 3);
        assert!(sees(&contact, Id::new(3)) && !sees(&contact, Id::new(4)));
        assert!(may_give(&contact, Id::new(3)) && !may_give(&contact, Id::new(4)));
    }

    #[test]
    fn a_reviewer_reads_all_and_gives_none() {
        let reviewer = viewer(roles::REVIEWER, 3);
        assert!(sees(&reviewer, Id::new(4)) && !may_give(&reviewer, Id::new(4)));
    }

    #[test]
    fn the_office_enters_a_statement_that_came_on_paper() {
        assert!(may_give(&viewer(roles::COORDINATOR, 9), Id::new(4)));
        assert!(!may_give(&viewer(roles::RECEPTIONIST, 9), Id::new(4)));
    }
}
