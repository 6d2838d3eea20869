//! The verbs of endings as somebody types or sends them.

use serde::Deserialize;
use tongli_kernel::{Day, FieldErrors, HospitalTime, Moment, Said};

use crate::codes::{Confirmation, Outcome, RefusalReason, Reviewed, Way};
use crate::life::Verb;
use crate::typed;

/// How the person was told something.
#[derive(Debug, Clone, Default)]
pub struct Telling {
    pub by: Option<Way>,
    /// Now, where nothing is said.
    pub at: Option<Moment>,
    pub proof: Option<String>,
    pub file: Option<i64>,
}

/// One of the verbs.
#[derive(Debug, Clone)]
pub enum Ending {
    RequestSupplement {
        missing: Option<String>,
        until: Option<Day>,
        told: Telling,
    },
    Supplement {
        text: Option<String>,
        at: Option<Moment>,
    },
    TellRefusal {
        told: Telling,
    },
    Withdraw {
        why: Option<String>,
        confirmed_by: Option<Confirmation>,
        file: Option<i64>,
        at: Option<Moment>,
    },
    ReturnToSender {
        reason: Option<String>,
    },
    TryContact {
        at: Option<Moment>,
        way: Option<Way>,
        outcome: Option<Outcome>,
        note: Option<String>,
        file: Option<i64>,
    },
    Interim {
        text: Option<String>,
        promised: Option<Day>,
        told: Telling,
        reason: Option<String>,
    },
    AskReview {
        wish: Option<String>,
        at: Option<Moment>,
    },
    ReviewAgain {
        outcome: Option<Reviewed>,
        reason: Option<String>,
        told: Telling,
    },
}

impl Ending {
    pub const fn verb(&self) -> Verb {
        match self {
            Ending::RequestSupplement { .. } => Verb::RequestSupplement,
            Ending::Supplement { .. } => Verb::Supplement,
            Ending::TellRefusal { .. } => Verb::TellRefusal,
            Ending::Withdraw { .. } => Verb::Withdraw,
            Ending::ReturnToSender { .. } => Verb::ReturnToSender,
            Ending::TryContact { .. } => Verb::TryContact,
            Ending::Interim { .. } => Verb::Interim,
            Ending::AskReview { .. } => Verb::AskReview,
            Ending::ReviewAgain { .. } => Verb::ReviewAgain,
        }
    }
}

/// What is put down to refuse one allegation; number 0 stands for all of them.
#[derive(Debug, Clone, Default)]
pub struct Part {
    pub seq: i64,
    /// Its place among what was sent, for what is wrong with it.
    pub at: usize,
    pub reason: Option<RefusalReason>,
    pub explanation: Option<String>,
    pub instead: Option<String>,
    pub body: Option<String>,
    pub number: Option<String>,
    pub decided_on: Option<Day>,
    pub lies: Option<String>,
    pub file: Option<i64>,
}

/// What is new about a case to be taken up again.
#[derive(Debug, Clone, Default)]
pub struct Evidence {
    pub stated: Option<String>,
    pub file: Option<i64>,
    /// Why it is taken up without anything new.
    pub overridden: Option<String>,
}

/// The fields of all these verbs; each reads its own.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct EndingTyped {
    pub missing: Option<String>,
    pub until: Option<String>,
    pub proof: Option<String>,
    pub file: Option<String>,
    pub why: Option<String>,
    pub confirmed_by: Option<String>,
    pub at: Option<String>,
    pub way: Option<String>,
    pub outcome: Option<String>,
    pub note: Option<String>,
    pub promised: Option<String>,
    pub wish: Option<String>,
    pub evidence: Option<String>,
    pub override_reason: Option<String>,
    pub instead: Option<String>,
    pub body: Option<String>,
    pub number: Option<String>,
    pub decided_on: Option<String>,
    pub lies: Option<String>,
    pub allegations: Option<Vec<PartTyped>>,
}

/// One allegation to be refused, by its number.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct PartTyped {
    pub allegation: i64,
    #[serde(skip)]
    pub at: usize,
    pub reason: Option<String>,
    pub explanation: Option<String>,
    pub instead: Option<String>,
    pub body: Option<String>,
    pub number: Option<String>,
    pub decided_on: Option<String>,
    pub lies: Option<String>,
    pub file: Option<String>,
}

/// The fields these verbs share with others.
#[derive(Debug, Clone, Default)]
pub struct Shared {
    pub reason: Option<String>,
    pub text: Option<String>,
    pub by: Option<String>,
    pub told_at: Option<String>,
}

/// Reads typed text and keeps what does not hold.
pub struct Reader<'a> {
    pub time: &'a HospitalTime,
    pub errors: &'a mut FieldErrors,
}

fn text(value: &Option<String>) -> &str {
    value.as_deref().unwrap_or_default()
}

