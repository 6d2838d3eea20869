//! The one review (复核) of an answer somebody is not satisfied with: decided by a head
//! of the office who did not approve it, and told with the lawful routes.

use serde_json::json;
use tongli_kernel::{Fault, Gate, Moment, Role, Said, StaffId, Tenant, Viewer};
use tongli_people::roles::{DIRECTOR, VICE_PRESIDENT};
use tongli_store::{Tx, history};
use tongli_web::App;

use super::{moved, not_before, nothing, said, telling};
use crate::actions::Move;
use crate::case::Case;
use crate::change::EndingChange;
use crate::ending::Ending;
use crate::endings::Decided;
use crate::life::Verb;

pub(super) async fn review(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    now: Moment,
    case: &Case,
    ending: &Ending,
) -> Result<Move, Fault> {
    match ending {
        Ending::AskReview { wish, at } => {
            let since = case.closed_at.or(case.delivered_at);
            let earliest = since.unwrap_or_else(|| case.receipt());
            let at = not_before("at", at.unwrap_or(now), now, earliest.min(now))?;
            let Some(wish) = said("wish", wish)? else {
                return Ok(nothing(ending));
            };
            let again = case.endings.review.is_some();
            let payload = json!({ "at": at.millis(), "again": again });
            Ok(moved(
                ending,
                EndingChange::ReviewAsked { wish, at },
                payload,
            ))
        }
        Ending::ReviewAgain {
            outcome,
            reason,
            told,
        } => {
            if !case.endings.review_is_open() {
                return Err(Fault::Conflict(Said::new("cases-review-not-asked")));
            }
            if approver(tx, viewer.tenant, case).await? == viewer.staff() {
                let say = Said::new("cases-gate-review-second-person");
                return Err(Fault::Gated(vec![Gate::new("second_person", say)]));
            }
            let (Some(outcome), Some(reason)) = (*outcome, said("reason", reason)?) else {
                return Ok(nothing(ending));
            };
            let told = telling(tx, app, viewer, now, case, told).await?;
            let payload = json!({
                "outcome": outcome, "reason": reason, "by": told.by,
                "told_at": told.at.millis(),
            });
            let decided = Decided {
                outcome,
                reason,
                by: viewer.staff(),
                told,
            };
            Ok(moved(ending, EndingChange::ReviewDecided(decided), payload))
        }
        _ => Ok(nothing(ending)),
    }
}

/// Who decided what the person is not satisfied with: the answer, or the refusal.
async fn approver(tx: &mut Tx, tenant: Tenant, case: &Case) -> Result<Option<StaffId>, Fault> {
    let decides = [Verb::Approve, Verb::Refuse, Verb::Settle].map(Verb::code);
    let by = history::last_by(tx, tenant, case.subject(), &decides).await?;
    Ok(by.map(StaffId::new))
}

/// Whose task a review is: the director's, unless the director has decided before.
pub(in crate::actions) async fn reviewer(
    tx: &mut Tx,
    tenant: Tenant,
    case: &Case,
    now: Moment,
) -> Result<Role, Fault> {
    let by = approver(tx, tenant, case).await?;
    let directors = tongli_people::holders_of(tx, tenant, DIRECTOR, None, now).await?;
    let decided = directors.iter().any(|one| Some(one.id) == by);
    Ok(if decided { VICE_PRESIDENT } else { DIRECTOR })
}
