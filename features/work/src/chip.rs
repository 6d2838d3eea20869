//! The coloured word about a clock that other rooms put on their pages.

use tongli_calendars::law_calendar;
use tongli_kernel::calendar::WorkCalendar;
use tongli_kernel::{Moment, Said};
use tongli_web::Shell;

use crate::clock::{ClockRow, Standing};
use crate::left::{Limit, left};

/// Class, icon and words of one clock; colour is never the only sign.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chip {
    /// `clock clock-near`
    pub class: &'static str,
    /// Name of the icon in the sprite.
    pub icon: &'static str,
    pub text: String,
}

/// The chip of a clock, counted on the law calendar.
pub fn chip(shell: &Shell, clock: &ClockRow, now: Moment) -> Chip {
    let standing = clock.standing(now);
    let said = match standing {
        Standing::Met => Said::new("work-clock-met"),
        Standing::MetLate => Said::new("work-clock-met-late"),
        Standing::Ended => Said::new("work-clock-ended"),
        Standing::Ok | Standing::Near | Standing::Overdue | Standing::Provisional => {
            words(clock, now, shell, law_calendar())
        }
    };
    dressed(shell, standing, &said)
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

fn words(clock: &ClockRow, now: Moment, shell: &Shell, calendar: &WorkCalendar) -> Said {
    let limit = Limit {
        due_at: clock.due_at,
        provisional_on: clock.provisional_on,
        unit: clock.counting.unit,
    };
    left(limit, now, &shell.ask.app.time, calendar).said()
}

const fn look(standing: Standing) -> (&'static str, &'static str) {
    match standing {
        Standing::Met => ("clock clock-met", "check"),
        Standing::MetLate => ("clock clock-overdue", "check"),
        Standing::Ok => ("clock clock-ok", "clock"),
        Standing::Near => ("clock clock-near", "hourglass"),
        Standing::Overdue => ("clock clock-overdue", "alert-triangle"),
        Standing::Provisional => ("clock clock-provisional", "help-circle"),
        Standing::Ended => ("clock clock-paused", "x"),
    }
}
