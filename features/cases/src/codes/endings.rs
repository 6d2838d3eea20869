//! The closed lists of the ways a case may end.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use tongli_store::{Row, StoreError, Stored, Value};

codes! {
    /// How a withdrawal is known to be the person's own wish.
    Confirmation, "cases-confirmation" {
        /// They signed; the paper lies in the file.
        Signature = "signature",
        /// It was read back to them, and they agreed.
        ReadBack = "read_back",
        /// A letter, message or recording in the file says so.
        File = "file",
    }
}

codes! {
    /// The way of one try to reach somebody.
    Way, "cases-way" {
        Phone = "phone",
        Sms = "sms",
        Letter = "letter",
        Mail = "mail",
        Visit = "visit",
    }
}

codes! {
    /// What came of one try.
    Outcome, "cases-outcome" {
        Reached = "reached",
        NoAnswer = "no_answer",
        WrongNumber = "wrong_number",
        SentBack = "sent_back",
    }
}

codes! {
    /// What a review (复核) makes of the answer.
    Reviewed, "cases-reviewed" {
        Kept = "kept",
        /// The case is handled again.
        Changed = "changed",
    }
}

/// A code kept inside a value that stands in one column.
macro_rules! kept {
    ($($name:ident),+) => {
        $(impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let code = String::deserialize(deserializer)?;
                Self::from_code(&code).ok_or_else(|| de::Error::custom("an unknown code"))
            }
        })+
    };
}

kept!(Confirmation, Way, Outcome, Reviewed);
