//! The reception desk. Most of whom a desk receives brings no case: somebody asks the way,
//! hands a paper over, wants to be heard for a minute. One tap counts each, with its kind
//! its hour and, where a computer was told, its window, and nothing of the person. What was counted stands beside what was
//! registered, their sum beside the receptions a day is to have, and the three are never
//! mixed up. A slip is taken back on its day and stays to be seen.

mod access;
mod actions;
mod api;
mod file;
mod kind;
mod pages;
mod panels;
mod store;
mod tally;
mod tap;
mod window;

pub use actions::{Button, tap};
pub use kind::{Kind, kinds};
pub use tap::{Tap, TapId, TapMark};

use tongli_feature::Feature;
use tongli_store::migrate::Migration;
use tongli_web::{MenuItem, Routes, WordFiles};

/// The tables of this room.
pub const MIGRATIONS: &[Migration] = &[
    Migration::portable(
        "20261128_0900_desk_taps",
        include_str!("../migrations/20261128_0900_desk_taps.sql"),
    ),
    Migration::portable(
        "20261128_1400_desk_windows",
        include_str!("../migrations/20261128_1400_desk_windows.sql"),
    ),
];

/// The words of this room.
pub const WORDS: WordFiles = WordFiles {
    room: "desk",
    zh: include_str!("../words/zh.ftl"),
    en: include_str!("../words/en.ftl"),
};

const MENU: &[MenuItem] = &[MenuItem {
    path: "/desk/tally",
    word: "desk-title",
    icon: "tallymarks",
    permission: Some(access::READ),
    order: 28,
}];

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
        openapi: api::openapi,
        ..Feature::named("desk", WORDS)
    }
}
