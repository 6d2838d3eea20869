//! An order and its steps as they were sent, by form or by program: the same fields.

use tongli_kernel::{FieldErrors, Moment, Said};

use crate::order::{Nature, Platform, Printed, Solved, Step, Verb, Way};

/// Where the fields come from: a text by its name, and a moment by its name.
pub struct Sent<'a> {
    pub text: &'a dyn Fn(&str) -> String,
    pub moment: &'a dyn Fn(&str) -> Option<Moment>,
}

impl Sent<'_> {
    fn some(&self, field: &str) -> Option<String> {
        Some((self.text)(field).trim().to_owned()).filter(|text| !text.is_empty())
    }

    /// A moment that may be missing and, if it is there, must be one.
    fn at(&self, field: &'static str, errors: &mut FieldErrors) -> Option<Moment> {
        self.some(field)?;
        let at = (self.moment)(field);
        if at.is_none() {
            errors.add(field, Said::new("orders-moment-unreadable"));
        }
        at
    }

    /// A moment that must be there; `now` stands in where it is wrong, and is not used.
    fn needed(&self, field: &'static str, now: Moment, errors: &mut FieldErrors) -> Moment {
        if self.some(field).is_none() {
            errors.add(field, Said::new("orders-required"));
        }
        self.at(field, errors).unwrap_or(now)
    }

    /// One of a list of codes.
    fn code<T>(
        &self,
        field: &'static str,
        read: impl Fn(&str) -> Option<T>,
        errors: &mut FieldErrors,
    ) -> Option<T> {
        let code = self.some(field)?;
        let found = read(&code);
        if found.is_none() {
            errors.add(field, Said::new("orders-choice-unknown"));
        }
        found
    }

    fn yes(&self, field: &str) -> bool {
        matches!((self.text)(field).as_str(), "1" | "yes" | "true")
    }
}

/// The order as it is printed, with the fields that cannot be read named.
pub fn printed(sent: &Sent<'_>, now: Moment) -> Result<Printed, FieldErrors> {
    let mut errors = FieldErrors::default();
    let platform = sent.code("platform", Platform::from_code, &mut errors);
    if platform.is_none() && errors.is_empty() {
        errors.add("platform", Said::new("orders-required"));
    }
    let limit = sent.some("text_limit").map(|text| text.parse::<i64>());
    if limit.as_ref().is_some_and(Result::is_err) {
        errors.add("text_limit", Said::new("orders-number-unreadable"));
    }
    let printed = Printed {
        platform: platform.unwrap_or(Platform::Other),
        number: (sent.text)("number"),
        issuer: sent.some("issuer"),
        nature: sent.code("nature", Nature::from_code, &mut errors),
        confidential: sent.yes("confidential"),
        issued_at: sent.at("issued_at", &mut errors),
        received_at: sent.at("received_at", &mut errors).unwrap_or(now),
        sign_by: sent.at("sign_by", &mut errors),
        contact_by: sent.at("contact_by", &mut errors),
        finish_by: sent.at("finish_by", &mut errors),
        text_limit: limit.and_then(Result::ok),
    };
    errors.or_else(|| printed)
}

/// What is to be done, with the fields that cannot be read named.
pub fn step(verb: Verb, sent: &Sent<'_>, now: Moment) -> Result<Step, FieldErrors> {
    let mut errors = FieldErrors::default();
    let step = match verb {
        Verb::Sign => Step::Sign {
            at: sent.at("at", &mut errors).unwrap_or(now),
        },
        Verb::Contact => {
            let way = sent.code("way", Way::from_code, &mut errors);
            if way.is_none() && errors.is_empty() {
                errors.add("way", Said::new("orders-required"));
            }
            Step::Contact {
                at: sent.at("at", &mut errors).unwrap_or(now),
                way: way.unwrap_or(Way::Phone),
            }
        }
        Verb::AskExtension => Step::AskExtension {
            until: sent.needed("until", now, &mut errors),
            reason: (sent.text)("reason"),
        },
        Verb::AnswerExtension => Step::AnswerExtension {
            until: sent.at("until", &mut errors),
            words: sent.some("words"),
        },
        Verb::Return => Step::Return {
            reason: (sent.text)("reason"),
        },
        Verb::FillBack => {
            let solved = sent.code("solved", Solved::from_code, &mut errors);
            if solved.is_none() && errors.is_empty() {
                errors.add("solved", Said::new("orders-required"));
            }
            Step::FillBack {
                text: (sent.text)("text"),
                solved: solved.unwrap_or(Solved::No),
            }
        }
        Verb::Rate => Step::Rate {
            contacted: sent.yes("contacted"),
            solved: sent.yes("solved"),
            satisfied: sent.yes("satisfied"),
        },
    };
    errors.or_else(|| step)
}
