//! Which days are working days, how long the office has for what, and why a
//! deadline falls on its day.
//!
//! The tables of 2004 to 2026 are part of the program; a later year is imported
//! from the State Council's notice, shown, and confirmed by a person. Clock rules
//! are data with versions. A hospital adds days of its own, and shorter times where
//! a rule lets it; [`load`] and [`rule`] give both as they stand.

pub mod access;
pub mod actions;
mod api;
mod check;
mod clock;
mod due_question;
mod festivals;
mod notice;
mod pages;
mod panels;
mod problem;
mod proposal;
mod reminder;
mod rounds;
mod rules;
mod sentences;
mod store;
mod tables;
mod year_file;
mod year_sheet;

pub use actions::{ImportedYear, Preview, import_notice, preview_notice};
pub use check::{Finding, Weight, statutory_days};
pub use clock::{Calendars, Due, Plan, Recount};
pub use festivals::{StatutoryDay, festival_word};
pub use notice::{Draft, NoticeFault, Scope, read_notice};
pub use problem::read_problem;
pub use proposal::{Proposal, ProposedDay};
pub use reminder::{YearNotice, missing_year_notice};
pub use rules::{
    Basis, CalendarOf, Rule, RuleBook, RuleFault, Span, Trigger, Unit, Whose, shipped_rules,
};
pub use sentences::{
    kind_said, row_text, said_text, undetermined_said, undetermined_text, version_said,
};
pub use tables::{law_calendar, law_calendar_with, year_files};
pub use year_file::{NamedDay, Notice, Verified, YearFile};

pub use store::{
    HouseDayRow, HouseRule, ImportedRow, Override, Source, house_days, house_rules, imported_year,
    load, rule, source_of,
};

use tongli_feature::Feature;
use tongli_kernel::Day;
use tongli_kernel::calendar::Undetermined;
use tongli_store::migrate::Migration;
use tongli_web::{MenuItem, WordFiles};

const WORDS: WordFiles = WordFiles {
    room: "calendars",
    zh: include_str!("../words/zh.ftl"),
    en: include_str!("../words/en.ftl"),
};

/// The tables of this room.
pub const MIGRATIONS: &[Migration] = &[Migration::portable(
    "20261124_0200_calendars",
    include_str!("../migrations/20261124_0200_calendars.sql"),
)];

const MENU: &[MenuItem] = &[
    MenuItem {
        path: "/calendar",
        word: "calendars-menu",
        icon: "calendar",
        permission: None,
        order: 800,
    },
    MenuItem {
        path: "/rules",
        word: "calendars-rules-menu",
        icon: "clock",
        permission: None,
        order: 810,
    },
];

pub fn feature() -> Feature {
    Feature {
        migrations: MIGRATIONS,
        permissions: access::PERMISSIONS,
        routes: || pages::routes().merge(api::routes()),
        menu: MENU,
        panels: panels::PANELS,
        rounds: rounds::ROUNDS,
        openapi: api::openapi,
        ..Feature::named("calendars", WORDS)
    }
}

/// The most working days `tongli calendar due` counts. No clock of the office is
/// longer, and a slip of the finger shall not count for minutes.
pub const LONGEST_COUNT: u32 = rules::LONGEST_AMOUNT;

/// The day at whose end a clock of `workdays` working days, begun by a receipt on
/// `from`, runs out, by the law calendar this program ships.
pub fn due(from: Day, workdays: u32) -> Result<Day, Undetermined> {
    law_calendar().due_on(from, workdays)
}
