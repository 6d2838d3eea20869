//! The short lists a standing is made of.

use std::fmt;

/// How much of a matter somebody may be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MayLeave {
    /// Not even that it is handled.
    Nothing,
    /// That it is handled, the dates, whom to call; nothing clinical.
    ProcessOnly,
    All,
}

impl MayLeave {
    pub const ALL: [MayLeave; 3] = [MayLeave::Nothing, MayLeave::ProcessOnly, MayLeave::All];

    pub const fn code(self) -> &'static str {
        match self {
            MayLeave::Nothing => "nothing",
            MayLeave::ProcessOnly => "process",
            MayLeave::All => "all",
        }
    }

    pub fn from_code(code: &str) -> Option<MayLeave> {
        MayLeave::ALL.into_iter().find(|one| one.code() == code)
    }
}

/// What is said can be checked by asking; what is written stays in somebody's hands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Way {
    Spoken,
    Written,
}

/// What the patient can decide, where it was stated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub enum Capacity {
    #[default]
    NotStated,
    Full,
    /// Limited or none: somebody else decides by law.
    Lacking,
}

impl Capacity {
    pub const ALL: [Capacity; 3] = [Capacity::NotStated, Capacity::Full, Capacity::Lacking];

    pub const fn code(self) -> &'static str {
        match self {
            Capacity::NotStated => "not-stated",
            Capacity::Full => "full",
            Capacity::Lacking => "lacking",
        }
    }

    pub fn from_code(code: &str) -> Option<Capacity> {
        Capacity::ALL.into_iter().find(|one| one.code() == code)
    }
}

/// Who gave a mandate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Giver {
    Patient,
    Guardian,
    /// The relative who speaks for the family of a deceased patient.
    Speaker,
}

impl Giver {
    pub const ALL: [Giver; 3] = [Giver::Patient, Giver::Guardian, Giver::Speaker];

    pub const fn code(self) -> &'static str {
        match self {
            Giver::Patient => "patient",
            Giver::Guardian => "guardian",
            Giver::Speaker => "speaker",
        }
    }

    pub fn from_code(code: &str) -> Option<Giver> {
        Giver::ALL.into_iter().find(|one| one.code() == code)
    }
}

/// How a mandate stands on the day, for one way of telling.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum MandateOn {
    Absent,
    /// It names somebody else.
    OfAnother,
    NotYet,
    Expired,
    Revoked,
    /// It does not cover this way: hearing is not receiving letters.
    OutOfScope,
    Valid(Giver),
}

/// Which of several relatives speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Speaker {
    /// Nobody is named.
    Unnamed,
    This,
    Another,
}

impl fmt::Display for MayLeave {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}
