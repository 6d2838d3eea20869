//! The follow-up (回访) after an answer: each try is written down, the patient
//! alone gives the rating, and nobody is called for ever.

use std::collections::BTreeSet;

use tongli_kernel::{Day, FieldErrors, HospitalTime, Moment, Private, Said, StaffId};

/// So many tries, on so many days, and the person counts as not reachable.
pub const TRIES: usize = 3;
pub const DAYS: usize = 2;
/// A rating up to this one asks for the reason.
pub const LOW: i64 = 3;
/// The fewest characters of a reason.
pub const LEAST: usize = 5;
/// The most characters of a text.
pub const MOST: usize = 4_000;

/// How one try ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Outcome {
    Reached,
    NoAnswer,
    WrongNumber,
    /// They do not want to talk now; that ends the tries like a reach would not.
    Refused,
    /// They wish no further contact.
    DoNotContact,
}

impl Outcome {
    pub const ALL: [Outcome; 5] = [
        Outcome::Reached,
        Outcome::NoAnswer,
        Outcome::WrongNumber,
        Outcome::Refused,
        Outcome::DoNotContact,
    ];

    pub const fn code(self) -> &'static str {
        match self {
            Outcome::Reached => "reached",
            Outcome::NoAnswer => "no-answer",
            Outcome::WrongNumber => "wrong-number",
            Outcome::Refused => "refused",
            Outcome::DoNotContact => "do-not-contact",
        }
    }

    pub fn from_code(code: &str) -> Option<Outcome> {
        Outcome::ALL
            .into_iter()
            .find(|outcome| outcome.code() == code)
    }
}

/// What was learned when somebody was reached.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Words {
    /// Why the rating is low.
    #[serde(default)]
    pub reason: String,
    /// A new demand, which reopens the case or becomes another.
    #[serde(default)]
    pub new_demand: String,
    #[serde(default)]
    pub note: String,
}

/// One try, as it is to be recorded.
#[derive(Debug, Clone)]
pub struct NewTry {
    pub outcome: Outcome,
    pub tried_at: Moment,
    pub identity_checked: bool,
    /// The patient said the number; staff may not rate for them.
    pub rated_by_patient: bool,
    pub satisfaction: Option<i64>,
    pub understood: Option<bool>,
    pub measures_done: Option<bool>,
    pub words: Words,
}

impl NewTry {
    /// Checks what was written; a try that reached nobody carries no rating.
    pub fn check(mut self, now: Moment) -> Result<NewTry, FieldErrors> {
        let mut errors = FieldErrors::default();
        if self.tried_at > now {
            errors.add("tried_at", Said::new("replies-tried-in-the-future"));
        }
        for (field, text) in [
            ("reason", &self.words.reason),
            ("new_demand", &self.words.new_demand),
            ("note", &self.words.note),
        ] {
            let have = text.trim().chars().count();
            if have > MOST {
                errors.add(
                    field,
                    Said::new("replies-text-long")
                        .with("most", MOST)
                        .with("have", have),
                );
            }
        }
        if self.outcome == Outcome::Reached {
            self.check_talk(&mut errors);
        } else if self.satisfaction.is_some() {
            errors.add("satisfaction", Said::new("replies-rating-unreached"));
        } else {
            self.identity_checked = false;
            self.rated_by_patient = false;
            self.understood = None;
            self.measures_done = None;
        }
        errors.or_else(|| self)
    }

    fn check_talk(&self, errors: &mut FieldErrors) {
        if !self.identity_checked {
            errors.add("identity_checked", Said::new("replies-identity-unchecked"));
        }
        let Some(rating) = self.satisfaction else {
            errors.add("satisfaction", Said::new("replies-rating-missing"));
            return;
        };
        if !(1..=5).contains(&rating) {
            errors.add("satisfaction", Said::new("replies-rating-range"));
        } else if rating <= LOW && self.words.reason.trim().chars().count() < LEAST {
            errors.add(
                "reason",
                Said::new("replies-rating-reason").with("least", LEAST),
            );
        }
        if !self.rated_by_patient {
            errors.add("rated_by_patient", Said::new("replies-rating-by-patient"));
        }
    }
}

/// One try as it is stored.
#[derive(Debug, Clone)]
pub struct Try {
    pub round: i64,
    pub outcome: Outcome,
    pub tried_at: Moment,
    pub by: Option<StaffId>,
    pub satisfaction: Option<i64>,
    pub understood: Option<bool>,
    pub measures_done: Option<bool>,
    pub words: Private<Words>,
}

/// How the follow-up of a case stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Somebody must still try; so many tries are left at least.
    Open {
        tries_left: usize,
    },
    Reached,
    /// Tried often enough: the case may close without a talk.
    Unreachable,
    /// They wish no contact: the case may close, and nobody calls again.
    DoNotContact,
}

impl Standing {
    /// The follow-up is over and its clock is met.
    pub const fn is_done(self) -> bool {
        !matches!(self, Standing::Open { .. })
    }

    pub const fn code(self) -> &'static str {
        match self {
            Standing::Open { .. } => "open",
            Standing::Reached => "reached",
            Standing::Unreachable => "unreachable",
            Standing::DoNotContact => "do-not-contact",
        }
    }
}

