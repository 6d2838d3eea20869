//! Every SQL text of this room. Names and numbers of persons are sealed at rest.

pub mod consents;
pub mod disclosures;
pub mod requests;

use tongli_kernel::{Private, Tenant};
use tongli_store::sealed::SealedColumn;
use tongli_store::{Row, StoreError};
use tongli_web::App;

/// The sealed columns of this room.
pub const SEALED: &[SealedColumn] = &[
    SealedColumn::by_id("consents", "name", consents::NAME),
    SealedColumn::by_id("disclosures", "person", disclosures::PERSON),
    SealedColumn::by_id("privacy_requests", "asker", requests::ASKER),
    SealedColumn::by_id("privacy_requests", "phone", requests::PHONE),
];

/// A value, closed for its own column.
fn closed(
    app: &App,
    tenant: Tenant,
    column: &'static str,
    value: Option<&Private<String>>,
) -> Result<Option<String>, StoreError> {
    value
        .map(|text| app.keys.seal(tenant, column, text.open(), &*app.chance))
        .transpose()
}

fn opened(
    (app, tenant): (&App, Tenant),
    column: &'static str,
    sealed: Option<String>,
) -> Result<Option<Private<String>>, StoreError> {
    sealed
        .map(|text| app.keys.open(tenant, column, &text).map(Private::new))
        .transpose()
}

/// A code of one of our lists; another text is a mistake of ours.
fn coded<T>(
    row: &Row,
    column: &'static str,
    from_code: fn(&str) -> Option<T>,
) -> Result<T, StoreError> {
    let code: String = row.get(column)?;
    from_code(&code)
        .ok_or_else(|| StoreError::bug(format!("column {column} holds an unknown code")))
}
