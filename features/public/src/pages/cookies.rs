//! The cookies of the public pages: the receipt for a few minutes, the size of the
//! letters, the language.

use axum::response::Response;
use tongli_web::{App, Ask, Refusal, YEAR_SECONDS, keep_cookie};

use crate::code::ReceiptCode;

/// Carries the code from the form to the receipt; never an address.
pub(super) const RECEIPT: &str = "receipt";
const RECEIPT_SECONDS: u32 = 600;

pub(super) fn keep_receipt(
    app: &App,
    response: &mut Response,
    code: &ReceiptCode,
) -> Result<(), Refusal> {
    let pair = (RECEIPT, code.letters());
    keep_cookie(app, response, pair, "/r", RECEIPT_SECONDS)
}

pub(super) fn drop_receipt(app: &App, response: &mut Response) -> Result<(), Refusal> {
    keep_cookie(app, response, (RECEIPT, ""), "/r", 0)
}

pub(super) fn senior(app: &App, response: &mut Response, on: bool) -> Result<(), Refusal> {
    let (value, seconds) = if on { ("1", YEAR_SECONDS) } else { ("", 0) };
    keep_cookie(app, response, ("senior", value), "/", seconds)
}

/// Both choices as the reader now has them.
pub(super) fn choices(ask: &Ask, response: &mut Response) -> Result<(), Refusal> {
    senior(&ask.app, response, ask.senior)?;
    let pair = ("lang", ask.lang.code());
    keep_cookie(&ask.app, response, pair, "/", YEAR_SECONDS)
}
