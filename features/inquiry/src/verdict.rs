//! Findings on allegations as somebody enters them, and the rules about who may
//! judge whom.

use std::collections::BTreeSet;

use tongli_cases::{Allegation, Case, Finding};
use tongli_kernel::{Confidentiality, DepartmentId, FieldErrors, Gate, Said, StaffId, Viewer};

use crate::investigation::{Investigation, Record};
use crate::statement::{LEAST, MOST, letters, too_long};

/// One finding as it was sent: which allegation by its number.
#[derive(Debug, Clone)]
pub struct FindingTyped {
    pub seq: i64,
    pub finding: String,
    pub reason: String,
}

/// One finding that holds.
#[derive(Debug, Clone)]
pub struct Verdict {
    pub allegation: Allegation,
    pub seq: i64,
    pub finding: Finding,
    pub reason: String,
}

/// Checks findings against the allegations of the case. Some may be entered now
/// and the others later; none twice, and each with its reason.
pub fn check(typed: &[FindingTyped], of: &[Allegation]) -> Result<Vec<Verdict>, FieldErrors> {
    let mut errors = FieldErrors::default();
    let mut verdicts = Vec::new();
    let mut seen = BTreeSet::new();
    if typed.is_empty() {
        errors.add("findings", Said::new("inquiry-findings-missing"));
    }
    for (at, one) in typed.iter().enumerate() {
        let field = |name: &str| format!("findings[{at}].{name}");
        let allegation = of
            .iter()
            .find(|allegation| allegation.seq == one.seq && !allegation.is_refused());
        if allegation.is_none() || !seen.insert(one.seq) {
            errors.add(
                field("allegation"),
                Said::new("inquiry-finding-allegation").with("seq", one.seq),
            );
            continue;
        }
        let finding = Finding::from_code(&one.finding.replace('-', "_"));
        if finding.is_none() {
            errors.add(
                field("finding"),
                Said::new("inquiry-finding-missing").with("seq", one.seq),
            );
        }
        let reason = one.reason.trim();
        if letters(reason) < LEAST {
            errors.add(
                field("reason"),
                Said::new("inquiry-finding-reason")
                    .with("seq", one.seq)
                    .with("least", LEAST),
            );
        } else if letters(reason) > MOST {
            errors.add(field("reason"), too_long(reason));
        }
        if let (Some(allegation), Some(finding)) = (allegation, finding) {
            verdicts.push(Verdict {
                allegation: allegation.clone(),
                seq: one.seq,
                finding,
                reason: reason.to_owned(),
            });
        }
    }
    errors.or_else(|| verdicts)
}

/// A department complained of gives its statement; its people do not judge.
pub fn own_department_gate(viewer: &Viewer, allegations: &[Allegation]) -> Option<Gate> {
    let complained: BTreeSet<DepartmentId> = allegations
        .iter()
        .flat_map(|allegation| allegation.departments.iter().copied())
        .collect();
    viewer
        .departments
        .iter()
        .any(|own| complained.contains(own))
        .then(|| Gate::new("own_department", Said::new("inquiry-gate-own-department")))
}

/// The people of a department may not know of a closed file: nothing is asked of them.
pub fn closed_file_gate(case: &Case) -> Option<Gate> {
    (case.confidentiality == Confidentiality::Discipline)
        .then(|| Gate::new("confidential", Said::new("inquiry-gate-closed-file")))
}

/// What a review waits for beyond the life cycle: a complaint has its three sections
/// filled, and findings of this round. After a reopening or a sending back the old
/// findings still stand on the allegations; somebody has to stand for them again.
pub fn review_gates(case: &Case, form: Option<&Investigation>) -> Vec<Gate> {
    if !case.kind.is_complaint() {
        return Vec::new();
    }
    let missing = form.map_or_else(
        || Record::default().empty_sections(),
        |form| form.record.open().empty_sections(),
    );
    let mut gates: Vec<Gate> = missing
        .into_iter()
        .map(|name| {
            let section = Said {
                key: format!("inquiry-section-{name}").into(),
                args: Vec::new(),
            };
            let say = Said::new("inquiry-gate-section").with("section", section);
            Gate::new(name, say)
        })
        .collect();
    if form.is_none_or(|form| form.finders.is_empty()) {
        gates.push(Gate::new("findings", Said::new("inquiry-gate-find-again")));
    }
    gates
}

/// Nobody reviews what they found themselves.
pub fn same_hand_gate(viewer: &Viewer, finders: &[StaffId]) -> Option<Gate> {
    viewer
        .staff()
        .is_some_and(|staff| finders.contains(&staff))
        .then(|| Gate::new("second_person", Said::new("inquiry-gate-second-person")))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test says what it expects")]

    use tongli_cases::Category;
    use tongli_kernel::{Id, Lang, Tenant, ViewerKind};

    use super::*;

    fn allegation(seq: i64, department: i64) -> Allegation {
        Allegation {
            id: Id::new(seq),
            case_id: Id::new(1),
            seq,
            text: "夜间呼叫无人应答".to_owned(),
            category: Some(Category::T01),
            severity: None,
            departments: vec![Id::new(department)],
            respondents: Vec::new(),
            finding: None,
            finding_reason: None,
            answer: None,
            next_step: None,
            refusal: None,
        }
    }

    fn viewer(staff: i64, department: i64) -> Viewer {
        Viewer {
            kind: ViewerKind::Staff(Id::new(staff)),
            departments: vec![Id::new(department)],
            ..Viewer::public(Tenant(1), Lang::Zh)
        }
    }

    fn typed(seq: i64, finding: &str, reason: &str) -> FindingTyped {
        FindingTyped {
            seq,
            finding: finding.to_owned(),
            reason: reason.to_owned(),
        }
    }

    #[test]
    fn a_finding_needs_a_known_allegation_a_verdict_and_a_reason() {
        let of = [allegation(1, 9), allegation(2, 9)];
        let good = [
            typed(1, "partly-upheld", "二十一分钟后才应答"),
            typed(2, "not_upheld", "记录显示已告知"),
        ];
        assert_eq!(check(&good, &of).unwrap().len(), 2);
        for (wrong, field) in [
            (typed(3, "upheld", "没有这一条"), "findings[0].allegation"),
            (typed(1, "true", "不是一种结论"), "findings[0].finding"),
            (typed(1, "upheld", "是 "), "findings[0].reason"),
        ] {
            assert!(
                check(&[wrong], &of).unwrap_err().of(field).is_some(),
                "{field}"
            );
        }
    }

    #[test]
    fn the_same_allegation_is_not_judged_twice_at_once() {
        let twice = [
            typed(1, "upheld", "记录与陈述一致"),
            typed(1, "unclear", "记录缺失无法查清"),
        ];
        let errors = check(&twice, &[allegation(1, 9)]).unwrap_err();
        assert!(errors.of("findings[1].allegation").is_some());
    }

    #[test]
    fn people_of_a_department_complained_of_do_not_judge() {
        let of = [allegation(1, 9)];
        assert!(own_department_gate(&viewer(1, 9), &of).is_some());
        assert!(own_department_gate(&viewer(1, 8), &of).is_none());
    }

    #[test]
    fn nobody_reviews_their_own_findings() {
        assert!(same_hand_gate(&viewer(1, 8), &[Id::new(2), Id::new(1)]).is_some());
        assert!(same_hand_gate(&viewer(2, 8), &[Id::new(1)]).is_none());
    }
}
