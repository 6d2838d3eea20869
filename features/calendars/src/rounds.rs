//! Reminds of a missing year though nobody looks at the calendar.

use tongli_feature::{Round, RoundFuture, RoundReport};
use tongli_kernel::{Fault, Viewer};
use tongli_people::roles::{DIRECTOR, SYSTEM_ADMIN};
use tongli_store::Subject;
use tongli_store::outbox::{self, Message, To};
use tongli_web::App;

use crate::actions::CALENDAR_SUBJECT;
use crate::store::{load, note_reminder};
use crate::{YearNotice, missing_year_notice};

pub const ROUNDS: &[Round] = &[Round {
    name: "calendar_reminder",
    every_seconds: 24 * 60 * 60,
    run: |app| -> RoundFuture<'_> { Box::pin(remind(app)) },
}];

/// Each step of each year is told once, however often the round runs.
async fn remind(app: &App) -> Result<RoundReport, Fault> {
    let now = app.now();
    let today = app.time.day_of(now);
    let viewer = Viewer::clock(app.tenant, "calendar_reminder");
    let changed = app
        .db
        .write(async |tx| {
            let law = load(tx, app.tenant).await?.law;
            let notice = missing_year_notice(&law, today);
            let (year, step) = match notice {
                YearNotice::Nothing => return Ok(0),
                YearNotice::Reminder { year } => (year, "reminder"),
                // The year has begun without its table: told once more.
                YearNotice::Warning { year } if year == today.year() => (year, "begun"),
                YearNotice::Warning { year } => (year, "warning"),
            };
            let Some(said) = notice.said() else {
                return Ok(0);
            };
            if !note_reminder(tx, app.tenant, year, step, now).await? {
                return Ok(0);
            }
            let subject = Subject::new(CALENDAR_SUBJECT, i64::from(year));
            for role in [DIRECTOR, SYSTEM_ADMIN] {
                let message =
                    Message::new("calendar_missing", subject, To::Role(role), said.clone());
                outbox::put(tx, &viewer, &app.ids, now, message).await?;
            }
            Ok(1)
        })
        .await?;
    Ok(RoundReport {
        looked_at: 1,
        changed,
        failed: 0,
    })
}
