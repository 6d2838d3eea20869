//! An order from outside: what is printed on it, and what happened to it. Pure.

use serde::{Deserialize, Serialize};
use tongli_cases::CaseId;
use tongli_kernel::{FieldErrors, Id, Moment, Said};
use tongli_store::Subject;

#[derive(Debug)]
pub struct OrderMark;
pub type OrderId = Id<OrderMark>;

/// The kind of subject in histories, links, clocks and work items; of the tie as well.
pub const SUBJECT: &str = "order";

/// The rules of the clocks this room starts: to sign for it, to speak with the person
/// first, to finish. Each ends when the order says.
pub const SIGNING: &str = "C20S";
pub const CONTACTING: &str = "C20K";
pub const FINISHING: &str = "C20";

macro_rules! codes {
    ($(#[$doc:meta])* $name:ident $word:literal { $($one:ident = $code:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum $name { $($one),+ }

        impl $name {
            pub const ALL: &'static [$name] = &[$($name::$one),+];

            pub const fn code(self) -> &'static str {
                match self { $($name::$one => $code),+ }
            }

            pub fn from_code(code: &str) -> Option<$name> {
                $name::ALL.iter().copied().find(|one| one.code() == code)
            }

            pub fn word(self) -> String {
                format!($word, self.code().replace('_', "-"))
            }
        }
    };
}

codes! {
    /// Who sends orders.
    Platform "orders-platform-{}" {
        Hotline12345 = "hotline_12345",
        Hotline12320 = "hotline_12320",
        HealthAuthority = "health_authority",
        Petition = "petition",
        Other = "other",
    }
}
codes! {
    /// What the sender calls it (工单类型).
    Nature "orders-nature-{}" {
        Complaint = "complaint",
        Enquiry = "enquiry",
        Suggestion = "suggestion",
        Help = "help",
        Praise = "praise",
    }
}
codes! {
    /// Whether the matter is solved, as it is filled back.
    Solved "orders-solved-{}" {
        Yes = "yes",
        Partly = "partly",
        No = "no",
        Unreasonable = "unreasonable",
    }
}
codes! {
    /// How the person was first spoken with.
    Way "orders-way-{}" {
        Phone = "phone",
        Visit = "visit",
        Message = "message",
    }
}
codes! {
    /// What may be done with an order that is there.
    Verb "orders-verb-{}" {
        Sign = "sign",
        Contact = "contact",
        AskExtension = "ask_extension",
        AnswerExtension = "answer_extension",
        Return = "return",
        FillBack = "fill_back",
        Rate = "rate",
    }
}

impl Verb {
    pub fn path(self) -> String {
        self.code().replace('_', "-")
    }

    pub fn from_path(path: &str) -> Option<Verb> {
        Verb::from_code(&path.replace('-', "_"))
    }
}

/// An order as it is kept.
#[derive(Debug, Clone, PartialEq)]
pub struct Order {
    pub id: OrderId,
    pub version: i64,
    pub case: CaseId,
    /// Which sending of its number it is.
    pub dispatch: i64,
    pub printed: Printed,
    pub course: Course,
}

/// What is printed on it; nothing of it is ever counted anew.
#[derive(Debug, Clone, PartialEq)]
pub struct Printed {
    pub platform: Platform,
    pub number: String,
    pub issuer: Option<String>,
    pub nature: Option<Nature>,
    pub confidential: bool,
    pub issued_at: Option<Moment>,
    pub received_at: Moment,
    pub sign_by: Option<Moment>,
    pub contact_by: Option<Moment>,
    pub finish_by: Option<Moment>,
    /// How many characters the answer's box takes.
    pub text_limit: Option<i64>,
}

/// What happened to it. Moments are kept in milliseconds.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Course {
    pub signed_at: Option<i64>,
    pub contact: Option<Contacted>,
    pub extensions: Vec<Extension>,
    pub returned: Option<Returned>,
    pub filled: Option<Filled>,
    pub rated: Option<Rated>,
}

impl Course {
    /// Takes the words of everything that lies behind a veil; that it happened, and when,
    /// stays.
    pub fn without_words(&mut self, hides: impl Fn(i64) -> bool) {
        for one in self.extensions.iter_mut().filter(|one| hides(one.asked_at)) {
            one.reason.clear();
            one.words = None;
        }
        if let Some(one) = self.returned.as_mut().filter(|one| hides(one.at)) {
            one.reason.clear();
        }
        if let Some(one) = self.filled.as_mut().filter(|one| hides(one.at)) {
            one.text.clear();
        }
    }
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Contacted {
    pub at: i64,
    pub way: String,
}

/// More time (延期): asked, and answered by whoever sent the order.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Extension {
    pub asked_at: i64,
    pub until: i64,
    pub reason: String,
    pub answered_at: Option<i64>,
    /// The new end; nothing where it was refused or not answered yet.
    pub granted: Option<i64>,
    pub words: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Returned {
    pub at: i64,
    pub reason: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Filled {
    pub at: i64,
    pub text: String,
    pub solved: String,
}

/// What the sender heard from the person afterwards: the three rates (三率) count it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Rated {
    pub at: i64,
    pub contacted: bool,
    pub solved: bool,
    pub satisfied: bool,
}

impl Order {
    pub fn subject(&self) -> Subject {
        Subject::new(SUBJECT, self.id.raw())
    }

