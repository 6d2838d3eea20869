//! One account: what is kept, its roles, what may be done with it.

use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use tongli_kernel::{Fault, Moment, Private, Said, StaffId};
use tongli_web::{Answer, Ask, Form, FormBody, Refusal, Shell, page, page_with, redirect};

use super::choices::{self, Choice};
use super::deputies::DeputyCard;
use super::staff_form::OneTimePage;
use crate::access::{self, ACCOUNTS, UNLOCK};
use crate::actions;
use crate::department::Department;
use crate::roles;
use crate::session::is_alive;
use crate::staff::Staff;
use crate::store::credentials::Credentials;
use crate::store::{credentials, departments, sessions, staff};

#[derive(Template)]
#[template(path = "staff_show.html")]
struct StaffShowPage {
    shell: Shell,
    known: Staff,
    form: Form,
    backgrounds: Vec<Choice>,
    departments: Vec<Choice>,
    roles: Vec<Choice>,
    state: State,
    may: May,
    deputies: DeputyCard,
}

/// How the account stands.
struct State {
    active: bool,
    locked_until: Option<Moment>,
    must_change: bool,
    full_sign_in_at: Option<Moment>,
    password_set_at: Moment,
    open_sessions: usize,
}

/// What the viewer may do here.
struct May {
    change: bool,
    roles: bool,
    /// Only the first security administrator may be appointed.
    first_only: bool,
    reset: bool,
    disable: bool,
    unlock: bool,
}

struct Read {
    known: Staff,
    secrets: Credentials,
    all: Vec<Department>,
    open_sessions: usize,
    guarded: bool,
}

async fn read(ask: &Ask, id: StaffId) -> Result<Read, Fault> {
    let tenant = ask.viewer.tenant;
    let mut tx = ask.app.db.read().await?;
    let known = staff::find_staff(&mut tx, tenant, id).await?;
    let secrets = credentials::find(&mut tx, tenant, id).await?;
    let (known, secrets) = known.zip(secrets).ok_or(Fault::NotFound)?;
    let admin = known.is_admin();
    let open = sessions::list_open(&mut tx, tenant, id).await?;
    let alive = open
        .iter()
        .filter(|one| is_alive(ask.now, one.last_seen_at, one.full_sign_in_at, admin));
    let guards = staff::holders_of(&mut tx, tenant, roles::SECURITY_ADMIN, None, ask.now).await?;
    Ok(Read {
        open_sessions: alive.count(),
        all: departments::all_departments(&mut tx, tenant).await?,
        guarded: !guards.is_empty(),
        known,
        secrets,
    })
}

fn may(ask: &Ask, read: &Read) -> May {
    let (viewer, id) = (&ask.viewer, read.known.id);
    let other = viewer.staff() != Some(id);
    let gives =
        |wanted: &[tongli_kernel::Role]| access::may_give_roles(viewer, id, wanted, read.guarded);
    let all = gives(roles::ALL);
    May {
        change: viewer.may(ACCOUNTS),
        roles: all || gives(&[roles::SECURITY_ADMIN]),
        first_only: !all,
        reset: access::may_reset_password(viewer, &read.known),
        disable: other && viewer.may(ACCOUNTS),
        unlock: other && viewer.may(UNLOCK),
    }
}

pub(super) async fn render(
    ask: &Ask,
    status: StatusCode,
    id: StaffId,
    refused: Option<Form>,
) -> Answer {
    let read = read(ask, id).await?;
    let kept = choices::filled(&ask.app, &read.known);
    // What was typed stays, but the boxes of the other form show what is kept.
    let form = refused.unwrap_or_else(|| kept.clone());
    let profile_form = if form.value("part") == "roles" {
        &kept
    } else {
        &form
    };
    let roles_form = if form.value("part") == "profile" {
        &kept
    } else {
        &form
    };
    let may = may(ask, &read);
    let deputies = DeputyCard::read(ask, &read.known).await?;
    let mut roles = choices::of_roles(roles_form);
    if may.first_only {
        roles.retain(|choice| choice.value == roles::SECURITY_ADMIN.0);
    }
    let page = StaffShowPage {
        shell: Shell::new(ask, Said::new("people-staff-one")),
        backgrounds: choices::of_backgrounds(profile_form),
        departments: choices::of_departments(&read.all, profile_form),
        roles,
        state: state(ask, &read),
        may,
        deputies,
        form: filled_up(form, &kept),
        known: read.known,
    };
    page_with(status, &page)
}

