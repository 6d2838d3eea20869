//! What was typed about a person, checked; each sentence says what to do.

use tongli_kernel::{Day, FieldErrors, Said};

use crate::person::{NewContact, NewPerson, Relation, ReplyBy, Sex, age_on};
use crate::phone::{half_width, normal_phone};

const LONGEST_NAME: usize = 100;
const LONGEST_ADDRESS: usize = 200;
const LONGEST_RECORD_NO: usize = 40;
const OLDEST: i32 = 150;

/// One field: its name on the form and what was typed.
#[derive(Clone, Copy)]
pub struct Typed<'a> {
    pub field: &'a str,
    pub value: &'a str,
}

impl<'a> Typed<'a> {
    pub const fn new(field: &'a str, value: &'a str) -> Self {
        Self { field, value }
    }

    fn text(self) -> Option<&'a str> {
        let value = self.value.trim();
        (!value.is_empty()).then_some(value)
    }
}

/// The fields of a person as a form has them.
#[derive(Clone, Copy)]
pub struct PersonTyped<'a> {
    pub name: Typed<'a>,
    pub sex: Typed<'a>,
    pub birth_date: Typed<'a>,
    pub record_no: Typed<'a>,
}

/// The fields of a contact as a form has them.
#[derive(Clone, Copy)]
pub struct ContactTyped<'a> {
    pub name: Typed<'a>,
    pub phone: Typed<'a>,
    pub relation: Typed<'a>,
    pub reply_by: Typed<'a>,
}

/// The person, or every field that does not hold. Nothing is required here; what a
/// matter requires is asked by its room.
pub fn check_person(typed: &PersonTyped<'_>, today: Day) -> Result<NewPerson, FieldErrors> {
    let mut errors = FieldErrors::default();
    let person = NewPerson {
        name: name(typed.name, &mut errors),
        sex: choice(typed.sex, Sex::from_code, &mut errors),
        birth_date: birth_date(typed.birth_date, today, &mut errors),
        record_no: record_no(typed.record_no, &mut errors),
        document: None,
    };
    errors.or_else(|| person)
}

/// The contact, or every field that does not hold.
pub fn check_contact(typed: &ContactTyped<'_>) -> Result<NewContact, FieldErrors> {
    let mut errors = FieldErrors::default();
    let contact = NewContact {
        name: name(typed.name, &mut errors),
        phone: phone(typed.phone, &mut errors),
        relation: choice(typed.relation, Relation::from_code, &mut errors),
        reply_by: choice(typed.reply_by, ReplyBy::from_code, &mut errors),
        ..NewContact::default()
    };
    errors.or_else(|| contact)
}

/// A postal address, if one was typed.
pub fn check_address(typed: Typed<'_>, errors: &mut FieldErrors) -> Option<String> {
    let text = typed.text()?;
    at_most(
        typed.field,
        text,
        LONGEST_ADDRESS,
        "patients-address-long",
        errors,
    );
    Some(text.to_owned())
}

fn name(typed: Typed<'_>, errors: &mut FieldErrors) -> Option<String> {
    let text = typed.text()?;
    at_most(
        typed.field,
        text,
        LONGEST_NAME,
        "patients-name-long",
        errors,
    );
    Some(text.to_owned())
}

fn record_no(typed: Typed<'_>, errors: &mut FieldErrors) -> Option<String> {
    let text = normal_record_no(typed.text()?);
    at_most(
        typed.field,
        &text,
        LONGEST_RECORD_NO,
        "patients-record-no-long",
        errors,
    );
    Some(text)
}

fn at_most(field: &str, text: &str, most: usize, key: &'static str, errors: &mut FieldErrors) {
    let given = text.chars().count();
    if given > most {
        errors.add(
            field,
            Said::new(key).with("most", most).with("given", given),
        );
    }
}

fn phone(typed: Typed<'_>, errors: &mut FieldErrors) -> Option<String> {
    match normal_phone(typed.text()?) {
        Ok(normal) => Some(normal),
        Err(fault) => {
            errors.add(typed.field, fault.said());
            None
        }
    }
}

fn birth_date(typed: Typed<'_>, today: Day, errors: &mut FieldErrors) -> Option<Day> {
    let Ok(birth) = half_width(typed.text()?).parse::<Day>() else {
        errors.add(typed.field, Said::new("patients-birth-form"));
        return None;
    };
    let age = age_on(birth, today);
    if birth > today {
        errors.add(typed.field, Said::new("patients-birth-future"));
    } else if age > OLDEST {
        errors.add(
            typed.field,
            Said::new("patients-birth-old").with("age", i64::from(age)),
        );
    }
    Some(birth)
}