    pub fn path(&self) -> String {
        format!("/orders/{}", self.id)
    }

    pub fn is_open(&self) -> bool {
        self.course.returned.is_none() && self.course.filled.is_none()
    }

    /// Until when it is to be finished now: as printed, or as was granted since.
    pub fn finish_by(&self) -> Option<Moment> {
        let granted = self
            .course
            .extensions
            .iter()
            .rev()
            .find_map(|one| one.granted);
        granted.map(Moment::from_millis).or(self.printed.finish_by)
    }

    pub fn extension_waits(&self) -> bool {
        let last = self.course.extensions.last();
        last.is_some_and(|one| one.answered_at.is_none())
    }

    /// What may be done with it as it stands.
    pub fn takes(&self, verb: Verb) -> bool {
        let course = &self.course;
        match verb {
            Verb::Sign => self.is_open() && course.signed_at.is_none(),
            Verb::Contact => self.is_open() && course.contact.is_none(),
            Verb::AskExtension => {
                self.is_open() && self.printed.finish_by.is_some() && !self.extension_waits()
            }
            Verb::AnswerExtension => self.is_open() && self.extension_waits(),
            Verb::Return | Verb::FillBack => self.is_open(),
            Verb::Rate => course.filled.is_some() && course.rated.is_none(),
        }
    }
}

const LONGEST_NUMBER: usize = 60;
const LONGEST: usize = 500;
const LONGEST_ANSWER: usize = 4_000;
const WIDEST_BOX: i64 = 4_000;

/// A text that has to be there.
pub fn required(field: &'static str, text: &str, most: usize, errors: &mut FieldErrors) -> String {
    let text = text.trim();
    let have = text.chars().count();
    if have == 0 {
        errors.add(field, Said::new("orders-required"));
    } else if have > most {
        let said = Said::new("orders-text-long")
            .with("most", most)
            .with("have", have);
        errors.add(field, said);
    }
    text.to_owned()
}

impl Printed {
    /// The order as it was typed, or what is wrong with it.
    pub fn check(mut self, now: Moment) -> Result<Printed, FieldErrors> {
        let mut errors = FieldErrors::default();
        self.number = required("number", &self.number, LONGEST_NUMBER, &mut errors);
        self.issuer = match self.issuer.take().map(|text| text.trim().to_owned()) {
            Some(text) if !text.is_empty() => Some(required("issuer", &text, LONGEST, &mut errors)),
            _ => None,
        };
        let future = || Said::new("orders-moment-future");
        if self.received_at > now {
            errors.add("received_at", future());
        }
        if self.issued_at.is_some_and(|at| at > self.received_at) {
            errors.add("issued_at", Said::new("orders-issued-after"));
        }
        let from = self.issued_at.unwrap_or(self.received_at);
        for (field, at) in [
            ("sign_by", self.sign_by),
            ("contact_by", self.contact_by),
            ("finish_by", self.finish_by),
        ] {
            if at.is_some_and(|at| at <= from) {
                errors.add(field, Said::new("orders-limit-early"));
            }
        }
        if self
            .text_limit
            .is_some_and(|most| !(1..=WIDEST_BOX).contains(&most))
        {
            errors.add(
                "text_limit",
                Said::new("orders-box-width").with("most", WIDEST_BOX),
            );
        }
        errors.or_else(|| self)
    }
}

/// Something done with an order.
#[derive(Debug, Clone, PartialEq)]
pub enum Step {
    Sign {
        at: Moment,
    },
    Contact {
        at: Moment,
        way: Way,
    },
    AskExtension {
        until: Moment,
        reason: String,
    },
    /// `until` where it was granted.
    AnswerExtension {
        until: Option<Moment>,
        words: Option<String>,
    },
    Return {
        reason: String,
    },
    FillBack {
        text: String,
        solved: Solved,
    },
    Rate {
        contacted: bool,
        solved: bool,
        satisfied: bool,
    },
}

impl Step {
    pub fn verb(&self) -> Verb {
        match self {
            Step::Sign { .. } => Verb::Sign,
            Step::Contact { .. } => Verb::Contact,
            Step::AskExtension { .. } => Verb::AskExtension,
            Step::AnswerExtension { .. } => Verb::AnswerExtension,
            Step::Return { .. } => Verb::Return,
            Step::FillBack { .. } => Verb::FillBack,
            Step::Rate { .. } => Verb::Rate,
        }
    }

