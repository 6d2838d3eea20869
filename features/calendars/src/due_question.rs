//! "From this day so many working days": the question of the calculator and the
//! API.

use tongli_kernel::{Day, FieldErrors, Said};

use crate::{CalendarOf, LONGEST_COUNT};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct DueQuestion {
    pub from: Day,
    pub workdays: u32,
    pub calendar: CalendarOf,
}

impl DueQuestion {
    /// Reads what was typed. Without a calendar the law's counts.
    pub fn read(from: &str, workdays: &str, calendar: &str) -> Result<Self, FieldErrors> {
        let mut errors = FieldErrors::default();
        let from = from.parse::<Day>().ok();
        if from.is_none() {
            errors.add("from", Said::new("calendars-day-wrong"));
        }
        let workdays = workdays.parse::<u32>().ok().filter(|n| *n <= LONGEST_COUNT);
        if workdays.is_none() {
            let said = Said::new("calendars-workdays-wrong").with("most", i64::from(LONGEST_COUNT));
            errors.add("workdays", said);
        }
        let calendar = match calendar {
            "" | "law" => Some(CalendarOf::Law),
            "house" => Some(CalendarOf::House),
            _ => None,
        };
        if calendar.is_none() {
            errors.add("calendar", Said::new("calendars-calendar-wrong"));
        }
        match (from, workdays, calendar) {
            (Some(from), Some(workdays), Some(calendar)) => Ok(Self {
                from,
                workdays,
                calendar,
            }),
            _ => Err(errors),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_wrong_part_is_named() {
        let errors = DueQuestion::read("2026-9-1", "1001", "moon").unwrap_err();
        let fields: Vec<&str> = errors.iter().map(|(field, _)| field).collect();
        assert_eq!(fields, ["from", "workdays", "calendar"]);
        let question = DueQuestion::read("2026-09-30", "5", "").unwrap();
        assert_eq!(question.calendar, CalendarOf::Law);
    }
}
