//! Sentences several verbs refuse with.

use tongli_kernel::{Fault, Said};

pub(super) fn faster() -> Fault {
    Fault::Conflict(Said::new("fault-somebody-was-faster"))
}
