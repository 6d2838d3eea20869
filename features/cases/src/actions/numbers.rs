//! Numbers of cases, each series counted by the day.

use tongli_kernel::{Fault, Moment};
use tongli_web::App;

use crate::registration::NewCase;
use crate::split::SERIES;

/// The numbers of a registration: the ordinary series', the restricted one's.
#[derive(Debug, Clone)]
pub struct Numbers {
    pub(super) rest: Option<String>,
    pub(super) clue: Option<String>,
}

/// The numbers a registration needs; they are taken before the transaction so that no
/// registration waits for another, and none is taken that is not used.
pub async fn reserve_numbers(app: &App, new: &NewCase, now: Moment) -> Result<Numbers, Fault> {
    let parts = new.parts();
    let rest = match &parts.rest {
        Some(rest) => Some(reserve(app, rest.kind.prefix(), now).await?),
        None => None,
    };
    let clue = match &parts.clue {
        Some(_) => Some(reserve_clue(app, now).await?),
        None => None,
    };
    Ok(Numbers { rest, clue })
}

/// The next number of the restricted series.
pub(super) async fn reserve_clue(app: &App, now: Moment) -> Result<String, Fault> {
    reserve(app, SERIES, now).await
}

async fn reserve(app: &App, prefix: &str, now: Moment) -> Result<String, Fault> {
    let series = format!("{prefix}-{}", app.time.day_of(now).compact());
    let next = app
        .numbers
        .next(&app.db, app.tenant, &series, app.server, now)
        .await?;
    Ok(format!("{series}-{next:04}"))
}
