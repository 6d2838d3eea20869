//! A legal hold (涉诉留存): nothing of a matter or of what it is tied to is destroyed.

use tongli_cases::{CaseId, Veil};
use tongli_kernel::{FieldErrors, Id, Moment, Said, StaffId};

#[derive(Debug)]
pub struct HoldMark;
pub type HoldId = Id<HoldMark>;

/// A hold as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hold {
    pub id: HoldId,
    pub case: CaseId,
    pub version: i64,
    pub reason: String,
    /// The court's, insurer's or authority's number.
    pub reference: String,
    pub placed_by: StaffId,
    pub placed_at: Moment,
    pub lifted: Option<Lifted>,
}

impl Hold {
    /// Without the words that lie behind a veil.
    #[must_use]
    pub fn behind(mut self, veil: Veil) -> Self {
        if veil.hides_step(self.placed_at) {
            self.reason.clear();
            self.reference.clear();
        }
        if let Some(lifted) = self.lifted.as_mut().filter(|it| veil.hides_step(it.at)) {
            lifted.reason.clear();
        }
        self
    }
}

/// How it ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lifted {
    pub by: StaffId,
    pub at: Moment,
    pub reason: String,
}

/// The longest reason anybody has to read.
pub const LONGEST: usize = 500;

/// A text somebody owes, without the spaces around it.
pub fn owed(errors: &mut FieldErrors, field: &'static str, text: &str) -> String {
    let text = text.trim();
    if text.is_empty() {
        errors.add(field, Said::new("retention-required"));
    } else if text.chars().count() > LONGEST {
        errors.add(field, Said::new("retention-long").with("most", LONGEST));
    }
    text.to_owned()
}

/// One text that is owed.
pub fn owed_one(field: &'static str, text: &str) -> Result<String, FieldErrors> {
    let mut errors = FieldErrors::default();
    let text = owed(&mut errors, field, text);
    errors.or_else(|| text)
}
