//! A form on its page: fresh, or again with everything that was typed and what stood
//! in the way. Nobody types anything twice.

use axum::http::StatusCode;
use tongli_cases::{Case, Verb};
use tongli_kernel::{Fault, Gate, Said};
use tongli_store::{Tx, drafts};
use tongli_web::{Ask, Form, Shell};

/// What a page shows in its form.
pub struct Sheet {
    /// What was typed; nothing on a fresh page.
    pub form: Option<Form>,
    pub status: StatusCode,
    stale: Option<Said>,
    missing: Vec<Gate>,
}

impl Sheet {
    pub fn fresh() -> Sheet {
        Sheet {
            form: None,
            status: StatusCode::OK,
            stale: None,
            missing: Vec::new(),
        }
    }

    /// The form once more, nothing being wrong with it.
    pub fn again(form: Form) -> Sheet {
        Sheet {
            form: Some(form),
            ..Sheet::fresh()
        }
    }

    /// The form of somebody who may not send it; the page says why.
    pub fn forbidden(form: Form) -> Sheet {
        Sheet {
            status: StatusCode::FORBIDDEN,
            ..Sheet::again(form)
        }
    }

    /// The form again with why it was not taken. A fault that says nothing to the
    /// person who typed is handed back.
    pub fn refused(form: Form, fault: Fault) -> Result<Sheet, Fault> {
        let sheet = match fault {
            Fault::Invalid(errors) => Sheet::again(form.refused(errors)),
            Fault::Gated(missing) => Sheet {
                missing,
                ..Sheet::again(form)
            },
            Fault::Conflict(said) => {
                return Ok(Sheet {
                    stale: Some(said),
                    status: StatusCode::CONFLICT,
                    ..Sheet::again(form)
                });
            }
            other => return Err(other),
        };
        Ok(Sheet {
            status: StatusCode::UNPROCESSABLE_ENTITY,
            ..sheet
        })
    }

    /// Whether somebody was faster or the form has been locked meanwhile.
    pub fn is_stale(&self) -> bool {
        self.stale.is_some()
    }

    /// What stands above the form, without what the page says anyway.
    pub fn above(&self, shell: &Shell, said_anyway: &[String]) -> Above {
        Above {
            stale: self.stale.as_ref().map(|said| shell.said(said).to_string()),
            missing: self
                .missing
                .iter()
                .map(|gate| shell.said(&gate.say).to_string())
                .filter(|say| !said_anyway.contains(say))
                .collect(),
        }
    }
}

/// Sentences above a form that comes again.
#[derive(Default)]
pub struct Above {
    pub stale: Option<String>,
    pub missing: Vec<String>,
}

/// What this viewer typed before and did not send.
pub async fn draft(tx: &mut Tx, ask: &Ask, name: &str) -> Result<Option<Form>, Fault> {
    let Some(staff) = ask.viewer.staff() else {
        return Ok(None);
    };
    let kept = drafts::find(tx, ask.viewer.tenant, staff, name).await?;
    Ok(kept.map(|(fields, _)| Form::from_fields(fields)))
}

/// The case for a page. Whoever opens a confidential file is written down before
/// anything of it is sent.
pub async fn read_noted(ask: &Ask, verb: Verb, number: &str) -> Result<Case, Fault> {
    let mut tx = ask.app.db.read().await?;
    let case = tongli_cases::read(&mut tx, &ask.viewer, verb, number).await?;
    drop(tx);
    tongli_cases::note_reading(&ask.app, &ask.viewer, ask.now, &case, false).await?;
    Ok(case)
}
