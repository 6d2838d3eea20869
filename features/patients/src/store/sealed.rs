//! What this room keeps sealed, and under what it is found.

use tongli_store::sealed::{BlindColumn, Entries, SealedColumn};

use crate::check::{normal_name, normal_record_no};
use crate::phone::{index_digits, tail};
use crate::places;

const TABLE: &str = "name_places";

pub(super) const PERSON: &str = "person";
pub(super) const CONTACT: &str = "contact";

const NAME: &[BlindColumn] = &[BlindColumn {
    column: "name_blind",
    bound_to: "name",
    normal: normal_name,
}];

const NAME_KINDS: &[&str] = &[places::PINYIN, places::INITIALS];

pub(super) const PERSON_NAMES: Entries = Entries {
    table: TABLE,
    holder_kind: PERSON,
    kinds: NAME_KINDS,
    of: places::of_name,
};

pub(super) const CONTACT_NAMES: Entries = Entries {
    table: TABLE,
    holder_kind: CONTACT,
    kinds: NAME_KINDS,
    of: places::of_name,
};

pub(super) const RECORD_NOS: Entries = Entries {
    table: TABLE,
    holder_kind: PERSON,
    kinds: &[places::RECORD_TAIL],
    of: places::of_record_no,
};

pub(super) const DOCUMENTS: Entries = Entries {
    table: TABLE,
    holder_kind: PERSON,
    kinds: &[places::DOCUMENT_TAIL],
    of: places::of_document,
};

pub const SEALED: &[SealedColumn] = &[
    SealedColumn::by_id("persons", "name_sealed", "persons.name")
        .found_by(NAME)
        .entered(&PERSON_NAMES),
    SealedColumn::by_id("persons", "record_no_sealed", "persons.record_no")
        .found_by(&[BlindColumn {
            column: "record_no_blind",
            bound_to: "persons.record_no",
            normal: normal_record_no,
        }])
        .entered(&RECORD_NOS),
    SealedColumn::by_id("persons", "document_sealed", "persons.document")
        .found_by(&[BlindColumn {
            column: "document_blind",
            bound_to: "persons.document",
            normal: str::to_owned,
        }])
        .entered(&DOCUMENTS),
    SealedColumn::by_id("contacts", "name_sealed", "contacts.name")
        .found_by(NAME)
        .entered(&CONTACT_NAMES),
    SealedColumn::by_id("contacts", "phone_sealed", "contacts.phone").found_by(&[
        BlindColumn {
            column: "phone_blind",
            bound_to: "contacts.phone",
            normal: index_digits,
        },
        BlindColumn {
            column: "phone_tail_blind",
            bound_to: "contacts.phone_tail",
            normal: tail,
        },
    ]),
    SealedColumn::by_id("contacts", "address_sealed", "contacts.address"),
];
