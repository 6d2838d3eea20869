//! Writes answers beside the allegations, and the conversation they were given in.

use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use tongli_cases::{Names, Verb, read_for_page};
use tongli_kernel::{Fault, FieldErrors, Said};
use tongli_web::{Answer, Ask, Form, FormBody, Shell, page_with, redirect};

use super::{moment, version};
use crate::actions::{self, NewAnswer};
use crate::drafting::AnswerTyped;
use crate::lines::{PointLine, by_seq, now_field, point_line, talk_text};
use crate::mode::Mode;
use crate::store::answers;

#[derive(Template)]
#[template(path = "answer.html")]
struct AnswerPage {
    shell: Shell,
    form: Form,
    number: String,
    case_path: String,
    version: i64,
    rows: Vec<Row>,
    modes: Vec<(String, String)>,
    mode: String,
    spoken_at: String,
    /// Why a letter is owed, if it is.
    letter: Option<String>,
    must_be_approved: bool,
    is_approved: bool,
    talks: Vec<String>,
    refusal: Option<String>,
}

/// One allegation; number 0 is the whole of a case without allegations.
struct Row {
    line: PointLine,
    error: Option<String>,
}

pub async fn show(ask: Ask, Path(number): Path<String>) -> Answer {
    render(&ask, &number, None, StatusCode::OK).await
}

async fn render(ask: &Ask, number: &str, typed: Option<Form>, status: StatusCode) -> Answer {
    let shell = Shell::new(ask, Said::new("replies-answer"));
    let mut tx = ask.app.db.read().await?;
    let viewer = &ask.viewer;
    let (case, allegations, _) = read_for_page(&mut tx, viewer, Verb::Answer, number).await?;
    let id = case.id.raw();
    let talks = answers::list(&mut tx, &ask.app, viewer.tenant, id).await?;
    let approval = answers::newest_approval(&mut tx, &ask.app, viewer.tenant, id).await?;
    let owed = actions::circumstances(&mut tx, &ask.app, viewer, &case).await?;
    let names = Names::of(
        &mut tx,
        viewer.tenant,
        talks.iter().map(|talk| talk.spoken_by),
    )
    .await?;
    let mut lines: Vec<PointLine> = allegations
        .iter()
        .map(|one| point_line(&shell, one))
        .collect();
    if lines.is_empty() {
        lines.push(whole(&talks));
    }
    let page = AnswerPage {
        number: case.number.clone(),
        case_path: case.path(),
        version: case.version,
        rows: lines
            .into_iter()
            .map(|line| row(&shell, line, typed.as_ref()))
            .collect(),
        modes: Mode::ALL
            .iter()
            .map(|mode| {
                let name = crate::lines::mode_name(&shell, mode.code());
                (mode.code().to_owned(), name)
            })
            .collect(),
        mode: typed.as_ref().map_or_else(
            || Mode::Phone.code().to_owned(),
            |form| form.value("mode").to_owned(),
        ),
        spoken_at: typed
            .as_ref()
            .map_or_else(|| now_field(ask), |form| form.value("spoken_at").to_owned()),
        letter: owed.letter_ground().map(|ground| {
            shell
                .say_key(format!("replies-ground-{}", ground.code()))
                .to_string()
        }),
        must_be_approved: case.kind.is_complaint(),
        is_approved: case.approved_at.is_some(),
        talks: talks
            .iter()
            .map(|talk| talk_text(&shell, &names, talk))
            .collect(),
        refusal: approval
            .filter(|one| !one.ok && case.approved_at.is_none())
            .and_then(|one| one.reason)
            .map(|reason| reason.open().clone()),
        form: typed.unwrap_or_default(),
        shell,
    };
    page_with(status, &page)
}

/// The row of a case that was not divided into allegations.
fn whole(talks: &[answers::Spoken]) -> PointLine {
    let answer = talks
        .last()
        .and_then(|talk| talk.points.open().first())
        .map(|point| point.answer.clone())
        .unwrap_or_default();
    PointLine {
        seq: 0,
        text: String::new(),
        finding: None,
        badge: "",
        reason: String::new(),
        answer,
        next_step: String::new(),
    }
}

fn row(shell: &Shell, mut line: PointLine, typed: Option<&Form>) -> Row {
    let seq = line.seq;
    let mut error = None;
    if let Some(form) = typed {
        line.answer = form.value(&format!("answer-{seq}")).to_owned();
        line.next_step = form.value(&format!("next_step-{seq}")).to_owned();
        error = form.error(&format!("answer-{seq}"), shell);
    }
    Row { line, error }
}

pub async fn submit(ask: Ask, Path(number): Path<String>, FormBody(form): FormBody) -> Answer {
    let seqs: Vec<i64> = begun(&form);
    let outcome = match check(&ask, &form, &seqs) {
        Err(errors) => Err(Fault::Invalid(errors)),
        Ok(new) => {
            let (ask, number, version, new) = (&ask, &number, version(&form), &new);
            ask.app
                .db
                .write(async |tx| {
                    actions::answer(tx, &ask.app, &ask.viewer, number, version, new).await
                })
                .await
        }
    };
    match outcome {
        Ok(case) => redirect(&format!("{}?done=replies-answered-done", case.path())),
        Err(Fault::Invalid(errors)) => {
            let form = form.refused(by_seq(&errors, &seqs));
            render(&ask, &number, Some(form), StatusCode::UNPROCESSABLE_ENTITY).await
        }
        Err(fault) => Err(fault.into()),
    }
}

/// The rows somebody wrote into, in the order of the page.
fn begun(form: &Form) -> Vec<i64> {
    form.values("seq")
        .filter_map(|seq| seq.parse().ok())
        .filter(|seq: &i64| !form.value(&format!("answer-{seq}")).is_empty())
        .collect()
}

fn check(ask: &Ask, form: &Form, seqs: &[i64]) -> Result<NewAnswer, FieldErrors> {
    let mut errors = FieldErrors::default();
    let mode = Mode::from_code(form.value("mode"));
    if mode.is_none() {
        errors.add("mode", Said::new("replies-mode-missing"));
    }
    let spoken_at = if form.ticked("was_said") {
        moment(&ask.app, form, "spoken_at", &mut errors)
    } else {
        None
    };
    let answers = seqs
        .iter()
        .map(|seq| AnswerTyped {
            seq: *seq,
            answer: form.value(&format!("answer-{seq}")).to_owned(),
            next_step: form.value(&format!("next_step-{seq}")).to_owned(),
        })
        .collect();
    errors.or_else(|| NewAnswer {
        mode: mode.unwrap_or(Mode::Phone),
        answers,
        spoken_at,
        spoken_by: None,
        read_back: form.ticked("read_back"),
    })
}
