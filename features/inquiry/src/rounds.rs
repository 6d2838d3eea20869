//! What happens to statements though nobody clicks.

use futures_util::future::BoxFuture;
use tongli_feature::Round;
use tongli_kernel::{Fault, Moment, Tenant};
use tongli_store::Tx;
use tongli_work::ClockRow;

use crate::statement::{SUBJECT, StatementId};
use crate::store::statements;

/// Lets the days that statements show follow a clock that was counted again.
pub const ROUNDS: &[Round] = &[Round {
    name: "inquiry_due_days",
    every_seconds: 60,
    run: |app| Box::pin(tongli_work::follow_moved(app, SUBJECT, renew)),
}];

fn renew<'a>(
    tx: &'a mut Tx,
    tenant: Tenant,
    clock: &'a ClockRow,
    _: Moment,
) -> BoxFuture<'a, Result<bool, Fault>> {
    Box::pin(async move {
        let id = StatementId::new(clock.subject_id);
        let times = (clock.due_at, clock.near_at);
        Ok(statements::set_due(tx, tenant, id, times).await?)
    })
}
