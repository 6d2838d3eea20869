//! Taking down at night: the few things that cannot wait for the morning.

use askama::Template;
use axum::http::StatusCode;
use tongli_cases::{Channel, Kind, NewCase, Urgency};
use tongli_kernel::{Fault, FieldErrors, Said};
use tongli_patients::{ContactTyped, Typed, check_contact};
use tongli_store::drafts;
use tongli_web::{Answer, Ask, Form, FormBody, Refusal, Shell, page, page_with, redirect};

use super::draft_name;
use crate::access;
use crate::actions::{TakingIn, read_event, take_in};
use crate::event::Written;

#[derive(Template)]
#[template(path = "intake.html")]
struct IntakePage {
    shell: Shell,
    form: Form,
    draft: String,
    /// When the draft was kept that stands in the form.
    restored: Option<String>,
    /// The event whose paperwork this is.
    event: Option<String>,
    places: Vec<(String, String)>,
}

/// The event a form is for, if the address or the form names one.
fn event_of(form: &Form) -> Option<String> {
    form.text("event")
}

pub async fn show(ask: Ask) -> Answer {
    let event = event_of(&Form::from_encoded(&ask.query));
    let mut tx = ask.app.db.read().await?;
    let begun = match &event {
        Some(number) => Some(read_event(&mut tx, &ask.viewer, access::ACT, number).await?),
        None => None,
    };
    if let Some(event) = begun.as_ref().filter(|event| event.case.is_some()) {
        return redirect(&event.path());
    }
    let name = draft_name(event.as_deref());
    let kept = match ask.viewer.staff() {
        Some(staff) => drafts::find(&mut tx, ask.viewer.tenant, staff, &name).await?,
        None => None,
    };
    drop(tx);
    let (form, restored) = match (kept, begun) {
        (Some((fields, at)), _) => (Form::from_fields(fields), Some(ask.show(at))),
        (None, Some(event)) => {
            let form = Form::default()
                .with("urgent", "yes")
                .with("narrative", event.words.unwrap_or_default())
                .with("promised", event.promised.unwrap_or_default());
            (form, None)
        }
        (None, None) => (Form::default(), None),
    };
    page(&render(&ask, form, event, restored).await?)
}

async fn render(
    ask: &Ask,
    form: Form,
    event: Option<String>,
    restored: Option<String>,
) -> Result<IntakePage, Refusal> {
    let mut tx = ask.app.db.read().await?;
    let departments = tongli_people::departments(&mut tx, ask.viewer.tenant).await?;
    Ok(IntakePage {
        shell: Shell::new(ask, Said::new("duty-intake-title")),
        draft: draft_name(event.as_deref()),
        places: departments
            .into_iter()
            .map(|one| (one.name, format!("{} {}", one.code, one.pinyin)))
            .collect(),
        form,
        restored,
        event,
    })
}

pub async fn submit(ask: Ask, FormBody(form): FormBody) -> Answer {
    let event = event_of(&form);
    let refused = match read(&form) {
        Ok((new, written)) => {
            let draft = draft_name(event.as_deref());
            let what = TakingIn {
                new: &new,
                written: &written,
                event: event.as_deref(),
                draft: Some(&draft),
                lang: ask.lang,
            };
            match take_in(&ask.app, &ask.viewer, ask.now, what).await {
                Ok((event, _)) => {
                    return redirect(&format!("{}?done=duty-taken-in-done", event.path()));
                }
                Err(Fault::Invalid(errors)) => errors,
                Err(other) => return Err(other.into()),
            }
        }
        Err(errors) => errors,
    };
    let page = render(&ask, form.refused(refused), event, None).await?;
    page_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
}

/// Only what happened is asked for; the rest is left for the morning.
fn read(form: &Form) -> Result<(NewCase, Written), FieldErrors> {
    let mut errors = FieldErrors::default();
    let kind = match form.value("kind") {
        "help" => Kind::Help,
        _ => Kind::Complaint,
    };
    let mut new = NewCase::new(kind, Channel::Duty, form.value("narrative"));
    if form.value("urgent") == "yes" {
        new.urgency = Urgency::Urgent;
    }
    new.department = form.text("department");
    let typed = ContactTyped {
        name: Typed::new("contact_name", form.value("contact_name")),
        phone: Typed::new("contact_phone", form.value("contact_phone")),
        relation: Typed::new("contact_relation", ""),
        reply_by: Typed::new("contact_reply_by", ""),
    };
    match check_contact(&typed) {
        Ok(contact) => new.contact = contact,
        Err(wrong) => {
            for (field, said) in wrong.iter() {
                errors.add(field, said.clone());
            }
        }
    }
    let written = Written {
        place: form.text("department"),
        words: None,
        promised: form.text("promised"),
        still_here: match form.value("still_here") {
            "yes" => Some(true),
            "no" => Some(false),
            _ => None,
        },
    };
    errors.or_else(|| (new, written))
}

pub async fn discard(ask: Ask, FormBody(form): FormBody) -> Answer {
    let event = event_of(&form);
    if let Some(staff) = ask.viewer.staff() {
        let (ask, name) = (&ask, &draft_name(event.as_deref()));
        ask.app
            .db
            .write(async |tx| Ok(drafts::discard(tx, ask.viewer.tenant, staff, name).await?))
            .await?;
    }
    match event.filter(|number| {
        number
            .bytes()
            .all(|one| one.is_ascii_alphanumeric() || one == b'-')
    }) {
        Some(number) => redirect(&format!("/duty/new?event={number}")),
        None => redirect("/duty/new"),
    }
}
