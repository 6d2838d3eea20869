//! What the office has recorded about whom it may tell: the addressee and how they were
//! checked, the mandate, a death and its relatives, what a minor's guardian hears.

use serde::{Deserialize, Serialize};
use tongli_kernel::{Day, Moment};
use tongli_patients::{IdentityCheck, Relation, age_on};

use crate::standing::{Capacity, Facts, Giver, MandateOn, MayLeave, Speaker, Way};

/// Whom the office addresses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum To {
    /// Whoever brought the matter.
    #[default]
    Contact,
    Patient,
    /// One of the relatives of a deceased patient.
    Relative,
    /// A guardian, an agent, somebody else.
    Other,
}

impl To {
    pub const ALL: [To; 4] = [To::Contact, To::Patient, To::Relative, To::Other];

    pub const fn code(self) -> &'static str {
        match self {
            To::Contact => "contact",
            To::Patient => "patient",
            To::Relative => "relative",
            To::Other => "other",
        }
    }

    pub fn from_code(code: &str) -> Option<To> {
        To::ALL.into_iter().find(|to| to.code() == code)
    }
}

/// A file of the case that shows something, bound to its bytes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Paper {
    pub file: i64,
    pub name: String,
    pub digest: String,
}

/// How somebody was checked: what was seen, by whom, when, and whose it was.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Identity {
    /// `unchecked`, `oral`, `document`; nothing where nobody recorded anything.
    #[serde(default)]
    pub check: String,
    #[serde(default)]
    pub seen: String,
    /// The name of whoever was checked: a check of one is no check of another.
    #[serde(default)]
    pub of: String,
    pub by: Option<i64>,
    pub at: Option<i64>,
}

/// A mandate (授权委托).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mandate {
    /// Whom it names.
    pub agent: String,
    pub giver: String,
    pub paper: Paper,
    pub hear: bool,
    pub letters: bool,
    pub decide: bool,
    pub from: Day,
    pub until: Option<Day>,
    pub revoked_on: Option<Day>,
    #[serde(default)]
    pub revoked_why: String,
}

impl Mandate {
    /// How it stands for somebody on a day.
    pub fn on(&self, day: Day, way: Way, name: &str) -> MandateOn {
        let covers = match way {
            Way::Spoken => self.hear,
            Way::Written => self.letters,
        };
        if self.agent != name {
            MandateOn::OfAnother
        } else if self.revoked_on.is_some_and(|revoked| revoked <= day) {
            MandateOn::Revoked
        } else if day < self.from {
            MandateOn::NotYet
        } else if self.until.is_some_and(|until| until < day) {
            MandateOn::Expired
        } else {
            match Giver::from_code(&self.giver) {
                Some(giver) if covers => MandateOn::Valid(giver),
                _ => MandateOn::OutOfScope,
            }
        }
    }
}

/// A relative of a deceased patient.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Relative {
    pub name: String,
    pub relation: String,
    /// This is whoever brought the matter.
    pub is_contact: bool,
}

/// What the office decided that the guardian of somebody from 14 to 17 hears.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    pub hears: String,
    pub reason: String,
    pub by: Option<i64>,
    pub at: i64,
}

/// One version of the whole; it is sealed as one text.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Record {
    pub to: To,
    /// Which of the relatives is addressed, counted from 1.
    pub relative: usize,
    /// Of somebody else who is addressed.
    pub name: String,
    pub relation: String,
    /// Where the addressee is found, where that is not the contact.
    pub phone: String,
    pub address: String,
    pub identity: Identity,
    pub mandate: Option<Mandate>,
    pub capacity: String,
    pub capacity_ground: String,
    /// Shows the guardianship of whoever is no parent.
    pub guardianship: Option<Paper>,
    /// The time of death, in milliseconds.
    pub died_at: Option<i64>,
    /// Shows death and kinship.
    pub kinship: Option<Paper>,
    pub relatives: Vec<Relative>,
    /// Which of the relatives speaks, counted from 1; 0 is nobody.
    pub speaker: usize,
    /// How the relatives chose.
    pub speaker_chosen: String,
    pub guardian: Option<Decision>,
}

