//! The coloured word about a clock that other rooms put on their pages.

use tongli_calendars::Calendars;
use tongli_kernel::{Moment, Said};
use tongli_web::Shell;

use crate::clock::{ClockRow, Standing, counted_on, due_text};
use crate::left::{Limit, left, may_move};

/// Class, icon and words of one clock; colour is never the only sign.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chip {
    /// `clock clock-near`
    pub class: &'static str,
    /// Name of the icon in the sprite.
    pub icon: &'static str,
    pub text: String,
}

/// The chip of a clock, counted on the hospital's calendar that the clock names.
pub fn chip(shell: &Shell, clock: &ClockRow, now: Moment, calendars: &Calendars) -> Chip {
    let standing = clock.standing(now);
    let said = match standing {
        Standing::Met if clock.interim => Said::new("work-clock-met-interim"),
        Standing::Met => Said::new("work-clock-met"),
        Standing::MetLate => Said::new("work-clock-met-late"),
        Standing::Ended => Said::new("work-clock-ended"),
        Standing::Ok | Standing::Near | Standing::Overdue | Standing::Provisional => {
            running(shell, clock, now, calendars)
        }
    };
    dressed(shell, standing, &said)
}

/// What is left, and beside it what else a reader must know of the date: that the
/// person was told another one, or that the next notice may move it.
fn running(shell: &Shell, clock: &ClockRow, now: Moment, calendars: &Calendars) -> Said {
    let time = &shell.ask.app.time;
    let calendar = counted_on(calendars, Some(clock.counting.calendar));
    let limit = Limit {
        due_at: clock.due_at,
        provisional_on: clock.provisional_on,
        unit: clock.counting.unit,
    };
    let left = left(limit, now, time, calendar).said();
    match (clock.promised_at, clock.due_at) {
        (Some(promised), Some(due)) if promised != due => Said::new("work-left-promised")
            .with("left", left)
            .with("promised", due_text(time, promised)),
        _ if may_move(limit, now, time, calendar) => {
            Said::new("work-left-may-move").with("left", left)
        }
        _ => left,
    }
}

/// A chip of a standing with given words.
pub(crate) fn dressed(shell: &Shell, standing: Standing, said: &Said) -> Chip {
    let (class, icon) = look(standing);
    Chip {
        class,
        icon,
        text: shell.said(said).to_string(),
    }
}

const fn look(standing: Standing) -> (&'static str, &'static str) {
    match standing {
        Standing::Met => ("clock clock-met", "check"),
        Standing::MetLate => ("clock clock-met-late", "check"),
        Standing::Ok => ("clock clock-ok", "clock"),
        Standing::Near => ("clock clock-near", "hourglass"),
        Standing::Overdue => ("clock clock-overdue", "alert-triangle"),
        Standing::Provisional => ("clock clock-provisional", "help-circle"),
        Standing::Ended => ("clock clock-paused", "x"),
    }
}