/// A text left blank is nothing.
fn some(value: &Option<String>) -> Option<String> {
    value
        .as_deref()
        .map(str::trim)
        .filter(|text| !text.is_empty())
        .map(str::to_owned)
}

impl Reader<'_> {
    fn day(&mut self, field: &str, value: &Option<String>) -> Option<Day> {
        let text = text(value).trim();
        if text.is_empty() {
            return None;
        }
        let found = text.parse().ok();
        if found.is_none() {
            self.errors.add(field, Said::new("cases-day-unreadable"));
        }
        found
    }

    fn at(&mut self, field: &str, value: &Option<String>) -> Option<Moment> {
        typed::moment(field, text(value), self.time, self.errors)
    }

    fn file(&mut self, field: &str, value: &Option<String>) -> Option<i64> {
        typed::number(field, text(value), self.errors)
    }

    fn told(&mut self, typed: &EndingTyped, shared: &Shared) -> Telling {
        Telling {
            by: typed::code("by", text(&shared.by), Way::from_code, self.errors),
            at: self.at("told_at", &shared.told_at),
            proof: some(&typed.proof),
            file: self.file("file", &typed.file),
        }
    }

    /// The verb with what was typed for it; nothing for a verb of another kind.
    pub fn ending(&mut self, verb: Verb, typed: &EndingTyped, shared: &Shared) -> Option<Ending> {
        Some(match verb {
            Verb::RequestSupplement => Ending::RequestSupplement {
                missing: some(&typed.missing),
                until: self.day("until", &typed.until),
                told: self.told(typed, shared),
            },
            Verb::Supplement => Ending::Supplement {
                text: some(&shared.text),
                at: self.at("at", &typed.at),
            },
            Verb::TellRefusal => Ending::TellRefusal {
                told: self.told(typed, shared),
            },
            Verb::Withdraw => Ending::Withdraw {
                why: some(&typed.why),
                confirmed_by: typed::code(
                    "confirmed_by",
                    text(&typed.confirmed_by),
                    Confirmation::from_code,
                    self.errors,
                ),
                file: self.file("file", &typed.file),
                at: self.at("at", &typed.at),
            },
            Verb::ReturnToSender => Ending::ReturnToSender {
                reason: some(&shared.reason),
            },
            Verb::TryContact => Ending::TryContact {
                at: self.at("at", &typed.at),
                way: typed::code("way", text(&typed.way), Way::from_code, self.errors),
                outcome: typed::code(
                    "outcome",
                    text(&typed.outcome),
                    Outcome::from_code,
                    self.errors,
                ),
                note: some(&typed.note),
                file: self.file("file", &typed.file),
            },
            Verb::Interim => Ending::Interim {
                text: some(&shared.text),
                promised: self.day("promised", &typed.promised),
                told: self.told(typed, shared),
                reason: some(&shared.reason),
            },
            Verb::AskReview => Ending::AskReview {
                wish: some(&typed.wish),
                at: self.at("at", &typed.at),
            },
            Verb::ReviewAgain => Ending::ReviewAgain {
                outcome: typed::code(
                    "outcome",
                    text(&typed.outcome),
                    Reviewed::from_code,
                    self.errors,
                ),
                reason: some(&shared.reason),
                told: self.told(typed, shared),
            },
            _ => return None,
        })
    }

    /// What is new, for a case taken up again.
    pub fn evidence(&mut self, typed: &EndingTyped) -> Evidence {
        Evidence {
            stated: some(&typed.evidence),
            file: self.file("file", &typed.file),
            overridden: some(&typed.override_reason),
        }
    }

    /// What is refused: the whole, or allegation by allegation.
    pub fn parts(
        &mut self,
        typed: &EndingTyped,
        reason: &Option<String>,
        explanation: &Option<String>,
    ) -> Vec<Part> {
        let whole = PartTyped {
            allegation: 0,
            at: 0,
            reason: reason.clone(),
            explanation: explanation.clone(),
            instead: typed.instead.clone(),
            body: typed.body.clone(),
            number: typed.number.clone(),
            decided_on: typed.decided_on.clone(),
            lies: typed.lies.clone(),
            file: typed.file.clone(),
        };
        match &typed.allegations {
            None => vec![self.part("", &whole)],
            Some(all) => all
                .iter()
                .map(|one| self.part(&format!("allegations[{}].", one.at), one))
                .collect(),
        }
    }

    fn part(&mut self, prefix: &str, one: &PartTyped) -> Part {
        let field = |name: &str| format!("{prefix}{name}");
        Part {
            seq: one.allegation,
            at: one.at,
            reason: typed::code(
                &field("reason"),
                text(&one.reason),
                RefusalReason::from_code,
                self.errors,
            ),
            explanation: some(&one.explanation),
            instead: some(&one.instead),
            body: some(&one.body),
            number: some(&one.number),
            decided_on: self.day(&field("decided_on"), &one.decided_on),
            lies: some(&one.lies),
            file: self.file(&field("file"), &one.file),
        }
    }
}
