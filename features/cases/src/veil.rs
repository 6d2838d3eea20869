//! What lies over the older part of a case in which a clue was found late. Pure.

use tongli_kernel::Moment;

use crate::case::CaseId;

/// What was written before a clue was found is not for those who may not know of it:
/// the moment it was found at, and its id. Nothing lies behind the veil of a case that
/// has none.
#[derive(Debug, Clone, Copy, Default)]
pub struct Veil(Option<(Moment, i64)>);

impl Veil {
    pub(crate) fn of(found: Moment, clue: CaseId) -> Veil {
        Veil(Some((found, clue.raw())))
    }

    /// Whether something written at this moment lies behind it.
    pub fn hides_step(&self, at: Moment) -> bool {
        self.0.is_some_and(|(found, _)| at <= found)
    }

    /// Whether a note or file of this id does.
    pub fn hides(&self, id: i64) -> bool {
        self.0.is_some_and(|(_, clue)| id < clue)
    }
}
