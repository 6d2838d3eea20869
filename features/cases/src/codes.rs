//! The closed lists of a case: each value has a code for tables and programs and
//! a word key for readers.

use serde::{Serialize, Serializer};
use tongli_store::{Row, StoreError, Stored, Value};

/// Declares an enum whose values live in a TEXT column under their code.
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
                format!(concat!($word, "-{}"), self.code().replace('_', "-").to_lowercase())
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.code())
            }
        }

        impl Stored for $name {
            fn into_value(self) -> Value {
                Value::Text(Some(self.code().to_owned()))
            }

            fn null() -> Value {
                Value::Text(None)
            }

            fn from_column(row: &Row, name: &str) -> Result<Option<Self>, StoreError> {
                match row.get::<Option<String>>(name)? {
                    None => Ok(None),
                    Some(code) => Self::from_code(&code).map(Some).ok_or_else(|| {
                        StoreError::bug(format!("column {name} holds an unknown code"))
                    }),
                }
            }
        }
    };
}

mod endings;

pub use endings::{Confirmation, Outcome, Reviewed, Way};

codes! {
    /// What somebody comes with.
    Kind, "cases-kind" {
        Enquiry = "enquiry",
        Complaint = "complaint",
        Suggestion = "suggestion",
        Praise = "praise",
        Help = "help",
    }
}

impl Kind {
    /// The letters before the number: ZX 咨询, TS 投诉, JY 建议, BY 表扬, QZ 求助.
    pub const fn prefix(self) -> &'static str {
        match self {
            Kind::Enquiry => "ZX",
            Kind::Complaint => "TS",
            Kind::Suggestion => "JY",
            Kind::Praise => "BY",
            Kind::Help => "QZ",
        }
    }

    /// A code, or the letters of a number, as programs send them.
    pub fn read(text: &str) -> Option<Kind> {
        Kind::from_code(text)
            .or_else(|| Kind::ALL.iter().copied().find(|kind| kind.prefix() == text))
    }

    pub fn is_complaint(self) -> bool {
        self == Kind::Complaint
    }
}

codes! {
    /// Where a case stands. A pause is not a stage but a flag beside it.
    Stage, "cases-stage" {
        Draft = "draft",
        Registered = "registered",
        Settled = "settled",
        Accepted = "accepted",
        Refused = "refused",
        Assigned = "assigned",
        Inquiring = "inquiring",
        Reviewing = "reviewing",
        Handling = "handling",
        Replying = "replying",
        Replied = "replied",
        FollowingUp = "following_up",
        Closed = "closed",
        Archived = "archived",
        HandedOver = "handed_over",
        ToDispute = "to_dispute",
        Merged = "merged",
        /// 撤回: the person no longer wants an answer.
        Withdrawn = "withdrawn",
        /// 退回: an order another body sent goes back to it, with its reason.
        Returned = "returned",
    }
}

impl Stage {
    /// Whether the office still owes something.
    pub fn is_open(self) -> bool {
        matches!(
            self,
            Stage::Registered
                | Stage::Accepted
                | Stage::Assigned
                | Stage::Inquiring
                | Stage::Reviewing
                | Stage::Handling
                | Stage::Replying
                | Stage::Replied
                | Stage::FollowingUp
        )
    }

    /// Left by reopening only.
    pub fn is_terminal(self) -> bool {
        matches!(
            self,
            Stage::Archived
                | Stage::HandedOver
                | Stage::ToDispute
                | Stage::Merged
                | Stage::Withdrawn
                | Stage::Returned
        )
    }
}

codes! {
    /// The way in (受理渠道).
    Channel, "cases-channel" {
        Visit = "visit",
        Phone = "phone",
        Letter = "letter",
        Email = "email",
        Website = "website",
        Wechat = "wechat",
        Qr = "qr",
        OpinionBox = "opinion_box",
        Hotline12345 = "hotline_12345",
        Hotline12320 = "hotline_12320",
        HealthAuthority = "health_authority",
        Petition = "petition",
        Leader = "leader",
        Department = "department",
        Duty = "duty",
        Round = "round",
        PublicOpinion = "public_opinion",
        Staff = "staff",
    }
}

impl Channel {
    /// Whether another body sent it and waits for its result: such a matter is returned
    /// with a reason, never refused.
    pub const fn is_order(self) -> bool {
        matches!(
            self,
            Channel::HealthAuthority | Channel::Hotline12345 | Channel::Hotline12320
        )
    }
}

codes! {
    /// 就诊类型.
    VisitType, "cases-visit" {
        Outpatient = "outpatient",
        Emergency = "emergency",
        Inpatient = "inpatient",
        Checkup = "checkup",
        Online = "online",
        Other = "other",
    }
}

codes! {
    /// 紧急程度. The last two call for measures before any paperwork.
    Urgency, "cases-urgency" {
        Ordinary = "ordinary",
        Pressing = "pressing",
        /// Health is at risk.
        Urgent = "urgent",
        /// A safety event.
        Safety = "safety",
    }
}

impl Urgency {
    pub fn is_alarming(self) -> bool {
        matches!(self, Urgency::Urgent | Urgency::Safety)
    }
}

