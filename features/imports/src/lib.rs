//! Old registers: an office that kept its book in Excel brings the years before
//! into the archive. The file is read from end to end first; every row that does
//! not hold is named with what to do; what is good is brought in unseen and then
//! shown all at once. The same file twice changes nothing, and an import can be
//! taken back. The past owes nothing: these cases have no clock and no task.

pub mod access;
mod actions;
mod book;
mod cell;
mod glimpse;
mod identities;
mod import;
mod packed;
mod pages;
mod reading;
mod rounds;
mod row;
mod standing;
mod store;
mod synonyms;
mod when;

pub use actions::{
    BadLine, FlawTold, Outcome, RowTold, Tried, cancel, confirm, dry_run, import_now, publish,
    read_file, try_file, withdraw,
};
pub use glimpse::Glimpse;
pub use import::{Import, ImportId, SUBJECT, State};
pub use reading::{BadRow, Mapped, Reading, SkippedRow};
pub use row::{Flaw, ParsedRow, Place, Why};
pub use when::When;

use tongli_feature::Feature;
use tongli_store::migrate::Migration;
use tongli_web::WordFiles;

/// The tables of this room.
pub const MIGRATIONS: &[Migration] = &[
    Migration::portable(
        "20261123_0700_imports",
        include_str!("../migrations/20261123_0700_imports.sql"),
    ),
    Migration::portable(
        "20261127_0725_why_skipped",
        include_str!("../migrations/20261127_0725_why_skipped.sql"),
    ),
    Migration::portable(
        "20261127_0931_glimpses",
        include_str!("../migrations/20261127_0931_glimpses.sql"),
    ),
    Migration::portable(
        "20261127_1714_row_of_case",
        include_str!("../migrations/20261127_1714_row_of_case.sql"),
    ),
];

/// The words of this room.
pub const WORDS: WordFiles = WordFiles {
    room: "imports",
    zh: include_str!("../words/zh.ftl"),
    en: include_str!("../words/en.ftl"),
};

pub fn feature() -> Feature {
    Feature {
        migrations: MIGRATIONS,
        permissions: access::PERMISSIONS,
        routes: pages::routes,
        menu: pages::MENU,
        rounds: rounds::ROUNDS,
        sealed: store::SEALED,
        ..Feature::named("imports", WORDS)
    }
}
