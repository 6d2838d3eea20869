//! `/calendar/due`: when so many working days run out, and why.

use askama::Template;
use axum::http::StatusCode;
use tongli_kernel::calendar::DayKind;
use tongli_kernel::{Day, Said};
use tongli_web::{Answer, Ask, Form, Shell, page_with};

use crate::due_question::DueQuestion;
use crate::sentences::{counted_said, weekday_said};
use crate::store::load;
use crate::{Calendars, kind_said, undetermined_said};

#[derive(Template)]
#[template(path = "calendar_due.html")]
struct DuePage {
    shell: Shell,
    form: Form,
    calendars: Vec<(String, String)>,
    found: Option<Found>,
}

struct Found {
    result: Said,
    is_certain: bool,
    rows: Vec<FoundRow>,
    calendar_version: String,
    may_move: bool,
}

struct FoundRow {
    day: Day,
    weekday: Said,
    kind: Said,
    /// Free days are set back, so that the counted ones stand out.
    works: bool,
    counted: Said,
    is_last: bool,
}

pub(super) async fn show(ask: Ask) -> Answer {
    let mut form = Form::from_encoded(&ask.query);
    let mut tx = ask.app.db.read().await?;
    let calendars = load(&mut tx, ask.viewer.tenant).await?;
    let asked = form.text("from").is_some() || form.text("workdays").is_some();
    let mut found = None;
    let mut status = StatusCode::OK;
    if asked {
        let question = DueQuestion::read(
            form.value("from"),
            form.value("workdays"),
            form.value("calendar"),
        );
        match question {
            Ok(question) => found = Some(find(&calendars, question)),
            Err(errors) => {
                form = form.refused(errors);
                status = StatusCode::UNPROCESSABLE_ENTITY;
            }
        }
    } else {
        form = form
            .with("from", ask.app.time.day_of(ask.now).to_string())
            .with("workdays", "5");
    }
    let shell = Shell::new(&ask, Said::new("calendars-due-title"));
    let word = |code: &str| {
        let key = format!("calendars-calendar-{code}");
        (code.to_owned(), shell.say_key(key).to_string())
    };
    let calendars = vec![word("law"), word("house")];
    page_with(
        status,
        &DuePage {
            calendars,
            found,
            form,
            shell,
        },
    )
}

fn find(calendars: &Calendars, question: DueQuestion) -> Found {
    let calendar = calendars.named(question.calendar);
    let explained = calendar.explain(question.from, question.workdays);
    let last = explained.rows.len().saturating_sub(1);
    let rows = explained.rows.iter().enumerate().map(|(at, row)| FoundRow {
        day: row.day,
        weekday: weekday_said(row.day),
        kind: kind_said(row.kind),
        works: row.counted.is_some() && row.kind != DayKind::Unknown,
        counted: counted_said(row.counted),
        is_last: at == last,
    });
    Found {
        rows: rows.collect(),
        is_certain: explained.due.is_ok(),
        may_move: explained
            .due
            .is_ok_and(|day| calendar.may_still_change(day)),
        result: match explained.due {
            Ok(day) => Said::new("calendars-explain-due").with("day", day),
            Err(open) => undetermined_said(&open),
        },
        calendar_version: calendar.version().to_owned(),
    }
}
