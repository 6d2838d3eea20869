//! How often something was used or asked: one row each time.

use tongli_kernel::{Day, Moment, Tenant};
use tongli_store::{StoreError, Tx, args};
use tongli_web::App;

use crate::month::Month;

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum What {
    Used,
    Asked,
}

impl What {
    const fn code(self) -> &'static str {
        match self {
            What::Used => "used",
            What::Asked => "asked",
        }
    }
}

/// Counts one time of a day; `false` if that press was counted already.
pub(crate) async fn add(
    tx: &mut Tx,
    app: &App,
    tenant: Tenant,
    (what, of): (What, i64),
    once: &str,
    now: Moment,
) -> Result<bool, StoreError> {
    let id: tongli_kernel::Id<What> = app.ids.next(now);
    let day: Day = app.time.day_of(now);
    let inserted = tx
        .run(
            "INSERT INTO answer_counts (tenant, id, what, of_id, day, once)
             VALUES ($1,$2,$3,$4,$5,$6)
             ON CONFLICT (tenant, what, of_id, once) DO NOTHING",
            args![tenant, id, what.code(), of, day, once],
        )
        .await?;
    Ok(inserted == 1)
}

/// What was counted most in a month: whose, and how often.
pub(crate) async fn most(
    tx: &mut Tx,
    tenant: Tenant,
    what: What,
    month: Month,
    limit: i64,
) -> Result<Vec<(i64, i64)>, StoreError> {
    tx.all(
        "SELECT of_id, COUNT(*) AS n FROM answer_counts
         WHERE tenant = $1 AND what = $2 AND day >= $3 AND day <= $4
         GROUP BY of_id ORDER BY n DESC, of_id LIMIT $5",
        args![tenant, what.code(), month.first, month.last, limit],
        |row| Ok((row.get("of_id")?, row.get("n")?)),
    )
    .await
}
