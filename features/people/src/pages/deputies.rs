//! Who decides while somebody is away: a part of the own account and of a leader's
//! page at the administrator's.

use axum::extract::Path;
use axum::http::{HeaderMap, StatusCode};
use tongli_kernel::{Fault, HospitalTime, Moment, StaffId};
use tongli_web::{Answer, Ask, Form, FormBody, Refusal, redirect};

use super::{me, staff_show};
use crate::access;
use crate::actions;
use crate::deputy::{Deputy, DeputyId, NewDeputy, leads};
use crate::staff::Staff;
use crate::store::deputies;

/// What both pages show.
pub(super) struct DeputyCard {
    pub leads: bool,
    pub may_name: bool,
    pub named: Vec<Deputy>,
    /// For whom this person decides today.
    pub standing_in: Vec<Deputy>,
    /// Where the form goes.
    pub action: String,
    time: HospitalTime,
    now: Moment,
}

impl DeputyCard {
    pub async fn read(ask: &Ask, known: &Staff) -> Result<DeputyCard, Fault> {
        let tenant = ask.viewer.tenant;
        let own = ask.viewer.staff() == Some(known.id);
        let mut tx = ask.app.db.read().await?;
        Ok(DeputyCard {
            leads: leads(known),
            may_name: access::may_name_deputy(&ask.viewer, known.id),
            named: deputies::of_principal(&mut tx, tenant, known.id).await?,
            standing_in: if own {
                deputies::stands_in_for(&mut tx, tenant, known.id, ask.now).await?
            } else {
                Vec::new()
            },
            action: if own {
                "/me/deputies".to_owned()
            } else {
                format!("/admin/staff/{}/deputies", known.id)
            },
            time: ask.app.time.clone(),
            now: ask.now,
        })
    }

    pub fn days(&self, one: &Deputy) -> String {
        let first = self.time.day_of(one.from_at);
        let last = self.time.day_of(one.until_at.plus_millis(-1));
        format!("{first} – {last}")
    }

    pub fn word(&self, one: &Deputy) -> String {
        format!("people-deputy-{}", one.state(self.now).code())
    }

    pub fn is_open(&self, one: &Deputy) -> bool {
        one.is_open(self.now)
    }
}

fn typed(form: &Form) -> NewDeputy {
    NewDeputy {
        deputy: form.value("deputy").to_owned(),
        from: form.value("from").parse().ok(),
        until: form.value("until").parse().ok(),
        reason: form.value("reason").to_owned(),
    }
}

async fn keep(ask: &Ask, principal: StaffId, form: &Form) -> Result<(), Fault> {
    let new = &typed(form);
    ask.app
        .db
        .write(async |tx| {
            let (app, viewer) = (&ask.app, &ask.viewer);
            actions::name_deputy(tx, app, viewer, ask.now, principal, new).await
        })
        .await?;
    Ok(())
}

async fn take_back(ask: &Ask, id: i64, form: &Form) -> Result<StaffId, Fault> {
    let version: Option<i64> = form.value("version").parse().ok();
    let (id, version) = (DeputyId::new(id), Some(version.unwrap_or_default()));
    let done = ask
        .app
        .db
        .write(async |tx| {
            actions::revoke_deputy(tx, &ask.app, &ask.viewer, ask.now, id, version).await
        })
        .await?;
    Ok(done.principal)
}

pub(super) async fn name_own(ask: Ask, headers: HeaderMap, FormBody(form): FormBody) -> Answer {
    let own = ask.viewer.staff().ok_or(Fault::SignedOut)?;
    match keep(&ask, own, &form).await {
        Ok(()) => redirect("/me?done=people-deputy-named-done"),
        Err(Fault::Invalid(errors)) => {
            let (form, status) = (form.refused(errors), StatusCode::UNPROCESSABLE_ENTITY);
            me::render(&ask, &headers, status, form, None).await
        }
        Err(other) => Err(Refusal(other)),
    }
}

pub(super) async fn revoke_own(ask: Ask, Path(id): Path<i64>, FormBody(form): FormBody) -> Answer {
    take_back(&ask, id, &form).await?;
    redirect("/me?done=people-deputy-revoked-done")
}

pub(super) async fn name(ask: Ask, Path(id): Path<i64>, FormBody(form): FormBody) -> Answer {
    let id = StaffId::new(id);
    match keep(&ask, id, &form).await {
        Ok(()) => redirect(&format!("/admin/staff/{id}?done=people-deputy-named-done")),
        Err(Fault::Invalid(errors)) => {
            let (form, status) = (form.refused(errors), StatusCode::UNPROCESSABLE_ENTITY);
            staff_show::render(&ask, status, id, Some(form)).await
        }
        Err(other) => Err(Refusal(other)),
    }
}

pub(super) async fn revoke(
    ask: Ask,
    Path((_, id)): Path<(i64, i64)>,
    FormBody(form): FormBody,
) -> Answer {
    let principal = take_back(&ask, id, &form).await?;
    redirect(&format!(
        "/admin/staff/{principal}?done=people-deputy-revoked-done"
    ))
}
