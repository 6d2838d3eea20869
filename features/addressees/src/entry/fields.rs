//! Single fields of an entry: read, or said to be wrong.

use tongli_kernel::{Day, FieldErrors, Said};
use tongli_patients::Relation;
use tongli_store::attachments::Attachment;

use super::{Circumstances, MOST_NAME, MOST_RELATIVES, RelativeEntry};
use crate::record::{Paper, Relative};
use crate::rules::is_close_relative;

pub(super) fn differs(new: Option<&str>, old: &str) -> bool {
    new.is_some_and(|new| new.trim() != old)
}

/// A time of death: not after now, and after the birth.
pub(super) fn died(
    text: &str,
    around: &Circumstances<'_>,
    errors: &mut FieldErrors,
) -> Option<i64> {
    let text = text.trim();
    if text.is_empty() {
        return None;
    }
    let Some(at) = around.time.read(text) else {
        errors.add("died_at", Said::new("addressees-moment-wrong"));
        return None;
    };
    let birth = around.known.patient_birth;
    if at > around.now {
        errors.add("died_at", Said::new("addressees-died-future"));
    } else if birth.is_some_and(|birth| around.time.day_of(at) < birth) {
        errors.add("died_at", Said::new("addressees-died-early"));
    }
    Some(at.millis())
}

pub(super) fn read_relatives(entered: &[RelativeEntry], errors: &mut FieldErrors) -> Vec<Relative> {
    let mut relatives = Vec::new();
    if entered.len() > MOST_RELATIVES {
        let said = Said::new("addressees-relatives-many").with("most", MOST_RELATIVES);
        errors.add("relatives", said);
        return relatives;
    }
    for (at, one) in entered.iter().enumerate() {
        let (name, relation) = (one.name.trim(), one.relation.trim());
        if name.is_empty() {
            let field = format!("relatives[{at}].name");
            errors.add(field, Said::new("addressees-name-missing"));
        }
        at_most(&format!("relatives[{at}].name"), name, MOST_NAME, errors);
        if !Relation::from_code(relation).is_some_and(is_close_relative) {
            let field = format!("relatives[{at}].relation");
            errors.add(field, Said::new("addressees-relative-not-close"));
        }
        relatives.push(Relative {
            name: name.to_owned(),
            relation: relation.to_owned(),
            is_contact: one.is_contact,
        });
    }
    if relatives.iter().filter(|one| one.is_contact).count() > 1 {
        errors.add("relatives", Said::new("addressees-relatives-contact"));
    }
    relatives
}

pub(super) fn coded<T>(
    text: Option<&str>,
    old: T,
    from_code: fn(&str) -> Option<T>,
    field: &str,
    errors: &mut FieldErrors,
) -> T {
    let Some(text) = text.map(str::trim).filter(|text| !text.is_empty()) else {
        return old;
    };
    from_code(text).unwrap_or_else(|| {
        errors.add(field, Said::new("patients-choice"));
        old
    })
}

pub(super) fn put_text(
    place: &mut String,
    text: Option<&str>,
    (field, most): (&str, usize),
    errors: &mut FieldErrors,
) {
    if let Some(text) = text {
        at_most(field, text.trim(), most, errors);
        text.trim().clone_into(place);
    }
}

pub(super) fn at_most(field: &str, text: &str, most: usize, errors: &mut FieldErrors) {
    let have = text.chars().count();
    if have > most {
        let said = Said::new("addressees-text-long")
            .with("most", most)
            .with("have", have);
        errors.add(field, said);
    }
}

/// A day, or what stood there; an empty text takes it away.
pub(super) fn day(
    text: Option<&str>,
    old: Option<Day>,
    field: &str,
    errors: &mut FieldErrors,
) -> Option<Day> {
    match text.map(str::trim) {
        None => old,
        Some("") => None,
        Some(text) => {
            let read = text.parse().ok();
            if read.is_none() {
                errors.add(field, Said::new("addressees-day-wrong"));
            }
            read
        }
    }
}

/// A file of this case, or what stood there; an empty text takes it away.
pub(super) fn paper(
    text: Option<&str>,
    old: Option<Paper>,
    (field, files): (&str, &[Attachment]),
    errors: &mut FieldErrors,
) -> Option<Paper> {
    let text = match text.map(str::trim) {
        None => return old,
        Some("") => return None,
        Some(text) => text,
    };
    let found = files.iter().find(|file| file.id.to_string() == text);
    if found.is_none() {
        errors.add(field, Said::new("addressees-file-unknown"));
    }
    found.map(|file| Paper {
        file: file.id.raw(),
        name: file.name.clone(),
        digest: file.digest.clone(),
    })
}
