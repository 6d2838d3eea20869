//! Every SQL text about disputes. Names of the other side are sealed at rest.

pub mod disputes;
pub mod notices;
pub mod papers;
pub mod reports;

use tongli_kernel::Tenant;
use tongli_store::StoreError;
use tongli_web::App;

/// A name, closed for its own column.
fn closed(
    app: &App,
    tenant: Tenant,
    column: &'static str,
    text: &str,
) -> Result<String, StoreError> {
    app.keys.seal(tenant, column, text, &*app.chance)
}

fn opened(
    app: &App,
    tenant: Tenant,
    column: &'static str,
    sealed: &str,
) -> Result<String, StoreError> {
    app.keys.open(tenant, column, sealed)
}
