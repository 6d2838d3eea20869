//! A record as somebody enters it: checked, and put over what is known already. What is
//! left out stays as it is.

use serde::Deserialize;
use tongli_kernel::{FieldErrors, HospitalTime, Moment, Said, StaffId};
use tongli_patients::{IdentityCheck, Relation};
use tongli_store::attachments::Attachment;

use crate::record::{Decision, Identity, Known, Record, To};
use crate::standing::{Capacity, MayLeave};

mod fields;
mod mandate;
#[cfg(test)]
mod tests;

use fields::{at_most, coded, died, differs, paper, put_text, read_relatives};

/// The fewest characters that say anything.
pub const LEAST: usize = 4;
/// The most characters of a text.
pub const MOST: usize = 1_000;
/// The most characters of a name.
const MOST_NAME: usize = 100;
/// More relatives than a hearing has chairs.
pub const MOST_RELATIVES: usize = 20;

/// What was entered; the names are those of the form and of the API.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Entry {
    /// The version of the case a program saw. Its fields are not flattened into a body: a
    /// value of another kind would lose its name.
    pub version: i64,
    /// The version of the record, 0 where there was none.
    pub record_version: Option<i64>,
    pub to: Option<String>,
    pub relative: Option<i64>,
    pub name: Option<String>,
    pub relation: Option<String>,
    pub phone: Option<String>,
    pub address: Option<String>,
    pub identity_check: Option<String>,
    pub identity_seen: Option<String>,
    pub mandate_giver: Option<String>,
    pub mandate_file: Option<String>,
    pub mandate_hear: Option<bool>,
    pub mandate_letters: Option<bool>,
    pub mandate_decide: Option<bool>,
    pub mandate_from: Option<String>,
    pub mandate_until: Option<String>,
    pub mandate_revoked_on: Option<String>,
    pub mandate_revoked_why: Option<String>,
    pub capacity: Option<String>,
    pub capacity_ground: Option<String>,
    pub guardianship_file: Option<String>,
    pub died_at: Option<String>,
    pub kinship_file: Option<String>,
    pub relatives: Option<Vec<RelativeEntry>>,
    pub speaker: Option<i64>,
    pub speaker_chosen: Option<String>,
    pub guardian_hears: Option<String>,
    pub guardian_reason: Option<String>,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct RelativeEntry {
    pub name: String,
    pub relation: String,
    pub is_contact: bool,
}

/// What an entry is checked against.
pub struct Circumstances<'a> {
    pub now: Moment,
    pub time: &'a HospitalTime,
    pub by: Option<StaffId>,
    pub known: &'a Known,
    /// The files of the case.
    pub files: &'a [Attachment],
}

impl Entry {
    /// Whether it decides what a guardian of a teenager hears, which the director does.
    pub fn decides(&self, before: &Record) -> bool {
        let (hears, reason) = before
            .guardian
            .as_ref()
            .map_or(("", ""), |one| (one.hears.as_str(), one.reason.as_str()));
        differs(self.guardian_hears.as_deref(), hears)
            || differs(self.guardian_reason.as_deref(), reason)
    }

    /// The record with this entry put over it, or every field that does not hold.
    pub fn over(&self, before: &Record, around: &Circumstances<'_>) -> Result<Record, FieldErrors> {
        let mut errors = FieldErrors::default();
        let mut record = before.clone();
        self.put_patient(&mut record, around, &mut errors);
        self.put_relatives(&mut record, &mut errors);
        self.put_addressee(&mut record, &mut errors);
        let name = record.addressee(around.known).name.unwrap_or_default();
        self.put_identity(&mut record, &name, around, &mut errors);
        self.put_mandate(&mut record, &name, around, &mut errors);
        self.put_decision(&mut record, around, &mut errors);
        errors.or_else(|| record)
    }

    fn put_addressee(&self, record: &mut Record, errors: &mut FieldErrors) {
        record.to = coded(self.to.as_deref(), record.to, To::from_code, "to", errors);
        if let Some(at) = self.relative {
            record.relative = usize::try_from(at).unwrap_or_default();
        }
        put_text(
            &mut record.name,
            self.name.as_deref(),
            ("name", MOST_NAME),
            errors,
        );
        put_text(
            &mut record.phone,
            self.phone.as_deref(),
            ("phone", MOST_NAME),
            errors,
        );
        put_text(
            &mut record.address,
            self.address.as_deref(),
            ("address", MOST),
            errors,
        );
        if let Some(relation) = self.relation.as_deref().map(str::trim) {
            if !relation.is_empty() && Relation::from_code(relation).is_none() {
                errors.add("relation", Said::new("patients-choice"));
            }
            relation.clone_into(&mut record.relation);
        }
        match record.to {
            To::Relative if record.relative == 0 || record.relative > record.relatives.len() => {
                errors.add("relative", Said::new("addressees-relative-missing"));
            }
            To::Other if record.name.is_empty() => {
                errors.add("name", Said::new("addressees-name-missing"));
            }
            To::Other if record.relation.is_empty() => {
                errors.add("relation", Said::new("addressees-relation-missing"));
            }
            _ => {}
        }
    }

