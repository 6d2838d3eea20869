//! Judges the allegations, each with its reason.

use askama::Template;
use axum::extract::Path;
use tongli_cases::{Finding, Verb};
use tongli_kernel::{Fault, FieldErrors, Said};
use tongli_web::{Answer, Ask, Form, FormBody, Shell, page_with, redirect};

use super::sheet::{Above, Sheet, draft, read_noted};
use super::version;
use crate::lines::{AllegationLine, Names, allegation_line};
use crate::store::statements;
use crate::verdict::{FindingTyped, own_department_gate};
use crate::{access, actions};

#[derive(Template)]
#[template(path = "find.html")]
struct FindPage {
    shell: Shell,
    form: Form,
    above: Above,
    draft: String,
    number: String,
    case_path: String,
    version: i64,
    rows: Vec<Row>,
    /// Code and name of each finding.
    findings: Vec<(String, String)>,
    waiting: i64,
    barred: Option<String>,
    empty_sections: Vec<String>,
    sent_back: Option<String>,
}

struct Row {
    line: AllegationLine,
    chosen: String,
    reason: String,
    finding_error: Option<String>,
    reason_error: Option<String>,
}

pub async fn show(ask: Ask, Path(number): Path<String>) -> Answer {
    render(&ask, &number, Sheet::fresh()).await
}

async fn render(ask: &Ask, number: &str, sheet: Sheet) -> Answer {
    let shell = Shell::new(ask, Said::new("inquiry-find"));
    let viewer = &ask.viewer;
    let case = read_noted(ask, Verb::Find, number).await?;
    let mut tx = ask.app.db.read().await?;
    let draft_name = access::find_draft(&case);
    let typed = match &sheet.form {
        Some(form) => Some(form.clone()),
        None => draft(&mut tx, ask, &draft_name).await?,
    };
    let allegations = tongli_cases::allegations(&mut tx, viewer.tenant, case.id).await?;
    let form_of_case = actions::form_read(&mut tx, &ask.app, viewer, &case).await?;
    let waiting = statements::count_open(&mut tx, viewer.tenant, case.id.raw()).await?;
    let names = Names::of(&mut tx, ask, &[]).await?;
    let rows = allegations
        .iter()
        .filter(|one| !one.is_refused())
        .map(|one| row(&shell, allegation_line(&shell, &names, one), typed.as_ref()))
        .collect();
    let empty = form_of_case.as_ref().map_or_else(
        || crate::investigation::Record::default().empty_sections(),
        |form| form.record.open().empty_sections(),
    );
    let barred =
        own_department_gate(viewer, &allegations).map(|gate| shell.said(gate.say).to_string());
    let page = FindPage {
        above: sheet.above(&shell, barred.as_slice()),
        draft: draft_name,
        number: case.number.clone(),
        case_path: case.path(),
        version: case.version,
        rows,
        findings: Finding::ALL
            .iter()
            .map(|one| (one.code().to_owned(), shell.say_key(one.word()).to_string()))
            .collect(),
        waiting,
        barred,
        empty_sections: empty
            .iter()
            .map(|name| shell.say_key(format!("inquiry-section-{name}")).to_string())
            .collect(),
        sent_back: form_of_case
            .and_then(|form| form.review_reason)
            .map(|reason| reason.open().clone()),
        form: typed.unwrap_or_default(),
        shell,
    };
    page_with(sheet.status, &page)
}

/// What stands in the row: what was typed, else what was found before.
fn row(shell: &Shell, line: AllegationLine, typed: Option<&Form>) -> Row {
    let seq = line.seq;
    let name = |field: &str| format!("{field}-{seq}");
    match typed {
        None => Row {
            chosen: line.finding_code.clone(),
            reason: line.reason.clone(),
            finding_error: None,
            reason_error: None,
            line,
        },
        Some(form) => Row {
            chosen: form.value(&name("finding")).to_owned(),
            reason: form.value(&name("reason")).to_owned(),
            finding_error: form.error(&name("finding"), shell),
            reason_error: form.error(&name("reason"), shell),
            line,
        },
    }
}

/// Rows somebody began, in the order of the page.
fn typed(form: &Form) -> Vec<FindingTyped> {
    form.values("seq")
        .filter_map(|seq| seq.parse::<i64>().ok())
        .map(|seq| FindingTyped {
            seq,
            finding: form.value(&format!("finding-{seq}")).to_owned(),
            reason: form.value(&format!("reason-{seq}")).to_owned(),
        })
        .filter(|one| !one.finding.is_empty() || !one.reason.is_empty())
        .collect()
}

pub async fn submit(ask: Ask, Path(number): Path<String>, FormBody(form): FormBody) -> Answer {
    let typed = typed(&form);
    let version = version(&form);
    let outcome = {
        let (ask, number, typed) = (&ask, &number, &typed);
        ask.app
            .db
            .write(async |tx| {
                actions::find(tx, &ask.app, &ask.viewer, number, version, typed).await
            })
            .await
    };
    match outcome {
        Ok(case) => redirect(&format!("{}?done=inquiry-found-done", case.path())),
        Err(fault) => {
            let fault = match fault {
                Fault::Invalid(errors) => Fault::Invalid(by_seq(&errors, &typed)),
                other => other,
            };
            render(&ask, &number, Sheet::refused(form, fault)?).await
        }
    }
}

/// The rule names rows by their place; the page by the allegation's number.
fn by_seq(errors: &FieldErrors, typed: &[FindingTyped]) -> FieldErrors {
    let mut renamed = FieldErrors::default();
    for (field, said) in errors.iter() {
        let place = field
            .strip_prefix("findings[")
            .and_then(|rest| rest.split_once("]."))
            .and_then(|(at, name)| Some((typed.get(at.parse::<usize>().ok()?)?.seq, name)));
        match place {
            Some((seq, name)) => renamed.add(format!("{name}-{seq}"), said.clone()),
            None => renamed.add(field, said.clone()),
        }
    }
    renamed
}
