//! A code whose matter is out of sight: whoever holds it is not turned away as unknown.

use tongli_cases::{CaseId, SUBJECT};
use tongli_kernel::{Fault, Moment};
use tongli_store::{Tx, tokens};
use tongli_web::App;

use crate::actions::submit::RECEIPT;
use crate::code::ReceiptCode;

/// Whether a code belongs to a matter that the office alone can speak of.
pub async fn is_away(
    tx: &mut Tx,
    app: &App,
    code: &ReceiptCode,
    now: Moment,
) -> Result<bool, Fault> {
    let found = tokens::find(tx, app.tenant, RECEIPT, code.letters(), now).await?;
    match found.filter(|door| door.subject_kind == SUBJECT) {
        Some(door) => {
            Ok(tongli_cases::is_away(tx, app.tenant, CaseId::new(door.subject_id)).await?)
        }
        None => Ok(false),
    }
}
