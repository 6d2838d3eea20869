//! What people do to calendars and rules, one verb a file.

mod confirm_year;
mod house_day;
mod preview_notice;
mod shorten_rule;

pub use confirm_year::{ImportedYear, confirm_year, import_notice};
pub use house_day::{NewHouseDay, set_house_day, unset_house_day};
pub use preview_notice::{Preview, preview_notice};
pub use shorten_rule::{RuleChange, restore_rule, shorten_rule};

use tongli_kernel::{Fault, Permission, Viewer};

/// History is kept a calendar year, and a rule.
pub const CALENDAR_SUBJECT: &str = "calendar";
pub const RULE_SUBJECT: &str = "rule";

fn check(viewer: &Viewer, permission: Permission) -> Result<(), Fault> {
    if viewer.may(permission) {
        Ok(())
    } else {
        Err(Fault::Forbidden(permission))
    }
}
