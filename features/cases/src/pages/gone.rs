//! The page of a number whose case was destroyed: what stays of it is told by the room
//! that destroyed it.

use askama::Template;
use axum::response::Response;
use tongli_kernel::{Fault, Said};
use tongli_store::Subject;
use tongli_web::{Ask, Refusal, Shell, page, panels};

use crate::actions::find_away;
use crate::case::SUBJECT;

#[derive(Template)]
#[template(path = "gone.html")]
struct GonePage {
    shell: Shell,
    told: Vec<String>,
}

/// What is left of a case, for those who could see it; `NotFound` for everybody else.
pub(super) async fn told(ask: &Ask, number: &str) -> Result<Response, Refusal> {
    let mut tx = ask.app.db.read().await?;
    let away = find_away(&mut tx, &ask.viewer, number).await?;
    drop(tx);
    let gone = away
        .filter(|one| one.destroyed_at.is_some())
        .ok_or(Fault::NotFound)?;
    let subject = Subject::new(SUBJECT, gone.id.raw());
    let told = panels(ask, "case-gone", subject).await?;
    page(&GonePage {
        shell: Shell::new(ask, Said::new("cases-page-title").with("number", number)),
        told,
    })
}
