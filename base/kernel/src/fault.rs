//! What can go wrong, by what the reader can do about it.

use serde::Serialize;

use crate::{Permission, Said};

/// Why an action or a page could not be given.
#[derive(Debug)]
pub enum Fault {
    /// No such thing, or nothing this viewer may know of.
    NotFound,
    /// Nobody is signed in, or the session has ended.
    SignedOut,
    /// The viewer sees the thing but may not do this to it.
    Forbidden(Permission),
    /// What was typed does not hold; each field says why and what to do.
    Invalid(FieldErrors),
    /// The record is not ready for this step; each gate says what is missing.
    Gated(Vec<Gate>),
    /// Somebody was faster, or the thing is no longer as it was.
    Conflict(Said),
    /// More was sent than is taken at once.
    TooLarge,
    /// Too many tries; `seconds` until the next one.
    TooMany { seconds: i64 },
    /// A dependency (mostly the database) does not answer now.
    Unavailable(anyhow::Error),
    /// A mistake of ours. The page shows only a reference number.
    Bug(anyhow::Error),
}

impl Fault {
    /// One wrong field.
    pub fn field(field: &'static str, said: Said) -> Fault {
        let mut errors = FieldErrors::default();
        errors.add(field, said);
        Fault::Invalid(errors)
    }

    pub fn bug(what: impl std::fmt::Display) -> Fault {
        Fault::Bug(anyhow::anyhow!("{what}"))
    }
}

impl From<FieldErrors> for Fault {
    fn from(errors: FieldErrors) -> Self {
        Fault::Invalid(errors)
    }
}

/// Errors of a form, in the order in which they were found.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct FieldErrors(Vec<(String, Said)>);

impl FieldErrors {
    pub fn add(&mut self, field: impl Into<String>, said: Said) {
        self.0.push((field.into(), said));
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn of(&self, field: &str) -> Option<&Said> {
        self.0
            .iter()
            .find(|(name, _)| name == field)
            .map(|(_, said)| said)
    }

    pub fn iter(&self) -> impl Iterator<Item = (&str, &Said)> {
        self.0.iter().map(|(name, said)| (name.as_str(), said))
    }

    /// `Ok(value)` if nothing was wrong.
    pub fn or_else<T>(self, value: impl FnOnce() -> T) -> Result<T, FieldErrors> {
        if self.is_empty() {
            Ok(value())
        } else {
            Err(self)
        }
    }
}

/// A condition a step waits for: which gate, and what to say to the reader.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Gate {
    pub gate: &'static str,
    pub say: Said,
}

impl Gate {
    pub const fn new(gate: &'static str, say: Said) -> Self {
        Self { gate, say }
    }
}
