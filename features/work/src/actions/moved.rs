//! Clocks that were counted again, for rooms above that keep copies of their days:
//! each room's round looks here and lets its copies follow.

use futures_util::future::BoxFuture;
use tongli_feature::RoundReport;
use tongli_kernel::{Fault, Moment, Tenant};
use tongli_store::Tx;
use tongli_web::App;

use crate::clock::{ClockId, ClockRow};
use crate::store::moved;

/// Renews a room's copies of one running clock; `true` if one had differed.
pub type Renew =
    for<'a> fn(&'a mut Tx, Tenant, &'a ClockRow, Moment) -> BoxFuture<'a, Result<bool, Fault>>;

/// Who changes a record writes all of it as it was read, an old copy too, and may be
/// at it at this moment. So a copy is looked at until it has agreed once after a
/// time that is longer than any transaction.
const WATCHED_SECONDS: i64 = 60;

/// Lets the copies of every moved clock on subjects of one kind follow.
pub async fn follow_moved(app: &App, kind: &str, renew: Renew) -> Result<RoundReport, Fault> {
    let mut report = RoundReport::default();
    let mut after = ClockId::new(0);
    loop {
        let page = moved::page(&mut app.db.read().await?, app.tenant, kind, after).await?;
        let Some((last, _)) = page.last() else {
            return Ok(report);
        };
        after = *last;
        for (clock, moved_at) in page {
            report.looked_at += 1;
            match follow(app, clock, moved_at, renew).await {
                Ok(changed) => report.changed += i64::from(changed),
                Err(fault) => {
                    report.failed += 1;
                    tracing::warn!(?fault, "a copy of a clock's day was not renewed");
                }
            }
        }
    }
}

async fn follow(app: &App, id: ClockId, moved_at: Moment, renew: Renew) -> Result<bool, Fault> {
    let (tenant, now) = (app.tenant, app.now());
    app.db
        .write(async |tx| {
            if !moved::hold(tx, tenant, id, moved_at).await? {
                return Ok(false);
            }
            let clock = crate::find_clock(tx, tenant, id).await?;
            let changed = match clock.filter(ClockRow::is_running) {
                Some(clock) => renew(tx, tenant, &clock, now).await?,
                None => false,
            };
            let watch_on = match changed {
                true => Some(now),
                false => Some(moved_at).filter(|at| at.plus_seconds(WATCHED_SECONDS) > now),
            };
            moved::mark(tx, tenant, id, moved_at, watch_on).await?;
            Ok(changed)
        })
        .await
}
