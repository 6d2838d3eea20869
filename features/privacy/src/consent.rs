//! Separate consents: what somebody agreed to, refused or took back, and what they had
//! been shown.

use tongli_cases::CaseId;
use tongli_kernel::{FieldErrors, Id, Lang, Moment, Private, Said, StaffId};
use tongli_store::Subject;
use tongli_store::attachments::AttachmentId;

use crate::codes::{ConsentKind, Decision, How, Whom};
use crate::purposes::purpose;

#[derive(Debug)]
pub struct ConsentMark;
pub type ConsentId = Id<ConsentMark>;

/// The consents of a case have one history.
pub const SUBJECT: &str = "case_consents";

pub fn subject_of(case: CaseId) -> Subject {
    Subject::new(SUBJECT, case.raw())
}

const LONGEST_NAME: usize = 60;

/// One decision of one person.
#[derive(Debug, Clone)]
pub struct Consent {
    pub id: ConsentId,
    pub kind: ConsentKind,
    pub whom: Whom,
    /// Of a third person.
    pub name: Option<Private<String>>,
    pub decision: Decision,
    pub how: How,
    pub file: Option<AttachmentId>,
    pub decided_at: Moment,
    pub text_version: String,
    pub text: String,
    pub recorded_at: Moment,
    pub by: Option<StaffId>,
}

impl Consent {
    fn is_of_same(&self, other: &Consent) -> bool {
        let name = |one: &Consent| one.name.as_ref().map(|name| name.open().clone());
        self.kind == other.kind && self.whom == other.whom && name(self) == name(other)
    }
}

/// The decisions that count: the newest of each kind and person, in their order.
pub fn standing(all: &[Consent]) -> Vec<&Consent> {
    all.iter()
        .enumerate()
        .filter(|(at, one)| !all[at + 1..].iter().any(|later| later.is_of_same(one)))
        .map(|(_, one)| one)
        .collect()
}

/// Whether this may be done: somebody agreed, and nobody refused or took it back.
pub fn is_given(all: &[Consent], kind: ConsentKind) -> bool {
    let mut of_kind = standing(all)
        .into_iter()
        .filter(|one| one.kind == kind)
        .peekable();
    of_kind.peek().is_some() && of_kind.all(|one| one.decision == Decision::Given)
}

/// What the person is shown before they decide, in their language, and which version of it:
/// the purpose as the table tells it.
pub fn shown_text(kind: ConsentKind, lang: Lang) -> (String, String) {
    let Some(purpose) = purpose(kind.code()) else {
        return (String::new(), String::new());
    };
    let (title, basis) = (purpose.title(lang), purpose.basis(lang));
    let text = match lang {
        Lang::Zh => format!("{title}：{basis}。"),
        Lang::En => format!("{title}: {basis}."),
    };
    (format!("{}@{}", purpose.id, purpose.version), text)
}

/// A decision as typed.
#[derive(Debug, Clone, Copy)]
pub struct ConsentTyped<'a> {
    pub kind: &'a str,
    pub whom: &'a str,
    pub name: &'a str,
    pub decision: &'a str,
    pub how: &'a str,
    pub file: &'a str,
    pub decided_at: Option<Moment>,
}

/// A decision that holds.
#[derive(Debug, Clone)]
pub struct Decided {
    pub kind: ConsentKind,
    pub whom: Whom,
    pub name: Option<String>,
    pub decision: Decision,
    pub how: How,
    pub file: Option<AttachmentId>,
    pub decided_at: Moment,
}

/// A value of a list, or a word that one is to be chosen.
pub fn chosen<T>(field: &'static str, found: Option<T>, errors: &mut FieldErrors) -> Option<T> {
    if found.is_none() {
        errors.add(field, Said::new("privacy-choose-one"));
    }
    found
}

