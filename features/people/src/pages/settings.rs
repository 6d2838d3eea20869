//! `/admin/settings`: what the hospital says about itself, and who changed it when.

use askama::Template;
use axum::http::StatusCode;
use tongli_kernel::{Fault, Said};
use tongli_store::history::Link;
use tongli_web::{Answer, Ask, Form, FormBody, Shell, page_with, redirect};

use crate::actions;
use crate::settings::{FIELDS, Field, Settings};
use crate::store::settings::{changes, read};

/// Changes the page shows.
const SHOWN: usize = 20;

#[derive(Template)]
#[template(path = "settings.html")]
struct SettingsPage {
    shell: Shell,
    form: Form,
    fields: &'static [Field],
    changes: Vec<Change>,
}

struct Change {
    at: String,
    by: String,
    what: String,
    before: String,
    after: String,
}

async fn render(ask: &Ask, status: StatusCode, refused: Option<Form>) -> Answer {
    let mut tx = ask.app.db.read().await?;
    let now = read(&mut tx, ask.viewer.tenant).await?;
    let links = changes(&mut tx, ask.viewer.tenant).await?;
    drop(tx);
    let shell = Shell::new(ask, Said::new("people-settings"));
    let seen = links.last().map_or(0, |link| link.seq);
    page_with(
        status,
        &SettingsPage {
            form: refused.unwrap_or_else(|| filled(&now, seen)),
            fields: FIELDS,
            changes: links
                .iter()
                .rev()
                .take(SHOWN)
                .flat_map(|link| shown(&shell, link))
                .collect(),
            shell,
        },
    )
}

fn filled(now: &Settings, seen: i64) -> Form {
    let form = Form::default().with("seen", seen.to_string());
    FIELDS
        .iter()
        .zip(&now.0)
        .fold(form, |form, (field, text)| form.with(field.name, text))
}

/// One line a setting.
fn shown(shell: &Shell, link: &Link) -> Vec<Change> {
    let details = link.details();
    let text = |one: &serde_json::Value, name: &str| match one[name].as_str() {
        Some(text) if !text.is_empty() => text.to_owned(),
        _ => "—".to_owned(),
    };
    let told = |field: &Field, text: String| match field.lines {
        0 if text != "—" => shell.say("people-settings-ticked").to_string(),
        _ => text,
    };
    let changed = details["changed"].as_array().cloned().unwrap_or_default();
    changed
        .iter()
        .filter_map(|one| {
            let field = FIELDS.iter().find(|field| one["name"] == field.name)?;
            Some(Change {
                at: shell.show(&link.at),
                by: link.by_name.clone(),
                what: shell.say(field.word).to_string(),
                before: told(field, text(one, "before")),
                after: told(field, text(one, "after")),
            })
        })
        .collect()
}

pub(super) async fn show(ask: Ask) -> Answer {
    render(&ask, StatusCode::OK, None).await
}

pub(super) async fn change(ask: Ask, FormBody(form): FormBody) -> Answer {
    let typed = Settings(
        FIELDS
            .iter()
            .map(|field| form.value(field.name).trim().to_owned())
            .collect(),
    );
    let seen = form.value("seen").parse().unwrap_or(0);
    match actions::change_settings(&ask.app, &ask.viewer, typed, seen).await {
        Ok(()) => redirect("/admin/settings?done=people-settings-done"),
        Err(Fault::Invalid(errors)) => {
            let form = form.refused(errors);
            render(&ask, StatusCode::UNPROCESSABLE_ENTITY, Some(form)).await
        }
        Err(other) => Err(other.into()),
    }
}
