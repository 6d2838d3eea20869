//! What a room shows on another room's page without that page knowing it.

use futures_util::future::BoxFuture;
use tongli_kernel::Fault;
use tongli_store::Subject;
use tongli_web::Ask;

/// The rendered panel; `None` where there is nothing to show this viewer.
pub type PanelFuture<'a> = BoxFuture<'a, Result<Option<String>, Fault>>;

/// One panel.
#[derive(Clone, Copy)]
pub struct Panel {
    /// The kind of page it stands on: `case`, `staff`.
    pub page: &'static str,
    pub order: u16,
    pub render: for<'a> fn(&'a Ask, Subject) -> PanelFuture<'a>,
}
