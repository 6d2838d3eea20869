//! Which days are working days, how long the office has for what, and why a
//! deadline falls on its day.
//!
//! The tables of 2004 to 2026 are part of the program; a later year is imported
//! from the State Council's notice, shown, and confirmed by a person. Clock rules
//! are data with versions. Everything here is pure; nothing asks the time.

mod check;
mod clock;
mod festivals;
mod notice;
mod reminder;
mod rules;
mod sentences;
mod tables;
mod year_file;

pub use check::{Finding, Weight, statutory_days};
pub use clock::{Calendars, Due, Plan, Recount};
pub use festivals::{StatutoryDay, festival_word};
pub use notice::{Draft, NoticeFault, Scope, read_notice};
pub use reminder::{YearNotice, missing_year_notice};
pub use rules::{
    Basis, CalendarOf, Rule, RuleBook, RuleFault, Span, Trigger, Unit, Whose, shipped_rules,
};
pub use sentences::{explain_text, kind_said, said_text, undetermined_said, undetermined_text};
pub use tables::{law_calendar, law_calendar_with, year_files};
pub use year_file::{NamedDay, Notice, Verified, YearFile};

use tongli_kernel::Day;
use tongli_kernel::calendar::Undetermined;

/// The most working days `tongli calendar due` counts. No clock of the office is
/// longer, and a slip of the finger shall not count for minutes.
pub const LONGEST_COUNT: u32 = rules::LONGEST_AMOUNT;

/// The day at whose end a clock of `workdays` working days, begun by a receipt on
/// `from`, runs out, by the law calendar this program ships.
pub fn due(from: Day, workdays: u32) -> Result<Day, Undetermined> {
    law_calendar().due_on(from, workdays)
}
