//! How a case may end, or nearly end: what was asked, tried and promised on the way.
//! One value beside the record, written by the verbs of endings alone. Pure.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use tongli_kernel::{Day, HospitalTime, Moment, StaffId};

use crate::case::{Allegation, Case};
use crate::codes::{Category, Confirmation, Outcome, Reviewed, Risk, Way};

/// From here on a matter of safety is looked into, whatever the person wishes.
const HARMFUL: i64 = 2;

/// Fewer tries do not make somebody unreachable.
pub const TRIES: usize = 3;
/// Nor do tries on fewer days.
pub const DAYS: usize = 2;

/// See the module.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Endings {
    /// What is missing, as the person was told.
    pub supplement: Option<Supplement>,
    /// The person learned of a refusal.
    pub refusal_told: Option<Told>,
    pub withdrawal: Option<Withdrawal>,
    pub tries: Vec<Try>,
    /// The answer is held ready for somebody nobody can reach.
    #[serde(with = "maybe")]
    pub on_file_at: Option<Moment>,
    pub interims: Vec<Interim>,
    pub review: Option<Review>,
    /// Why it was taken up again.
    pub fresh: Option<Fresh>,
    /// Numbers of the orders from outside that it answers, in every round.
    pub orders: Vec<String>,
}

impl Endings {
    /// Takes the words of everything that lies behind a veil; that it happened, and when,
    /// stays.
    pub fn without_words(&mut self, hides: impl Fn(Moment) -> bool) {
        if let Some(asked) = self.supplement.as_mut().filter(|one| hides(one.told.at)) {
            asked.missing.clear();
            asked.told.proof = None;
        }
        let answer = self.supplement.as_mut().and_then(|one| one.answer.as_mut());
        if let Some(answer) = answer.filter(|one| hides(one.at)) {
            answer.text.clear();
        }
        if let Some(told) = self.refusal_told.as_mut().filter(|one| hides(one.at)) {
            told.proof = None;
        }
        if let Some(one) = self.withdrawal.as_mut().filter(|one| hides(one.at)) {
            one.why.clear();
        }
        for one in self.tries.iter_mut().filter(|one| hides(one.at)) {
            one.note = None;
        }
        for one in self.interims.iter_mut().filter(|one| hides(one.told.at)) {
            one.text.clear();
            (one.reason, one.told.proof) = (None, None);
        }
        if let Some(review) = &mut self.review {
            review.without_words(hides);
        }
    }

    /// The same for why it was taken up again.
    pub fn without_fresh_words(&mut self) {
        if let Some(fresh) = &mut self.fresh {
            (fresh.evidence, fresh.overridden) = (None, None);
        }
    }
}

/// A request to supplement (补充材料).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Supplement {
    pub missing: String,
    /// The last day for it.
    pub until: Day,
    pub told: Told,
    pub answer: Option<Supplemented>,
}

/// What came of a request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Supplemented {
    pub text: String,
    #[serde(with = "millis")]
    pub at: Moment,
}

impl Supplement {
    /// Answered, or its day is past.
    pub fn is_over(&self, today: Day) -> bool {
        self.answer.is_some() || today > self.until
    }
}

/// The person was told something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told {
    pub by: Way,
    #[serde(with = "millis")]
    pub at: Moment,
    /// The number of a message or a registered letter, or who signed.
    pub proof: Option<String>,
    pub file: Option<i64>,
}

/// The person no longer wants an answer (撤回).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Withdrawal {
    pub why: String,
    pub confirmed_by: Confirmation,
    pub file: Option<i64>,
    #[serde(with = "millis")]
    pub at: Moment,
    /// It is looked into all the same, without an answer owed.
    pub goes_on: bool,
}

/// One try to reach the person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Try {
    #[serde(with = "millis")]
    pub at: Moment,
    pub way: Way,
    pub outcome: Outcome,
    /// What was heard; the number of a registered letter.
    pub note: Option<String>,
    pub file: Option<i64>,
    pub by: Option<StaffId>,
}

/// What stands in the way of holding an answer ready.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct StillToTry {
    pub tries: usize,
    pub days: usize,
    /// An address is known, and no letter with its proof has gone there.
    pub letter: bool,
}

impl StillToTry {
    pub fn is_nothing(self) -> bool {
        self == StillToTry::default()
    }
}

impl Try {
    fn is_proven_letter(&self) -> bool {
        self.way == Way::Letter
            && (self.file.is_some() || self.note.as_ref().is_some_and(|text| !text.is_empty()))
    }
}