/// What other rooms know about a matter's people.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Known {
    pub contact_name: Option<String>,
    pub contact_relation: Option<Relation>,
    pub contact_identity: IdentityCheck,
    pub patient_name: Option<String>,
    pub patient_birth: Option<Day>,
    /// A minor may be harmed by the people at home.
    pub home_suspected: bool,
}

/// The addressee as record and matter give them together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Addressee {
    pub name: Option<String>,
    pub relation: Option<Relation>,
    pub identity: IdentityCheck,
}

impl Record {
    pub fn died_at(&self) -> Option<Moment> {
        self.died_at.map(Moment::from_millis)
    }

    pub fn capacity(&self) -> Capacity {
        Capacity::from_code(&self.capacity).unwrap_or_default()
    }

    /// Whom the office addresses.
    pub fn addressee(&self, known: &Known) -> Addressee {
        let (name, relation) = match self.to {
            To::Contact => (known.contact_name.clone(), known.contact_relation),
            To::Patient => (known.patient_name.clone(), Some(Relation::Self_)),
            To::Relative => match self
                .relative
                .checked_sub(1)
                .and_then(|at| self.relatives.get(at))
            {
                Some(one) => (Some(one.name.clone()), Relation::from_code(&one.relation)),
                None => (None, None),
            },
            To::Other => (
                Some(self.name.clone()).filter(|name| !name.is_empty()),
                Relation::from_code(&self.relation),
            ),
        };
        Addressee {
            identity: self.identity_of(name.as_deref(), known),
            name,
            relation,
        }
    }

    /// How far somebody of this name was checked. What was noted at registration counts
    /// for the contact only, and until somebody checked again.
    fn identity_of(&self, name: Option<&str>, known: &Known) -> IdentityCheck {
        let recorded = IdentityCheck::from_code(&self.identity.check)
            .filter(|_| self.identity.of == name.unwrap_or_default());
        match recorded {
            Some(check) => check,
            None if self.to == To::Contact => known.contact_identity,
            None => IdentityCheck::Unchecked,
        }
    }

    /// The record as it is for the contact, whoever else is addressed: what a receipt's
    /// code opens is opened to whoever brought the matter.
    #[must_use]
    pub fn for_contact(&self) -> Record {
        Record {
            to: To::Contact,
            ..self.clone()
        }
    }

    /// Which of the relatives speaks, seen from the addressee.
    fn speaker(&self) -> Speaker {
        let Some(at) = self.speaker.checked_sub(1) else {
            return Speaker::Unnamed;
        };
        let is_this = match self.to {
            To::Relative => self.relative == self.speaker,
            To::Contact => self.relatives.get(at).is_some_and(|one| one.is_contact),
            To::Patient | To::Other => false,
        };
        if is_this {
            Speaker::This
        } else {
            Speaker::Another
        }
    }

    /// All that decides what may leave to the addressee on a day, by a way.
    pub fn facts(&self, known: &Known, day: Day, way: Way) -> Facts {
        let addressee = self.addressee(known);
        let name = addressee.name.as_deref().unwrap_or_default();
        Facts {
            age: known.patient_birth.map(|birth| age_on(birth, day)),
            capacity: self.capacity(),
            is_deceased: self.died_at.is_some(),
            relation: addressee.relation,
            identity: addressee.identity,
            mandate: self
                .mandate
                .as_ref()
                .map_or(MandateOn::Absent, |one| one.on(day, way, name)),
            guardian_proven: self.guardianship.is_some(),
            home_suspected: known.home_suspected,
            guardian_hears: self
                .guardian
                .as_ref()
                .and_then(|one| MayLeave::from_code(&one.hears)),
            kinship_proven: self.kinship.is_some(),
            relatives: self.relatives.len(),
            speaker: self.speaker(),
        }
    }
}

#[cfg(test)]
mod tests;
