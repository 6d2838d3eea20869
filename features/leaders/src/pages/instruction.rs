//! One instruction: the leader signs or says that it was not so; the office puts in the
//! note that was signed on paper.

use askama::Template;
use axum::extract::Path;
use tongli_cases::{Attaching, Case, Once};
use tongli_kernel::{Fault, Said};
use tongli_store::attachments::AttachmentId;
use tongli_web::{Answer, Ask, Form, FormBody, Refusal, Shell, Uploads, page, page_with, redirect};

use super::{again, version};
use crate::access::RECORD;
use crate::actions::{self, Signing, read_instruction};
use crate::instruction::{Instruction, InstructionId, RULE, State};
use crate::lines::Who;

#[derive(Template)]
#[template(path = "instruction.html")]
struct InstructionPage {
    shell: Shell,
    one: Instruction,
    case: Case,
    leader: String,
    recorder: String,
    answered_by: String,
    step: String,
    state: String,
    due: Option<(String, String)>,
    /// The viewer is the one who said it, and has not signed yet.
    signs: bool,
    /// The viewer may put in the signed note.
    files: bool,
    form: Form,
    said: Vec<String>,
}

fn id_of(id: &str) -> Result<InstructionId, Fault> {
    id.parse().map_err(|_| Fault::NotFound)
}

async fn render(
    ask: &Ask,
    id: &str,
    form: Form,
    said: Vec<Said>,
) -> Result<InstructionPage, Refusal> {
    let mut tx = ask.app.db.read().await?;
    let viewer = &ask.viewer;
    let (one, case) = read_instruction(&mut tx, &ask.app, viewer, id_of(id)?).await?;
    let named = [Some(one.leader), Some(one.recorded_by), one.answered_by];
    let who = Who::of(&mut tx, ask, named).await?;
    let clocks = tongli_work::clocks_of(&mut tx, viewer.tenant, one.subject()).await?;
    drop(tx);
    tongli_cases::note_reading(&ask.app, viewer, ask.now, &case, false).await?;
    let shell = Shell::new(ask, Said::new("leaders-instruction"));
    let clock = clocks.iter().find(|row| row.rule == RULE);
    Ok(InstructionPage {
        leader: who.name(Some(one.leader)),
        recorder: who.name(Some(one.recorded_by)),
        answered_by: who.name(one.answered_by),
        step: shell.say_key(one.step.word()).to_string(),
        state: shell.say_key(one.state.word()).to_string(),
        due: clock.and_then(|row| {
            let due = row.due_at?;
            let text = tongli_work::due_text(&ask.app.time, due);
            Some((text, format!("/clocks/{}", row.id)))
        }),
        signs: one.state == State::Open && viewer.staff() == Some(one.leader),
        files: one.state == State::Open && viewer.may(RECORD) && !case.complains_of(viewer),
        said: said.iter().map(|one| shell.said(one).to_string()).collect(),
        form: if form.value("version").is_empty() {
            form.with("version", one.version.to_string())
        } else {
            form
        },
        one,
        case,
        shell,
    })
}

pub async fn show(ask: Ask, Path(id): Path<String>) -> Answer {
    page(&render(&ask, &id, Form::default(), Vec::new()).await?)
}

pub async fn sign(ask: Ask, Path(id): Path<String>, FormBody(form): FormBody) -> Answer {
    let signing = Signing {
        ok: form.value("verdict") != "denied",
        words: form.value("words").to_owned(),
    };
    let done = {
        let (ask, signing) = (&ask, &signing);
        let seen = (id_of(&id)?, version(&form));
        ask.app
            .db
            .write(async |tx| {
                actions::sign(tx, &ask.app, &ask.viewer, ask.now, seen, signing).await
            })
            .await
    };
    match done {
        Ok(_) => redirect(&format!("/instructions/{id}?done=leaders-signed-done")),
        Err(fault) => {
            let (form, said, status) = again(fault, form)?;
            page_with(status, &render(&ask, &id, form, said).await?)
        }
    }
}

/// The scan goes into the case's file first; then the instruction is answered by it.
async fn put_in(ask: &Ask, id: &str, sent: &Uploads) -> Result<(), Fault> {
    if sent.form.is_refused() {
        return Err(Fault::Invalid(sent.form.errors.clone()));
    }
    if sent.files.is_empty() {
        return Err(Fault::field("file", Said::new("leaders-file-missing")));
    }
    let seen = (id_of(id)?, version(&sent.form));
    let mut tx = ask.app.db.read().await?;
    let (one, case) = read_instruction(&mut tx, &ask.app, &ask.viewer, seen.0).await?;
    drop(tx);
    if one.state != State::Open {
        return Err(Fault::Conflict(Said::new("leaders-answered-already")));
    }
    let what = Attaching {
        number: &case.number,
        version: None,
        files: &sent.files,
        once: None,
    };
    let file: AttachmentId =
        match tongli_cases::attach(&ask.app, &ask.viewer, ask.now, what).await? {
            Once::Done(done) => done.files.first().map(|file| file.id),
            Once::Before(_) => None,
        }
        .ok_or_else(|| Fault::field("file", Said::new("leaders-file-missing")))?;
    ask.app
        .db
        .write(async |tx| {
            actions::signed_on_paper(tx, &ask.app, &ask.viewer, ask.now, seen, file).await
        })
        .await?;
    Ok(())
}

pub async fn paper(ask: Ask, Path(id): Path<String>, sent: Uploads) -> Answer {
    match put_in(&ask, &id, &sent).await {
        Ok(()) => redirect(&format!("/instructions/{id}?done=leaders-paper-done")),
        Err(fault) => {
            let (form, said, status) = again(fault, sent.form)?;
            page_with(status, &render(&ask, &id, form, said).await?)
        }
    }
}