/// Fields the sent form does not have are taken from what is kept.
fn filled_up(form: Form, kept: &Form) -> Form {
    kept.fields().iter().fold(form, |form, (name, value)| {
        if form.fields().iter().any(|(sent, _)| sent == name) {
            form
        } else {
            form.with(name, value)
        }
    })
}

fn state(ask: &Ask, read: &Read) -> State {
    State {
        active: read.known.is_active(ask.now),
        locked_until: read
            .secrets
            .locked_until
            .filter(|_| read.secrets.is_locked(ask.now)),
        must_change: read.secrets.must_change,
        full_sign_in_at: read.secrets.full_sign_in_at,
        password_set_at: read.secrets.password_set_at,
        open_sessions: read.open_sessions,
    }
}

pub(super) async fn show(ask: Ask, Path(id): Path<i64>) -> Answer {
    render(&ask, StatusCode::OK, StaffId::new(id), None).await
}

async fn outcome(
    ask: &Ask,
    id: StaffId,
    form: Form,
    outcome: Result<(), Fault>,
    done: &str,
) -> Answer {
    match outcome {
        Ok(()) => redirect(&format!("/admin/staff/{id}?done={done}")),
        Err(Fault::Invalid(errors)) => {
            let form = form.refused(errors);
            render(ask, StatusCode::UNPROCESSABLE_ENTITY, id, Some(form)).await
        }
        Err(other) => Err(Refusal(other)),
    }
}

fn version(form: &Form) -> i64 {
    form.value("version").parse().unwrap_or(0)
}

pub(super) async fn change(ask: Ask, Path(id): Path<i64>, FormBody(form): FormBody) -> Answer {
    let id = StaffId::new(id);
    let profile = choices::profile(&ask.app, &form);
    let done = actions::change_staff(&ask.app, &ask.viewer, id, profile, version(&form)).await;
    outcome(
        &ask,
        id,
        form.with("part", "profile"),
        done,
        "people-staff-changed-done",
    )
    .await
}

pub(super) async fn give_roles(ask: Ask, Path(id): Path<i64>, FormBody(form): FormBody) -> Answer {
    let id = StaffId::new(id);
    let wanted = choices::chosen_roles(&form);
    let done = actions::give_roles(&ask.app, &ask.viewer, id, wanted, version(&form)).await;
    outcome(
        &ask,
        id,
        form.with("part", "roles"),
        done,
        "people-roles-done",
    )
    .await
}

pub(super) async fn reset_password(ask: Ask, Path(id): Path<i64>) -> Answer {
    let id = StaffId::new(id);
    let fresh = actions::reset_password(&ask.app, &ask.viewer, id).await?;
    let known = read(&ask, id).await?.known;
    page(&OneTimePage {
        shell: Shell::new(&ask, Said::new("people-one-time")),
        name: known.name,
        login: known.login,
        password: Private::into_inner(fresh),
        back: format!("/admin/staff/{id}"),
    })
}

pub(super) async fn disable(ask: Ask, Path(id): Path<i64>, FormBody(form): FormBody) -> Answer {
    let id = StaffId::new(id);
    let done = actions::disable_staff(&ask.app, &ask.viewer, id, Some(version(&form))).await;
    outcome(&ask, id, form, done, "people-disabled-done").await
}

pub(super) async fn enable(ask: Ask, Path(id): Path<i64>, FormBody(form): FormBody) -> Answer {
    let id = StaffId::new(id);
    let done = actions::enable_staff(&ask.app, &ask.viewer, id, Some(version(&form))).await;
    outcome(&ask, id, form, done, "people-enabled-done").await
}

pub(super) async fn unlock(ask: Ask, Path(id): Path<i64>) -> Answer {
    let id = StaffId::new(id);
    let done = actions::unlock(&ask.app, &ask.viewer, id).await;
    outcome(&ask, id, Form::default(), done, "people-unlocked-done").await
}

pub(super) async fn end_sessions(ask: Ask, Path(id): Path<i64>) -> Answer {
    let id = StaffId::new(id);
    let done = actions::end_sessions_of(&ask.app, &ask.viewer, id).await;
    outcome(
        &ask,
        id,
        Form::default(),
        done,
        "people-sessions-ended-done",
    )
    .await
}