/// What the person was told before the answer was whole (阶段性反馈), and by when the
/// rest was promised.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Interim {
    pub text: String,
    pub told: Told,
    pub promised: Day,
    /// Why a second one; the first needs none.
    pub reason: Option<String>,
}

/// The one review (复核) of an answer the person is not satisfied with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Review {
    /// What the person is not satisfied with.
    pub wish: String,
    #[serde(with = "millis")]
    pub asked_at: Moment,
    pub decided: Option<Decided>,
    /// Later wishes: answered by the lawful routes alone.
    pub further: Vec<Further>,
}

impl Review {
    fn without_words(&mut self, hides: impl Fn(Moment) -> bool) {
        if hides(self.asked_at) {
            self.wish.clear();
        }
        if let Some(decided) = self.decided.as_mut().filter(|one| hides(one.told.at)) {
            decided.reason.clear();
            decided.told.proof = None;
        }
        for one in self.further.iter_mut().filter(|one| hides(one.at)) {
            one.wish.clear();
        }
    }
}

/// What a review came to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decided {
    pub outcome: Reviewed,
    pub reason: String,
    pub by: Option<StaffId>,
    pub told: Told,
}

/// One more wish for a review.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Further {
    pub wish: String,
    #[serde(with = "millis")]
    pub at: Moment,
}

/// What is new about a case taken up again, or why it is without.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fresh {
    /// The new facts, as they are stated.
    pub evidence: Option<String>,
    /// The new paper in the file.
    pub file: Option<i64>,
    /// Why it is taken up without anything new.
    pub overridden: Option<String>,
    /// The review said so.
    pub by_review: bool,
}

impl Fresh {
    /// Whether there is a ground at all.
    pub fn holds(&self) -> bool {
        let said = |text: &Option<String>| text.as_ref().is_some_and(|text| !text.is_empty());
        said(&self.evidence) || self.file.is_some() || said(&self.overridden) || self.by_review
    }
}

impl Endings {
    /// What is still to be tried before somebody counts as unreachable. Whoever was
    /// reached since is reachable again.
    pub fn still_to_try(&self, has_address: bool, time: &HospitalTime) -> StillToTry {
        let since = self
            .tries
            .iter()
            .rposition(|one| one.outcome == Outcome::Reached)
            .map_or(0, |at| at + 1);
        let tries = &self.tries[since..];
        let days: BTreeSet<Day> = tries.iter().map(|one| time.day_of(one.at)).collect();
        StillToTry {
            tries: TRIES.saturating_sub(tries.len()),
            days: DAYS.saturating_sub(days.len()),
            letter: has_address && !tries.iter().any(Try::is_proven_letter),
        }
    }

    /// The promise that stands, where an interim feedback gave one.
    pub fn promised(&self) -> Option<Day> {
        self.interims.last().map(|one| one.promised)
    }

    pub fn review_is_open(&self) -> bool {
        self.review
            .as_ref()
            .is_some_and(|one| one.decided.is_none())
    }

    /// The review said that the case is handled again.
    pub fn review_changed(&self) -> bool {
        self.review
            .as_ref()
            .and_then(|one| one.decided.as_ref())
            .is_some_and(|one| one.outcome == Reviewed::Changed)
    }
}

/// Whether a case is looked into even where the person takes it back.
pub fn is_safety_matter(case: &Case, allegations: &[Allegation]) -> bool {
    let danger = [Risk::SelfHarm, Risk::Violence, Risk::Weapon];
    case.urgency.is_alarming()
        || case.risks.iter().any(|one| danger.contains(one))
        || allegations.iter().any(|one| {
            one.severity.is_some_and(|n| n >= HARMFUL) || one.category == Some(Category::T09)
        })
}

/// A moment as its milliseconds.
mod millis {
    use serde::{Deserialize, Deserializer, Serialize, Serializer};
    use tongli_kernel::Moment;

    pub fn serialize<S: Serializer>(at: &Moment, to: S) -> Result<S::Ok, S::Error> {
        at.millis().serialize(to)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Moment, D::Error> {
        i64::deserialize(from).map(Moment::from_millis)
    }
}

/// One that may be missing.
mod maybe {
    use serde::{Deserialize, Deserializer, Serialize, Serializer};
    use tongli_kernel::Moment;

    pub fn serialize<S: Serializer>(at: &Option<Moment>, to: S) -> Result<S::Ok, S::Error> {
        at.map(Moment::millis).serialize(to)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Moment>, D::Error> {
        Ok(Option::<i64>::deserialize(from)?.map(Moment::from_millis))
    }
}

#[cfg(test)]
pub(crate) mod tests;
