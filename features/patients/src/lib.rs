//! The persons a matter is about and the people who speak to the office for them.
//! Names, telephone numbers and record numbers are sealed in the database; whether
//! somebody was here before is found by blind indexes. Other rooms record and read
//! persons through these doors; this room has no pages of its own.

pub mod access;
mod actions;
mod check;
mod document;
mod person;
mod phone;
mod places;
mod store;

pub use actions::find::find_people;
pub use actions::record::{record_contact, record_contacts, record_person, record_persons};
pub use actions::seen::{Seen, seen_before};
pub use check::{ContactTyped, PersonTyped, Typed, check_address, check_contact, check_person};
pub use document::{Document, DocumentKind, NewDocument, check_document};
pub use person::{
    Contact, ContactId, ContactMark, IdentityCheck, NewContact, NewPerson, Person, PersonId,
    PersonMark, Relation, ReplyBy, Sex, age_on, is_minor_on,
};
pub use phone::{PhoneFault, display_phone, normal_phone};
pub use store::{contacts_by_phone_tail, find_contact, find_person, persons_by_name};

use tongli_feature::Feature;
use tongli_store::migrate::Migration;
use tongli_web::WordFiles;

/// The tables of this room.
pub const MIGRATIONS: &[Migration] = &[
    Migration::portable(
        "20261123_0300_patients",
        include_str!("../migrations/20261123_0300_patients.sql"),
    ),
    Migration::portable(
        "20261127_0310_documents",
        include_str!("../migrations/20261127_0310_documents.sql"),
    ),
    Migration::portable(
        "20261127_1010_places",
        include_str!("../migrations/20261127_1010_places.sql"),
    ),
    Migration::portable(
        "20261127_1718_documents_found",
        include_str!("../migrations/20261127_1718_documents_found.sql"),
    ),
];

/// The words of this room.
pub const WORDS: WordFiles = WordFiles {
    room: "patients",
    zh: include_str!("../words/zh.ftl"),
    en: include_str!("../words/en.ftl"),
};

pub fn feature() -> Feature {
    Feature {
        migrations: MIGRATIONS,
        permissions: access::PERMISSIONS,
        sealed: store::SEALED,
        ..Feature::named("patients", WORDS)
    }
}
