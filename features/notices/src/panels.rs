//! How many notices wait, on the home page.

use askama::Template;
use tongli_kernel::{Fault, Said};
use tongli_store::Subject;
use tongli_web::{Ask, Panel, PanelFuture, Shell};

use crate::store::{self, COUNT_TO};

pub const PANELS: &[Panel] = &[Panel {
    page: "home-side",
    order: 10,
    render: |ask, subject| unread(ask, subject),
}];

#[derive(Template)]
#[template(path = "unread.html")]
struct Unread {
    shell: Shell,
    count: String,
}

fn unread(ask: &Ask, _: Subject) -> PanelFuture<'_> {
    Box::pin(async move {
        let Some(staff) = ask.viewer.staff() else {
            return Ok(None);
        };
        let mut tx = ask.app.db.read().await?;
        let count = store::unread(&mut tx, ask.viewer.tenant, staff).await?;
        if count == 0 {
            return Ok(None);
        }
        let panel = Unread {
            shell: Shell::new(ask, Said::new("notices-title")),
            count: counted(count),
        };
        Ok(Some(panel.render().map_err(Fault::bug)?))
    })
}

pub(crate) fn counted(count: i64) -> String {
    if count > COUNT_TO {
        format!("{COUNT_TO}+")
    } else {
        count.to_string()
    }
}
