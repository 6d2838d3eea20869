//! Personal information. What it is used for, on what ground, who sees it in full and how
//! long it stays is one table, and the privacy notice is written from it. Recordings,
//! photographs and publication need a consent of their own, which can be taken back;
//! what of a case was handed outside stands in a register; and whoever asks for their own
//! information is answered in time. Nothing is deleted here.

mod access;
mod actions;
mod api;
mod codes;
mod consent;
mod disclosure;
mod file;
mod filter;
mod lines;
mod pages;
mod panels;
mod purposes;
mod request;
mod rounds;
mod store;

pub use actions::check_consent_given;
pub use codes::ConsentKind;
pub use purposes::{
    Notice, Part, Purpose, Retention, kept, notice, notices, purpose, purposes, retention_of,
};

use tongli_feature::Feature;
use tongli_store::migrate::Migration;
use tongli_web::{MenuItem, Routes, WordFiles};

/// The tables of this room.
pub const MIGRATIONS: &[Migration] = &[
    Migration::portable(
        "20261127_1410_privacy",
        include_str!("../migrations/20261127_1410_privacy.sql"),
    ),
    Migration::portable(
        "20261127_1650_consent_order",
        include_str!("../migrations/20261127_1650_consent_order.sql"),
    ),
];

/// The words of this room.
pub const WORDS: WordFiles = WordFiles {
    room: "privacy",
    zh: include_str!("../words/zh.ftl"),
    en: include_str!("../words/en.ftl"),
};

const MENU: &[MenuItem] = &[
    MenuItem {
        path: "/privacy/requests",
        word: "privacy-requests-title",
        icon: "id",
        permission: Some(access::REQUESTS),
        order: 46,
    },
    MenuItem {
        path: "/privacy/disclosures",
        word: "privacy-register-title",
        icon: "send",
        permission: Some(access::REGISTER),
        order: 47,
    },
    MenuItem {
        path: "/privacy",
        word: "privacy-title",
        icon: "lock",
        permission: Some(access::SEE_PURPOSES),
        order: 820,
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
        ..Feature::named("privacy", WORDS)
    }
}
