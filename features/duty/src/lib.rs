//! The night and the holidays. Whoever is on duty is asked one thing first: is
//! somebody in danger? Then the numbers to ring and the steps to take come before any
//! paperwork, each tap with its time and name. Everything else fits on one page and
//! becomes a case like any other. In the morning somebody takes it over item by item;
//! what nobody takes over stays with whoever took it in, and from a set hour on the
//! director hears of it.

mod access;
mod actions;
mod api;
mod call;
mod event;
mod lines;
mod pages;
mod panels;
mod plans;
mod store;

pub use actions::{
    TakingIn, Whom, choose_plan, give_back, keep_call, open_danger, read_event, record_try,
    take_in, take_over, take_over_several, tick, undo_tick, undo_try,
};
pub use call::{Call, CallId, CallMark, Job, NewCall};
pub use event::{
    DutyEvent, EventId, EventMark, SUBJECT, Tick, TickId, TickMark, Try, TryId, TryMark, Written,
};
pub use plans::{Plan, Step, plan, plans};

use tongli_feature::Feature;
use tongli_store::migrate::Migration;
use tongli_web::{MenuItem, Routes, WordFiles};

/// The tables of this room.
pub const MIGRATIONS: &[Migration] = &[
    Migration::portable(
        "20261127_0931_duty",
        include_str!("../migrations/20261127_0931_duty.sql"),
    ),
    Migration::portable(
        "20261127_1719_nights",
        include_str!("../migrations/20261127_1719_nights.sql"),
    ),
];

/// The words of this room.
pub const WORDS: WordFiles = WordFiles {
    room: "duty",
    zh: include_str!("../words/zh.ftl"),
    en: include_str!("../words/en.ftl"),
};

const MENU: &[MenuItem] = &[MenuItem {
    path: "/duty",
    word: "duty-title",
    icon: "phone",
    permission: Some(access::READ),
    order: 25,
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
        ..Feature::named("duty", WORDS)
    }
}
