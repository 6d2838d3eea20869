//! One line of the register: a new one, one that waits to be completed, one to read.

use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use tongli_cases::Case;
use tongli_kernel::{Fault, Said};
use tongli_web::{Answer, Ask, Form, FormBody, Refusal, Shell, page, page_with, redirect};

use super::{moment, version};
use crate::access::{DISCLOSE, REGISTER};
use crate::actions::{Disclosing, approvers, complete, disclose, disclosure_of, read_case};
use crate::codes::{Basis, Recipient, Way};
use crate::disclosure::{Disclosure, DisclosureId, Given, GivenTyped, check_given};
use crate::lines::{Choice, GivenLine, choices, given_line, names_of};

#[derive(Template)]
#[template(path = "disclose.html")]
struct DisclosePage {
    shell: Shell,
    case: Case,
    form: Form,
    /// Where the form goes.
    to: String,
    is_draft: bool,
    recipients: Vec<Choice>,
    bases: Vec<Choice>,
    ways: Vec<Choice>,
    approvers: Vec<Choice>,
    files: Vec<Choice>,
    stale: Option<String>,
}

#[derive(Template)]
#[template(path = "disclosure.html")]
struct LinePage {
    shell: Shell,
    case: Case,
    line: GivenLine,
    person: Option<String>,
    files: Vec<Choice>,
    recorder: String,
    recorded_at: String,
}

fn new_path(case: &Case) -> String {
    format!("{}/disclosures/new", case.path())
}

/// The case, and the line that waits to be completed.
struct Place {
    case: Case,
    line: Option<Disclosure>,
}

async fn place(ask: &Ask, number: &str, id: Option<&str>) -> Result<Place, Fault> {
    let mut tx = ask.app.db.read().await?;
    let case = read_case(&mut tx, &ask.viewer, REGISTER, number).await?;
    let Some(id) = id else {
        return Ok(Place { case, line: None });
    };
    let id: DisclosureId = id.parse().map_err(|_| Fault::NotFound)?;
    let line = disclosure_of(&mut tx, &ask.app, &ask.viewer, (case.id, id)).await?;
    Ok(Place {
        case,
        line: Some(line),
    })
}

async fn render(
    ask: &Ask,
    place: Place,
    typed: Option<Form>,
    stale: Option<Said>,
) -> Result<DisclosePage, Refusal> {
    let Place { case, line } = place;
    let mut tx = ask.app.db.read().await?;
    let files = tongli_cases::files_of(&mut tx, &ask.viewer, &case).await?;
    let approvers = approvers(&mut tx, &ask.viewer, ask.now).await?;
    drop(tx);
    tongli_cases::note_reading(&ask.app, &ask.viewer, ask.now, &case, false).await?;
    let shell = Shell::new(
        ask,
        Said::new("privacy-disclose-title").with("number", case.number.as_str()),
    );
    let form = match (typed, &line) {
        (Some(form), _) => form,
        (None, Some(line)) => Form::default()
            .with("version", line.version.to_string())
            .with("recipient", line.told.recipient.code())
            .with("way", line.told.way.code())
            .with("given_at", ask.app.time.field(line.told.given_at)),
        (None, None) => Form::default(),
    };
    Ok(DisclosePage {
        to: match &line {
            Some(line) => format!("{}/disclosures/{}", case.path(), line.id),
            None => new_path(&case),
        },
        is_draft: line.is_some(),
        recipients: choices(&shell, Recipient::ALL, Recipient::code, Recipient::word),
        bases: choices(&shell, Basis::ALL, Basis::code, Basis::word),
        ways: choices(&shell, Way::ALL, Way::code, Way::word),
        approvers,
        files: files
            .iter()
            .map(|file| (file.id.to_string(), file.name.clone()))
            .collect(),
        stale: stale.map(|stale| shell.said(stale).to_string()),
        case,
        form,
        shell,
    })
}

pub async fn show(ask: Ask, Path(number): Path<String>) -> Answer {
    let place = place(&ask, &number, None).await?;
    page(&render(&ask, place, None, None).await?)
}

