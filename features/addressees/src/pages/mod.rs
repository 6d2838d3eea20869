//! The screens of this room.

pub mod minor;
pub mod told;
mod told_form;

use axum::http::StatusCode;
use tongli_cases::{Case, Verb};
use tongli_kernel::{Fault, Said};
use tongli_web::{Ask, Form};

/// What stands above a form that comes again.
#[derive(Debug, Default)]
pub struct Above {
    pub missing: Vec<Said>,
    /// Somebody was faster; the typed words are kept.
    pub stale: Option<Said>,
}

/// A form that was sent and not accepted comes again with every word in it.
fn refused(fault: Fault, form: Form) -> Result<(Form, Above, StatusCode), Fault> {
    let mut above = Above::default();
    match fault {
        Fault::Invalid(errors) => Ok((
            form.refused(errors),
            above,
            StatusCode::UNPROCESSABLE_ENTITY,
        )),
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

/// The case for a page that shows names in full; that is written down before anything
/// of it is sent.
async fn read_noted(ask: &Ask, number: &str) -> Result<Case, Fault> {
    let mut tx = ask.app.db.read().await?;
    let case = tongli_cases::read(&mut tx, &ask.viewer, Verb::Amend, number).await?;
    drop(tx);
    tongli_cases::note_reading(&ask.app, &ask.viewer, ask.now, &case, true).await?;
    Ok(case)
}

/// The version a form was made for; a form without one is somebody's own making.
fn seen(form: &Form) -> Option<i64> {
    form.value("record_version").parse().ok()
}