/// Judges by all tries: three without success on two days are enough.
pub fn standing(tries: &[(Outcome, Day)]) -> Standing {
    let has = |wanted: Outcome| tries.iter().any(|(outcome, _)| *outcome == wanted);
    if has(Outcome::Reached) {
        return Standing::Reached;
    }
    if has(Outcome::DoNotContact) {
        return Standing::DoNotContact;
    }
    let days: BTreeSet<Day> = tries.iter().map(|(_, day)| *day).collect();
    if tries.len() >= TRIES && days.len() >= DAYS {
        return Standing::Unreachable;
    }
    let tries_left = TRIES
        .saturating_sub(tries.len())
        .max(DAYS.saturating_sub(days.len()));
    Standing::Open { tries_left }
}

/// [`standing`] of the stored tries of one round, in hospital days. A talk of an
/// earlier round says nothing of a later answer.
pub fn standing_of(tries: &[Try], round: i64, time: &HospitalTime) -> Standing {
    standing(&days_of(tries, round, time).1)
}

/// When the round's follow-up was over: with the try that ended it, by the time it
/// was made.
pub fn over_at(tries: &[Try], round: i64, time: &HospitalTime) -> Option<Moment> {
    let (moments, days) = days_of(tries, round, time);
    let ended = (1..=days.len()).find(|count| standing(&days[..*count]).is_done())?;
    moments.get(ended - 1).copied()
}

/// The tries of a round in the order in which they were made.
fn days_of(tries: &[Try], round: i64, time: &HospitalTime) -> (Vec<Moment>, Vec<(Outcome, Day)>) {
    let mut own: Vec<&Try> = tries.iter().filter(|one| one.round == round).collect();
    own.sort_by_key(|one| one.tried_at);
    own.into_iter()
        .map(|one| (one.tried_at, (one.outcome, time.day_of(one.tried_at))))
        .unzip()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test says what it expects")]

    use proptest::prelude::*;

    use super::*;

    const NOW: Moment = Moment::from_millis(1_000);

    fn day(number: i8) -> Day {
        Day::new(2026, 10, number).unwrap()
    }

    fn talk() -> NewTry {
        NewTry {
            outcome: Outcome::Reached,
            tried_at: NOW,
            identity_checked: true,
            rated_by_patient: true,
            satisfaction: Some(5),
            understood: Some(true),
            measures_done: Some(true),
            words: Words::default(),
        }
    }

    #[test]
    fn three_tries_on_one_day_are_not_enough() {
        let calls = [(Outcome::NoAnswer, day(12)); 3];
        assert_eq!(standing(&calls), Standing::Open { tries_left: 1 });
        let later = [
            (Outcome::NoAnswer, day(12)),
            (Outcome::WrongNumber, day(12)),
            (Outcome::NoAnswer, day(13)),
        ];
        assert_eq!(standing(&later), Standing::Unreachable);
    }

    #[test]
    fn whoever_wishes_no_contact_is_not_called_again() {
        assert_eq!(
            standing(&[(Outcome::DoNotContact, day(12))]),
            Standing::DoNotContact
        );
    }

    #[test]
    fn staff_may_not_rate_for_the_patient() {
        let guessed = NewTry {
            rated_by_patient: false,
            ..talk()
        };
        assert!(
            guessed
                .check(NOW)
                .unwrap_err()
                .of("rated_by_patient")
                .is_some()
        );
        let unreached = NewTry {
            outcome: Outcome::NoAnswer,
            ..talk()
        };
        assert!(
            unreached
                .check(NOW)
                .unwrap_err()
                .of("satisfaction")
                .is_some()
        );
    }

    #[test]
    fn a_low_rating_says_why() {
        let mut low = talk();
        low.satisfaction = Some(3);
        assert!(low.clone().check(NOW).unwrap_err().of("reason").is_some());
        low.words.reason = "等得太久，没有人解释".to_owned();
        assert!(low.check(NOW).is_ok());
    }

    #[test]
    fn a_talk_needs_a_checked_identity_and_a_rating_between_one_and_five() {
        for (wrong, field) in [
            (
                NewTry {
                    identity_checked: false,
                    ..talk()
                },
                "identity_checked",
            ),
            (
                NewTry {
                    satisfaction: Some(6),
                    ..talk()
                },
                "satisfaction",
            ),
            (
                NewTry {
                    satisfaction: None,
                    ..talk()
                },
                "satisfaction",
            ),
        ] {
            assert!(wrong.check(NOW).unwrap_err().of(field).is_some(), "{field}");
        }
    }

    proptest! {
        #[test]
        fn more_tries_never_reopen_a_follow_up(outcomes in proptest::collection::vec((0_usize..5, 1_i8..5), 0..8)) {
            let tries: Vec<(Outcome, Day)> = outcomes
                .into_iter()
                .map(|(at, on)| (Outcome::ALL[at], day(on)))
                .collect();
            let mut done = false;
            for count in 0..=tries.len() {
                let now = standing(&tries[..count]).is_done();
                prop_assert!(now || !done);
                done = now;
            }
        }
    }
}
