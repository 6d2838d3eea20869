//! When to say that next year's table is missing.

use tongli_kernel::calendar::WorkCalendar;
use tongli_kernel::{Day, Said};

/// What to tell administrators about missing years.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum YearNotice {
    Nothing,
    /// The notice is usually out by now: please import it.
    Reminder {
        year: i16,
    },
    /// Deadlines are running into the unknown year.
    Warning {
        year: i16,
    },
}

impl YearNotice {
    /// The sentence for administrators.
    pub fn said(self) -> Option<Said> {
        let of = |key, year: i16| Some(Said::new(key).with("year", year.to_string()));
        match self {
            YearNotice::Nothing => None,
            YearNotice::Reminder { year } => of("calendars-year-reminder", year),
            YearNotice::Warning { year } => of("calendars-year-warning", year),
        }
    }
}

/// The State Council's notice comes between late October and mid December. From
/// 15 November its absence is worth a reminder, from 1 December a warning. If the
/// running year itself is unknown, that is a warning at any time.
pub fn missing_year_notice(calendar: &WorkCalendar, today: Day) -> YearNotice {
    let this_year = today.year();
    if !calendar.knows(this_year) {
        return YearNotice::Warning { year: this_year };
    }
    let year = this_year.saturating_add(1);
    if calendar.knows(year) {
        return YearNotice::Nothing;
    }
    match (today.month(), today.day_of_month()) {
        (12, _) => YearNotice::Warning { year },
        (11, 15..) => YearNotice::Reminder { year },
        _ => YearNotice::Nothing,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::law_calendar;

    #[test]
    fn a_warning_names_the_year() {
        let said = YearNotice::Warning { year: 2027 }.said().unwrap();
        let text = crate::said_text(tongli_kernel::Lang::En, &said);
        assert!(
            text.starts_with("The holiday arrangement of 2027 is still missing"),
            "{text}"
        );
        assert_eq!(YearNotice::Nothing.said(), None);
    }

    #[test]
    fn a_missing_year_is_a_reminder_in_november_and_a_warning_in_december() {
        for (today, expected) in [
            ("2026-11-14", YearNotice::Nothing),
            ("2026-11-15", YearNotice::Reminder { year: 2027 }),
            ("2026-11-30", YearNotice::Reminder { year: 2027 }),
            ("2026-12-01", YearNotice::Warning { year: 2027 }),
            ("2026-12-31", YearNotice::Warning { year: 2027 }),
            ("2027-01-01", YearNotice::Warning { year: 2027 }),
            ("2025-12-31", YearNotice::Nothing),
        ] {
            let today = today.parse().unwrap();
            assert_eq!(
                missing_year_notice(law_calendar(), today),
                expected,
                "{today}"
            );
        }
    }
}
