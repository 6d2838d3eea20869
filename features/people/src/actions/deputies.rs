//! A leader names who decides while they are away, and takes it back.

use serde_json::json;
use tongli_kernel::{Fault, Moment, Said, StaffId, Viewer};
use tongli_store::history::Event;
use tongli_store::outbox::{self, Message, To};
use tongli_store::{Subject, Tx};
use tongli_web::App;

use super::{STAFF, faster, note_staff};
use crate::access::{self, ACCOUNTS};
use crate::deputy::{Deputy, DeputyId, NewDeputy, leads, may_stand_in};
use crate::staff::Staff;
use crate::store::{deputies, staff};

/// Names somebody for the days typed. A leader names for himself, the system
/// administrator for anybody.
pub async fn name_deputy(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    now: Moment,
    principal: StaffId,
    new: &NewDeputy,
) -> Result<Deputy, Fault> {
    let tenant = viewer.tenant;
    let leader = leader(tx, viewer, now, principal).await?;
    let (from, until) = new.check(app.time.day_of(now))?;
    let chosen = chosen(tx, viewer, now, &new.deputy).await?;
    if chosen.id == principal {
        return Err(Fault::field("deputy", Said::new("people-deputy-oneself")));
    }
    let deputy = Deputy {
        id: app.ids.next(now),
        principal,
        principal_name: leader.name.clone(),
        deputy: chosen.id,
        deputy_name: chosen.name.clone(),
        from_at: app.time.start_of(from),
        until_at: app.time.end_of(until),
        reason: new.reason.trim().to_owned(),
        named_by: viewer.staff(),
        named_at: now,
        revoked_at: None,
        version: 1,
    };
    // Two namings at once meet here: one of them sees the other.
    if !staff::touch(tx, tenant, principal, leader.version).await? {
        return Err(faster());
    }
    let before = deputies::of_principal(tx, tenant, principal).await?;
    let meets = |one: &Deputy| one.from_at < deputy.until_at && deputy.from_at < one.until_at;
    if let Some(one) = before.iter().find(|one| one.is_open(now) && meets(one)) {
        let said = Said::new("people-deputy-there").with("name", one.deputy_name.as_str());
        return Err(Fault::field("from", said));
    }
    deputies::insert(tx, tenant, &deputy).await?;
    let event = Event::new("deputy_named").with(details(app, &deputy));
    note_staff(tx, app, viewer, now, principal, event).await?;
    tell(tx, app, viewer, now, &deputy, "people-message-deputy").await?;
    Ok(deputy)
}

/// Takes a naming back: from now on the deputy decides nothing more.
pub async fn revoke_deputy(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    now: Moment,
    id: DeputyId,
    version: Option<i64>,
) -> Result<Deputy, Fault> {
    let mut one = deputies::find(tx, viewer.tenant, id)
        .await?
        .ok_or(Fault::NotFound)?;
    if !access::may_name_deputy(viewer, one.principal) {
        return Err(Fault::NotFound);
    }
    if !one.is_open(now) {
        return Err(Fault::Conflict(Said::new("people-deputy-is-over")));
    }
    if version.is_some_and(|version| version != one.version)
        || !deputies::revoke(tx, viewer.tenant, &one, viewer.staff(), now).await?
    {
        return Err(faster());
    }
    one.revoked_at = Some(now);
    one.version += 1;
    let event = Event::new("deputy_revoked").with(details(app, &one));
    note_staff(tx, app, viewer, now, one.principal, event).await?;
    tell(tx, app, viewer, now, &one, "people-message-deputy-over").await?;
    Ok(one)
}

/// Whom it is named for. An account that is not the viewer's is not spoken of.
async fn leader(
    tx: &mut Tx,
    viewer: &Viewer,
    now: Moment,
    principal: StaffId,
) -> Result<Staff, Fault> {
    if !access::may_name_deputy(viewer, principal) {
        return Err(Fault::Forbidden(ACCOUNTS));
    }
    let leader = staff::find_staff(tx, viewer.tenant, principal)
        .await?
        .ok_or(Fault::NotFound)?;
    if leads(&leader) && leader.is_active(now) {
        Ok(leader)
    } else {
        Err(Fault::Conflict(Said::new("people-deputy-no-leader")))
    }
}

/// Who was typed: by staff number, or by a name only one person has.
async fn chosen(tx: &mut Tx, viewer: &Viewer, now: Moment, typed: &str) -> Result<Staff, Fault> {
    let (tenant, typed) = (viewer.tenant, typed.trim());
    let wrong = |key: &'static str| Fault::field("deputy", Said::new(key));
    let found = match staff::find_by_number(tx, tenant, typed).await? {
        Some(found) => found,
        None => match staff::find_by_name(tx, tenant, typed).await?.as_slice() {
            [one] => staff::find_staff(tx, tenant, one.id)
                .await?
                .ok_or_else(|| wrong("people-deputy-unknown"))?,
            [] => return Err(wrong("people-deputy-unknown")),
            _ => return Err(wrong("people-deputy-namesakes")),
        },
    };
    if may_stand_in(&found, now) {
        Ok(found)
    } else {
        Err(wrong("people-deputy-may-not"))
    }
}

/// The last day a naming covers.
fn last_day(app: &App, one: &Deputy) -> String {
    let last = one.until_at.plus_millis(-1);
    app.time.day_of(last).to_string()
}

fn details(app: &App, one: &Deputy) -> serde_json::Value {
    json!({
        "id": one.id,
        "deputy": one.deputy,
        "stands_in": one.deputy_name,
        "days": format!("{} – {}", app.time.day_of(one.from_at), last_day(app, one)),
    })
}

async fn tell(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    now: Moment,
    one: &Deputy,
    key: &'static str,
) -> Result<(), Fault> {
    let said = Said::new(key)
        .with("name", one.principal_name.as_str())
        .with("from", app.time.day_of(one.from_at).to_string())
        .with("until", last_day(app, one))
        .with("path", "/");
    let subject = Subject::new(STAFF, one.principal.raw());
    let message = Message::new("people", subject, To::Staff(one.deputy), said);
    outbox::put(tx, viewer, &app.ids, now, message).await?;
    Ok(())
}
