//! The lists of this room: each value has a code for tables and programs, and a word.

macro_rules! codes {
    ($(#[$meta:meta])* $name:ident, $word:literal { $($(#[$doc:meta])* $variant:ident = $code:literal),+ $(,)? }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$doc])* $variant),+ }

        impl $name {
            /// In the order in which screens list them.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            pub const fn code(self) -> &'static str {
                match self { $(Self::$variant => $code),+ }
            }

            pub fn from_code(code: &str) -> Option<Self> {
                match code { $($code => Some(Self::$variant),)+ _ => None }
            }

            /// The key of its name in the word files.
            pub fn word(self) -> String {
                format!(concat!($word, "-{}"), self.code())
            }
        }
    };
}

codes! {
    /// What a person agrees to apart from the handling of their matter.
    ConsentKind, "privacy-consent" {
        Recording = "recording",
        Photo = "photo",
        Publication = "publication",
    }
}

codes! {
    /// Whose decision it is.
    Whom, "privacy-whom" {
        Patient = "patient",
        Contact = "contact",
        Other = "other",
    }
}

codes! {
    /// What they decided.
    Decision, "privacy-decision" {
        Given = "given",
        Refused = "refused",
        Withdrawn = "withdrawn",
    }
}

codes! {
    /// How they decided it.
    How, "privacy-how" {
        Word = "word",
        Paper = "paper",
        Online = "online",
    }
}

codes! {
    /// What kind of body something was handed to.
    Recipient, "privacy-recipient" {
        Police = "police",
        Court = "court",
        Authority = "authority",
        Mediation = "mediation",
        Insurer = "insurer",
        Hotline = "hotline",
        Lawyer = "lawyer",
        Other = "other",
    }
}

codes! {
    /// On what ground something may leave.
    Basis, "privacy-basis" {
        /// A duty laid down by law.
        Law = "law",
        /// A separate consent of the person.
        Consent = "consent",
        /// Danger to life or property.
        Emergency = "emergency",
    }
}

codes! {
    /// How something left the house.
    Way, "privacy-way" {
        Export = "export",
        Letter = "letter",
        Hand = "hand",
        Platform = "platform",
        Inspection = "inspection",
    }
}

codes! {
    /// What a person asks about their information.
    Asks, "privacy-asks" {
        Read = "read",
        Copy = "copy",
        Correct = "correct",
        Delete = "delete",
        Explain = "explain",
        Transfer = "transfer",
    }
}

codes! {
    /// In what right somebody asks.
    AskerStanding, "privacy-standing" {
        Oneself = "oneself",
        Guardian = "guardian",
        Agent = "agent",
        /// A close relative of somebody who has died.
        Relative = "relative",
    }
}

codes! {
    /// Whose information it is about.
    About, "privacy-about" {
        Patient = "patient",
        Contact = "contact",
    }
}

codes! {
    /// Where a request stands.
    RequestStage, "privacy-stage" {
        Received = "received",
        Checked = "checked",
        Answered = "answered",
        Refused = "refused",
        Handed = "handed",
    }
}

impl RequestStage {
    pub const fn is_over(self) -> bool {
        matches!(self, Self::Answered | Self::Refused | Self::Handed)
    }
}
