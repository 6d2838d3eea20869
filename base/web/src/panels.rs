//! What a room shows on another room's page without that page knowing it.

use futures_util::future::BoxFuture;
use tongli_kernel::Fault;
use tongli_store::Subject;

use crate::Ask;

/// The rendered panel; `None` where there is nothing to show this viewer.
pub type PanelFuture<'a> = BoxFuture<'a, Result<Option<String>, Fault>>;

/// One panel.
#[derive(Clone, Copy)]
pub struct Panel {
    /// The kind of page and its place there: `case-main`, `case-side`.
    pub page: &'static str,
    pub order: u16,
    pub render: for<'a> fn(&'a Ask, Subject) -> PanelFuture<'a>,
}

/// All panels of a place, in order, as safe HTML of our own templates.
pub async fn panels(ask: &Ask, page: &'static str, subject: Subject) -> Result<Vec<String>, Fault> {
    let mut wanted: Vec<&Panel> = ask
        .app
        .panels
        .iter()
        .filter(|panel| panel.page == page)
        .collect();
    wanted.sort_by_key(|panel| panel.order);
    let mut shown = Vec::new();
    for panel in wanted {
        shown.extend((panel.render)(ask, subject).await?);
    }
    Ok(shown)
}
