//! The screens of this room.

pub mod answer;
pub mod approve;
pub mod deliver;
pub mod follow_up;
pub mod letter;
pub mod original;
pub mod refusal_notice;

use axum::http::StatusCode;
use tongli_kernel::{Fault, FieldErrors, Moment, Said};
use tongli_store::drafts;
use tongli_web::{App, Ask, Form};

/// What a form page says above the form.
#[derive(Debug, Default)]
pub struct Above {
    /// What stands in the way and cannot be typed here.
    pub missing: Vec<Said>,
    /// Somebody was faster; the typed words are kept.
    pub stale: Option<Said>,
    /// The words in the form were kept and never sent.
    pub restored: Option<Said>,
}

/// A form that was sent and not accepted comes again with every word in it.
pub fn refused(fault: Fault, form: Form) -> Result<(Form, Above, StatusCode), Fault> {
    let mut above = Above::default();
    match fault {
        Fault::Invalid(errors) => {
            let form = form.refused(errors);
            Ok((form, above, StatusCode::UNPROCESSABLE_ENTITY))
        }
        Fault::Gated(gates) => {
            above.missing = gates.into_iter().map(|gate| gate.say).collect();
            Ok((form, above, StatusCode::UNPROCESSABLE_ENTITY))
        }
        Fault::Conflict(said) => {
            above.stale = Some(said);
            Ok((form, above, StatusCode::CONFLICT))
        }
        other => Err(other),
    }
}

/// What was typed into a form before and not sent.
pub async fn kept(ask: &Ask, name: &str) -> Result<Option<(Form, Above)>, Fault> {
    let Some(staff) = ask.viewer.staff() else {
        return Ok(None);
    };
    let mut tx = ask.app.db.read().await?;
    let kept = drafts::find(&mut tx, ask.viewer.tenant, staff, name).await?;
    Ok(kept.map(|(fields, at)| {
        let above = Above {
            restored: Some(Said::new("replies-draft-restored").with("at", ask.show(at))),
            ..Above::default()
        };
        (Form::from_fields(fields), above)
    }))
}

/// Words kept from before somebody else went on are not sent unread.
pub fn note_older(form: &Form, above: &mut Above, now: i64) {
    if above.restored.is_some() && version(form).is_some_and(|version| version != now) {
        above.stale = Some(Said::new("replies-draft-older"));
    }
}

/// Throws away what was kept.
pub async fn discard(ask: &Ask, name: &str) -> Result<(), Fault> {
    let Some(staff) = ask.viewer.staff() else {
        return Ok(());
    };
    ask.app
        .db
        .write(async |tx| Ok(drafts::discard(tx, ask.viewer.tenant, staff, name).await?))
        .await
}

/// A moment as a form sends it.
pub fn moment(
    app: &App,
    form: &Form,
    field: &'static str,
    errors: &mut FieldErrors,
) -> Option<Moment> {
    let text = form.text(field)?;
    let read = app.time.read(&text);
    if read.is_none() {
        errors.add(field, Said::new("replies-moment-wrong"));
    }
    read
}

/// The version a form was made for.
pub fn version(form: &Form) -> Option<i64> {
    form.value("version").parse().ok()
}
