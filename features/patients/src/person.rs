//! A person and a contact as the other rooms see them, and the minor's age.

use std::fmt;

use tongli_kernel::{Day, Id, Private, masked_phone};

use crate::document::{Document, NewDocument};

#[derive(Debug)]
pub struct PersonMark;
#[derive(Debug)]
pub struct ContactMark;

pub type PersonId = Id<PersonMark>;
pub type ContactId = Id<ContactMark>;

/// Codes of a short list, with the word key of each.
macro_rules! codes {
    ($type:ident, $word:literal, $($variant:ident = $code:literal),+ $(,)?) => {
        impl $type {
            /// In the order in which screens list them.
            pub const ALL: &[$type] = &[$($type::$variant),+];

            /// As stored and as sent by forms.
            pub const fn code(self) -> &'static str {
                match self { $($type::$variant => $code),+ }
            }

            pub fn from_code(code: &str) -> Option<Self> {
                match code { $($code => Some($type::$variant),)+ _ => None }
            }

            pub fn word(self) -> String {
                format!($word, self.code().replace('_', "-"))
            }
        }
    };
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Sex {
    Male,
    Female,
    #[default]
    Unknown,
}

codes!(
    Sex,
    "patients-sex-{}",
    Male = "male",
    Female = "female",
    Unknown = "unknown"
);

/// What the contact is to the patient.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Relation {
    Self_,
    Spouse,
    Parent,
    Child,
    Sibling,
    Grandparent,
    Grandchild,
    LegalRepresentative,
    Agent,
    Companion,
    Other,
}

codes!(
    Relation,
    "patients-relation-{}",
    Self_ = "self",
    Spouse = "spouse",
    Parent = "parent",
    Child = "child",
    Sibling = "sibling",
    Grandparent = "grandparent",
    Grandchild = "grandchild",
    LegalRepresentative = "legal_representative",
    Agent = "agent",
    Companion = "companion",
    Other = "other",
);

/// How the person wishes to be answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReplyBy {
    Phone,
    Sms,
    Letter,
    Mail,
    Visit,
    None,
}

codes!(
    ReplyBy,
    "patients-reply-by-{}",
    Phone = "phone",
    Sms = "sms",
    Letter = "letter",
    Mail = "mail",
    Visit = "visit",
    None = "none",
);

/// How we know that somebody is who they say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum IdentityCheck {
    #[default]
    Unchecked,
    Oral,
    Document,
}

codes!(
    IdentityCheck,
    "patients-identity-{}",
    Unchecked = "unchecked",
    Oral = "oral",
    Document = "document",
);

/// A person to be recorded; all of it may be unknown.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct NewPerson {
    pub name: Option<String>,
    pub sex: Option<Sex>,
    pub birth_date: Option<Day>,
    pub record_no: Option<String>,
    pub document: Option<NewDocument>,
}

impl NewPerson {
    /// Nothing at all is known, so there is nobody to record.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// This, and what is known already where nothing new was said.
    #[must_use]
    pub fn over(self, known: &Person) -> NewPerson {
        let open = |text: &Option<Private<String>>| text.as_ref().map(|text| text.open().clone());
        NewPerson {
            name: self.name.or_else(|| open(&known.name)),
            sex: self.sex.or(Some(known.sex)),
            birth_date: self.birth_date.or(known.birth_date),
            record_no: self.record_no.or_else(|| open(&known.record_no)),
            document: self.document.or_else(|| {
                known.document.as_ref().map(|paper| NewDocument {
                    kind: paper.kind,
                    number: paper.number.open().clone(),
                })
            }),
        }
    }
}

/// Hides itself: these values go through actions whose arguments may be logged.
impl fmt::Debug for NewPerson {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("NewPerson(•••)")
    }
}

/// A contact to be recorded.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct NewContact {
    pub name: Option<String>,
    /// In the form of [`crate::normal_phone`].
    pub phone: Option<String>,
    pub relation: Option<Relation>,
    pub reply_by: Option<ReplyBy>,
    pub address: Option<String>,
    pub identity_check: IdentityCheck,
    /// Speaks for the patient by the patient's mandate or by law.
    pub mandate: bool,
}

impl NewContact {
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// This, and what is known already where nothing new was said.
    #[must_use]
    pub fn over(self, known: &Contact) -> NewContact {
        let open = |text: &Option<Private<String>>| text.as_ref().map(|text| text.open().clone());
        // A check of one person, or their mandate, is none of somebody else.
        let is_other =
            self.name.is_some() && self.name != open(&known.name) && known.name.is_some();
        NewContact {
            name: self.name.or_else(|| open(&known.name)),
            phone: self.phone.or_else(|| open(&known.phone)),
            relation: self.relation.or(known.relation),
            reply_by: self.reply_by.or(known.reply_by),
            address: self.address.or_else(|| open(&known.address)),
            identity_check: match self.identity_check {
                IdentityCheck::Unchecked if !is_other => known.identity_check,
                checked => checked,
            },
            mandate: self.mandate || (known.mandate && !is_other),
        }
    }
}

