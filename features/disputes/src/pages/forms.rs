//! The small forms of a dispute: a death, a sealing, copies.

use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use tongli_kernel::{Fault, Moment, Said};
use tongli_web::{Answer, Ask, Form, FormBody, Refusal, Shell, page, page_with, redirect};

use super::{moment, version};
use crate::access;
use crate::actions::{self, read_dispute};
use crate::copying::{Applicant, CopyTyped, Copying, Paper, check_copying};
use crate::dispute::{Death, Dispute};
use crate::seal::{SealItem, SealTyped, Sealed, check_seal};

/// Lines of a sealing list that stand ready.
const ROWS: usize = 6;

#[derive(Template)]
#[template(path = "form.html")]
pub(super) struct FormPage {
    pub shell: Shell,
    pub dispute: Dispute,
    /// `death`, `seal`, `copy`, `decide`.
    pub which: &'static str,
    /// Where the form goes.
    pub to: String,
    pub form: Form,
    pub choices: Vec<(String, String)>,
    pub papers: Vec<(String, String)>,
    pub rows: Vec<usize>,
    /// Somebody was faster, or something stands in the way.
    pub stale: Option<String>,
}

impl FormPage {
    fn item(&self, field: &str, at: &usize) -> String {
        self.form.value(&format!("{field}[{at}]")).to_owned()
    }

    fn is_ticked(&self, name: &str, value: &str) -> bool {
        self.form.has(name, value)
    }
}

/// The page of a form, with what was typed.
pub(super) async fn render(
    ask: &Ask,
    number: &str,
    which: &'static str,
    form: Option<Form>,
    stale: Option<Said>,
) -> Result<FormPage, Refusal> {
    let mut tx = ask.app.db.read().await?;
    let (dispute, _) = read_dispute(&mut tx, &ask.viewer, access::WRITE, number).await?;
    let title = Said {
        key: format!("disputes-{which}-title").into(),
        args: Vec::new(),
    };
    let shell = Shell::new(ask, title);
    let form = match form {
        // The latest version is what the reader has before their eyes now.
        Some(form) if stale.is_some() => Form::from_fields(
            form.fields()
                .iter()
                .filter(|(name, _)| name != "version")
                .cloned()
                .collect(),
        )
        .with("version", dispute.version.to_string()),
        Some(form) => form,
        None => begun(ask, &dispute).with("version", dispute.version.to_string()),
    };
    let said = |key: String| shell.say_key(key).to_string();
    let choices = match which {
        "copy" => Applicant::ALL
            .iter()
            .map(|one| (one.code().to_owned(), said(one.word())))
            .collect(),
        "decide" => crate::report::Matter::ALL
            .iter()
            .map(|one| (one.code().to_owned(), said(one.word())))
            .collect(),
        _ => Vec::new(),
    };
    Ok(FormPage {
        papers: Paper::ALL
            .iter()
            .map(|one| (one.code().to_owned(), said(one.word())))
            .collect(),
        choices,
        rows: (0..ROWS).collect(),
        to: format!("{}/{which}", dispute.path()),
        stale: stale.map(|stale| shell.said(stale).to_string()),
        which,
        form,
        dispute,
        shell,
    })
}

fn begun(ask: &Ask, dispute: &Dispute) -> Form {
    let at = |moment: Option<Moment>| moment.map_or(String::new(), |at| ask.app.time.field(at));
    Form::default()
        .with("died_at", at(dispute.died_at))
        .with("body_at", at(dispute.body_at))
        .with("body_left_at", at(dispute.body_left_at))
        .with(
            "frozen",
            if dispute.frozen == Some(true) {
                "yes"
            } else {
                "no"
            },
        )
}

