//! Proves a delivery, with a file where there is one.

use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use tongli_cases::{Case, Names, Verb, read_for_page};
use tongli_kernel::{Fault, FieldErrors, Said};
use tongli_patients::Relation;
use tongli_store::Tx;
use tongli_store::attachments::{self, NewAttachment};
use tongli_web::{Answer, Ask, Form, Shell, Upload, Uploads, page_with, redirect};

use super::{Above, moment, refused, version};
use crate::actions;
use crate::lines::{delivery_text, modes, now_field, of_round, talk_text, told_lines};
use crate::mode::{Claim, Mode};

/// The purpose of a file that proves a delivery.
const PROOF: &str = "delivery";

#[derive(Template)]
#[template(path = "deliver.html")]
struct DeliverPage {
    shell: Shell,
    form: Form,
    above: Above,
    number: String,
    case_path: String,
    version: i64,
    modes: Vec<(String, String)>,
    mode: String,
    relations: Vec<(String, String)>,
    delivered_at: String,
    talks: Vec<String>,
    deliveries: Vec<String>,
    /// The conversation that proves the answer, if one does.
    proven: Option<String>,
    is_reachable: bool,
    told: Vec<String>,
    /// A file was sent and has to be chosen again: browsers keep none.
    file_again: bool,
}

pub async fn show(ask: Ask, Path(number): Path<String>) -> Answer {
    render(
        &ask,
        &number,
        None,
        (Above::default(), false),
        StatusCode::OK,
    )
    .await
}

async fn render(
    ask: &Ask,
    number: &str,
    typed: Option<Form>,
    (above, file_again): (Above, bool),
    status: StatusCode,
) -> Answer {
    let shell = Shell::new(ask, Said::new("replies-deliver"));
    let mut tx = ask.app.db.read().await?;
    let viewer = &ask.viewer;
    let (case, allegations, _) =
        read_for_page(&mut tx, viewer, Verb::ProveDelivery, number).await?;
    let talks = actions::talks_read(&mut tx, &ask.app, viewer, &case).await?;
    let done = actions::deliveries_read(&mut tx, &ask.app, viewer, &case).await?;
    let people = talks
        .iter()
        .map(|talk| talk.spoken_by)
        .chain(done.iter().map(|one| one.recorded_by));
    let names = Names::of(&mut tx, viewer.tenant, people).await?;
    let owed = actions::circumstances(&mut tx, &ask.app, viewer, &case).await?;
    let today = ask.app.time.day_of(ask.now);
    let told = tongli_addressees::told(&mut tx, &ask.app, viewer.tenant, &case, today).await?;
    let proving = actions::proving_talk(&mut tx, &ask.app, viewer, &case, &allegations).await?;
    drop(tx);
    let signers = done.iter().any(|one| one.signer.is_some());
    let contact = signers && tongli_cases::access::may_see_contact(viewer);
    tongli_cases::note_reading(&ask.app, viewer, ask.now, &case, contact).await?;
    let usual = match talks.iter().rfind(|talk| talk.round == case.round) {
        _ if case.letter_wanted && owed.is_reachable => Mode::Letter,
        Some(talk) => talk.mode,
        None if owed.is_reachable => Mode::Phone,
        None => Mode::OnFile,
    };
    let page = DeliverPage {
        number: case.number.clone(),
        case_path: case.path(),
        version: case.version,
        modes: modes(&shell, owed.is_reachable),
        proven: proving.map(|talk| talk_text(&shell, &names, &talk)),
        is_reachable: owed.is_reachable,
        told: told_lines(&shell, &told),
        file_again,
        mode: typed.as_ref().map_or_else(
            || usual.code().to_owned(),
            |form| form.value("mode").to_owned(),
        ),
        relations: Relation::ALL
            .iter()
            .map(|one| (one.code().to_owned(), shell.say_key(one.word()).to_string()))
            .collect(),
        delivered_at: typed.as_ref().map_or_else(
            || now_field(ask),
            |form| form.value("delivered_at").to_owned(),
        ),
        talks: talks
            .iter()
            .map(|talk| {
                let line = talk_text(&shell, &names, talk);
                of_round(&shell, line, talk.round, case.round)
            })
            .collect(),
        deliveries: done
            .iter()
            .map(|one| {
                let line = delivery_text(&shell, &names, one);
                of_round(&shell, line, one.round, case.round)
            })
            .collect(),
        above,
        form: typed.unwrap_or_default(),
        shell,
    };
    page_with(status, &page)
}

pub async fn submit(ask: Ask, Path(number): Path<String>, upload: Uploads) -> Answer {
    let Uploads { form, files } = upload;
    let file_again = !files.is_empty();
    let outcome = if form.is_refused() {
        Err(Fault::Invalid(form.errors.clone()))
    } else {
        send(&ask, &number, &form, files.into_iter().next()).await
    };
    match outcome {
        Ok(case) => redirect(&format!("{}?done=replies-delivered-done", case.path())),
        Err(fault) => {
            let (form, above, status) = refused(fault, form)?;
            render(&ask, &number, Some(form), (above, file_again), status).await
        }
    }
}

async fn send(ask: &Ask, number: &str, form: &Form, file: Option<Upload>) -> Result<Case, Fault> {
    let mut errors = FieldErrors::default();
    let claim = Claim {
        mode: Mode::from_code(form.value("mode")),
        read_back: form.ticked("read_back"),
        file: None,
        signer: form.value("signer").to_owned(),
        relation: form.value("relation").to_owned(),
        message_id: form.value("message_id").to_owned(),
        reason: form.value("reason").to_owned(),
        delivered_at: moment(&ask.app, form, "delivered_at", &mut errors),
    };
    errors.or_else(|| ())?;
    let file = match file {
        Some(file) => {
            {
                // Asked before anything is written: a stranger leaves no bytes behind.
                let mut tx = ask.app.db.read().await?;
                let case =
                    tongli_cases::read(&mut tx, &ask.viewer, Verb::ProveDelivery, number).await?;
                let kinds = [file.sniffed.media_type];
                tongli_cases::check_recordings(&mut tx, ask.viewer.tenant, case.id, kinds).await?;
            }
            Some((ask.app.files.put(file.bytes.clone()).await?, file))
        }
        None => None,
    };
    let (version, claim, file) = (version(form), &claim, &file);
    ask.app
        .db
        .write(async |tx| {
            let mut claim = claim.clone();
            if let Some((digest, file)) = file {
                claim.file = Some(keep(tx, ask, number, digest, file).await?);
            }
            actions::prove_delivery(tx, &ask.app, &ask.viewer, number, version, &claim).await
        })
        .await
}

/// Keeps the proof with the case; answers its id.
async fn keep(
    tx: &mut Tx,
    ask: &Ask,
    number: &str,
    digest: &str,
    file: &Upload,
) -> Result<i64, Fault> {
    let case = tongli_cases::read(tx, &ask.viewer, Verb::ProveDelivery, number).await?;
    let new = NewAttachment {
        subject: case.subject(),
        digest,
        name: &file.name,
        media_type: file.sniffed.media_type,
        bytes: i64::try_from(file.bytes.len()).unwrap_or(i64::MAX),
        purpose: PROOF,
        confidentiality: case.confidentiality,
        retention_class: "case",
    };
    let id = attachments::add(tx, &ask.viewer, &ask.app.ids, ask.now, new).await?;
    Ok(id.raw())
}