    fn put_identity(
        &self,
        record: &mut Record,
        name: &str,
        around: &Circumstances<'_>,
        errors: &mut FieldErrors,
    ) {
        let old = record.identity.clone();
        let check = self.identity_check.as_deref().map(str::trim);
        let check = check.unwrap_or(&old.check).to_owned();
        let seen = self.identity_seen.as_deref().map(str::trim);
        let seen = seen.unwrap_or(&old.seen).to_owned();
        let is_same = check == old.check && seen == old.seen;
        if is_same && old.of == name {
            return;
        }
        if check.is_empty() && !seen.is_empty() && !is_same {
            errors.add("identity_check", Said::new("patients-choice"));
            return;
        }
        if is_same || check.is_empty() {
            // Somebody else is addressed now: whoever was checked before was not them.
            record.identity = Identity::default();
            return;
        }
        let Some(known) = IdentityCheck::from_code(&check) else {
            errors.add("identity_check", Said::new("patients-choice"));
            return;
        };
        if known != IdentityCheck::Unchecked && seen.chars().count() < LEAST {
            let said = Said::new("addressees-seen-missing").with("least", LEAST);
            errors.add("identity_seen", said);
        }
        at_most("identity_seen", &seen, MOST, errors);
        record.identity = Identity {
            check,
            seen,
            of: name.to_owned(),
            by: around.by.map(StaffId::raw),
            at: Some(around.now.millis()),
        };
    }

    fn put_patient(
        &self,
        record: &mut Record,
        around: &Circumstances<'_>,
        errors: &mut FieldErrors,
    ) {
        if let Some(capacity) = self.capacity.as_deref() {
            match capacity.trim() {
                "" => record.capacity.clear(),
                code if Capacity::from_code(code).is_some() => {
                    code.clone_into(&mut record.capacity);
                }
                _ => errors.add("capacity", Said::new("patients-choice")),
            }
        }
        put_text(
            &mut record.capacity_ground,
            self.capacity_ground.as_deref(),
            ("capacity_ground", MOST),
            errors,
        );
        if record.capacity() == Capacity::Lacking && record.capacity_ground.chars().count() < LEAST
        {
            let said = Said::new("addressees-capacity-ground").with("least", LEAST);
            errors.add("capacity_ground", said);
        }
        record.guardianship = paper(
            self.guardianship_file.as_deref(),
            record.guardianship.take(),
            ("guardianship_file", around.files),
            errors,
        );
        record.kinship = paper(
            self.kinship_file.as_deref(),
            record.kinship.take(),
            ("kinship_file", around.files),
            errors,
        );
        if let Some(died_at) = self.died_at.as_deref() {
            record.died_at = died(died_at, around, errors);
        }
    }

    fn put_relatives(&self, record: &mut Record, errors: &mut FieldErrors) {
        if let Some(relatives) = &self.relatives {
            record.relatives = read_relatives(relatives, errors);
        }
        if let Some(speaker) = self.speaker {
            record.speaker = usize::try_from(speaker).unwrap_or(usize::MAX);
        }
        put_text(
            &mut record.speaker_chosen,
            self.speaker_chosen.as_deref(),
            ("speaker_chosen", MOST),
            errors,
        );
        if record.speaker > record.relatives.len() {
            errors.add("speaker", Said::new("addressees-speaker-unknown"));
        } else if record.speaker > 0 && record.speaker_chosen.chars().count() < LEAST {
            let said = Said::new("addressees-speaker-how").with("least", LEAST);
            errors.add("speaker_chosen", said);
        }
        let is_bereaved = !record.relatives.is_empty() || record.kinship.is_some();
        if is_bereaved && record.died_at.is_none() && errors.of("died_at").is_none() {
            errors.add("died_at", Said::new("addressees-died-missing"));
        }
    }

    fn put_decision(
        &self,
        record: &mut Record,
        around: &Circumstances<'_>,
        errors: &mut FieldErrors,
    ) {
        if !self.decides(record) {
            return;
        }
        let old = record.guardian.as_ref();
        let or = |new: &Option<String>, old: Option<&String>| match new {
            Some(text) => text.trim().to_owned(),
            None => old.cloned().unwrap_or_default(),
        };
        let hears = or(&self.guardian_hears, old.map(|one| &one.hears));
        let reason = or(&self.guardian_reason, old.map(|one| &one.reason));
        if MayLeave::from_code(&hears).is_none() {
            errors.add("guardian_hears", Said::new("patients-choice"));
        }
        if reason.chars().count() < LEAST {
            let said = Said::new("addressees-guardian-reason").with("least", LEAST);
            errors.add("guardian_reason", said);
        }
        at_most("guardian_reason", &reason, MOST, errors);
        record.guardian = Some(Decision {
            hears,
            reason,
            by: around.by.map(StaffId::raw),
            at: around.now.millis(),
        });
    }
}
