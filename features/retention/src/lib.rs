//! Keeping and letting go: how long each matter is kept and why, the legal hold under
//! which nothing goes, the destruction that two persons decide and of which a stone
//! stays, and the sealing away of what was entered wrongly. Nothing is deleted except
//! here, and here only by two persons.

mod access;
mod actions;
mod api;
mod aside;
mod batch;
mod classes;
mod due;
mod hold;
mod pages;
mod panels;
mod rounds;
mod store;
mod term;

pub use actions::verify::{Flaw, Verified, verify};
pub use classes::{Class, class, class_of};
pub use rounds::write_terms;
pub use store::payloads::{EMPTIED, FORGOTTEN, OF_SUBJECT};

use tongli_feature::Feature;
use tongli_store::migrate::Migration;
use tongli_web::{MenuItem, Routes, WordFiles};

/// The tables of this room.
pub const MIGRATIONS: &[Migration] = &[
    Migration::portable(
        "20261127_1403_retention",
        include_str!("../migrations/20261127_1403_retention.sql"),
    ),
    Migration::portable(
        "20261127_1716_asides_of_case",
        include_str!("../migrations/20261127_1716_asides_of_case.sql"),
    ),
];

/// The words of this room.
pub const WORDS: WordFiles = WordFiles {
    room: "retention",
    zh: include_str!("../words/zh.ftl"),
    en: include_str!("../words/en.ftl"),
};

const MENU: &[MenuItem] = &[
    MenuItem {
        path: "/destruction-list",
        word: "retention-list-title",
        icon: "trash",
        permission: Some(access::READ),
        order: 55,
    },
    MenuItem {
        path: "/sealed-away",
        word: "retention-away-title",
        icon: "lock",
        permission: Some(access::ASIDE),
        order: 56,
    },
];

fn routes() -> Routes {
    pages::routes().merge(api::routes())
}

pub fn feature() -> Feature {
    Feature {
        migrations: MIGRATIONS,
        permissions: access::PERMISSIONS,
        routes,
        menu: MENU,
        panels: panels::PANELS,
        rounds: rounds::ROUNDS,
        openapi: api::openapi,
        sealed: store::SEALED,
        ..Feature::named("retention", WORDS)
    }
}

/// For tests that stop a destruction in the middle.
pub mod testing {
    use tongli_kernel::{Fault, Viewer};
    use tongli_web::App;

    /// Destroys the rows of what is approved and leaves the files: as far as a process
    /// comes that dies there.
    pub async fn destroy(app: &App, viewer: &Viewer) -> Result<i64, Fault> {
        Ok(crate::actions::destroy_next(app, viewer, app.now())
            .await?
            .1)
    }
}
