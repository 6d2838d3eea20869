//! Questions without an answer: the list, one more, one that is none for the library.

use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use tongli_kernel::{Fault, Said};
use tongli_web::{Answer, Ask, Form, FormBody, Refusal, Shell, page, page_with, redirect};

use crate::access;
use crate::actions::{self, Asked, fresh, questions_page};
use crate::question::{LONGEST_QUESTION, Question, QuestionId, QuestionState};

const PAGE: usize = 50;

#[derive(Template)]
#[template(path = "answer_questions.html")]
struct QuestionsPage {
    shell: Shell,
    form: Form,
    rows: Vec<Question>,
    tabs: Vec<(&'static str, String, bool)>,
    next: Option<String>,
    is_open: bool,
    may_ask: bool,
    may_write: bool,
    once: String,
    longest: usize,
}

const fn word(state: QuestionState) -> &'static str {
    match state {
        QuestionState::Open => "answers-questions-open",
        QuestionState::Answered => "answers-questions-answered",
        QuestionState::Dropped => "answers-questions-dropped",
    }
}

async fn render(ask: &Ask, form: Form, query: &Form) -> Result<QuestionsPage, Refusal> {
    let state = QuestionState::from_code(query.value("show")).unwrap_or(QuestionState::Open);
    let after = query.value("after").parse().ok();
    let mut tx = ask.app.db.read().await?;
    let (rows, next) = questions_page(&mut tx, &ask.viewer, state, after, PAGE).await?;
    drop(tx);
    let here = format!("/answers/questions?show={}", state.code());
    Ok(QuestionsPage {
        shell: Shell::new(ask, Said::new("answers-questions-title")),
        form,
        rows,
        tabs: (QuestionState::ALL.into_iter())
            .map(|one| {
                let href = format!("/answers/questions?show={}", one.code());
                (word(one), href, one == state)
            })
            .collect(),
        next: next.map(|last| format!("{here}&after={last}")),
        is_open: state == QuestionState::Open,
        may_ask: ask.viewer.may(access::ASK),
        may_write: ask.viewer.may(access::WRITE),
        once: fresh(&ask.app),
        longest: LONGEST_QUESTION,
    })
}

pub async fn show(ask: Ask) -> Answer {
    let query = Form::from_encoded(&ask.query);
    page(&render(&ask, Form::default(), &query).await?)
}

/// Where a question has an answer already, that is what is shown.
pub async fn put(ask: Ask, FormBody(form): FormBody) -> Answer {
    let (app, viewer) = (&ask.app, &ask.viewer);
    let asked = Asked {
        words: form.value("question"),
        once: Some(form.value("once")),
    };
    let done = app
        .db
        .write(async |tx| actions::ask(tx, app, viewer, ask.now, asked).await)
        .await;
    match done {
        Ok(question) => match question.answer {
            Some(answer) if question.state == QuestionState::Answered => redirect(&format!(
                "/answers/{answer}?done=answers-question-has-answer-done"
            )),
            _ if question.times > 1 => {
                redirect("/answers/questions?done=answers-question-again-done")
            }
            _ => redirect("/answers/questions?done=answers-question-put-done"),
        },
        Err(Fault::Invalid(errors)) => {
            let page = render(&ask, form.refused(errors), &Form::default()).await?;
            page_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
        Err(other) => Err(other.into()),
    }
}

pub async fn drop_one(ask: Ask, Path(id): Path<String>) -> Answer {
    let id: QuestionId = id.parse().map_err(|_| Fault::NotFound)?;
    let (app, viewer) = (&ask.app, &ask.viewer);
    app.db
        .write(async |tx| actions::drop_question(tx, app, viewer, ask.now, id).await)
        .await?;
    redirect("/answers/questions?done=answers-question-dropped-done")
}

pub async fn erase(ask: Ask, Path(id): Path<String>) -> Answer {
    let id: QuestionId = id.parse().map_err(|_| Fault::NotFound)?;
    let (app, viewer) = (&ask.app, &ask.viewer);
    app.db
        .write(async |tx| actions::erase_question(tx, app, viewer, ask.now, id).await)
        .await?;
    redirect("/answers/questions?done=answers-question-erased-done")
}
