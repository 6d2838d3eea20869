//! Worked examples: months, and counts from days next to breaks.

use tongli_calendars::{due, law_calendar};
use tongli_kernel::Day;

use crate::day;

#[test]
fn working_days_of_each_month() {
    for (year, counts) in [
        (2024, [22, 18, 21, 22, 21, 19, 23, 22, 21, 19, 21, 22]),
        (2025, [19, 19, 21, 22, 19, 20, 23, 21, 23, 18, 20, 23]),
        (2026, [21, 16, 22, 21, 19, 21, 23, 21, 22, 18, 21, 23]),
    ] {
        for (month, count) in (1..=12).zip(counts) {
            let day = Day::new(year, month, 1).unwrap();
            assert_eq!(law_calendar().workdays_in_month(day), Ok(count), "{day}");
        }
    }
}

#[test]
fn counts_of_three_five_ten_and_thirty_days() {
    for (received, expected) in [
        (
            "2024-02-09",
            ["2024-02-20", "2024-02-22", "2024-02-29", "2024-03-28"],
        ),
        (
            "2024-04-30",
            ["2024-05-08", "2024-05-10", "2024-05-16", "2024-06-14"],
        ),
        (
            "2025-01-24",
            ["2025-02-05", "2025-02-07", "2025-02-13", "2025-03-13"],
        ),
        (
            "2025-09-30",
            ["2025-10-11", "2025-10-14", "2025-10-21", "2025-11-18"],
        ),
        (
            "2026-01-01",
            ["2026-01-06", "2026-01-08", "2026-01-15", "2026-02-12"],
        ),
        (
            "2026-02-13",
            ["2026-02-25", "2026-02-27", "2026-03-05", "2026-04-02"],
        ),
        (
            "2026-02-20",
            ["2026-02-26", "2026-02-28", "2026-03-06", "2026-04-03"],
        ),
        (
            "2026-04-30",
            ["2026-05-08", "2026-05-11", "2026-05-18", "2026-06-15"],
        ),
        (
            "2026-09-18",
            ["2026-09-22", "2026-09-24", "2026-10-09", "2026-11-05"],
        ),
        (
            "2026-09-30",
            ["2026-10-10", "2026-10-13", "2026-10-20", "2026-11-17"],
        ),
    ] {
        for (workdays, expected) in [3, 5, 10, 30].into_iter().zip(expected) {
            assert_eq!(
                due(day(received), workdays),
                Ok(day(expected)),
                "{received} + {workdays}"
            );
        }
    }
    assert_eq!(due(day("2026-09-24"), 10), Ok(day("2026-10-15")));
    assert_eq!(due(day("2026-12-29"), 5).unwrap_err().unknown_year, 2027);
}

#[test]
fn whole_years() {
    for (year, count) in [(2024, 251), (2025, 248), (2026, 248)] {
        let (before, last) = (
            Day::new(year - 1, 12, 31).unwrap(),
            Day::new(year, 12, 31).unwrap(),
        );
        assert_eq!(
            law_calendar().workdays_between(before, last),
            Ok(count),
            "{year}"
        );
    }
}
