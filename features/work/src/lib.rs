//! What everybody has to do, and by when. A clock counts the time a rule gives for
//! a subject, on the calendar the rule names; what was promised never changes. A
//! work item says who has what to do; the home page is one indexed list of them,
//! and every count on it equals that list. When time runs short the owner hears of
//! it, then the director, then the vice-president, though nobody clicks.

pub mod access;
mod actions;
mod api;
mod chip;
mod clock;
mod escalation;
mod explain;
mod item;
mod left;
mod pages;
mod rounds;
mod store;
mod waits;

pub use actions::clocks::{
    end_clock, meet_clock, meet_clock_interim, start_clock, start_clock_as, start_clock_for,
    start_clock_with,
};
pub use actions::grant::grant_longer;
pub use actions::items::{close_items, open_item, reassign_items};
pub use actions::moved::{Renew, follow_moved};
pub use chip::{Chip, chip};
pub use clock::{ClockId, ClockMark, ClockRow, Standing, Start, due_text};
pub use explain::{Explained, ExplainedRow};
pub use item::{Item, ItemId, ItemMark, Owner};
pub use left::{Left, left};
pub use store::away::{Stopped, go_on, stop_all};
pub use store::clocks::{clocks_of, clocks_of_many, find_clock, running_between, running_of_many};
pub use store::explain_clock;
pub use store::items::{Line, astray, open_of_many, open_of_subject};
pub use store::lists::count_of_staff;
pub use store::moved::{moved_between, retime_items, shown_between};
pub use store::sealed::seal_subject;

use tongli_feature::Feature;
use tongli_store::migrate::Migration;
use tongli_web::{MenuItem, WordFiles};

/// The tables of this room.
pub const MIGRATIONS: &[Migration] = &[
    Migration::portable(
        "20261123_0400_work",
        include_str!("../migrations/20261123_0400_work.sql"),
    ),
    Migration::portable(
        "20261127_0711_clocks_met",
        include_str!("../migrations/20261127_0711_clocks_met.sql"),
    ),
    Migration::portable(
        "20261127_0932_moved_clocks",
        include_str!("../migrations/20261127_0932_moved_clocks.sql"),
    ),
    Migration::portable(
        "20261127_0936_met_by",
        include_str!("../migrations/20261127_0936_met_by.sql"),
    ),
    Migration::portable(
        "20261127_0950_sealed",
        include_str!("../migrations/20261127_0950_sealed.sql"),
    ),
];

/// The words of this room.
pub const WORDS: WordFiles = WordFiles {
    room: "work",
    zh: include_str!("../words/zh.ftl"),
    en: include_str!("../words/en.ftl"),
};

const MENU: &[MenuItem] = &[MenuItem {
    path: "/",
    word: "work-title",
    icon: "home",
    permission: None,
    order: 10,
}];

pub fn feature() -> Feature {
    Feature {
        migrations: MIGRATIONS,
        routes: pages::routes,
        menu: MENU,
        rounds: rounds::ROUNDS,
        openapi: api::openapi,
        ..Feature::named("work", WORDS)
    }
}
