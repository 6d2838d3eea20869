//! What a month used and asked most.

use askama::Template;
use axum::body::Body;
use tongli_kernel::{Fault, Said};
use tongli_tables::Format;
use tongli_web::{Answer, Ask, Form, Shell, Tongue, file_answer, page};

use crate::actions::top;
use crate::file::top_table;
use crate::lines::{Badge, badges};
use crate::month::{Month, TOP, Top};
use crate::question::{Question, QuestionState};

/// A row of one of the two lists.
struct Row {
    rank: usize,
    text: String,
    /// Where it leads.
    path: Option<String>,
    badges: Vec<Badge>,
    times: i64,
}

#[derive(Template)]
#[template(path = "answer_top.html")]
struct TopPage {
    shell: Shell,
    month: String,
    before: String,
    after: Option<String>,
    used: Vec<Row>,
    asked: Vec<Row>,
    most: i64,
}

fn month_of(ask: &Ask) -> Result<Month, Fault> {
    let form = Form::from_encoded(&ask.query);
    let today = ask.app.time.day_of(ask.now);
    Month::read(form.value("month"), today).ok_or(Fault::NotFound)
}

fn way_of(question: &Question) -> Option<String> {
    let answer = question.answer.map(|answer| format!("/answers/{answer}"));
    match question.state {
        QuestionState::Open => Some("/answers/questions".to_owned()),
        _ => answer,
    }
}

/// What became of a question meanwhile.
fn became(shell: &Shell, state: QuestionState) -> Vec<Badge> {
    let (class, said) = match state {
        QuestionState::Open => return Vec::new(),
        QuestionState::Answered => ("bg-green-lt", "answers-questions-answered"),
        QuestionState::Dropped => ("bg-secondary-lt", "answers-questions-dropped"),
    };
    let text = shell.say(said).to_string();
    vec![Badge { class, text }]
}

pub async fn show(ask: Ask) -> Answer {
    let month = month_of(&ask)?;
    let mut tx = ask.app.db.read().await?;
    let Top { used, asked } = top(&mut tx, &ask.viewer, month).await?;
    drop(tx);
    let today = ask.app.time.day_of(ask.now);
    let shell = Shell::new(&ask, Said::new("answers-top-title"));
    page(&TopPage {
        used: (1..)
            .zip(&used)
            .map(|(rank, one)| Row {
                rank,
                text: one.what.title(ask.lang).to_owned(),
                path: Some(one.what.path()),
                badges: badges(&shell, &one.what, today),
                times: one.times,
            })
            .collect(),
        asked: (1..)
            .zip(&asked)
            .map(|(rank, one)| Row {
                rank,
                text: match one.what.is_erased() {
                    true => shell.say("answers-question-erased").to_string(),
                    false => one.what.words.clone(),
                },
                path: way_of(&one.what),
                badges: became(&shell, one.what.state),
                times: one.times,
            })
            .collect(),
        before: month.before().code(),
        after: month.after(today).map(Month::code),
        month: month.code(),
        most: TOP,
        shell,
    })
}

pub async fn download(ask: Ask) -> Answer {
    let form = Form::from_encoded(&ask.query);
    let format = Format::sheet(form.value("format")).ok_or(Fault::NotFound)?;
    let month = month_of(&ask)?;
    let mut tx = ask.app.db.read().await?;
    let found = top(&mut tx, &ask.viewer, month).await?;
    drop(tx);
    let bytes = top_table(Tongue::of(&ask.app, ask.lang), format, &found)?;
    let name = format!("answers-top-{}.{}", month.code(), format.code());
    file_answer(Body::from(bytes), format.media_type(), &name)
}
