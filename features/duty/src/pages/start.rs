//! The first screen of a night: one question before everything else.

use askama::Template;
use tongli_kernel::{Id, Said};
use tongli_web::{Answer, Ask, Shell, page, redirect};

use crate::access;
use crate::actions::open_danger;
use crate::lines::{EventLine, event_lines};
use crate::store;

/// What waits, on the first screen; all of it stands on the handover page.
const FEW: i64 = 5;

#[derive(Template)]
#[template(path = "start.html")]
struct StartPage {
    shell: Shell,
    open: Vec<EventLine>,
    more: bool,
    may_act: bool,
}

pub async fn show(ask: Ask) -> Answer {
    let mut tx = ask.app.db.read().await?;
    let mut open = store::events::open(&mut tx, ask.viewer.tenant, Id::new(0), FEW + 1).await?;
    let more = open.len() > usize::try_from(FEW).unwrap_or(usize::MAX);
    open.truncate(usize::try_from(FEW).unwrap_or(usize::MAX));
    let shell = Shell::new(&ask, Said::new("duty-title"));
    page(&StartPage {
        open: event_lines(&ask, &shell, &mut tx, open).await?,
        more,
        may_act: ask.viewer.may(access::ACT),
        shell,
    })
}

pub async fn danger(ask: Ask) -> Answer {
    let event = open_danger(&ask.app, &ask.viewer, ask.now).await?;
    redirect(&event.path())
}
