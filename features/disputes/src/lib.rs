//! Medical disputes, the minimum the law asks for at once: the notice of the lawful
//! routes, signed or refused before a witness; records sealed and copied; after a
//! death the offer of an autopsy with its clock from the minute of death; and whether
//! the authority has to be told, by when, and that it was. A dispute comes from a case
//! and both know of each other. Mediation, appraisal, agreement and closing come later.

mod access;
mod actions;
mod api;
mod copying;
mod dispute;
mod lines;
mod notice;
mod pages;
mod panels;
mod report;
mod seal;
mod store;

pub use dispute::{Death, Dispute, DisputeId, DisputeMark, SUBJECT};

use tongli_feature::Feature;
use tongli_store::migrate::Migration;
use tongli_web::{MenuItem, Routes, WordFiles};

/// The tables of this room.
pub const MIGRATIONS: &[Migration] = &[Migration::portable(
    "20261127_1002_disputes",
    include_str!("../migrations/20261127_1002_disputes.sql"),
)];

/// The words of this room.
pub const WORDS: WordFiles = WordFiles {
    room: "disputes",
    zh: include_str!("../words/zh.ftl"),
    en: include_str!("../words/en.ftl"),
};

const MENU: &[MenuItem] = &[MenuItem {
    path: "/disputes",
    word: "disputes-title",
    icon: "gavel",
    permission: Some(access::READ),
    order: 45,
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
        ..Feature::named("disputes", WORDS)
    }
}
