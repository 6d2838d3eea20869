//! The own account: who I am here, PIN, language, sessions, tokens.

use askama::Template;
use axum::extract::Path;
use axum::http::{HeaderMap, StatusCode};
use tongli_kernel::{Fault, Lang, Moment, Private, Role, Said};
use tongli_store::sha256;
use tongli_web::{Answer, Ask, Form, FormBody, Refusal, Shell, page_with, redirect};

use super::cookies;
use super::deputies::DeputyCard;
use crate::actions;
use crate::session::{Session, SessionId, Token, TokenId, is_alive};
use crate::staff::Staff;
use crate::store::credentials::Credentials;
use crate::store::{credentials, departments, sessions, staff, tokens};

#[derive(Template)]
#[template(path = "me.html")]
struct MePage {
    shell: Shell,
    form: Form,
    known: Staff,
    departments: Vec<String>,
    must_change: bool,
    password_set_at: Moment,
    pin_set_at: Option<Moment>,
    deputies: DeputyCard,
    sessions: Vec<SessionLine>,
    tokens: Vec<Token>,
    /// A token just made; shown this once.
    fresh_token: Option<String>,
}

struct SessionLine {
    session: Session,
    /// The browser this page is shown in.
    here: bool,
    device: String,
}

impl MePage {
    fn roles(&self) -> Vec<String> {
        self.known.roles.iter().map(role_word).collect()
    }
}

fn role_word(role: &Role) -> String {
    format!("role-{}", role.0)
}

/// What kind of browser it was, in words everybody knows.
fn device(user_agent: &str) -> &'static str {
    let says = |what: &str| user_agent.contains(what);
    if says("Android") || says("iPhone") || says("HarmonyOS") {
        "people-device-phone"
    } else if says("iPad") {
        "people-device-tablet"
    } else if says("Windows") || says("Linux") || says("Mac") {
        "people-device-computer"
    } else {
        "people-device-other"
    }
}

struct Own {
    known: Staff,
    secrets: Credentials,
    departments: Vec<String>,
    sessions: Vec<Session>,
    tokens: Vec<Token>,
}

async fn read(ask: &Ask) -> Result<Own, Fault> {
    let own = ask.viewer.staff().ok_or(Fault::SignedOut)?;
    let tenant = ask.viewer.tenant;
    let mut tx = ask.app.db.read().await?;
    let known = staff::find_staff(&mut tx, tenant, own).await?;
    let secrets = credentials::find(&mut tx, tenant, own).await?;
    let (known, secrets) = known.zip(secrets).ok_or(Fault::SignedOut)?;
    let names = departments::department_names(&mut tx, tenant).await?;
    let departments = known
        .departments
        .iter()
        .filter_map(|id| names.get(id).cloned());
    Ok(Own {
        departments: departments.collect(),
        sessions: sessions::list_open(&mut tx, tenant, own).await?,
        tokens: tokens::list(&mut tx, tenant, own).await?,
        known,
        secrets,
    })
}

pub(super) async fn render(
    ask: &Ask,
    headers: &HeaderMap,
    status: StatusCode,
    form: Form,
    fresh_token: Option<String>,
) -> Answer {
    let own = read(ask).await?;
    let here = sha256(cookies::sent(&ask.app, headers).as_bytes());
    let admin = own.known.is_admin();
    let deputies = DeputyCard::read(ask, &own.known).await?;
    let sessions = own
        .sessions
        .into_iter()
        .filter(|one| is_alive(ask.now, one.last_seen_at, one.full_sign_in_at, admin))
        .map(|session| SessionLine {
            here: session.hash == here,
            device: device(&session.user_agent).to_owned(),
            session,
        })
        .collect();
    let page = MePage {
        shell: Shell::new(ask, Said::new("web-my-account")),
        form,
        known: own.known,
        departments: own.departments,
        must_change: own.secrets.must_change,
        password_set_at: own.secrets.password_set_at,
        pin_set_at: own.secrets.pin_set_at,
        deputies,
        sessions,
        tokens: own.tokens,
        fresh_token,
    };
    page_with(status, &page)
}

pub(super) async fn show(ask: Ask, headers: HeaderMap) -> Answer {
    render(&ask, &headers, StatusCode::OK, Form::default(), None).await
}

/// The page again with what is wrong, or the refusal.
async fn again(ask: &Ask, headers: &HeaderMap, form: Form, fault: Fault) -> Answer {
    match fault {
        Fault::Invalid(errors) => {
            let form = form.refused(errors);
            render(ask, headers, StatusCode::UNPROCESSABLE_ENTITY, form, None).await
        }
        other => Err(Refusal(other)),
    }
}

pub(super) async fn set_pin(ask: Ask, headers: HeaderMap, FormBody(form): FormBody) -> Answer {
    let pin = Private::new(form.value("pin").to_owned());
    match actions::set_pin(&ask.app, &ask.viewer, pin).await {
        Ok(()) => redirect("/me?done=people-pin-set-done"),
        Err(fault) => again(&ask, &headers, form, fault).await,
    }
}

pub(super) async fn remove_pin(ask: Ask) -> Answer {
    actions::remove_pin(&ask.app, &ask.viewer).await?;
    redirect("/me?done=people-pin-removed-done")
}

pub(super) async fn set_language(ask: Ask, FormBody(form): FormBody) -> Answer {
    let lang = Lang::from_code(form.value("lang")).unwrap_or_default();
    actions::set_language(&ask.app, &ask.viewer, lang).await?;
    let mut response = redirect("/me?done=people-language-done")?;
    cookies::language(&ask.app, &mut response, lang)?;
    Ok(response)
}

pub(super) async fn end_session(ask: Ask, Path(id): Path<i64>) -> Answer {
    actions::end_session(&ask.app, &ask.viewer, SessionId::new(id)).await?;
    redirect("/me?done=people-session-ended-done")
}

pub(super) async fn sign_out_everywhere(ask: Ask) -> Answer {
    actions::sign_out_everywhere(&ask.app, &ask.viewer).await?;
    let mut response = redirect("/sign-in?done=people-signed-out-everywhere-done")?;
    cookies::close(&ask.app, &mut response)?;
    Ok(response)
}

/// Answers with the page itself: the token is kept nowhere to redirect to.
pub(super) async fn make_token(ask: Ask, headers: HeaderMap, FormBody(form): FormBody) -> Answer {
    let login = read(&ask).await?.known.login;
    match actions::make_token(&ask.app, &ask.viewer, &login, form.value("name")).await {
        Ok(token) => {
            let form = Form::default();
            render(&ask, &headers, StatusCode::OK, form, Some(token)).await
        }
        Err(fault) => again(&ask, &headers, form, fault).await,
    }
}

pub(super) async fn revoke_token(ask: Ask, Path(id): Path<i64>) -> Answer {
    actions::revoke_token(&ask.app, &ask.viewer, TokenId::new(id)).await?;
    redirect("/me?done=people-token-revoked-done")
}