codes! {
    /// How the person is, as the receiver sees it.
    Mood, "cases-mood" {
        Calm = "calm",
        Worried = "worried",
        Grieving = "grieving",
        Angry = "angry",
        Threatening = "threatening",
    }
}

codes! {
    /// 是否已诉讼、调解、信访: asked because it decides whether the office may act.
    Court, "cases-court" {
        None = "none",
        Court = "court",
        Mediation = "mediation",
        Petition = "petition",
        Authority = "authority",
        Police = "police",
    }
}

codes! {
    /// 处理方式, several at once.
    Handling, "cases-handling" {
        Explain = "explain",
        Mediate = "mediate",
        Improve = "improve",
        Apologise = "apologise",
        Refund = "refund",
        Remedy = "remedy",
        HandOver = "hand_over",
        Other = "other",
    }
}

codes! {
    /// The five statutory reasons not to act on a complaint (不予处理).
    RefusalReason, "cases-refusal" {
        /// Before a court or a third party's mediation.
        InCourt = "in_court",
        /// A health authority or petition office has dealt with it.
        DealtWith = "dealt_with",
        /// No clear object or no concrete facts.
        NoFacts = "no_facts",
        /// A public-security or criminal case.
        PoliceCase = "police_case",
        /// Outside the office's power.
        OutsidePower = "outside_power",
    }
}

codes! {
    /// 沟通协助需要.
    HelpNeed, "cases-need" {
        Elder = "elder",
        Hearing = "hearing",
        Sight = "sight",
        Interpreter = "interpreter",
        Wheelchair = "wheelchair",
        Company = "company",
    }
}

codes! {
    /// What a receiver fears. It calls for care; it decides nothing.
    Risk, "cases-risk" {
        SelfHarm = "self_harm",
        Violence = "violence",
        Weapon = "weapon",
        Group = "group",
        Media = "media",
        /// A minor may be harmed by others: reporting it is a duty.
        MinorAbuse = "minor_abuse",
    }
}

codes! {
    /// Who takes a case that is not the office's to finish.
    Receiver, "cases-receiver" {
        Discipline = "discipline",
        Police = "police",
        Authority = "authority",
        Other = "other",
    }
}

impl Receiver {
    /// Whom a whole case is handed to. Discipline takes clues, which are matters of
    /// their own.
    pub const OUTSIDE: &'static [Receiver] =
        &[Receiver::Police, Receiver::Authority, Receiver::Other];
}

codes! {
    /// T01–T12, the customary first-level categories of complaints.
    Category, "cases-category" {
        T01 = "T01", T02 = "T02", T03 = "T03", T04 = "T04",
        T05 = "T05", T06 = "T06", T07 = "T07", T08 = "T08",
        /// Ethics: red envelopes, kickbacks, over-treatment.
        T09 = "T09",
        T10 = "T10", T11 = "T11",
        T12 = "T12",
    }
}

/// How grave an allegation is, mildest first (the four levels of HCAT): a number in
/// tables and for programs, a word for readers.
pub const SEVERITIES: [i64; 4] = [0, 1, 2, 3];

/// The key of a severity's name.
pub fn severity_word(severity: i64) -> String {
    format!("cases-severity-{severity}")
}

/// The key of a severity's name with what it means.
pub fn severity_meaning(severity: i64) -> String {
    format!("cases-severity-means-{severity}")
}

codes! {
    /// What the inquiry found about one allegation.
    Finding, "cases-finding" {
        Upheld = "upheld",
        PartlyUpheld = "partly_upheld",
        NotUpheld = "not_upheld",
        Unclear = "unclear",
    }
}

impl Finding {
    /// Whether the hospital was, at least in part, at fault.
    pub fn is_fault(self) -> bool {
        matches!(self, Finding::Upheld | Finding::PartlyUpheld)
    }
}

codes! {
    /// Who reads a note.
    Visibility, "cases-visibility" {
        /// The office only.
        Private = "private",
        /// The person as well.
        Shared = "shared",
        /// The same, and it says only how far the matter is: whoever holds the code of the
        /// receipt may read it.
        Process = "process",
        /// Written by the person.
        FromPatient = "from_patient",
    }
}

impl Visibility {
    /// The office speaks to the person.
    pub const fn is_for_person(self) -> bool {
        matches!(self, Visibility::Shared | Visibility::Process)
    }
}

codes! {
    /// Why a department stands beside a case: what its people's scope joins.
    Why, "cases-why" {
        ComplainedOf = "complained_of",
        Visited = "visited",
        Statement = "statement",
        Registered = "registered",
    }
}

/// Several codes in one column, separated by commas.
pub(crate) fn joined<T: Copy>(values: &[T], code: fn(T) -> &'static str) -> String {
    values
        .iter()
        .map(|value| code(*value))
        .collect::<Vec<_>>()
        .join(",")
}

/// The values of such a column; unknown codes are left out.
pub(crate) fn split<T>(text: &str, from_code: fn(&str) -> Option<T>) -> Vec<T> {
    text.split(',').filter_map(from_code).collect()
}