    /// Whether it fits the order. A text longer than the box is named with its length:
    /// the platform would cut it.
    pub fn check(&self, order: &Order, now: Moment) -> Result<(), FieldErrors> {
        let mut errors = FieldErrors::default();
        let printed = &order.printed;
        match self {
            Step::Sign { at } | Step::Contact { at, .. } => {
                if *at > now {
                    errors.add("at", Said::new("orders-moment-future"));
                } else if *at < printed.issued_at.unwrap_or(printed.received_at) {
                    errors.add("at", Said::new("orders-before-issue"));
                }
            }
            Step::AskExtension { until, reason } => {
                if order.finish_by().is_some_and(|end| *until <= end) {
                    errors.add("until", Said::new("orders-until-early"));
                }
                required("reason", reason, LONGEST, &mut errors);
            }
            Step::AnswerExtension { until, words } => {
                if until.is_some_and(|until| order.finish_by().is_some_and(|end| until <= end)) {
                    errors.add("until", Said::new("orders-until-early"));
                }
                if until.is_none() {
                    required(
                        "words",
                        words.as_deref().unwrap_or(""),
                        LONGEST,
                        &mut errors,
                    );
                }
            }
            Step::Return { reason } => {
                required("reason", reason, LONGEST, &mut errors);
            }
            Step::FillBack { text, .. } => {
                let most = printed
                    .text_limit
                    .and_then(|most| usize::try_from(most).ok());
                required("text", text, most.unwrap_or(LONGEST_ANSWER), &mut errors);
            }
            Step::Rate { .. } => {}
        }
        errors.or_else(|| ())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test says what it expects")]

    use super::*;

    const HOUR: i64 = 3_600_000;

    fn at(hour: i64) -> Moment {
        Moment::from_millis(hour * HOUR)
    }

    fn printed() -> Printed {
        Printed {
            platform: Platform::Hotline12345,
            number: " 20260930-8841 ".to_owned(),
            issuer: Some("  ".to_owned()),
            nature: Some(Nature::Complaint),
            confidential: false,
            issued_at: Some(at(10)),
            received_at: at(11),
            sign_by: Some(at(12)),
            contact_by: None,
            finish_by: Some(at(60)),
            text_limit: Some(5),
        }
    }

    fn order() -> Order {
        Order {
            id: OrderId::new(1),
            version: 1,
            case: CaseId::new(2),
            dispatch: 1,
            printed: printed().check(at(20)).unwrap(),
            course: Course::default(),
        }
    }

    #[test]
    fn what_is_printed_is_kept_and_what_cannot_be_is_named() {
        let good = printed().check(at(20)).unwrap();
        assert_eq!((good.number.as_str(), good.issuer), ("20260930-8841", None));
        let wrong = Printed {
            number: String::new(),
            received_at: at(30),
            issued_at: Some(at(31)),
            sign_by: Some(at(31)),
            finish_by: Some(at(5)),
            text_limit: Some(0),
            ..printed()
        };
        let errors = wrong.check(at(20)).unwrap_err();
        for field in [
            "number",
            "received_at",
            "issued_at",
            "sign_by",
            "finish_by",
            "text_limit",
        ] {
            assert!(errors.of(field).is_some(), "{field}");
        }
    }

    #[test]
    fn the_end_moves_only_by_what_was_granted() {
        let mut order = order();
        assert_eq!(order.finish_by(), Some(at(60)));
        let asked = |granted: Option<i64>, answered| Extension {
            asked_at: 0,
            until: at(90).millis(),
            reason: "等第三方检测".to_owned(),
            answered_at: answered,
            granted,
            words: None,
        };
        order.course.extensions = vec![asked(None, None)];
        assert!(order.extension_waits() && !order.takes(Verb::AskExtension));
        assert_eq!(order.finish_by(), Some(at(60)));
        order.course.extensions = vec![asked(Some(at(90).millis()), Some(1)), asked(None, Some(2))];
        assert_eq!(
            order.finish_by(),
            Some(at(90)),
            "a later refusal takes nothing back"
        );
        assert_eq!(
            order.printed.finish_by,
            Some(at(60)),
            "what is printed stays"
        );
    }

    #[test]
    fn an_answer_longer_than_the_box_is_refused_with_its_length() {
        let order = order();
        let long = Step::FillBack {
            text: "已电话答复来电人".to_owned(),
            solved: Solved::Yes,
        };
        assert!(long.check(&order, at(20)).unwrap_err().of("text").is_some());
        let fits = Step::FillBack {
            text: "已答复。".to_owned(),
            solved: Solved::Yes,
        };
        assert!(fits.check(&order, at(20)).is_ok());
    }

    #[test]
    fn an_order_that_is_over_takes_nothing_but_its_rating() {
        let mut order = order();
        assert!(!order.takes(Verb::Rate));
        order.course.filled = Some(Filled {
            at: 0,
            text: "已答复".to_owned(),
            solved: "yes".to_owned(),
        });
        let takes: Vec<_> = Verb::ALL
            .iter()
            .filter(|verb| order.takes(**verb))
            .collect();
        assert_eq!(takes, [&Verb::Rate]);
    }

    #[test]
    fn every_path_is_a_verb_again() {
        for verb in Verb::ALL {
            assert_eq!(Verb::from_path(&verb.path()), Some(*verb));
        }
    }
}
