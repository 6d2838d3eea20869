//! A batch is proposed.

use serde_json::json;
use tongli_kernel::{Fault, Gate, Moment, Said, Viewer};
use tongli_store::Tx;
use tongli_store::history::{self, Event};
use tongli_web::App;

use super::hand;
use crate::access;
use crate::batch::{Batch, Key};
use crate::hold::owed_one;
use crate::store::{batches, due};

/// No more than somebody can look through before deciding.
pub const MOST: usize = 200;

/// The next number, taken before the transaction.
pub async fn reserve_number(app: &App, now: Moment) -> Result<String, Fault> {
    let series = format!("XH-{}", app.time.day_of(now).compact());
    let next = app
        .numbers
        .next(&app.db, app.tenant, &series, app.server, now)
        .await?;
    Ok(format!("{series}-{next:04}"))
}

/// Proposes to destroy these things of the list.
pub async fn propose_batch(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    now: Moment,
    number: &str,
    (keys, reason): (&[Key], &str),
) -> Result<Batch, Fault> {
    let staff = hand(viewer, access::PROPOSE)?;
    let tenant = viewer.tenant;
    let reason = owed_one("reason", reason)?;
    if keys.is_empty() {
        return Err(Fault::field("item", Said::new("retention-nothing-chosen")));
    }
    if keys.len() > MOST {
        let said = Said::new("retention-too-many").with("most", MOST);
        return Err(Fault::field("item", said));
    }
    let batch = Batch {
        id: app.ids.next(now),
        number: number.to_owned(),
        version: 1,
        reason,
        proposed_by: staff,
        proposed_at: now,
        finished_at: None,
    };
    batches::insert(tx, tenant, &batch).await?;
    for key in keys {
        let due = due::find(tx, tenant, *key, now).await?;
        let known = match &due {
            Some(due) => !tongli_cases::known_among(tx, viewer, [due.case])
                .await?
                .is_empty(),
            None => false,
        };
        let added = match due.filter(|_| known) {
            Some(due) => batches::add(tx, tenant, batch.id, &due).await?,
            None => false,
        };
        if !added {
            let said = Said::new("retention-gate-due");
            return Err(Fault::Gated(vec![Gate::new("due", said)]));
        }
    }
    let items: Vec<String> = keys.iter().map(|key| key.code()).collect();
    let event = Event::new("propose").with(json!({ "items": items }));
    history::append(tx, viewer, now, &*app.chance, batch.subject(), event).await?;
    Ok(batch)
}
