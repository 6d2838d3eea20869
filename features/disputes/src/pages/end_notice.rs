//! What became of a notice: signed with a scan, agreed, refused, or not signed.

use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use tongli_kernel::{Fault, Said};
use tongli_web::{Answer, Ask, Form, Refusal, Shell, Uploads, page, page_with, redirect};

use super::notices::find_notice;
use super::{moment, version};
use crate::actions::{self, Scan};
use crate::dispute::Dispute;
use crate::notice::{Notice, check_ending};

#[derive(Template)]
#[template(path = "notice_end.html")]
struct EndPage {
    shell: Shell,
    dispute: Dispute,
    notice: Notice,
    kind: String,
    outcomes: Vec<(String, String)>,
    form: Form,
    stale: Option<String>,
}

async fn render(
    ask: &Ask,
    number: &str,
    id: &str,
    form: Option<Form>,
    stale: Option<Said>,
) -> Result<EndPage, Refusal> {
    let (dispute, notice) = find_notice(ask, number, id).await?;
    let shell = Shell::new(ask, Said::new("disputes-end-title"));
    let form = form.unwrap_or_else(|| {
        Form::default()
            .with("version", dispute.version.to_string())
            .with("decided_at", ask.app.time.field(ask.now))
    });
    Ok(EndPage {
        kind: shell.say_key(notice.kind.word()).to_string(),
        outcomes: notice
            .kind
            .outcomes()
            .iter()
            .map(|one| (one.code().to_owned(), shell.say_key(one.word()).to_string()))
            .collect(),
        stale: stale.map(|stale| shell.said(stale).to_string()),
        dispute,
        notice,
        form,
        shell,
    })
}

pub async fn show(ask: Ask, Path((number, id)): Path<(String, String)>) -> Answer {
    page(&render(&ask, &number, &id, None, None).await?)
}

pub async fn submit(ask: Ask, Path((number, id)): Path<(String, String)>, sent: Uploads) -> Answer {
    match attempt(&ask, &number, &id, &sent).await {
        Ok(dispute) => redirect(&format!("{}?done=disputes-saved-done", dispute.path())),
        Err(Fault::Invalid(errors)) => {
            let form = sent.form.refused(errors);
            let page = render(&ask, &number, &id, Some(form), None).await?;
            page_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
        Err(Fault::Conflict(said)) => {
            let page = render(&ask, &number, &id, None, Some(said)).await?;
            page_with(StatusCode::CONFLICT, &page)
        }
        Err(other) => Err(other.into()),
    }
}

async fn attempt(ask: &Ask, number: &str, id: &str, sent: &Uploads) -> Result<Dispute, Fault> {
    let form = &sent.form;
    if form.is_refused() {
        return Err(Fault::Invalid(form.errors.clone()));
    }
    let (dispute, notice) = find_notice(ask, number, id).await?;
    let at = moment(ask, form, "decided_at")?;
    let texts = ["name", "relation", "witness"].map(|name| form.value(name));
    let ending = check_ending(notice.kind, form.value("outcome"), at, texts, ask.now)?;
    let file = sent.files.first();
    if let Some(file) = file {
        let mut tx = ask.app.db.read().await?;
        let kinds = [file.sniffed.media_type];
        tongli_cases::check_recordings(&mut tx, ask.viewer.tenant, dispute.case, kinds).await?;
    }
    // The bytes are on the disk before a row names them.
    let digest = match file {
        Some(file) => ask.app.files.put(file.bytes.clone()).await?,
        None => String::new(),
    };
    let (ending, digest) = (&ending, &digest);
    ask.app
        .db
        .write(async |tx| {
            let seen = (number, version(form));
            let scan = file.map(|file| Scan { file, digest });
            let (app, viewer) = (&ask.app, &ask.viewer);
            actions::end_notice(tx, app, viewer, ask.now, seen, notice.id, ending, scan).await
        })
        .await
}
