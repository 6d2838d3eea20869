//! Every SQL text about disputes. Names of the other side are sealed at rest.

pub mod disputes;
pub mod notices;
pub mod papers;
pub mod reports;

use tongli_kernel::Tenant;
use tongli_store::StoreError;
use tongli_store::sealed::SealedColumn;
use tongli_web::App;

/// The sealed columns of this room.
pub const SEALED: &[SealedColumn] = &[
    SealedColumn::by_id("dispute_notices", "witness", notices::WITNESS),
    SealedColumn::by_id("signatures", "signer_name", notices::SIGNER),
    SealedColumn::by_id("dispute_seals", "theirs", papers::THEIRS),
    SealedColumn::by_id("dispute_copies", "name", papers::NAME),
];

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
