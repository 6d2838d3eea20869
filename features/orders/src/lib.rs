//! Orders from outside (转办单): what 12345, the health authority or a petition office
//! sends about a matter. Each keeps its own number and limits as they are printed, and
//! runs its own clocks beside those of the case it joins: signing, first contact,
//! finishing, more time where it was granted, return with a reason, filling back within
//! the platform's box, and what the platform heard from the person afterwards.

mod access;
mod actions;
mod api;
mod lines;
mod order;
mod pages;
mod panels;
mod store;
mod typed;

use tongli_feature::Feature;
use tongli_store::migrate::Migration;
use tongli_web::{MenuItem, Routes, WordFiles};

/// The tables of this room.
pub const MIGRATIONS: &[Migration] = &[Migration::portable(
    "20261127_1440_orders",
    include_str!("../migrations/20261127_1440_orders.sql"),
)];

/// The words of this room.
pub const WORDS: WordFiles = WordFiles {
    room: "orders",
    zh: include_str!("../words/zh.ftl"),
    en: include_str!("../words/en.ftl"),
};

const MENU: &[MenuItem] = &[MenuItem {
    path: "/orders",
    word: "orders-title",
    icon: "inbox",
    permission: Some(access::READ),
    order: 42,
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
        ..Feature::named("orders", WORDS)
    }
}
