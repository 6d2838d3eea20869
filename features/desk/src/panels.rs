//! What this room shows on the home page: how many were received today, and the way to
//! count one more.

use askama::Template;
use tongli_kernel::{Fault, Said};
use tongli_web::{Ask, Panel, PanelFuture, Shell};

use crate::access;
use crate::actions::of_today;

pub const PANELS: &[Panel] = &[Panel {
    page: "home-actions",
    order: 8,
    render: |ask, _| today(ask),
}];

#[derive(Template)]
#[template(path = "panel_today.html")]
struct Today {
    shell: Shell,
    said: Said,
}

fn today(ask: &Ask) -> PanelFuture<'_> {
    Box::pin(async move {
        if !ask.viewer.may(access::READ) {
            return Ok(None);
        }
        let mut tx = ask.app.db.read().await?;
        let day = ask.app.time.day_of(ask.now);
        let (count, target) = of_today(&mut tx, &ask.app, &ask.viewer, day).await?;
        let n = count.receptions();
        let said = match target {
            Some(target) => Said::new("desk-today-of")
                .with("n", n)
                .with("target", target.amount),
            None => Said::new("desk-today").with("n", n),
        };
        let shell = Shell::new(ask, Said::new("desk-title"));
        Ok(Some(Today { shell, said }.render().map_err(Fault::bug)?))
    })
}
