//! Deciding on a report, and writing down that it was made.

use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use tongli_kernel::{Fault, Said};
use tongli_web::{Answer, Ask, Form, FormBody, Refusal, Shell, page, page_with, redirect};

use super::forms::{after, render};
use super::{moment, version};
use crate::access;
use crate::actions::{self, read_dispute};
use crate::dispute::Dispute;
use crate::report::{Report, ReportId, check_decision, check_made};
use crate::store;

pub async fn decide(ask: Ask, Path(number): Path<String>) -> Answer {
    page(&render(&ask, &number, "decide", None, None).await?)
}

pub async fn post_decide(ask: Ask, Path(number): Path<String>, FormBody(form): FormBody) -> Answer {
    let read = moment(&ask, &form, "discovered_at").and_then(|found| {
        let (matter, reason) = (form.value("matter"), form.value("reason"));
        Ok(check_decision(matter, reason, found, ask.now)?)
    });
    let done = match read {
        Ok(decision) => {
            let (ask, number, form, decision) = (&ask, &number, &form, &decision);
            ask.app
                .db
                .write(async |tx| {
                    let seen = (number.as_str(), version(form));
                    let (app, viewer) = (&ask.app, &ask.viewer);
                    actions::decide_report(tx, app, viewer, ask.now, seen, decision).await
                })
                .await
        }
        Err(fault) => Err(fault),
    };
    after(&ask, &number, "decide", form, done).await
}

#[derive(Template)]
#[template(path = "report.html")]
struct ReportPage {
    shell: Shell,
    dispute: Dispute,
    report: Report,
    matter: String,
    form: Form,
    stale: Option<String>,
}

async fn report_page(
    ask: &Ask,
    number: &str,
    id: &str,
    form: Option<Form>,
    stale: Option<Said>,
) -> Result<ReportPage, Refusal> {
    let id: ReportId = id.parse().map_err(|_| Fault::NotFound)?;
    let mut tx = ask.app.db.read().await?;
    let (dispute, _) = read_dispute(&mut tx, &ask.viewer, access::WRITE, number).await?;
    let reports = store::reports::list(&mut tx, ask.viewer.tenant, dispute.id).await?;
    let report = reports
        .into_iter()
        .find(|one| one.id == id && one.decision.matter.is_reported())
        .ok_or(Fault::NotFound)?;
    let shell = Shell::new(ask, Said::new("disputes-report-title"));
    let form = form.unwrap_or_else(|| {
        Form::default()
            .with("version", dispute.version.to_string())
            .with("reported_at", ask.app.time.field(ask.now))
    });
    Ok(ReportPage {
        matter: shell.say_key(report.decision.matter.word()).to_string(),
        stale: stale.map(|stale| shell.said(stale).to_string()),
        dispute,
        report,
        form,
        shell,
    })
}

pub async fn report(ask: Ask, Path((number, id)): Path<(String, String)>) -> Answer {
    page(&report_page(&ask, &number, &id, None, None).await?)
}

pub async fn post_report(
    ask: Ask,
    Path((number, id)): Path<(String, String)>,
    FormBody(form): FormBody,
) -> Answer {
    let done = attempt(&ask, &number, &id, &form).await;
    match done {
        Ok(dispute) => redirect(&format!("{}?done=disputes-saved-done", dispute.path())),
        Err(Fault::Invalid(errors)) => {
            let form = form.refused(errors);
            let page = report_page(&ask, &number, &id, Some(form), None).await?;
            page_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
        Err(Fault::Conflict(said)) => {
            let page = report_page(&ask, &number, &id, None, Some(said)).await?;
            page_with(StatusCode::CONFLICT, &page)
        }
        Err(other) => Err(other.into()),
    }
}

async fn attempt(ask: &Ask, number: &str, id: &str, form: &Form) -> Result<Dispute, Fault> {
    let id: ReportId = id.parse().map_err(|_| Fault::NotFound)?;
    let at = moment(ask, form, "reported_at")?;
    let texts = ["authority", "channel", "person", "receipt"].map(|name| form.value(name));
    let made = check_made(at, texts, None, ask.now)?;
    let made = &made;
    ask.app
        .db
        .write(async |tx| {
            let seen = (number, version(form));
            let (app, viewer) = (&ask.app, &ask.viewer);
            actions::record_report(tx, app, viewer, ask.now, seen, id, made).await
        })
        .await
}