fn choice<T>(
    typed: Typed<'_>,
    from_code: fn(&str) -> Option<T>,
    errors: &mut FieldErrors,
) -> Option<T> {
    let found = from_code(typed.text()?);
    if found.is_none() {
        errors.add(typed.field, Said::new("patients-choice"));
    }
    found
}

/// Record numbers meet without regard to width, blanks and case.
pub(crate) fn normal_record_no(text: &str) -> String {
    half_width(text)
        .chars()
        .filter(|letter| !letter.is_whitespace())
        .flat_map(char::to_uppercase)
        .collect()
}

/// Names meet without regard to width, blanks and case.
pub(crate) fn normal_name(text: &str) -> String {
    half_width(text)
        .chars()
        .filter(|letter| !letter.is_whitespace() && !"·•・.".contains(*letter))
        .flat_map(char::to_lowercase)
        .collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test says what it expects")]

    use super::*;

    fn today() -> Day {
        "2026-09-28".parse().unwrap()
    }

    fn person<'a>(name: &'a str, birth: &'a str, record_no: &'a str) -> PersonTyped<'a> {
        PersonTyped {
            name: Typed::new("patient_name", name),
            sex: Typed::new("sex", "male"),
            birth_date: Typed::new("birth", birth),
            record_no: Typed::new("record_no", record_no),
        }
    }

    fn key(errors: &FieldErrors, field: &str) -> String {
        errors.of(field).unwrap().key.to_string()
    }

    #[test]
    fn an_empty_form_is_nobody_and_not_wrong() {
        let typed = PersonTyped {
            sex: Typed::new("sex", ""),
            ..person(" ", "", "")
        };
        assert!(check_person(&typed, today()).unwrap().is_empty());
    }

    #[test]
    fn a_person_is_read_as_typed() {
        let found =
            check_person(&person(" 李建国 ", "１９５９-03-07", "zy ００12a"), today()).unwrap();
        assert_eq!(found.name.as_deref(), Some("李建国"));
        assert_eq!(found.birth_date.unwrap().to_string(), "1959-03-07");
        assert_eq!(found.record_no.as_deref(), Some("ZY0012A"));
        assert_eq!(found.sex, Some(Sex::Male));
    }

    #[test]
    fn every_wrong_field_is_named_in_the_forms_own_words() {
        let long = "字".repeat(101);
        let number = "9".repeat(41);
        let errors = check_person(&person(&long, "2026-09-29", &number), today()).unwrap_err();
        assert_eq!(key(&errors, "patient_name"), "patients-name-long");
        assert_eq!(key(&errors, "birth"), "patients-birth-future");
        assert_eq!(key(&errors, "record_no"), "patients-record-no-long");
        let errors = check_person(&person("", "1876-09-27", ""), today());
        assert!(errors.is_ok(), "150 years are possible");
        let errors = check_person(&person("", "1875-09-27", ""), today()).unwrap_err();
        assert_eq!(key(&errors, "birth"), "patients-birth-old");
        let errors = check_person(&person("", "7.3.1959", ""), today()).unwrap_err();
        assert_eq!(key(&errors, "birth"), "patients-birth-form");
    }

    #[test]
    fn a_contacts_phone_says_how_many_digits_it_has() {
        let typed = ContactTyped {
            name: Typed::new("caller", "李强"),
            phone: Typed::new("phone", "1380000123"),
            relation: Typed::new("relation", "cousin"),
            reply_by: Typed::new("reply_by", "phone"),
        };
        let errors = check_contact(&typed).unwrap_err();
        assert_eq!(
            errors.of("phone"),
            Some(&Said::new("patients-phone-mobile-length").with("given", 10_i64))
        );
        assert_eq!(key(&errors, "relation"), "patients-choice");
        assert_eq!(errors.of("reply_by"), None);
    }

    #[test]
    fn names_meet_across_spelling() {
        assert_eq!(
            normal_name("阿依古丽·买买提"),
            normal_name("阿依古丽 买买提")
        );
        assert_eq!(normal_name("Ｊohn Smith"), "johnsmith");
    }
}
