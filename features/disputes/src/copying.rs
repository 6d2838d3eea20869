//! Copies of records: who may ask, and which papers they show for it.

use tongli_kernel::{FieldErrors, Id, Moment, Said};

use crate::dispute::required;

#[derive(Debug)]
pub struct CopyMark;
pub type CopyId = Id<CopyMark>;

/// Who asks for copies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Applicant {
    Patient,
    Agent,
    /// A close relative of a patient who has died.
    Relative,
    RelativeAgent,
    Insurer,
}

/// A paper somebody shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Paper {
    OwnId,
    PatientId,
    Mandate,
    DeathProof,
    Kinship,
    Contract,
    Consent,
}

impl Paper {
    pub const ALL: &'static [Paper] = &[
        Paper::OwnId,
        Paper::PatientId,
        Paper::Mandate,
        Paper::DeathProof,
        Paper::Kinship,
        Paper::Contract,
        Paper::Consent,
    ];

    pub const fn code(self) -> &'static str {
        match self {
            Paper::OwnId => "own-id",
            Paper::PatientId => "patient-id",
            Paper::Mandate => "mandate",
            Paper::DeathProof => "death-proof",
            Paper::Kinship => "kinship",
            Paper::Contract => "contract",
            Paper::Consent => "consent",
        }
    }

    pub fn from_code(code: &str) -> Option<Paper> {
        Paper::ALL.iter().copied().find(|one| one.code() == code)
    }

    pub fn word(self) -> String {
        format!("disputes-paper-{}", self.code())
    }
}

impl Applicant {
    pub const ALL: &'static [Applicant] = &[
        Applicant::Patient,
        Applicant::Agent,
        Applicant::Relative,
        Applicant::RelativeAgent,
        Applicant::Insurer,
    ];

    pub const fn code(self) -> &'static str {
        match self {
            Applicant::Patient => "patient",
            Applicant::Agent => "agent",
            Applicant::Relative => "relative",
            Applicant::RelativeAgent => "relative-agent",
            Applicant::Insurer => "insurer",
        }
    }

    pub fn from_code(code: &str) -> Option<Applicant> {
        Applicant::ALL
            .iter()
            .copied()
            .find(|one| one.code() == code)
    }

    pub fn word(self) -> String {
        format!("disputes-applicant-{}", self.code())
    }

    /// What they have to show (病历书写与管理: by kind of applicant).
    pub const fn papers(self) -> &'static [Paper] {
        match self {
            Applicant::Patient => &[Paper::OwnId],
            Applicant::Agent => &[Paper::OwnId, Paper::PatientId, Paper::Mandate],
            Applicant::Relative => &[Paper::OwnId, Paper::DeathProof, Paper::Kinship],
            Applicant::RelativeAgent => &[
                Paper::OwnId,
                Paper::DeathProof,
                Paper::Kinship,
                Paper::Mandate,
            ],
            Applicant::Insurer => &[Paper::OwnId, Paper::Contract, Paper::Consent],
        }
    }
}

/// Copies asked for and handed out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Copying {
    pub asked_at: Moment,
    pub applicant: Applicant,
    pub name: String,
    pub papers: Vec<Paper>,
    pub what: String,
    pub pages: Option<i64>,
    pub handed_at: Option<Moment>,
}

impl Copying {
    /// The papers that were not shown.
    pub fn missing(&self) -> Vec<Paper> {
        self.applicant
            .papers()
            .iter()
            .copied()
            .filter(|paper| !self.papers.contains(paper))
            .collect()
    }
}

/// The fields of the form.
#[derive(Debug, Clone)]
pub struct CopyTyped<'a> {
    pub asked_at: Option<Moment>,
    pub applicant: &'a str,
    pub name: &'a str,
    pub papers: Vec<Paper>,
    pub what: &'a str,
    pub pages: &'a str,
    pub handed_at: Option<Moment>,
}

/// Reads it; copies are handed to nobody who has not shown the papers.
pub fn check_copying(typed: CopyTyped<'_>, now: Moment) -> Result<Copying, FieldErrors> {
    let mut errors = FieldErrors::default();
    let applicant = Applicant::from_code(typed.applicant);
    if applicant.is_none() {
        errors.add("applicant", Said::new("disputes-required"));
    }
    match (typed.asked_at, typed.handed_at) {
        (None, _) => errors.add("asked_at", Said::new("disputes-required")),
        (Some(at), _) if at > now => errors.add("asked_at", Said::new("disputes-moment-future")),
        (Some(asked), Some(handed)) if handed < asked => {
            errors.add("handed_at", Said::new("disputes-handed-before"));
        }
        (_, Some(at)) if at > now => errors.add("handed_at", Said::new("disputes-moment-future")),
        _ => {}
    }
    let pages: Option<i64> = typed.pages.trim().parse().ok();
    if !typed.pages.trim().is_empty() && !pages.is_some_and(|n| (1..=99_999).contains(&n)) {
        errors.add("pages", Said::new("disputes-number-wrong"));
    }
    let copying = Copying {
        asked_at: typed.asked_at.unwrap_or(now),
        applicant: applicant.unwrap_or(Applicant::Patient),
        name: required("name", typed.name, &mut errors),
        papers: typed.papers,
        what: required("what", typed.what, &mut errors),
        pages,
        handed_at: typed.handed_at,
    };
    if copying.handed_at.is_some() && !copying.missing().is_empty() {
        errors.add("papers", Said::new("disputes-papers-missing"));
    }
    errors.or_else(|| copying)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test says what it expects")]

    use super::*;

    #[test]
    fn a_relative_of_the_dead_shows_three_papers_before_copies_are_handed_out() {
        let now = Moment::from_millis(10);
        let typed = |papers: Vec<Paper>, handed_at| CopyTyped {
            asked_at: Some(now),
            applicant: "relative",
            name: "高远",
            papers,
            what: "全部病历",
            pages: "88",
            handed_at,
        };
        let wrong = check_copying(typed(vec![Paper::OwnId], Some(now)), now).unwrap_err();
        assert!(wrong.of("papers").is_some());
        let asked = check_copying(typed(vec![Paper::OwnId], None), now).unwrap();
        assert_eq!(asked.missing(), [Paper::DeathProof, Paper::Kinship]);
        let all = Applicant::Relative.papers().to_vec();
        assert!(check_copying(typed(all, Some(now)), now).is_ok());
    }
}