impl fmt::Debug for NewContact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("NewContact(•••)")
    }
}

/// The patient of a matter.
#[derive(Debug, Clone)]
pub struct Person {
    pub id: PersonId,
    pub name: Option<Private<String>>,
    pub sex: Sex,
    pub birth_date: Option<Day>,
    pub record_no: Option<Private<String>>,
    pub document: Option<Document>,
    pub version: i64,
}

/// Who speaks to the office.
#[derive(Debug, Clone)]
pub struct Contact {
    pub id: ContactId,
    pub person: Option<PersonId>,
    pub name: Option<Private<String>>,
    pub phone: Option<Private<String>>,
    pub relation: Option<Relation>,
    pub reply_by: Option<ReplyBy>,
    pub address: Option<Private<String>>,
    pub identity_check: IdentityCheck,
    pub mandate: bool,
    pub version: i64,
}

impl Contact {
    /// The number as people write it, or its mask.
    pub fn phone_shown(&self, may: bool) -> Option<String> {
        let phone = self.phone.as_ref()?.open();
        Some(if may {
            crate::display_phone(phone)
        } else {
            masked_phone(phone)
        })
    }
}

/// Full years at a day. Who is born on 29 February is a year older on 1 March of
/// other years (Civil Code art. 200 and 201: counted by the calendar's years).
pub fn age_on(birth: Day, day: Day) -> i32 {
    let before_birthday = (day.month(), day.day_of_month()) < (birth.month(), birth.day_of_month());
    i32::from(day.year()) - i32::from(birth.year()) - i32::from(before_birthday)
}

/// Whether the person is a minor (Civil Code art. 17: under 18 years).
pub fn is_minor_on(birth: Day, day: Day) -> bool {
    age_on(birth, day) < 18
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test says what it expects")]

    use super::*;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    #[test]
    fn a_person_is_a_year_older_on_the_birthday_and_not_the_day_before() {
        let birth = day("2008-09-28");
        assert_eq!(age_on(birth, day("2026-09-27")), 17);
        assert!(is_minor_on(birth, day("2026-09-27")));
        assert_eq!(age_on(birth, day("2026-09-28")), 18);
        assert!(!is_minor_on(birth, day("2026-09-28")));
    }

    #[test]
    fn who_is_born_on_a_leap_day_waits_for_march() {
        assert_eq!(age_on(day("2008-02-29"), day("2026-02-28")), 17);
        assert_eq!(age_on(day("2008-02-29"), day("2026-03-01")), 18);
    }

    #[test]
    fn a_contact_of_another_name_was_checked_by_nobody() {
        let known = Contact {
            id: ContactId::new(1),
            person: None,
            name: Some(Private::new("周念".to_owned())),
            phone: None,
            relation: Some(Relation::Child),
            reply_by: None,
            address: None,
            identity_check: IdentityCheck::Document,
            mandate: true,
            version: 1,
        };
        let named = |name: Option<&str>| NewContact {
            name: name.map(str::to_owned),
            ..NewContact::default()
        };
        for same in [None, Some("周念")] {
            let same = named(same).over(&known);
            assert_eq!(same.identity_check, IdentityCheck::Document);
            assert!(same.mandate);
        }
        let other = named(Some("周朗")).over(&known);
        assert_eq!(other.identity_check, IdentityCheck::Unchecked);
        assert!(!other.mandate);
    }

    #[test]
    fn every_code_comes_back_and_has_a_word() {
        let words = include_str!("../words/zh.ftl");
        for relation in Relation::ALL {
            assert_eq!(Relation::from_code(relation.code()), Some(*relation));
            assert!(
                words.contains(&format!("\n{} =", relation.word())),
                "{relation:?}"
            );
        }
        for reply in ReplyBy::ALL {
            assert_eq!(ReplyBy::from_code(reply.code()), Some(*reply));
            assert!(
                words.contains(&format!("\n{} =", reply.word())),
                "{reply:?}"
            );
        }
        for check in IdentityCheck::ALL {
            assert_eq!(IdentityCheck::from_code(check.code()), Some(*check));
            assert!(
                words.contains(&format!("\n{} =", check.word())),
                "{check:?}"
            );
        }
        assert_eq!(Sex::from_code("x"), None);
    }

    #[test]
    fn what_is_to_be_recorded_never_prints_itself() {
        let person = NewPerson {
            name: Some("李建国".to_owned()),
            ..NewPerson::default()
        };
        assert_eq!(format!("{person:?}"), "NewPerson(•••)");
        assert!(!person.is_empty() && NewContact::default().is_empty());
    }
}
