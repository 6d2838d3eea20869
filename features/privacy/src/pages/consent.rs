//! The consents of a case: what was decided, and one more decision.

use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use tongli_cases::Case;
use tongli_kernel::{Fault, Said};
use tongli_web::{Answer, Ask, Form, FormBody, Refusal, Shell, page, page_with, redirect};

use super::{moment, version};
use crate::access::CONSENT;
use crate::actions::{Consenting, consents_of, decide, read_case};
use crate::codes::{ConsentKind, Decision, How, Whom};
use crate::consent::{ConsentTyped, Decided, check_consent, shown_text};
use crate::lines::{Choice, ConsentLine, choices, consent_lines, names_of, version_text};

#[derive(Template)]
#[template(path = "consents.html")]
struct ConsentsPage {
    shell: Shell,
    case: Case,
    form: Form,
    lines: Vec<ConsentLine>,
    kinds: Vec<Choice>,
    whoms: Vec<Choice>,
    decisions: Vec<Choice>,
    hows: Vec<Choice>,
    files: Vec<Choice>,
    /// What is read to the person: the name of each kind, its text and version.
    texts: Vec<(String, String, String)>,
    missing: Vec<String>,
}

pub async fn show(ask: Ask, Path(number): Path<String>) -> Answer {
    page(&render(&ask, &number, None, Vec::new()).await?)
}

async fn render(
    ask: &Ask,
    number: &str,
    form: Option<Form>,
    missing: Vec<Said>,
) -> Result<ConsentsPage, Refusal> {
    let viewer = &ask.viewer;
    let mut tx = ask.app.db.read().await?;
    let case = read_case(&mut tx, viewer, CONSENT, number).await?;
    let all = consents_of(&mut tx, &ask.app, viewer, &case).await?;
    let files = tongli_cases::files_of(&mut tx, viewer, &case).await?;
    let names = names_of(&mut tx, viewer, all.iter().map(|one| one.by)).await?;
    drop(tx);
    // Names of third persons stand here in full.
    tongli_cases::note_reading(&ask.app, viewer, ask.now, &case, true).await?;
    let title = Said::new("privacy-consents-title").with("number", case.number.as_str());
    let shell = Shell::new(ask, title);
    let fields = form.as_ref().map_or(&[][..], Form::fields).iter();
    let kept = fields
        .filter(|(name, _)| name != "version")
        .cloned()
        .collect();
    let errors = form.map(|form| form.errors).unwrap_or_default();
    Ok(ConsentsPage {
        lines: consent_lines(&shell, &all, &names, true),
        kinds: choices(
            &shell,
            ConsentKind::ALL,
            ConsentKind::code,
            ConsentKind::word,
        ),
        whoms: choices(&shell, Whom::ALL, Whom::code, Whom::word),
        decisions: choices(&shell, Decision::ALL, Decision::code, Decision::word),
        hows: choices(&shell, How::ALL, How::code, How::word),
        files: files
            .iter()
            .map(|file| (file.id.to_string(), file.name.clone()))
            .collect(),
        texts: ConsentKind::ALL
            .iter()
            .map(|kind| {
                let (version, text) = shown_text(*kind, ask.lang);
                let version = version_text(&shell, &version);
                (shell.say_key(kind.word()).to_string(), text, version)
            })
            .collect(),
        missing: missing
            .iter()
            .map(|said| shell.said(said).to_string())
            .collect(),
        // Whoever was slower has the latest decisions before their eyes now.
        form: Form::from_fields(kept)
            .with("version", all.len().to_string())
            .refused(errors),
        case,
        shell,
    })
}

fn read(ask: &Ask, form: &Form) -> Result<Decided, Fault> {
    let typed = ConsentTyped {
        kind: form.value("kind"),
        whom: form.value("whom"),
        name: form.value("name"),
        decision: form.value("decision"),
        how: form.value("how"),
        file: form.value("file"),
        decided_at: moment(ask, form, "decided_at")?,
    };
    Ok(check_consent(typed, ask.now)?)
}

pub async fn submit(ask: Ask, Path(number): Path<String>, FormBody(form): FormBody) -> Answer {
    let done = match read(&ask, &form) {
        Ok(decided) => {
            let (ask, consenting) = (
                &ask,
                Consenting {
                    number: &number,
                    version: version(&form),
                    decided: &decided,
                },
            );
            ask.app
                .db
                .write(async |tx| decide(tx, &ask.app, &ask.viewer, ask.now, consenting).await)
                .await
        }
        Err(fault) => Err(fault),
    };
    let (form, missing, status) = match done {
        Ok((case, _)) => {
            return redirect(&format!("{}?done=privacy-consent-done", case.path()));
        }
        Err(Fault::Invalid(errors)) => (
            form.refused(errors),
            Vec::new(),
            StatusCode::UNPROCESSABLE_ENTITY,
        ),
        Err(Fault::Gated(gates)) => (
            form,
            gates.into_iter().map(|gate| gate.say).collect(),
            StatusCode::UNPROCESSABLE_ENTITY,
        ),
        Err(Fault::Conflict(said)) => (form, vec![said], StatusCode::CONFLICT),
        Err(other) => return Err(other.into()),
    };
    page_with(status, &render(&ask, &number, Some(form), missing).await?)
}
