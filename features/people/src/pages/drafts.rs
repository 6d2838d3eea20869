//! What somebody types is kept on the server while he types, form by form.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use tongli_kernel::{Fault, StaffId};
use tongli_store::drafts;
use tongli_web::{Answer, Ask, FormBody};

const LONGEST_NAME: usize = 60;

fn checked(ask: &Ask, form: &str) -> Result<StaffId, Fault> {
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    if form.is_empty() || form.len() > LONGEST_NAME || !form.bytes().all(plain) {
        return Err(Fault::NotFound);
    }
    ask.viewer.staff().ok_or(Fault::SignedOut)
}

pub(super) async fn keep(ask: Ask, Path(name): Path<String>, FormBody(form): FormBody) -> Answer {
    let staff = checked(&ask, &name)?;
    let fields = form.draft();
    let (ask, name, fields) = (&ask, &name, &fields);
    ask.app
        .db
        .write(async |tx| {
            let tenant = ask.viewer.tenant;
            // Everything rubbed out again is no draft.
            if fields.is_empty() {
                drafts::discard(tx, tenant, staff, name).await?;
            } else {
                drafts::keep(tx, tenant, staff, name, fields, ask.now).await?;
            }
            Ok(())
        })
        .await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

pub(super) async fn discard(ask: Ask, Path(name): Path<String>) -> Answer {
    let staff = checked(&ask, &name)?;
    let (ask, name) = (&ask, &name);
    ask.app
        .db
        .write(async |tx| {
            drafts::discard(tx, ask.viewer.tenant, staff, name).await?;
            Ok(())
        })
        .await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}
