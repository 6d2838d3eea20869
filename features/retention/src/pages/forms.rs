//! Forms on a case: a hold is put and lifted, sealing away is proposed.

use askama::Template;
use axum::extract::Path;
use tongli_cases::{Case, Verb};
use tongli_kernel::{Fault, Said};
use tongli_web::{Answer, Ask, Form, FormBody, Refusal, Shell, page, page_with, redirect};

use super::{again, version};
use crate::actions::{lift_hold, place_hold, propose_aside};
use crate::hold::{Hold, HoldId};
use crate::store::holds;

/// Which form, and what its version is of.
enum Which {
    Hold,
    Lift(Box<Hold>),
    Aside,
}

#[derive(Template)]
#[template(path = "form.html")]
struct FormPage {
    shell: Shell,
    case: Case,
    which: Which,
    form: Form,
    missing: Vec<Said>,
}

impl FormPage {
    fn action(&self) -> String {
        match &self.which {
            Which::Hold => format!("{}/hold", self.case.path()),
            Which::Lift(hold) => format!("/holds/{}/lift", hold.id),
            Which::Aside => format!("{}/set-aside", self.case.path()),
        }
    }

    fn version(&self) -> i64 {
        match &self.which {
            Which::Lift(hold) => hold.version,
            _ => self.case.version,
        }
    }

    fn what(&self) -> &'static str {
        match self.which {
            Which::Hold => "retention-hold-what",
            Which::Lift(_) => "retention-lift-what",
            Which::Aside => "retention-set-aside-what",
        }
    }

    fn does(&self) -> &'static str {
        match self.which {
            Which::Hold => "retention-hold-do",
            Which::Lift(_) => "retention-lift-do",
            Which::Aside => "retention-set-aside-do",
        }
    }
}

async fn render(ask: &Ask, number: &str, which: Which) -> Result<FormPage, Refusal> {
    let mut tx = ask.app.db.read().await?;
    let case = tongli_cases::read(&mut tx, &ask.viewer, Verb::Read, number).await?;
    drop(tx);
    tongli_cases::note_reading(&ask.app, &ask.viewer, ask.now, &case, false).await?;
    let title = match which {
        Which::Hold => "retention-hold-title",
        Which::Lift(_) => "retention-lift-title",
        Which::Aside => "retention-set-aside-title",
    };
    let title = Said::new(title).with("number", case.number.as_str());
    Ok(FormPage {
        shell: Shell::new(ask, title),
        case,
        which,
        form: Form::default(),
        missing: Vec::new(),
    })
}

async fn refused(mut shown: FormPage, form: Form, fault: Fault) -> Answer {
    let again = again(form, fault)?;
    (shown.form, shown.missing) = (again.form, again.missing);
    page_with(again.status, &shown)
}

pub async fn hold(ask: Ask, Path(number): Path<String>) -> Answer {
    page(&render(&ask, &number, Which::Hold).await?)
}

pub async fn post_hold(ask: Ask, Path(number): Path<String>, FormBody(form): FormBody) -> Answer {
    let done = {
        let (ask, number, form) = (&ask, &number, &form);
        let words = (form.value("reason"), form.value("reference"));
        let seen = (number.as_str(), version(form));
        ask.app
            .db
            .write(async |tx| place_hold(tx, &ask.app, &ask.viewer, ask.now, seen, words).await)
            .await
    };
    match done {
        Ok(_) => redirect(&format!("/cases/{number}?done=retention-hold-done")),
        Err(fault) => refused(render(&ask, &number, Which::Hold).await?, form, fault).await,
    }
}

/// A hold with the number of its case, for whoever may know of that.
async fn of_id(ask: &Ask, id: &str) -> Result<(Hold, String), Refusal> {
    let id: HoldId = id.parse().map_err(|_| Fault::NotFound)?;
    let mut tx = ask.app.db.read().await?;
    let hold = holds::find(&mut tx, ask.viewer.tenant, id)
        .await?
        .ok_or(Fault::NotFound)?;
    let numbers = tongli_cases::numbers_among(&mut tx, &ask.viewer, [hold.case]).await?;
    let number = numbers.get(&hold.case).cloned().ok_or(Fault::NotFound)?;
    let veil = tongli_cases::veil_by_id(&mut tx, &ask.viewer, hold.case).await?;
    Ok((hold.behind(veil), number))
}

pub async fn lift(ask: Ask, Path(id): Path<String>) -> Answer {
    let (hold, number) = of_id(&ask, &id).await?;
    page(&render(&ask, &number, Which::Lift(Box::new(hold))).await?)
}

pub async fn post_lift(ask: Ask, Path(id): Path<String>, FormBody(form): FormBody) -> Answer {
    let (hold, number) = of_id(&ask, &id).await?;
    let done = {
        let (ask, form) = (&ask, &form);
        let seen = (hold.id, version(form));
        let reason = form.value("reason");
        ask.app
            .db
            .write(async |tx| lift_hold(tx, &ask.app, &ask.viewer, ask.now, seen, reason).await)
            .await
    };
    match done {
        Ok(_) => redirect(&format!("/cases/{number}?done=retention-lift-done")),
        Err(fault) => {
            let which = Which::Lift(Box::new(hold));
            refused(render(&ask, &number, which).await?, form, fault).await
        }
    }
}

pub async fn set_aside(ask: Ask, Path(number): Path<String>) -> Answer {
    page(&render(&ask, &number, Which::Aside).await?)
}

pub async fn post_set_aside(
    ask: Ask,
    Path(number): Path<String>,
    FormBody(form): FormBody,
) -> Answer {
    let done = {
        let (ask, number, form) = (&ask, &number, &form);
        let words = (form.value("reason"), form.value("right_case"));
        let seen = (number.as_str(), version(form));
        ask.app
            .db
            .write(async |tx| propose_aside(tx, &ask.app, &ask.viewer, ask.now, seen, words).await)
            .await
    };
    match done {
        Ok(_) => redirect(&format!("/cases/{number}?done=retention-set-aside-done")),
        Err(fault) => refused(render(&ask, &number, Which::Aside).await?, form, fault).await,
    }
}