fn read(ask: &Ask, form: &Form) -> Result<Given, Fault> {
    let files: Vec<String> = form.values("files").map(str::to_owned).collect();
    let typed = GivenTyped {
        recipient: form.value("recipient"),
        body: form.value("body"),
        person: form.value("person"),
        basis: form.value("basis"),
        ground: form.value("ground"),
        purpose: form.value("purpose"),
        what: form.value("what"),
        files: &files,
        way: form.value("way"),
        given_at: moment(ask, form, "given_at")?,
    };
    Ok(check_given(typed, ask.now)?)
}

pub async fn submit(ask: Ask, Path(number): Path<String>, FormBody(form): FormBody) -> Answer {
    send(&ask, &number, None, form).await
}

pub async fn complete_line(
    ask: Ask,
    Path((number, id)): Path<(String, String)>,
    FormBody(form): FormBody,
) -> Answer {
    send(&ask, &number, Some(&id), form).await
}

async fn send(ask: &Ask, number: &str, id: Option<&str>, form: Form) -> Answer {
    let there = place(ask, number, id).await?;
    let (given, line) = (read(ask, &form), there.line.as_ref().map(|line| line.id));
    let done = match &given {
        Ok(given) => {
            let disclosing = Disclosing {
                number,
                given,
                approver: form.value("approver"),
                // A line is added beside whatever else happened to the case.
                version: None,
            };
            let seen = version(&form);
            let (app, viewer) = (&ask.app, &ask.viewer);
            app.db
                .write(async |tx| match line {
                    Some(id) => complete(tx, app, viewer, ask.now, (id, seen), disclosing).await,
                    None => disclose(tx, app, viewer, ask.now, disclosing).await,
                })
                .await
        }
        Err(_) => Err(given.err().unwrap_or(Fault::NotFound)),
    };
    let (form, stale, status) = match done {
        Ok((case, _)) => {
            return redirect(&format!("{}?done=privacy-disclosed-done", case.path()));
        }
        Err(Fault::Invalid(errors)) => {
            (form.refused(errors), None, StatusCode::UNPROCESSABLE_ENTITY)
        }
        Err(Fault::Conflict(said)) => (form, Some(said), StatusCode::CONFLICT),
        Err(other) => return Err(other.into()),
    };
    page_with(status, &render(ask, there, Some(form), stale).await?)
}

/// A line that waits is a form to whoever may complete it; any other is read.
pub async fn line(ask: Ask, Path((number, id)): Path<(String, String)>) -> Answer {
    let place = place(&ask, &number, Some(&id)).await?;
    let is_draft = place.line.as_ref().is_some_and(|line| line.is_draft);
    if is_draft && ask.viewer.may(DISCLOSE) {
        return page(&render(&ask, place, None, None).await?);
    }
    let (case, line) = (place.case, place.line.ok_or(Fault::NotFound)?);
    let mut tx = ask.app.db.read().await?;
    let files = tongli_cases::files_of(&mut tx, &ask.viewer, &case).await?;
    let names = names_of(&mut tx, &ask.viewer, [line.told.approved_by, line.by]).await?;
    drop(tx);
    tongli_cases::note_reading(&ask.app, &ask.viewer, ask.now, &case, true).await?;
    let name = |one: Option<tongli_kernel::StaffId>| {
        let found = one.and_then(|one| names.get(&one));
        found.cloned().unwrap_or_default()
    };
    let title = Said::new("privacy-disclosure-title").with("number", case.number.as_str());
    let shell = Shell::new(&ask, title);
    let may_see = tongli_cases::access::may_see_contact(&ask.viewer);
    page(&LinePage {
        line: given_line(&shell, &line, &name(line.told.approved_by)),
        person: line.told.person.as_ref().map(|one| one.show(may_see)),
        files: files
            .iter()
            .filter(|file| line.told.files.contains(&file.id))
            .map(|file| (file.id.to_string(), file.name.clone()))
            .collect(),
        recorder: name(line.by),
        recorded_at: shell.show(&line.recorded_at),
        case,
        shell,
    })
}
