//! What was typed or sent, read into codes, moments and persons; each wrong field
//! says which values there are.

use tongli_kernel::{Day, FieldErrors, HospitalTime, Moment, Said};
use tongli_patients::{
    ContactTyped, IdentityCheck, NewContact, NewDocument, NewPerson, PersonTyped, Typed,
    check_address, check_contact, check_document, check_person,
};

/// A code of one of the closed lists; empty is nothing.
pub fn code<T>(
    field: &str,
    text: &str,
    from_code: fn(&str) -> Option<T>,
    errors: &mut FieldErrors,
) -> Option<T> {
    let text = text.trim();
    if text.is_empty() {
        return None;
    }
    let found = from_code(text);
    if found.is_none() {
        errors.add(field, Said::new("cases-code-unknown").with("code", text));
    }
    found
}

/// A moment in hospital time; empty is nothing.
pub fn moment(
    field: &str,
    text: &str,
    time: &HospitalTime,
    errors: &mut FieldErrors,
) -> Option<Moment> {
    let text = text.trim();
    if text.is_empty() {
        return None;
    }
    let found = time.read(text);
    if found.is_none() {
        errors.add(field, Said::new("cases-moment-unreadable"));
    }
    found
}

/// A whole number; empty is nothing.
pub fn number(field: &str, text: &str, errors: &mut FieldErrors) -> Option<i64> {
    let text = text.trim();
    if text.is_empty() {
        return None;
    }
    let found = text.parse().ok();
    if found.is_none() {
        errors.add(field, Said::new("cases-number-unreadable"));
    }
    found
}

/// Yuan as people write them, in fen.
pub fn fen(field: &str, text: &str, errors: &mut FieldErrors) -> Option<i64> {
    let text = text.trim();
    if text.is_empty() {
        return None;
    }
    let found = read_fen(text);
    if found.is_none() {
        errors.add(field, Said::new("cases-money-unreadable"));
    }
    found
}

fn read_fen(text: &str) -> Option<i64> {
    let (yuan, rest) = text.split_once('.').unwrap_or((text, ""));
    if rest.len() > 2 || !rest.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let yuan: i64 = yuan
        .parse()
        .ok()
        .filter(|yuan| (0..=100_000_000).contains(yuan))?;
    let fen: i64 = format!("{rest:0<2}").parse().ok()?;
    Some(yuan * 100 + fen)
}

/// Fen as yuan: `120.50`.
pub fn yuan(fen: i64) -> String {
    format!("{}.{:02}", fen / 100, fen % 100)
}

/// The patient, from fields under `prefix` (`patient.` or `patient_`).
pub fn person(prefix: &str, values: [&str; 4], today: Day, errors: &mut FieldErrors) -> NewPerson {
    let [name, sex, birth_date, record_no] = values;
    let fields = ["name", "sex", "birth_date", "record_no"].map(|field| format!("{prefix}{field}"));
    let typed = PersonTyped {
        name: Typed::new(&fields[0], name),
        sex: Typed::new(&fields[1], sex),
        birth_date: Typed::new(&fields[2], birth_date),
        record_no: Typed::new(&fields[3], record_no),
    };
    taken(check_person(&typed, today), errors)
}

/// Whoever speaks to the office, from fields under `prefix`.
pub fn contact(prefix: &str, values: [&str; 4], errors: &mut FieldErrors) -> NewContact {
    let [name, phone, relation, reply_by] = values;
    let fields = ["name", "phone", "relation", "reply_by"].map(|field| format!("{prefix}{field}"));
    let typed = ContactTyped {
        name: Typed::new(&fields[0], name),
        phone: Typed::new(&fields[1], phone),
        relation: Typed::new(&fields[2], relation),
        reply_by: Typed::new(&fields[3], reply_by),
    };
    taken(check_contact(&typed), errors)
}

/// The person's paper, from the fields `document_kind` and `document_no`.
pub fn document(prefix: &str, values: [&str; 2], errors: &mut FieldErrors) -> Option<NewDocument> {
    let fields = ["document_kind", "document_no"].map(|field| format!("{prefix}{field}"));
    let typed = |at: usize| Typed::new(&fields[at], values[at]);
    check_document(typed(0), typed(1), errors)
}

/// Where the contact lives and how we know who they are.
pub fn standing(
    prefix: &str,
    values: [&str; 2],
    mandate: bool,
    contact: &mut NewContact,
    errors: &mut FieldErrors,
) {
    let fields = ["address", "identity_check"].map(|field| format!("{prefix}{field}"));
    contact.address = check_address(Typed::new(&fields[0], values[0]), errors);
    contact.identity_check =
        code(&fields[1], values[1], IdentityCheck::from_code, errors).unwrap_or_default();
    contact.mandate = mandate;
}

fn taken<T: Default>(checked: Result<T, FieldErrors>, errors: &mut FieldErrors) -> T {
    checked.unwrap_or_else(|wrong| {
        for (field, said) in wrong.iter() {
            errors.add(field, said.clone());
        }
        T::default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn yuan_are_read_to_the_fen() {
        assert_eq!(read_fen("12"), Some(1_200));
        assert_eq!(read_fen("12.3"), Some(1_230));
        assert_eq!(read_fen("0.05"), Some(5));
        assert_eq!(read_fen("-1"), None);
        assert_eq!(read_fen("1.234"), None);
        assert_eq!(read_fen("1.-2"), None);
    }

    #[test]
    fn an_unknown_code_is_named() {
        let mut errors = FieldErrors::default();
        assert_eq!(code("kind", "x", crate::Kind::read, &mut errors), None);
        assert!(errors.of("kind").is_some());
        let mut none = FieldErrors::default();
        assert_eq!(
            code("kind", "TS", crate::Kind::read, &mut none),
            Some(crate::Kind::Complaint)
        );
        assert!(none.is_empty());
    }
}
