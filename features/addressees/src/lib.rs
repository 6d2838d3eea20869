//! Who may be told.
//!
//! Whoever brings a matter is not always the one who may hear of it. This room keeps
//! whom the office addresses and how they were checked, the patient's mandate with its
//! paper and its days, a death with its relatives and the one who speaks for them, and
//! what the guardian of a minor hears. From these it says, by rules alone, what may
//! leave: nothing, how far the matter is, or all of it, and why. Rooms above ask here
//! before anything goes out. A minor who may be harmed is reported, and what was done
//! about it stays in sight until it is done.

mod access;
mod actions;
mod api;
mod doors;
mod entry;
mod lines;
mod minor;
mod pages;
mod panels;
mod record;
mod rules;
mod standing;
mod store;

pub use actions::{
    Recording, Reporting, Told, record_addressee, report_minor, told, told_with_code,
};
pub use entry::{Entry, RelativeEntry};
pub use minor::ReportEntry;
pub use standing::{MayLeave, NextStep, Reason, Standing, Way};

use tongli_feature::Feature;
use tongli_store::migrate::Migration;
use tongli_web::{Guard, Routes, WordFiles};

/// The tables of this room.
pub const MIGRATIONS: &[Migration] = &[Migration::portable(
    "20261127_0940_addressees",
    include_str!("../migrations/20261127_0940_addressees.sql"),
)];

/// The words of this room.
pub const WORDS: WordFiles = WordFiles {
    room: "addressees",
    zh: include_str!("../words/zh.ftl"),
    en: include_str!("../words/en.ftl"),
};

fn routes() -> Routes {
    use pages::{minor, told};
    let amend = Guard::May(access::AMEND);
    Routes::new()
        .get("/cases/{number}/told", amend, told::show)
        .post("/cases/{number}/told", amend, told::submit)
        .get("/cases/{number}/minor-report", amend, minor::show)
        .post("/cases/{number}/minor-report", amend, minor::submit)
        .merge(api::routes())
}

pub fn feature() -> Feature {
    Feature {
        migrations: MIGRATIONS,
        routes,
        panels: panels::PANELS,
        doors: doors::DOORS,
        openapi: api::openapi,
        sealed: store::SEALED,
        ..Feature::named("addressees", WORDS)
    }
}
