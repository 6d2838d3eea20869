//! The hospital's settings and who changed them.

use tongli_kernel::Tenant;
use tongli_store::history::{self, Link};
use tongli_store::{StoreError, Subject, Tx, settings};

use crate::settings::{FIELDS, Settings};

/// The settings of a house have one history.
pub(crate) const SUBJECT: Subject = Subject::new("settings", 1);
/// Changes read for the page; a house changes its telephone a few times in its life.
const MOST: i64 = 1_000;

pub(crate) async fn read(tx: &mut Tx, tenant: Tenant) -> Result<Settings, StoreError> {
    let mut texts = Vec::new();
    for field in FIELDS {
        let text = settings::find(tx, tenant, field.name).await?;
        texts.push(text.unwrap_or_default());
    }
    Ok(Settings(texts))
}

/// Every change, the oldest first.
pub(crate) async fn changes(tx: &mut Tx, tenant: Tenant) -> Result<Vec<Link>, StoreError> {
    history::list(tx, tenant, SUBJECT, 0, MOST).await
}
