//! The list of readings and its file.

use askama::Template;
use axum::body::Body;
use tongli_kernel::{Fault, Said};
use tongli_people::AUDIT;
use tongli_tables::Format;
use tongli_web::{Answer, Ask, Form, Guard, Routes, Shell, file_answer, page};

use crate::actions;
use crate::api;
use crate::file::what;
use crate::filter::{Filter, address};
use crate::reading::Reading;

const PAGE: i64 = 50;

pub fn routes() -> Routes {
    Routes::new()
        .get("/admin/readings", Guard::May(AUDIT), show)
        .get("/admin/readings/export", Guard::May(AUDIT), download)
        .get("/api/v1/readings", Guard::May(AUDIT), api::list)
}

#[derive(Template)]
#[template(path = "readings.html")]
struct ReadingsPage {
    shell: Shell,
    form: Form,
    lines: Vec<Reading>,
    /// The filter as an address has it.
    kept: String,
    next: Option<String>,
}

impl ReadingsPage {
    fn what(&self, line: &Reading) -> String {
        match what(&line.what) {
            Some(key) => self.shell.say_key(key).to_string(),
            None => line.what.clone(),
        }
    }

    fn stage(&self, line: &Reading) -> Option<String> {
        let stage = line.matter.as_ref()?.stage()?;
        Some(self.shell.say_key(stage.word()).to_string())
    }

    fn has_filter(&self) -> bool {
        !self.kept.is_empty()
    }
}

async fn show(ask: Ask) -> Answer {
    let mut form = Form::from_encoded(&ask.query);
    let (mut lines, mut more) = (Vec::new(), false);
    match Filter::read(&form, &ask.app.time) {
        Ok(filter) => (lines, more) = actions::list(&ask.app, &ask.viewer, &filter, PAGE).await?,
        Err(errors) => form = form.refused(errors),
    }
    let kept = address(&form);
    let next = lines
        .last()
        .filter(|_| more)
        .map(|last| format!("{kept}&before={}", last.place().code()));
    page(&ReadingsPage {
        shell: Shell::new(&ask, Said::new("readings-title")),
        form,
        lines,
        kept,
        next,
    })
}

async fn download(ask: Ask) -> Answer {
    let form = Form::from_encoded(&ask.query);
    let format = Format::sheet(form.value("format")).ok_or(Fault::NotFound)?;
    let filter = Filter::read(&form, &ask.app.time).map_err(Fault::Invalid)?;
    let bytes = actions::export(&ask.app, &ask.viewer, ask.now, format, filter).await?;
    let day = ask.app.time.day_of(ask.now);
    let name = format!("readings-{day}.{}", format.code());
    file_answer(Body::from(bytes), format.media_type(), &name)
}
