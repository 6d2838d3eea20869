//! A house with this room and the base, on the database of a test.

use tongli_kernel::{SeededChance, Tenant, Viewer};
use tongli_store::Db;
use tongli_store::keys::Keys;
use tongli_store::migrate::Migration;
use tongli_testing::{NOBODY, morning};
use tongli_web::{App, House, WordFiles, Words};

pub fn steps() -> Vec<Migration> {
    [
        tongli_store::migrate::MIGRATIONS,
        tongli_patients::MIGRATIONS,
    ]
    .concat()
}

pub fn viewer() -> Viewer {
    Viewer::operator(Tenant(1))
}

/// The clock stands at 2026-09-28 09:12.
pub fn house(db: Db) -> App {
    house_with(db, Keys::generate(&SeededChance::new(7)))
}

/// The same with keys that the test changes.
pub fn house_with(db: Db, keys: Keys) -> App {
    App::new(House {
        keys,
        ..tongli_testing::house(db, &morning(), WORDS, NOBODY)
    })
}

const WORDS: &[WordFiles] = &[tongli_web::WORDS, tongli_patients::WORDS];

#[test]
fn every_permission_has_its_words() {
    let words = Words::gather(WORDS).unwrap();
    for permission in tongli_patients::access::PERMISSIONS {
        assert!(words.knows(&permission.word()), "{}", permission.name);
    }
}
