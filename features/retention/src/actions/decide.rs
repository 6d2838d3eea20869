//! A batch is decided by a second person.

use serde_json::json;
use tongli_kernel::{Fault, Gate, Moment, Said, Viewer};
use tongli_store::Tx;
use tongli_store::history::{self, Event};
use tongli_web::App;

use super::{Shown, batch_shown, faster, hand, second_person};
use crate::access;
use crate::batch::{Batch, Item, ItemState};
use crate::store::batches;

/// What the second person says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    Approve,
    Decline,
}

impl Decision {
    pub fn from_code(code: &str) -> Option<Decision> {
        match code {
            "approve" => Some(Decision::Approve),
            "decline" => Some(Decision::Decline),
            _ => None,
        }
    }
}

/// Decides what of a batch waits and the viewer may know of; nobody decides over
/// matters they cannot see.
pub async fn decide_batch(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    now: Moment,
    (number, version): (&str, i64),
    decision: Decision,
) -> Result<Batch, Fault> {
    let staff = hand(viewer, access::APPROVE)?;
    let Shown { mut batch, items } = batch_shown(tx, viewer, number).await?;
    if batch.version != version {
        return Err(faster());
    }
    let waiting: Vec<Item> = items
        .into_iter()
        .filter(|one| one.state == ItemState::Proposed)
        .collect();
    if waiting.is_empty() {
        let said = Said::new("retention-gate-decided");
        return Err(Fault::Gated(vec![Gate::new("proposed", said)]));
    }
    let (verb, state) = match decision {
        Decision::Approve => {
            second_person(batch.proposed_by, staff)?;
            ("approve", ItemState::Approved)
        }
        Decision::Decline => ("decline", ItemState::Declined),
    };
    batches::touch(tx, viewer.tenant, &batch).await?;
    for item in &waiting {
        if !batches::decide(tx, viewer.tenant, item, (state, staff, now)).await? {
            return Err(faster());
        }
    }
    let items: Vec<String> = waiting.iter().map(|one| one.key.code()).collect();
    let event = Event::new(verb).with(json!({ "items": items }));
    history::append(tx, viewer, now, &*app.chance, batch.subject(), event).await?;
    batch.version += 1;
    Ok(batch)
}
