//! Takes a finished case up again: something new has arrived, and the new round is
//! counted from when it did.

use serde_json::{Value as Json, json};
use tongli_kernel::{Fault, FieldErrors, Moment, Said, Tenant, Viewer};
use tongli_store::Tx;

use super::Move;
use super::endings::file_of_case;
use super::office::said_or_none;
use crate::access;
use crate::case::Case;
use crate::change::{EndingChange, FactChange};
use crate::codes::Channel;
use crate::ending::Evidence;
use crate::endings::Fresh;
use crate::life::Verb;
use crate::past;
use crate::store;

/// How what is new arrived.
pub(super) struct NewReceipt {
    received_at: Moment,
    channel: Channel,
}

impl NewReceipt {
    /// A receipt is stated, never assumed: the clock of law runs from it.
    pub(super) fn check(
        now: Moment,
        case: &Case,
        received_at: Option<Moment>,
        channel: Option<Channel>,
    ) -> Result<NewReceipt, FieldErrors> {
        let mut errors = FieldErrors::default();
        match received_at {
            None => errors.add("received_at", Said::new("cases-required")),
            Some(at) if at > now => errors.add("received_at", Said::new("cases-moment-future")),
            Some(at) if at < case.receipt() => {
                errors.add("received_at", Said::new("cases-receipt-before"));
            }
            Some(_) => {}
        }
        if channel.is_none() {
            errors.add("channel", Said::new("cases-required"));
        }
        errors.or_else(|| NewReceipt {
            received_at: received_at.unwrap_or(now),
            channel: channel.unwrap_or(case.channel),
        })
    }
}

/// Clears what was found and answered; it stands in the history from now on.
pub(super) async fn begin_again(
    tx: &mut Tx,
    tenant: Tenant,
    case: &Case,
) -> Result<Vec<Json>, Fault> {
    let was = store::allegations::list(tx, tenant, case.id)
        .await?
        .into_iter()
        .filter_map(|before| {
            let mut after = before.clone();
            (after.finding, after.finding_reason) = (None, None);
            (after.answer, after.next_step) = (None, None);
            past::overwritten_allegation(&before, &after)
        })
        .collect();
    store::allegations::begin_again(tx, tenant, case.id).await?;
    Ok(was)
}

/// Something new, or a head's reason to do without, or the review that says so.
pub(super) async fn fresh(
    tx: &mut Tx,
    viewer: &Viewer,
    case: &Case,
    evidence: &Evidence,
) -> Result<Fresh, Fault> {
    file_of_case(tx, viewer, case, evidence.file, case.closed_at).await?;
    if evidence.overridden.is_some() && !viewer.may(access::OVERRIDE_REOPEN) {
        return Err(Fault::Forbidden(access::OVERRIDE_REOPEN));
    }
    Ok(Fresh {
        evidence: evidence.stated.clone(),
        file: evidence.file,
        overridden: evidence.overridden.clone(),
        by_review: case.endings.review_changed(),
    })
}

pub(super) fn reopen(reason: &Option<String>, new: &NewReceipt, fresh: Fresh) -> Move {
    let change = said_or_none(reason, |reason| FactChange::Reopened {
        reason,
        received_at: new.received_at,
        channel: new.channel,
    });
    let payload = json!({
        "evidence": fresh.evidence,
        "file": fresh.file,
        "override": fresh.overridden,
        "by_review": fresh.by_review,
        "reason": reason,
        "received_at": new.received_at.millis(),
        "channel": new.channel,
    });
    let fresh = FactChange::Ending(Box::new(EndingChange::Fresh(fresh)));
    let change = FactChange::Together(vec![change, fresh]);
    Move::new(Verb::Reopen, None, change).with(payload)
}
