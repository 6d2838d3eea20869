//! Exports: a list of cases as a file for Excel or for programs. A short list comes at
//! once; a long one is made in the background while others work on, shows how far it is,
//! can be given up, waits a few days for whoever asked for it and is then erased. Nothing
//! leaves that the asker's own lists do not show, restricted matters never; who took
//! what, and how many rows, stands in the history.

mod access;
mod actions;
mod api;
mod export;
mod pages;
mod rounds;
mod store;
mod wish;

pub use actions::{Ending, Taking, ask, erase, leave_out, list, read, take};
pub use export::{Export, Standing, Why};
pub use store::parts::all as pieces;
pub use tongli_store::jobs::JobId;

use tongli_feature::Feature;
use tongli_store::migrate::Migration;
use tongli_web::{Routes, WordFiles};

/// The tables of this room.
pub const MIGRATIONS: &[Migration] = &[
    Migration::portable(
        "20261127_1730_exports",
        include_str!("../migrations/20261127_1730_exports.sql"),
    ),
    Migration::portable(
        "20261127_2115_exports_erased",
        include_str!("../migrations/20261127_2115_exports_erased.sql"),
    ),
];

/// The words of this room.
pub const WORDS: WordFiles = WordFiles {
    room: "exports",
    zh: include_str!("../words/zh.ftl"),
    en: include_str!("../words/en.ftl"),
};

fn routes() -> Routes {
    pages::routes().merge(api::routes())
}

pub fn feature() -> Feature {
    Feature {
        migrations: MIGRATIONS,
        routes,
        menu: pages::MENU,
        rounds: rounds::ROUNDS,
        sealed: store::SEALED,
        openapi: api::openapi,
        ..Feature::named("exports", WORDS)
    }
}