/// After a form: the dispute, or the same form saying what is wrong.
pub(super) async fn after(
    ask: &Ask,
    number: &str,
    which: &'static str,
    form: Form,
    done: Result<Dispute, Fault>,
) -> Answer {
    match done {
        Ok(dispute) => redirect(&format!("{}?done=disputes-saved-done", dispute.path())),
        Err(Fault::Invalid(errors)) => {
            let page = render(ask, number, which, Some(form.refused(errors)), None).await?;
            page_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
        Err(Fault::Conflict(said)) => {
            let page = render(ask, number, which, Some(form), Some(said)).await?;
            page_with(StatusCode::CONFLICT, &page)
        }
        Err(other) => Err(other.into()),
    }
}

pub async fn death(ask: Ask, Path(number): Path<String>) -> Answer {
    page(&render(&ask, &number, "death", None, None).await?)
}

fn read_death(ask: &Ask, form: &Form) -> Result<Death, Fault> {
    let died_at = moment(ask, form, "died_at")?
        .ok_or_else(|| Fault::field("died_at", Said::new("disputes-required")))?;
    Ok(Death {
        died_at,
        frozen: form.value("frozen") == "yes",
        body_at: moment(ask, form, "body_at")?,
        body_left_at: moment(ask, form, "body_left_at")?,
    })
}

pub async fn post_death(ask: Ask, Path(number): Path<String>, FormBody(form): FormBody) -> Answer {
    let done = match read_death(&ask, &form) {
        Ok(death) => {
            let (ask, number, form) = (&ask, &number, &form);
            ask.app
                .db
                .write(async |tx| {
                    let seen = (number.as_str(), version(form));
                    actions::record_death(tx, &ask.app, &ask.viewer, ask.now, seen, &death).await
                })
                .await
        }
        Err(fault) => Err(fault),
    };
    after(&ask, &number, "death", form, done).await
}

pub async fn seal(ask: Ask, Path(number): Path<String>) -> Answer {
    page(&render(&ask, &number, "seal", None, None).await?)
}

fn read_seal(ask: &Ask, form: &Form) -> Result<(Sealed, Vec<SealItem>), Fault> {
    let items: Vec<(String, String, String)> = (0..ROWS)
        .map(|at| {
            let of = |field: &str| form.value(&format!("{field}[{at}]")).to_owned();
            (of("what"), of("pages"), of("original"))
        })
        .collect();
    let typed = SealTyped {
        sealed_at: moment(ask, form, "sealed_at")?,
        place: form.value("place"),
        seal_no: form.value("seal_no"),
        ours: form.value("ours"),
        theirs: form.value("theirs"),
        keeper: form.value("keeper"),
        kept_in: form.value("kept_in"),
        later: form.value("later"),
        items: &items,
    };
    Ok(check_seal(typed, ask.now)?)
}

pub async fn post_seal(ask: Ask, Path(number): Path<String>, FormBody(form): FormBody) -> Answer {
    let done = match read_seal(&ask, &form) {
        Ok((sealed, items)) => {
            let (ask, number, form) = (&ask, &number, &form);
            let (sealed, items) = (&sealed, &items);
            ask.app
                .db
                .write(async |tx| {
                    let seen = (number.as_str(), version(form));
                    let (app, viewer) = (&ask.app, &ask.viewer);
                    actions::seal_records(tx, app, viewer, ask.now, seen, (sealed, items)).await
                })
                .await
        }
        Err(fault) => Err(fault),
    };
    after(&ask, &number, "seal", form, done).await
}

pub async fn copy(ask: Ask, Path(number): Path<String>) -> Answer {
    page(&render(&ask, &number, "copy", None, None).await?)
}

fn read_copying(ask: &Ask, form: &Form) -> Result<Copying, Fault> {
    let typed = CopyTyped {
        asked_at: moment(ask, form, "asked_at")?,
        applicant: form.value("applicant"),
        name: form.value("name"),
        papers: form.values("papers").filter_map(Paper::from_code).collect(),
        what: form.value("what"),
        pages: form.value("pages"),
        handed_at: moment(ask, form, "handed_at")?,
    };
    Ok(check_copying(typed, ask.now)?)
}

pub async fn post_copy(ask: Ask, Path(number): Path<String>, FormBody(form): FormBody) -> Answer {
    let done = match read_copying(&ask, &form) {
        Ok(copying) => {
            let (ask, number, form, copying) = (&ask, &number, &form, &copying);
            ask.app
                .db
                .write(async |tx| {
                    let seen = (number.as_str(), version(form));
                    let (app, viewer) = (&ask.app, &ask.viewer);
                    actions::record_copying(tx, app, viewer, ask.now, seen, copying).await
                })
                .await
        }
        Err(fault) => Err(fault),
    };
    after(&ask, &number, "copy", form, done).await
}
