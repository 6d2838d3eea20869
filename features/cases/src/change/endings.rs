//! What the verbs of endings write.

use tongli_kernel::Moment;

use crate::case::Case;
use crate::endings::{
    Decided, Fresh, Further, Interim, Review, Supplement, Supplemented, Told, Try, Withdrawal,
};

/// Fewer points than these, and the person is not satisfied.
const SATISFIED: i64 = 3;

/// One change of [`Endings`](crate::endings::Endings).
#[derive(Debug, Clone)]
pub enum EndingChange {
    SupplementAsked(Supplement),
    Supplemented(Supplemented),
    RefusalTold(Told),
    Withdrawn(Withdrawal),
    Tried(Try),
    HeldOnFile(Moment),
    Interim(Interim),
    ReviewAsked {
        wish: String,
        at: Moment,
    },
    ReviewDecided(Decided),
    Fresh(Fresh),
    /// An order of a body outside joined.
    Ordered(String),
}

impl EndingChange {
    pub(super) fn apply(&self, case: &mut Case) {
        let endings = &mut case.endings;
        match self {
            EndingChange::SupplementAsked(new) => endings.supplement = Some(new.clone()),
            EndingChange::Supplemented(new) => {
                if let Some(asked) = &mut endings.supplement {
                    asked.answer = Some(new.clone());
                }
            }
            EndingChange::RefusalTold(told) => endings.refusal_told = Some(told.clone()),
            EndingChange::Withdrawn(new) => endings.withdrawal = Some(new.clone()),
            EndingChange::Tried(new) => endings.tries.push(new.clone()),
            EndingChange::HeldOnFile(at) => endings.on_file_at = Some(*at),
            EndingChange::Interim(new) => endings.interims.push(new.clone()),
            EndingChange::ReviewAsked { wish, at } => ask_review(case, wish, *at),
            EndingChange::ReviewDecided(decided) => {
                if let Some(review) = &mut endings.review {
                    review.decided = Some(decided.clone());
                }
            }
            EndingChange::Fresh(new) => endings.fresh = Some(new.clone()),
            EndingChange::Ordered(number) => endings.orders.push(number.clone()),
        }
    }
}

/// One review a round; a later wish stands beside it.
fn ask_review(case: &mut Case, wish: &str, at: Moment) {
    let wish = wish.to_owned();
    match &mut case.endings.review {
        Some(review) => review.further.push(Further { wish, at }),
        none => {
            *none = Some(Review {
                wish,
                asked_at: at,
                decided: None,
                further: Vec::new(),
            });
        }
    }
}

/// Whoever says at follow-up that they are not satisfied need not ask again.
pub(super) fn ask_review_of_unhappy(case: &mut Case, at: Moment) {
    let unhappy = case.satisfaction.is_some_and(|points| points < SATISFIED);
    if unhappy && case.endings.review.is_none() {
        ask_review(case, "", at);
    }
}
