//! A death: its clocks run from its minute, however late it is typed in.

use serde_json::json;
use tongli_kernel::{Fault, FieldErrors, Moment, Viewer};
use tongli_store::Tx;
use tongli_web::App;

use super::{AUTOPSY_ITEM, BODY_ITEM, changed, check_in_force, item, read_to_change};
use crate::dispute::{AUTOPSY, AUTOPSY_FROZEN, BODY, Death, Dispute};
use crate::store;

/// Writes down a death or puts it right, and has its clocks run from it.
pub async fn record_death(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    now: Moment,
    dispute: (&str, i64),
    death: &Death,
) -> Result<Dispute, Fault> {
    let mut next = read_to_change(tx, viewer, dispute.0, dispute.1).await?;
    death.check(now)?;
    let mut errors = FieldErrors::default();
    check_in_force(app, AUTOPSY, "died_at", death.died_at, &mut errors);
    errors.or_else(|| ())?;
    let before = next.clone();
    next.died_at = Some(death.died_at);
    next.frozen = Some(death.frozen);
    next.body_at = death.body_at;
    next.body_left_at = death.body_left_at;
    let shown = |at: Option<Moment>| at.map(|at| app.time.show(at));
    let payload = json!({
        "died_at": shown(next.died_at),
        "frozen": death.frozen,
        "body_at": shown(next.body_at),
        "body_left_at": shown(next.body_left_at),
        "was": { "died_at": shown(before.died_at), "frozen": before.frozen },
    });
    changed(tx, app, viewer, now, &mut next, "death", payload).await?;
    follow_autopsy(tx, app, viewer, now, &before, &next).await?;
    follow_body(tx, app, viewer, now, &before, &next).await?;
    Ok(next)
}

/// One clock runs until it is decided: that of 48 hours, or of seven days.
async fn follow_autopsy(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    now: Moment,
    before: &Dispute,
    next: &Dispute,
) -> Result<(), Fault> {
    let same = before.died_at == next.died_at && before.frozen == next.frozen;
    let decided = store::notices::autopsy_decided(tx, viewer.tenant, next.id).await?;
    let Some(died_at) = next.died_at.filter(|_| !same && decided.is_none()) else {
        return Ok(());
    };
    for rule in [AUTOPSY, AUTOPSY_FROZEN] {
        tongli_work::end_clock(tx, app, viewer, next.subject(), rule, now).await?;
    }
    let (rule, item) = (next.autopsy_rule(), item(next, AUTOPSY_ITEM));
    tongli_work::start_clock_for(tx, app, viewer, rule, died_at, None, item).await?;
    Ok(())
}

/// The body's clock runs from its arrival until it has left.
async fn follow_body(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    now: Moment,
    before: &Dispute,
    next: &Dispute,
) -> Result<(), Fault> {
    if before.body_at != next.body_at {
        tongli_work::end_clock(tx, app, viewer, next.subject(), BODY, now).await?;
        if let Some(came) = next.body_at {
            let item = item(next, BODY_ITEM);
            tongli_work::start_clock_for(tx, app, viewer, BODY, came, None, item).await?;
        }
    }
    if let Some(left) = next.body_left_at.filter(|_| before.body_left_at.is_none()) {
        tongli_work::meet_clock(tx, app, viewer, next.subject(), BODY, left).await?;
    }
    Ok(())
}
