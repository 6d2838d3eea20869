//! Who answers, approves and delivers. The permissions are the cases room's,
//! because its life cycle reads a case for a verb.

pub use tongli_cases::access::{ANSWER, APPROVE};
use tongli_kernel::Permission;

/// Whoever has to do with answers at all.
pub const CONCERNED: &[Permission] = &[ANSWER, APPROVE];

/// The names under which half-written forms of a case are kept, one a form.
pub fn answer_draft(number: &str) -> String {
    draft("answer", number)
}

pub fn letter_draft(number: &str) -> String {
    draft("letter", number)
}

pub fn follow_up_draft(number: &str) -> String {
    draft("follow-up", number)
}

/// Drafts are named in small letters.
fn draft(form: &str, number: &str) -> String {
    format!("{form}-{}", number.to_lowercase())
}