pub fn check_consent(typed: ConsentTyped<'_>, now: Moment) -> Result<Decided, FieldErrors> {
    let mut errors = FieldErrors::default();
    let kind = chosen("kind", ConsentKind::from_code(typed.kind), &mut errors);
    let whom = chosen("whom", Whom::from_code(typed.whom), &mut errors);
    let decision = chosen("decision", Decision::from_code(typed.decision), &mut errors);
    let how = chosen("how", How::from_code(typed.how), &mut errors);
    let name = (!typed.name.is_empty()).then(|| typed.name.to_owned());
    if whom == Some(Whom::Other) && name.is_none() {
        errors.add("name", Said::new("privacy-name-missing"));
    }
    if typed.name.chars().count() > LONGEST_NAME {
        errors.add(
            "name",
            Said::new("privacy-text-long").with("most", LONGEST_NAME),
        );
    }
    let file = (!typed.file.is_empty()).then(|| typed.file.parse().ok());
    if file == Some(None) {
        errors.add("file", Said::new("privacy-file-unknown"));
    }
    let file = file.flatten();
    if how == Some(How::Paper) && file.is_none() {
        errors.add("file", Said::new("privacy-paper-missing"));
    }
    if typed.decided_at.is_some_and(|at| at > now) {
        errors.add("decided_at", Said::new("privacy-moment-future"));
    }
    if errors.is_empty()
        && let (Some(kind), Some(whom), Some(decision), Some(how)) = (kind, whom, decision, how)
    {
        return Ok(Decided {
            kind,
            whom,
            name: name.filter(|_| whom == Whom::Other),
            decision,
            how,
            file,
            decided_at: typed.decided_at.unwrap_or(now),
        });
    }
    Err(errors)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test says what it expects")]

    use super::*;

    fn one(id: i64, kind: ConsentKind, whom: Whom, name: &str, decision: Decision) -> Consent {
        Consent {
            id: ConsentId::new(id),
            kind,
            whom,
            name: (!name.is_empty()).then(|| Private::new(name.to_owned())),
            decision,
            how: How::Word,
            file: None,
            decided_at: Moment::from_millis(id),
            text_version: "recording@1".into(),
            text: String::new(),
            recorded_at: Moment::from_millis(id),
            by: None,
        }
    }

    #[test]
    fn the_newest_word_of_each_person_counts_and_one_no_is_enough() {
        use ConsentKind::{Photo, Recording};
        use Decision::{Given, Refused, Withdrawn};
        let mut all = vec![one(1, Recording, Whom::Patient, "", Given)];
        assert!(is_given(&all, Recording));
        assert!(!is_given(&all, Photo), "each kind is asked for by itself");
        all.push(one(2, Recording, Whom::Other, "高远", Refused));
        assert!(!is_given(&all, Recording));
        all.push(one(3, Recording, Whom::Other, "高远", Given));
        assert!(is_given(&all, Recording));
        all.push(one(4, Recording, Whom::Other, "李梅", Given));
        all.push(one(5, Recording, Whom::Patient, "", Withdrawn));
        assert!(!is_given(&all, Recording));
        assert_eq!(standing(&all).len(), 3);
    }

    #[test]
    fn a_decision_says_who_how_and_by_which_paper() {
        let now = Moment::from_millis(10);
        let typed = ConsentTyped {
            kind: "photo",
            whom: "other",
            name: "",
            decision: "given",
            how: "paper",
            file: "",
            decided_at: Some(Moment::from_millis(11)),
        };
        let errors = check_consent(typed, now).unwrap_err();
        for field in ["name", "file", "decided_at"] {
            assert!(errors.of(field).is_some(), "{field}");
        }
        let typed = ConsentTyped {
            name: "李梅",
            how: "word",
            decided_at: None,
            ..typed
        };
        let decided = check_consent(typed, now).unwrap();
        assert_eq!(
            (decided.name.as_deref(), decided.decided_at),
            (Some("李梅"), now)
        );
    }

    #[test]
    fn each_kind_shows_its_purpose() {
        for kind in ConsentKind::ALL {
            let (version, text) = shown_text(*kind, Lang::Zh);
            assert!(version.starts_with(kind.code()) && !text.is_empty());
            assert!(
                shown_text(*kind, Lang::En).1.is_ascii(),
                "one language at a time"
            );
        }
    }
}
