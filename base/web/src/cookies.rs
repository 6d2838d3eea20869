//! What a browser keeps for us beside its session.

use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::Response;

use crate::{App, Form, Refusal, cookie, encoded};

/// For choices that stay: seconds of a year.
pub const YEAR_SECONDS: u32 = 365 * 24 * 3_600;

/// Leaves a value with the browser, for requests under a path and so many seconds; none to
/// take it away. No script reads it, no other site sends it with a form.
pub fn keep_cookie(
    app: &App,
    response: &mut Response,
    (name, value): (&str, &str),
    path: &str,
    seconds: u32,
) -> Result<(), Refusal> {
    let secure = if app.secure() { "; Secure" } else { "" };
    let value = encoded(value);
    let text =
        format!("{name}={value}; Path={path}; HttpOnly; SameSite=Lax; Max-Age={seconds}{secure}");
    let value = HeaderValue::from_str(&text).map_err(Refusal::bug)?;
    response.headers_mut().append(header::SET_COOKIE, value);
    Ok(())
}

/// The words that a browser kept; empty where it kept none.
pub fn kept_words(headers: &HeaderMap, name: &str) -> String {
    let value = cookie(headers, name).unwrap_or_default();
    Form::from_encoded(&format!("kept={value}"))
        .value("kept")
        .to_owned()
}
