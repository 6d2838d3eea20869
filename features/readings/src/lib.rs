//! Who read what: the log of readings, shown to the audit administrator. By matter, by
//! person, by day, and above all what was opened by somebody who had no task there. The
//! list knows numbers and stages and nothing of what a file says; a restricted matter
//! shows as one, without its number. A file that leaves is written down itself.

mod actions;
mod api;
mod file;
mod filter;
mod pages;
mod reading;
mod store;

use tongli_feature::Feature;
use tongli_people::AUDIT;
use tongli_store::migrate::Migration;
use tongli_web::{MenuItem, WordFiles};

/// The index this room reads by; the log itself belongs to the ground floor.
pub const MIGRATIONS: &[Migration] = &[Migration::portable(
    "20261127_1020_readings",
    include_str!("../migrations/20261127_1020_readings.sql"),
)];

/// The words of this room.
pub const WORDS: WordFiles = WordFiles {
    room: "readings",
    zh: include_str!("../words/zh.ftl"),
    en: include_str!("../words/en.ftl"),
};

const MENU: &[MenuItem] = &[MenuItem {
    path: "/admin/readings",
    word: "readings-title",
    icon: "eye",
    permission: Some(AUDIT),
    order: 935,
}];

pub fn feature() -> Feature {
    Feature {
        migrations: MIGRATIONS,
        routes: pages::routes,
        menu: MENU,
        openapi: api::openapi,
        ..Feature::named("readings", WORDS)
    }
}
