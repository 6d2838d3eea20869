//! What this room shows on others' pages: on the home page of an owner what is to be
//! renewed; beside an enquiry the way into the library.

use askama::Template;
use tongli_kernel::{Fault, Said};
use tongli_store::Subject;
use tongli_web::{Ask, Panel, PanelFuture, Shell};

use crate::access;
use crate::actions::{COUNT_TO, own_to_renew, renewing};
use crate::lines::{Line, line, names};

pub const PANELS: &[Panel] = &[
    Panel {
        page: "home-foot",
        order: 40,
        render: own,
    },
    Panel {
        page: "case-side",
        order: 45,
        render: of_case,
    },
];

/// Entries that the panel shows.
const SHOWN: usize = 5;

#[derive(Template)]
#[template(path = "panel_renew.html")]
struct Renew {
    shell: Shell,
    count: String,
    rows: Vec<Line>,
}

fn own(ask: &Ask, _: Subject) -> PanelFuture<'_> {
    Box::pin(async move {
        let Some(staff) = ask.viewer.staff().filter(|_| ask.viewer.may(access::WRITE)) else {
            return Ok(None);
        };
        let today = ask.app.time.day_of(ask.now);
        let mut tx = ask.app.db.read().await?;
        let count = own_to_renew(&mut tx, &ask.viewer, today, staff).await?;
        if count == 0 {
            return Ok(None);
        }
        let found = renewing(&mut tx, &ask.viewer, today, Some(staff), None, SHOWN).await?;
        let names = names(&mut tx, &ask.viewer, ask.now, &found.entries).await?;
        drop(tx);
        let shell = Shell::new(ask, Said::new("answers-title"));
        let rows = found.entries.iter();
        let panel = Renew {
            rows: rows
                .map(|entry| line(&shell, &names, entry, today))
                .collect(),
            count: match count > COUNT_TO {
                true => format!("{COUNT_TO}+"),
                false => count.to_string(),
            },
            shell,
        };
        Ok(Some(panel.render().map_err(Fault::bug)?))
    })
}

#[derive(Template)]
#[template(path = "panel_answers.html")]
struct Way {
    shell: Shell,
}

/// Nothing of the case is carried over: what goes into the library is about nobody.
fn of_case(ask: &Ask, _: Subject) -> PanelFuture<'_> {
    Box::pin(async move {
        if !ask.viewer.may(access::READ) {
            return Ok(None);
        }
        let shell = Shell::new(ask, Said::new("answers-title"));
        Ok(Some(Way { shell }.render().map_err(Fault::bug)?))
    })
}
