//! Brings word to people. Other rooms write what somebody must hear into the
//! outbox, naming a person or a role; a round finds who holds the role at that
//! moment and leaves each a notice. Where nobody holds it the director hears of it,
//! and where there is nobody at all the message says so and is tried again. Read
//! notices are kept for 90 days.

mod actions;
mod api;
mod notice;
mod pages;
mod panels;
mod rounds;
mod store;

pub use notice::{Notice, NoticeId, NoticeMark};
pub use store::unread;

use tongli_feature::Feature;
use tongli_store::migrate::Migration;
use tongli_web::{MenuItem, WordFiles};

/// The tables of this room.
pub const MIGRATIONS: &[Migration] = &[
    Migration::portable(
        "20261123_0500_notices",
        include_str!("../migrations/20261123_0500_notices.sql"),
    ),
    Migration::portable(
        "20261127_1715_notices_of_subject",
        include_str!("../migrations/20261127_1715_notices_of_subject.sql"),
    ),
];

/// The words of this room.
pub const WORDS: WordFiles = WordFiles {
    room: "notices",
    zh: include_str!("../words/zh.ftl"),
    en: include_str!("../words/en.ftl"),
};

const MENU: &[MenuItem] = &[MenuItem {
    path: "/notices",
    word: "notices-title",
    icon: "bell",
    permission: None,
    order: 20,
}];

pub fn feature() -> Feature {
    Feature {
        migrations: MIGRATIONS,
        routes: pages::routes,
        menu: MENU,
        panels: panels::PANELS,
        rounds: rounds::ROUNDS,
        openapi: api::openapi,
        ..Feature::named("notices", WORDS)
    }
}
