//! Delivers what waits, and removes what was read long ago.

use tongli_feature::{Round, RoundReport};
use tongli_kernel::Fault;
use tongli_store::outbox;
use tongli_web::App;

use crate::actions::deliver::{Delivery, deliver};
use crate::store;

pub const ROUNDS: &[Round] = &[
    Round {
        name: "notices_deliver",
        every_seconds: 15,
        run: |app| Box::pin(deliver_waiting(app)),
    },
    Round {
        name: "notices_sweep",
        every_seconds: 3_600,
        run: |app| Box::pin(sweep(app)),
    },
];

const PAGE: i64 = 100;
const KEPT_HOURS: i64 = 90 * 24;

async fn deliver_waiting(app: &App) -> Result<RoundReport, Fault> {
    let now = app.now();
    let mut report = RoundReport::default();
    loop {
        let mut tx = app.db.read().await?;
        let page = outbox::due(&mut tx, app.tenant, now, PAGE).await?;
        drop(tx);
        let mut moved = false;
        for message in &page {
            report.looked_at += 1;
            match deliver(app, message, now).await {
                Ok(Delivery::Delivered) => {
                    report.changed += 1;
                    moved = true;
                }
                Ok(Delivery::Gone) => moved = true,
                Ok(Delivery::Nobody) => {
                    report.failed += 1;
                    moved = true;
                }
                Err(fault) => {
                    report.failed += 1;
                    tracing::warn!(message = %message.id, ?fault, "a message was not delivered");
                }
            }
        }
        // A page that stood still would be found again and again.
        if !moved {
            return Ok(report);
        }
    }
}

async fn sweep(app: &App) -> Result<RoundReport, Fault> {
    let before = app.now().plus_hours(-KEPT_HOURS);
    let mut report = RoundReport::default();
    loop {
        let removed = app
            .db
            .write(async |tx| Ok(store::sweep(tx, app.tenant, before).await?))
            .await?;
        if removed == 0 {
            return Ok(report);
        }
        let removed = i64::try_from(removed).unwrap_or(i64::MAX);
        report.looked_at += removed;
        report.changed += removed;
    }
}
