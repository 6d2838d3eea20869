//! A minor who may be harmed: what to do, and what was done.

use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use tongli_cases::Names;
use tongli_kernel::{Moment, Said};
use tongli_web::{Answer, Ask, Form, FormBody, Shell, page_with, redirect};

use super::{Above, read_noted, refused, seen};
use crate::access;
use crate::actions::{Reporting, report_minor};
use crate::minor::{Report, ReportEntry};
use crate::rules::rule;
use crate::store::{Written, reports};

#[derive(Template)]
#[template(path = "minor.html")]
struct MinorPage {
    shell: Shell,
    form: Form,
    above: Above,
    number: String,
    case_path: String,
    version: i64,
    rule: String,
    source: String,
    is_verified: bool,
    /// The director alone says why nothing is reported.
    may_decline: bool,
    done: Vec<String>,
}

pub async fn show(ask: Ask, Path(number): Path<String>) -> Answer {
    render(&ask, &number, None, Above::default(), StatusCode::OK).await
}

async fn render(
    ask: &Ask,
    number: &str,
    typed: Option<Form>,
    above: Above,
    status: StatusCode,
) -> Answer {
    let case = read_noted(ask, number).await?;
    let shell = Shell::new(ask, Said::new("addressees-minor"));
    let tenant = ask.viewer.tenant;
    let mut tx = ask.app.db.read().await?;
    let versions = reports::list(&mut tx, &ask.app, tenant, case.id.raw()).await?;
    let names = Names::of(&mut tx, tenant, versions.iter().map(|one| one.by)).await?;
    drop(tx);
    let rule = rule("abuse");
    let page = MinorPage {
        number: case.number.clone(),
        case_path: case.path(),
        version: versions.first().map_or(0, |one| one.version),
        rule: rule
            .map(|rule| rule.text(ask.viewer.lang).to_owned())
            .unwrap_or_default(),
        source: rule.map(|rule| rule.source()).unwrap_or_default(),
        is_verified: rule.is_some_and(|rule| rule.is_verified()),
        may_decline: ask.viewer.may(access::APPROVE),
        done: versions
            .iter()
            .map(|one| done_text(&shell, &names, one))
            .collect(),
        form: match typed {
            Some(form) => form,
            None => begin(ask, versions.first()),
        },
        above,
        shell,
    };
    page_with(status, &page)
}

fn begin(ask: &Ask, newest: Option<&Written<Report>>) -> Form {
    let Some(report) = newest.map(|one| one.body.open()) else {
        return Form::default();
    };
    let at = report.reported_at.map(Moment::from_millis);
    let form = Form::default()
        .with("reported_to", report.reported_to.as_str())
        .with(
            "reported_at",
            at.map(|at| ask.app.time.field(at)).unwrap_or_default(),
        )
        .with("receipt", report.receipt.as_str())
        .with("why_not", report.why_not.as_str());
    if report.home_suspected {
        form.with("home_suspected", "1")
    } else {
        form
    }
}

fn done_text(shell: &Shell, names: &Names, one: &Written<Report>) -> String {
    let report = one.body.open();
    let said = if report.is_reported() {
        let at = report.reported_at.map(Moment::from_millis);
        shell
            .say("addressees-minor-reported")
            .with("whom", report.reported_to.as_str())
            .with("when", at.map(|at| shell.ask.show(at)).unwrap_or_default())
            .with("receipt", report.receipt.as_str())
    } else if report.is_done() {
        shell
            .say("addressees-minor-not-reported")
            .with("why", report.why_not.as_str())
    } else {
        shell.say("addressees-minor-open")
    };
    let said = said
        .with("name", names.person(one.by))
        .with("at", shell.ask.show(one.at))
        .to_string();
    if report.home_suspected {
        format!("{said} {}", shell.say("addressees-minor-home-yes"))
    } else {
        said
    }
}

pub async fn submit(ask: Ask, Path(number): Path<String>, FormBody(form): FormBody) -> Answer {
    let entry = ReportEntry {
        version: 0,
        record_version: None,
        reported_to: form.value("reported_to").to_owned(),
        reported_at: form.value("reported_at").to_owned(),
        receipt: form.value("receipt").to_owned(),
        why_not: form.value("why_not").to_owned(),
        home_suspected: form.ticked("home_suspected"),
    };
    let reporting = Reporting {
        number: &number,
        version: None,
        seen: Some(seen(&form).unwrap_or(0)),
        entry: &entry,
    };
    let (asking, reporting) = (&ask, &reporting);
    let outcome = asking
        .app
        .db
        .write(async |tx| report_minor(tx, &asking.app, &asking.viewer, *reporting).await)
        .await;
    match outcome {
        Ok(case) => redirect(&format!("{}?done=addressees-minor-done", case.path())),
        Err(fault) => {
            let (form, above, status) = refused(fault, form)?;
            render(&ask, &number, Some(form), above, status).await
        }
    }
}
