//! Approvals: what waits for somebody's decision, and who may decide it. A request
//! names its subject and exactly what is to be approved; a rule, kept as data, says
//! which roles decide and how many of them. Nobody decides what they asked for or what
//! is about themselves; a deputy decides on the days they are named for, and every
//! decision says in whose place it was made. The rooms above ask and decide through
//! this one beside their own steps.

mod access;
mod actions;
mod approval;
mod pages;
mod rules;
mod store;

pub use actions::{Asking, Decided, Deciding, LONGEST, ask, candidate, decide, settle, withdraw};
pub use approval::{
    Barred, Body, Candidate, Decision, DecisionId, Request, RequestId, SUBJECT, Seat, StandsIn,
    State, Verdict, seat, still_needed,
};
pub use rules::{Kind, Rule, Whose, rule_for, shipped};
pub use store::{
    decided, decisions_of, decisions_of_many, find_request, granted, open_request, requests_of,
    waiting,
};

use tongli_feature::Feature;
use tongli_store::migrate::Migration;
use tongli_web::WordFiles;

/// The tables of this room.
pub const MIGRATIONS: &[Migration] = &[
    Migration::portable(
        "20261127_1110_approvals",
        include_str!("../migrations/20261127_1110_approvals.sql"),
    ),
    Migration::portable(
        "20261127_1712_decisions_of_request",
        include_str!("../migrations/20261127_1712_decisions_of_request.sql"),
    ),
];

/// The words of this room.
pub const WORDS: WordFiles = WordFiles {
    room: "approvals",
    zh: include_str!("../words/zh.ftl"),
    en: include_str!("../words/en.ftl"),
};

pub fn feature() -> Feature {
    Feature {
        migrations: MIGRATIONS,
        permissions: access::PERMISSIONS,
        routes: pages::routes,
        sealed: store::SEALED,
        ..Feature::named("approvals", WORDS)
    }
}
