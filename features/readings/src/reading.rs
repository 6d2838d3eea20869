//! One reading as the audit administrator sees it.

use tongli_cases::Stage;
use tongli_kernel::{Confidentiality, Moment};

/// A line of the log of readings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    pub at: Moment,
    pub subject_kind: String,
    pub subject_id: i64,
    pub reader: i64,
    /// Empty where the account is gone.
    pub name: String,
    pub login: String,
    /// What kind of content was shown: a code of [`WHATS`].
    pub what: String,
    pub matter: Option<Matter>,
    /// Nothing the house knows of gave the reader a task there.
    pub without_task: bool,
}

/// The matter a reading belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Matter {
    number: String,
    stage: Option<Stage>,
    confidentiality: Confidentiality,
    /// Whoever looks at the list may know of this one.
    open: bool,
}

/// The kinds of content whose reading is written down.
pub const WHATS: &[&str] = &["case", "contact", "file", "statement", "original", "aside"];

impl Matter {
    pub fn new(
        number: String,
        stage: Option<Stage>,
        confidentiality: Confidentiality,
        may_know: bool,
    ) -> Matter {
        Matter {
            number,
            stage,
            confidentiality,
            open: may_know || confidentiality < Confidentiality::Discipline,
        }
    }

    /// `None` for a restricted matter.
    pub fn number(&self) -> Option<&str> {
        self.open.then_some(self.number.as_str())
    }

    /// `None` for a restricted matter: its course may betray it.
    pub fn stage(&self) -> Option<Stage> {
        self.stage.filter(|_| self.open)
    }

    pub fn is_restricted(&self) -> bool {
        self.confidentiality == Confidentiality::Discipline
    }
}

/// Where a page of the list begins: after this line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    pub at: Moment,
    pub subject_kind: String,
    pub subject_id: i64,
    pub reader: i64,
    pub what: String,
}

impl Reading {
    pub fn place(&self) -> Place {
        Place {
            at: self.at,
            subject_kind: self.subject_kind.clone(),
            subject_id: self.subject_id,
            reader: self.reader,
            what: self.what.clone(),
        }
    }
}

impl Place {
    /// As it stands in an address: what names the subject is nobody's number.
    pub fn code(&self) -> String {
        let Place {
            at,
            subject_kind,
            subject_id,
            reader,
            what,
        } = self;
        format!(
            "{}.{subject_kind}.{subject_id}.{reader}.{what}",
            at.millis()
        )
    }

    pub fn read(code: &str) -> Option<Place> {
        let parts: Vec<&str> = code.split('.').collect();
        let [at, subject_kind, subject_id, reader, what] = parts.as_slice() else {
            return None;
        };
        Some(Place {
            at: Moment::from_millis(at.parse().ok()?),
            subject_kind: (*subject_kind).to_owned(),
            subject_id: subject_id.parse().ok()?,
            reader: reader.parse().ok()?,
            what: (*what).to_owned(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_restricted_matter_shows_neither_number_nor_stage() {
        let matter = |label, may| Matter::new("TS-1".into(), Some(Stage::Closed), label, may);
        for label in [Confidentiality::Ordinary, Confidentiality::Sensitive] {
            assert_eq!(matter(label, false).number(), Some("TS-1"));
        }
        let restricted = matter(Confidentiality::Discipline, false);
        assert_eq!((restricted.number(), restricted.stage()), (None, None));
        assert!(restricted.is_restricted());
        let named = matter(Confidentiality::Discipline, true);
        assert_eq!(named.number(), Some("TS-1"));
    }

    #[test]
    fn a_place_survives_an_address() {
        let place = Place {
            at: Moment::from_millis(5),
            subject_kind: "case".into(),
            subject_id: 7,
            reader: 9,
            what: "contact".into(),
        };
        assert_eq!(Place::read(&place.code()), Some(place));
        for wrong in ["", "1.case.2.3", "x.case.2.3.case"] {
            assert_eq!(Place::read(wrong), None, "{wrong}");
        }
    }
}
