//! Sentences several verbs refuse with.

use tongli_kernel::{Fault, Said};

pub(super) fn faster() -> Fault {
    Fault::Conflict(Said::new("fault-somebody-was-faster"))
}

/// Whether a text has more than `most` characters.
pub(super) fn is_long(text: Option<&str>, most: usize) -> bool {
    text.is_some_and(|text| text.chars().count() > most)
}
