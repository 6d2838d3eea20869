//! The session cookie and the one of the language.

use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::Response;
use tongli_kernel::Lang;
use tongli_web::{App, Refusal, cookie, cookie_name};

const YEAR_SECONDS: i64 = 365 * 24 * 3_600;

/// The secret this browser sent; empty where it sent none.
pub(super) fn sent(app: &App, headers: &HeaderMap) -> String {
    cookie(headers, cookie_name(app.secure()))
        .unwrap_or_default()
        .to_owned()
}

pub(super) fn user_agent(headers: &HeaderMap) -> String {
    headers
        .get(header::USER_AGENT)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default()
        .to_owned()
}

fn add(response: &mut Response, text: &str) -> Result<(), Refusal> {
    let value = HeaderValue::from_str(text).map_err(Refusal::bug)?;
    response.headers_mut().append(header::SET_COOKIE, value);
    Ok(())
}

fn secure(app: &App) -> &'static str {
    if app.secure() { "; Secure" } else { "" }
}

/// Without an age: a closed browser forgets it.
pub(super) fn open(app: &App, response: &mut Response, secret: &str) -> Result<(), Refusal> {
    let name = cookie_name(app.secure());
    let secure = secure(app);
    add(
        response,
        &format!("{name}={secret}; Path=/; HttpOnly; SameSite=Lax{secure}"),
    )
}

pub(super) fn close(app: &App, response: &mut Response) -> Result<(), Refusal> {
    let name = cookie_name(app.secure());
    let secure = secure(app);
    add(
        response,
        &format!("{name}=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0{secure}"),
    )
}

pub(super) fn language(app: &App, response: &mut Response, lang: Lang) -> Result<(), Refusal> {
    let (code, secure) = (lang.code(), secure(app));
    add(
        response,
        &format!("lang={code}; Path=/; SameSite=Lax; Max-Age={YEAR_SECONDS}{secure}"),
    )
}
