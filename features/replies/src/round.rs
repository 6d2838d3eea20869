//! From when on something can have happened in the round a case is in.

use tongli_cases::Case;
use tongli_kernel::{Fault, Moment, Said};
use tongli_web::App;

/// Forms know minutes, records know milliseconds.
const MINUTE: i64 = 60_000;

/// When this round began: with the receipt, later with the reopening.
pub fn began_at(case: &Case) -> Moment {
    if case.round > 1 {
        case.accepted_at.unwrap_or(case.received_at)
    } else {
        case.received_at
    }
}

/// The field's moment lies before what it follows from. The minute in which that
/// happened is not too early.
pub fn not_before(
    app: &App,
    (field, key): (&'static str, &'static str),
    at: Moment,
    earliest: Moment,
) -> Result<(), Fault> {
    let minute = earliest.millis() - earliest.millis().rem_euclid(MINUTE);
    if at.millis() >= minute {
        return Ok(());
    }
    let said = Said::new(key).with("at", app.time.show(earliest));
    Err(Fault::field(field, said))
}
