//! Every register that was tried or brought in, newest first.

use askama::Template;
use tongli_kernel::Said;
use tongli_web::{Answer, Ask, Form, Shell, page};

use crate::import::{Import, State};
use crate::store;

const PAGE: usize = 50;

#[derive(Template)]
#[template(path = "imports_list.html")]
struct ListPage {
    shell: Shell,
    lines: Vec<Import>,
    /// The query of the next page.
    next: Option<String>,
}

impl ListPage {
    fn badge(&self, import: &Import) -> &'static str {
        match import.state {
            State::Tried => "bg-yellow-lt",
            State::Running => "bg-azure-lt",
            State::Published => "bg-green-lt",
            State::Withdrawn | State::Cancelled => "bg-secondary-lt",
        }
    }
}

pub(super) async fn show(ask: Ask) -> Answer {
    let form = Form::from_encoded(&ask.query);
    let before = form.value("before").parse().ok();
    let most = i64::try_from(PAGE + 1).unwrap_or(i64::MAX);
    let mut tx = ask.app.db.read().await?;
    let mut lines = store::imports::list(&mut tx, ask.viewer.tenant, before, most).await?;
    drop(tx);
    let more = lines.len() > PAGE;
    lines.truncate(PAGE);
    let next = lines
        .last()
        .filter(|_| more)
        .map(|last| format!("before={}", last.id));
    page(&ListPage {
        shell: Shell::new(&ask, Said::new("imports-title")),
        lines,
        next,
    })
}
