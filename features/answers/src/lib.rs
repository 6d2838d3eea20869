//! The answer library. What is asked again and again is answered once and kept current by
//! an owner until a day; scripts for hard moments stand beside the answers, the program's
//! own among them. An entry is found by any two characters of it, by the spelling of its
//! title or its initials, on its page and in any field where staff write to people, after
//! `::`. No wording is lost. A question to which nothing was found goes on a list, where
//! the same question asked again counts once more, and answering it makes an entry. What a
//! month used and asked most is counted without anybody's name.

mod access;
mod actions;
mod api;
mod entry;
mod file;
mod lines;
mod month;
mod pages;
mod panels;
mod question;
mod rounds;
mod shipped;
mod store;
mod terms;

pub use access::{ASK, READ, WRITE};
pub use actions::{Asked, Writing, ask, put_back, rewrite, ship, used, withdraw, write};
pub use entry::{Entry, EntryId, EntryMark, Kind, Standing, State, Typed};
pub use question::{Question, QuestionId, QuestionMark, QuestionState};

use tongli_feature::Feature;
use tongli_store::migrate::Migration;
use tongli_web::{MenuItem, Routes, WordFiles};

/// The tables of this room.
pub const MIGRATIONS: &[Migration] = &[Migration::portable(
    "20261128_1300_answers",
    include_str!("../migrations/20261128_1300_answers.sql"),
)];

/// The words of this room.
pub const WORDS: WordFiles = WordFiles {
    room: "answers",
    zh: include_str!("../words/zh.ftl"),
    en: include_str!("../words/en.ftl"),
};

const MENU: &[MenuItem] = &[MenuItem {
    path: "/answers",
    word: "answers-title",
    icon: "messages",
    permission: Some(access::READ),
    order: 29,
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
        rounds: rounds::ROUNDS,
        openapi: api::openapi,
        ..Feature::named("answers", WORDS)
    }
}
