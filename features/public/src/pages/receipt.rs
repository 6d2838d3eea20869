//! The receipt: the number, the secret code once, the promised day, to copy or to
//! print. The code comes in a cookie that lives ten minutes.

use askama::Template;
use axum::http::HeaderMap;
use tongli_kernel::Said;
use tongli_web::{Answer, Ask, Shell, cookie, page, redirect};

use super::{Frame, cookies};
use crate::actions::look_up::{Status, look_up};
use crate::code::ReceiptCode;
use crate::promise::day_said;

#[derive(Template)]
#[template(path = "receipt.html")]
struct ReceiptPage {
    shell: Shell,
    frame: Frame,
    status: Status,
    received: Said,
    code: String,
    /// Where to look later, for the slip.
    address: String,
}

pub(super) async fn show(ask: Ask, headers: HeaderMap) -> Answer {
    let sent = cookie(&headers, cookies::RECEIPT).unwrap_or_default();
    let Ok(code) = ReceiptCode::read(sent) else {
        return redirect("/r/status");
    };
    let mut tx = ask.app.db.read().await?;
    let Some(status) = look_up(&mut tx, &ask.app, &code, ask.now).await? else {
        let mut response = redirect("/r/status")?;
        cookies::drop_receipt(&ask.app, &mut response)?;
        return Ok(response);
    };
    let frame = Frame::read(&mut tx, &ask).await?;
    page(&ReceiptPage {
        shell: Shell::new(&ask, Said::new("public-receipt-title")),
        frame,
        received: day_said(status.received_on),
        status,
        code: code.shown(),
        address: format!("{}/r/status", ask.app.public_url.trim_end_matches('/')),
    })
}

/// "I have copied it": from now on this browser does not show it any more.
pub(super) async fn put_away(ask: Ask) -> Answer {
    let mut response = redirect("/r/status?done=public-receipt-kept-done")?;
    cookies::drop_receipt(&ask.app, &mut response)?;
    Ok(response)
}
