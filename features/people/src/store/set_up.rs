//! The code that lets the first administrator in, once.

use tongli_kernel::{Moment, Tenant};
use tongli_store::{StoreError, Tx, args};

pub(crate) const CODE: &str = "set-up-code";

/// Takes the code away; answers whether it was this one. Of two at once only one
/// gets it.
pub(crate) async fn take_code(
    tx: &mut Tx,
    tenant: Tenant,
    hash: &str,
    now: Moment,
) -> Result<bool, StoreError> {
    let taken = tx
        .run(
            "UPDATE settings SET value = '', changed_at = $4
             WHERE tenant = $1 AND name = $2 AND value = $3",
            args![tenant, CODE, hash, now],
        )
        .await?;
    Ok(taken == 1)
}
