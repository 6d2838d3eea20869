//! The cookies of the public pages: the receipt for a few minutes, the size of the
//! letters, the language.

use axum::http::{HeaderValue, header};
use axum::response::Response;
use tongli_web::{App, Ask, Refusal};

use crate::code::ReceiptCode;

/// Carries the code from the form to the receipt; never an address.
pub(super) const RECEIPT: &str = "receipt";
const RECEIPT_SECONDS: u32 = 600;
const YEAR_SECONDS: u32 = 365 * 24 * 3_600;

fn add(
    app: &App,
    response: &mut Response,
    pair: &str,
    path: &str,
    seconds: u32,
) -> Result<(), Refusal> {
    let secure = if app.secure() { "; Secure" } else { "" };
    let text = format!("{pair}; Path={path}; HttpOnly; SameSite=Lax; Max-Age={seconds}{secure}");
    let value = HeaderValue::from_str(&text).map_err(Refusal::bug)?;
    response.headers_mut().append(header::SET_COOKIE, value);
    Ok(())
}

pub(super) fn keep_receipt(
    app: &App,
    response: &mut Response,
    code: &ReceiptCode,
) -> Result<(), Refusal> {
    let pair = format!("{RECEIPT}={}", code.letters());
    add(app, response, &pair, "/r", RECEIPT_SECONDS)
}

pub(super) fn drop_receipt(app: &App, response: &mut Response) -> Result<(), Refusal> {
    add(app, response, &format!("{RECEIPT}="), "/r", 0)
}

pub(super) fn senior(app: &App, response: &mut Response, on: bool) -> Result<(), Refusal> {
    let (pair, seconds) = if on {
        ("senior=1", YEAR_SECONDS)
    } else {
        ("senior=", 0)
    };
    add(app, response, pair, "/", seconds)
}

/// Both choices as the reader now has them.
pub(super) fn choices(ask: &Ask, response: &mut Response) -> Result<(), Refusal> {
    senior(&ask.app, response, ask.senior)?;
    let pair = format!("lang={}", ask.lang.code());
    add(&ask.app, response, &pair, "/", YEAR_SECONDS)
}
