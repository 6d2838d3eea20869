//! How often one address did something costly in a minute, where several servers count
//! together.

use crate::{StoreError, Tx, args};

/// Counts one act of an address in a minute; answers how often it was done in it.
pub async fn count(tx: &mut Tx, act: &str, from: &str, minute: i64) -> Result<i64, StoreError> {
    tx.count(
        "INSERT INTO acts_counted (act, origin, minute, times) VALUES ($1,$2,$3,1)
         ON CONFLICT (act, origin, minute) DO UPDATE SET times = acts_counted.times + 1
         RETURNING times AS n",
        args![act, from, minute],
    )
    .await
}

/// Forgets the minutes that are over.
pub async fn forget_before(tx: &mut Tx, minute: i64) -> Result<(), StoreError> {
    tx.run("DELETE FROM acts_counted WHERE minute < $1", args![minute])
        .await?;
    Ok(())
}
