//! Leaders and paper. One list shows what waits for whom: refusals, joint study,
//! answers, money; each with its printed sheet. Money is asked for on a case and
//! decided by the table of amounts; what is approved stands in the case's result. What
//! a leader said by word is written down with their exact words and acted on at once
//! where it cannot wait; within a working day they sign it or say that it was not so.
//! For a refusal, for money and for the final letter no word is enough.

mod access;
mod actions;
mod api;
mod instruction;
mod lines;
mod money;
mod pages;
mod panels;
mod store;

pub use instruction::{Instruction, InstructionId, InstructionMark, UrgentStep};

use tongli_feature::Feature;
use tongli_store::migrate::Migration;
use tongli_web::{MenuItem, Routes, WordFiles};

/// The tables of this room.
pub const MIGRATIONS: &[Migration] = &[Migration::portable(
    "20261127_1120_instructions",
    include_str!("../migrations/20261127_1120_instructions.sql"),
)];

/// The words of this room.
pub const WORDS: WordFiles = WordFiles {
    room: "leaders",
    zh: include_str!("../words/zh.ftl"),
    en: include_str!("../words/en.ftl"),
};

const MENU: &[MenuItem] = &[MenuItem {
    path: "/approvals",
    word: "leaders-approvals",
    icon: "circle-check",
    permission: Some(access::READ),
    order: 43,
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
        sealed: store::SEALED,
        ..Feature::named("leaders", WORDS)
    }
}
