//! A legal hold is put and lifted.

use serde_json::json;
use tongli_cases::{CaseId, SUBJECT, Verb};
use tongli_kernel::{Fault, FieldErrors, Gate, Moment, Said, Viewer};
use tongli_store::history::{self, Event};
use tongli_store::{Subject, Tx};
use tongli_web::App;

use super::{faster, hand, second_person};
use crate::access;
use crate::hold::{Hold, HoldId, Lifted, owed, owed_one};
use crate::store::{facts, holds};

/// Holds a case and all it is tied to. `case` is its number and the version the caller
/// saw.
pub async fn place_hold(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    now: Moment,
    (number, version): (&str, i64),
    (reason, reference): (&str, &str),
) -> Result<Hold, Fault> {
    let staff = hand(viewer, access::HOLD)?;
    let case = tongli_cases::read(tx, viewer, Verb::Read, number).await?;
    if case.version != version {
        return Err(faster());
    }
    let mut errors = FieldErrors::default();
    let reason = owed(&mut errors, "reason", reason);
    let reference = owed(&mut errors, "reference", reference);
    let (reason, reference) = errors.or_else(|| (reason, reference))?;
    let standing = holds::of_cases(tx, viewer.tenant, &[case.id], true).await?;
    if standing.iter().any(|one| one.reference == reference) {
        return Err(Fault::Conflict(Said::new("retention-hold-there")));
    }
    let hold = Hold {
        id: app.ids.next(now),
        case: case.id,
        version: 1,
        reason,
        reference,
        placed_by: staff,
        placed_at: now,
        lifted: None,
    };
    holds::insert(tx, viewer.tenant, &hold).await?;
    let tied = facts::tied(tx, viewer.tenant, case.id).await?;
    let mut held_itself = false;
    for one in &tied.cases {
        let at = one.held_at.unwrap_or(now);
        let marked = facts::set_held(tx, viewer.tenant, one.id, Some(at)).await?;
        held_itself |= one.id == case.id && (marked || one.held_at.is_some());
    }
    if !held_itself {
        // Destroyed or sealed away in the moment before.
        return Err(faster());
    }
    note(tx, app, viewer, now, case.id, "hold", hold.id).await?;
    Ok(hold)
}

/// Lifts a hold that somebody else has put.
pub async fn lift_hold(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    now: Moment,
    (id, version): (HoldId, i64),
    reason: &str,
) -> Result<Hold, Fault> {
    let staff = hand(viewer, access::HOLD)?;
    let tenant = viewer.tenant;
    let mut hold = holds::find(tx, tenant, id).await?.ok_or(Fault::NotFound)?;
    let known = tongli_cases::known_among(tx, viewer, [hold.case]).await?;
    if !known.contains(&hold.case) {
        return Err(Fault::NotFound);
    }
    let case = tongli_cases::find_case(tx, tenant, hold.case).await?;
    if case.is_some_and(|case| case.complains_of(viewer)) {
        return Err(Fault::Forbidden(access::HOLD));
    }
    if hold.version != version {
        return Err(faster());
    }
    if hold.lifted.is_some() {
        let said = Said::new("retention-gate-lifted");
        return Err(Fault::Gated(vec![Gate::new("standing", said)]));
    }
    second_person(hold.placed_by, staff)?;
    let how = Lifted {
        by: staff,
        at: now,
        reason: owed_one("reason", reason)?,
    };
    holds::lift(tx, tenant, &hold, &how).await?;
    for one in facts::tied(tx, tenant, hold.case).await?.cases {
        free(tx, viewer, one.id).await?;
    }
    note(tx, app, viewer, now, hold.case, "lift_hold", hold.id).await?;
    hold.version += 1;
    hold.lifted = Some(how);
    Ok(hold)
}

/// Takes the mark off a case unless another hold covers it; whether it did.
pub(super) async fn free(tx: &mut Tx, viewer: &Viewer, case: CaseId) -> Result<bool, Fault> {
    if is_held(tx, viewer, case).await? {
        return Ok(false);
    }
    Ok(facts::set_held(tx, viewer.tenant, case, None).await?)
}

/// Whether a standing hold covers a case: its own or of something it is tied to.
pub(super) async fn is_held(tx: &mut Tx, viewer: &Viewer, case: CaseId) -> Result<bool, Fault> {
    let tied = facts::tied(tx, viewer.tenant, case).await?;
    let cases: Vec<CaseId> = tied.ids.iter().copied().chain([case]).collect();
    let standing = holds::of_cases(tx, viewer.tenant, &cases, true).await?;
    Ok(!standing.is_empty())
}

async fn note(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    now: Moment,
    case: CaseId,
    verb: &'static str,
    hold: HoldId,
) -> Result<(), Fault> {
    let subject = Subject::new(SUBJECT, case.raw());
    let event = Event::new(verb).with(json!({ "hold": hold }));
    history::append(tx, viewer, now, &*app.chance, subject, event).await?;
    Ok(())
}
