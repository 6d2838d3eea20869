//! What this room shows on the home page.

use askama::Template;
use tongli_feature::{Panel, PanelFuture};
use tongli_kernel::{Fault, Said};
use tongli_store::Subject;
use tongli_web::{Ask, Shell};

use crate::access::IMPORT;
use crate::store::load;
use crate::{YearNotice, missing_year_notice};

pub const PANELS: &[Panel] = &[Panel {
    page: "home-side",
    order: 10,
    render: reminder,
}];

#[derive(Template)]
#[template(path = "calendar_reminder.html")]
struct ReminderPanel {
    shell: Shell,
    said: Said,
    is_warning: bool,
}

/// That a year's arrangement is missing, for those who can import it.
fn reminder(ask: &Ask, _: Subject) -> PanelFuture<'_> {
    Box::pin(async move {
        if !ask.viewer.may(IMPORT) {
            return Ok(None);
        }
        let mut tx = ask.app.db.read().await?;
        let law = load(&mut tx, ask.viewer.tenant).await?.law;
        let notice = missing_year_notice(&law, ask.app.time.day_of(ask.now));
        let Some(said) = notice.said() else {
            return Ok(None);
        };
        let panel = ReminderPanel {
            shell: Shell::new(ask, said.clone()),
            said,
            is_warning: matches!(notice, YearNotice::Warning { .. }),
        };
        panel.render().map(Some).map_err(Fault::bug)
    })
}
