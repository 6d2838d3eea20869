//! Under what a sealed name or number is found: spelling, initials, last signs. Pure.

use tongli_people::readings_of_person;
use tongli_store::sealed::Entry;

/// How many signs at the end of a number people ask by.
pub(crate) const TAIL: usize = 4;

pub(crate) const PINYIN: &str = "pinyin";
pub(crate) const INITIALS: &str = "initials";
pub(crate) const RECORD_TAIL: &str = "record_tail";
pub(crate) const DOCUMENT_TAIL: &str = "document_tail";

/// What each kind of place is bound to.
pub(crate) const fn bound_to(kind: &'static str) -> &'static str {
    match kind.as_bytes() {
        b"pinyin" => "name.pinyin",
        b"initials" => "name.initials",
        b"record_tail" => "persons.record_tail",
        _ => "persons.document_tail",
    }
}

fn entry(kind: &'static str, normal: String) -> Entry {
    Entry {
        kind,
        bound_to: bound_to(kind),
        normal,
    }
}

/// Each spelling of a name once.
pub(crate) fn of_name(name: &str) -> Vec<Entry> {
    let mut found: Vec<Entry> = Vec::new();
    for (full, initials) in readings_of_person(name) {
        for one in [entry(PINYIN, full), entry(INITIALS, initials)] {
            if !found.contains(&one) {
                found.push(one);
            }
        }
    }
    found
}

pub(crate) fn of_record_no(number: &str) -> Vec<Entry> {
    of_tail(RECORD_TAIL, &crate::check::normal_record_no(number))
}

pub(crate) fn of_document(number: &str) -> Vec<Entry> {
    of_tail(DOCUMENT_TAIL, number)
}

/// A number as short as its tail is found whole already.
fn of_tail(kind: &'static str, number: &str) -> Vec<Entry> {
    let signs = number.chars().count();
    if signs <= TAIL {
        return Vec::new();
    }
    vec![entry(kind, number.chars().skip(signs - TAIL).collect())]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_has_a_place_for_each_spelling_and_a_number_one_for_its_end() {
        let normals: Vec<String> = of_name("单雨").into_iter().map(|one| one.normal).collect();
        for wanted in ["shanyu", "danyu", "sy", "dy"] {
            assert!(normals.iter().any(|one| one == wanted), "{wanted}");
        }
        assert_eq!(of_record_no("zy00123")[0].normal, "0123");
        assert_eq!(of_document("11010519491231002X")[0].normal, "002X");
        assert!(of_record_no("0123").is_empty());
    }
}
