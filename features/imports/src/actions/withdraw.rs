//! Takes a published import back: its cases are hidden, nothing is deleted.

use serde_json::json;
use tongli_kernel::{Fault, Said, Viewer};
use tongli_store::history::{Event, append};
use tongli_web::App;

use super::read;
use crate::access::WITHDRAW;
use crate::import::{ImportId, State};
use crate::store::imports::{Change, change};

const LEAST_REASON: usize = 2;
const LONGEST_REASON: usize = 1_000;

/// Withdraws with a reason; not if somebody has taken one of its cases up again.
pub async fn withdraw(
    app: &App,
    viewer: &Viewer,
    id: ImportId,
    version: i64,
    reason: &str,
) -> Result<(), Fault> {
    if !viewer.may(WITHDRAW) {
        return Err(Fault::Forbidden(WITHDRAW));
    }
    let reason = reason.trim();
    let length = reason.chars().count();
    if !(LEAST_REASON..=LONGEST_REASON).contains(&length) {
        let said = Said::new("imports-reason-needed").with("most", LONGEST_REASON);
        return Err(Fault::field("reason", said));
    }
    let now = app.now();
    app.db
        .write(async |tx| {
            let mut import = read(tx, viewer, id).await?;
            if import.state != State::Published {
                return Err(Fault::Conflict(Said::new("imports-not-published")));
            }
            let taken_up = tongli_cases::taken_up_of_import(tx, viewer.tenant, id.raw()).await?;
            if taken_up > 0 {
                let said = Said::new("imports-taken-up").with("n", taken_up);
                return Err(Fault::Conflict(said));
            }
            import.version = version;
            let with = Change {
                withdrawn_at: Some(now),
                reason: Some(reason),
                ..Change::default()
            };
            change(tx, viewer.tenant, &import, State::Withdrawn, with).await?;
            tongli_cases::hide_import(tx, viewer.tenant, id.raw(), now).await?;
            let event = Event::new("withdraw")
                .moved(State::Published.code(), State::Withdrawn.code())
                .with(json!({ "reason_length": length }));
            append(tx, viewer, now, &*app.chance, import.subject(), event).await?;
            Ok(())
        })
        .await
}
