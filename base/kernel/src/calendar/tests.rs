//! The rules on a calendar small enough to read: 2026 of the mainland.

use super::*;
use crate::HospitalTime;

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn marked(mark: Mark, name: &str, days: &[&str]) -> Vec<MarkedDay> {
    days.iter()
        .map(|text| MarkedDay {
            day: day(&format!("2026-{text}")),
            mark,
            name: name.to_owned(),
        })
        .collect()
}

/// The days of the notice of 2025-11-04.
fn table_2026() -> YearTable {
    let days = [
        marked(Mark::Rest, "元旦", &["01-01", "01-02", "01-03"]),
        marked(
            Mark::Rest,
            "春节",
            &[
                "02-15", "02-16", "02-17", "02-18", "02-19", "02-20", "02-21", "02-22", "02-23",
            ],
        ),
        marked(Mark::Rest, "清明节", &["04-04", "04-05", "04-06"]),
        marked(
            Mark::Rest,
            "劳动节",
            &["05-01", "05-02", "05-03", "05-04", "05-05"],
        ),
        marked(Mark::Rest, "端午节", &["06-19", "06-20", "06-21"]),
        marked(Mark::Rest, "中秋节", &["09-25", "09-26", "09-27"]),
        marked(
            Mark::Rest,
            "国庆节",
            &[
                "10-01", "10-02", "10-03", "10-04", "10-05", "10-06", "10-07",
            ],
        ),
        marked(
            Mark::MakeUp,
            "国庆节",
            &["01-04", "02-14", "02-28", "05-09", "09-20", "10-10"],
        ),
    ]
    .concat();
    YearTable::new(2026, days).unwrap()
}

fn law() -> WorkCalendar {
    WorkCalendar::law([table_2026()])
}

fn house(entries: &[(&str, HouseMark)]) -> WorkCalendar {
    law().house(HouseDays::new(entries.iter().map(|(text, mark)| {
        HouseDay {
            day: day(text),
            mark: *mark,
            reason: "院庆".to_owned(),
        }
    })))
}

#[test]
fn every_kind_of_day_has_its_name() {
    let calendar = law();
    assert_eq!(calendar.kind(day("2026-09-28")), DayKind::WorkingDay);
    assert_eq!(calendar.kind(day("2026-10-11")), DayKind::Weekend);
    assert_eq!(calendar.kind(day("2026-10-08")), DayKind::WorkingDay);
    assert_eq!(calendar.kind(day("2026-10-01")), DayKind::Holiday("国庆节"));
    assert_eq!(calendar.kind(day("2026-10-10")), DayKind::MakeUp("国庆节"));
    assert_eq!(calendar.kind(day("2027-01-04")), DayKind::Unknown);
    assert_eq!(calendar.is_workday(day("2027-01-03")), None, "a Sunday");
}

#[test]
fn the_receipt_day_is_day_zero() {
    let calendar = law();
    for (received, workdays, due) in [
        ("2026-09-28", 0, "2026-09-28"),
        ("2026-09-28", 1, "2026-09-29"),
        ("2026-09-28", 5, "2026-10-10"),
        ("2026-09-30", 5, "2026-10-13"),
        ("2026-09-24", 10, "2026-10-15"),
        // Received on a day off: the first working day after it is day 1.
        ("2026-02-20", 5, "2026-02-28"),
        ("2026-01-01", 3, "2026-01-06"),
        // Received on a make-up Saturday.
        ("2026-10-10", 1, "2026-10-12"),
    ] {
        assert_eq!(
            calendar.due_on(day(received), workdays),
            Ok(day(due)),
            "{received} + {workdays}"
        );
    }
}

#[test]
fn a_count_into_an_unknown_year_is_undetermined_and_says_where_it_might_end() {
    assert_eq!(
        law().due_on(day("2026-12-29"), 5),
        Err(Undetermined {
            // 30 and 31 December are certain; 1, 4 and 5 January only by weekdays.
            provisional: day("2027-01-05"),
            unknown_year: 2027,
        })
    );
    assert_eq!(law().due_on(day("2026-12-29"), 2), Ok(day("2026-12-31")));
}

#[test]
fn a_receipt_day_in_an_unknown_year_does_not_matter_but_the_days_after_it_do() {
    assert_eq!(law().due_on(day("2025-12-31"), 1), Ok(day("2026-01-04")));
    assert_eq!(
        law().due_on(day("2025-12-30"), 1).unwrap_err().unknown_year,
        2025
    );
}

#[test]
fn a_clock_beyond_all_time_ends_undetermined_instead_of_never() {
    let far = law().due_on(day("9999-12-01"), u32::MAX).unwrap_err();
    assert_eq!(far.provisional, day("9999-12-31"));
}

#[test]
fn near_begins_when_four_fifths_of_the_days_have_begun() {
    let numbers = [
        (0, 0),
        (1, 1),
        (2, 2),
        (3, 3),
        (4, 4),
        (5, 4),
        (6, 5),
        (10, 8),
        (30, 24),
    ];
    for (days, near) in numbers {
        assert_eq!(near_number(days), near, "{days} days");
        assert_eq!(near_number(days), (4 * days).div_ceil(5), "{days} days");
    }
    assert_eq!(near_number(u32::MAX), u32::MAX - u32::MAX / 5);
    assert_eq!(law().near_on(day("2026-09-28"), 5), Ok(day("2026-10-09")));
}

#[test]
fn a_clock_runs_out_at_the_end_of_its_day() {
    let time = HospitalTime::named("Asia/Shanghai").unwrap();
    let due = law().due_at(&time, day("2026-09-30"), 5).unwrap();
    assert_eq!(time.show(due), "2026-10-14 00:00");
}

#[test]
fn working_days_between_leave_out_the_first_and_take_the_last() {
    let calendar = law();
    assert_eq!(
        calendar.workdays_between(day("2026-09-28"), day("2026-10-10")),
        Ok(5)
    );
    assert_eq!(
        calendar.workdays_between(day("2026-10-10"), day("2026-09-28")),
        Ok(0)
    );
    assert_eq!(
        calendar.workdays_between(day("2026-12-31"), day("2027-01-01")),
        Err(UnknownYear(2027))
    );
}

#[test]
fn months_have_the_working_days_of_the_notice() {
    let expected = [21, 16, 22, 21, 19, 21, 23, 21, 22, 18, 21, 23];
    for (month, count) in (1..=12).zip(expected) {
        let in_month = Day::new(2026, month, 15).unwrap();
        assert_eq!(
            law().workdays_in_month(in_month),
            Ok(count),
            "month {month}"
        );
    }
    assert_eq!(
        law().workdays_in_month(day("2027-02-01")),
        Err(UnknownYear(2027))
    );
}

#[test]
fn the_hospitals_own_days_move_its_own_calendar_and_not_the_laws() {
    let own = house(&[
        ("2026-09-29", HouseMark::Rest),
        ("2026-10-11", HouseMark::Work),
    ]);
    assert_eq!(own.kind(day("2026-09-29")), DayKind::HouseRest("院庆"));
    assert_eq!(own.due_on(day("2026-09-28"), 1), Ok(day("2026-09-30")));
    assert_eq!(own.due_on(day("2026-10-10"), 1), Ok(day("2026-10-11")));
    assert_eq!(law().due_on(day("2026-09-28"), 1), Ok(day("2026-09-29")));
    assert_eq!(own.house(HouseDays::default()), law());
}

#[test]
fn the_version_names_the_content() {
    let other = table_2026().amended(&marked(Mark::Rest, "院庆", &["03-02"]));
    assert_eq!(law().version(), law().version());
    assert!(law().version().starts_with("2026-2026."));
    assert_ne!(law().version(), WorkCalendar::law([other]).version());
    let rest = house(&[("2026-09-29", HouseMark::Rest)]);
    let work = house(&[("2026-09-29", HouseMark::Work)]);
    assert_ne!(law().version(), rest.version());
    assert_ne!(rest.version(), work.version());
    assert_eq!(WorkCalendar::law([]).version(), "none.cbf29ce484222325");
}

#[test]
fn an_explanation_leaves_no_day_out() {
    let calendar = law();
    let explained = calendar.explain(day("2026-09-28"), 5);
    let lines: Vec<String> = explained
        .rows
        .iter()
        .map(|row| match row.counted {
            Some(number) => format!("{} {number}", row.day),
            None => format!("{} -", row.day),
        })
        .collect();
    let mut expected = vec![
        "2026-09-28 0".to_owned(),
        "2026-09-29 1".to_owned(),
        "2026-09-30 2".to_owned(),
    ];
    expected.extend((1..=7).map(|date| format!("2026-10-0{date} -")));
    expected.extend(["2026-10-08 3", "2026-10-09 4", "2026-10-10 5"].map(str::to_owned));
    assert_eq!(lines, expected);
    assert_eq!(explained.rows[12].weekday(), 6);
}

#[test]
fn an_explanation_into_an_unknown_year_shows_the_unknown_days() {
    let calendar = law();
    let explained = calendar.explain(day("2026-12-30"), 2);
    let kinds: Vec<_> = explained.rows.iter().map(|row| row.kind).collect();
    assert_eq!(
        kinds,
        [DayKind::WorkingDay, DayKind::WorkingDay, DayKind::Unknown]
    );
    assert!(explained.due.is_err());
    assert_eq!(
        calendar.explain(day("2026-01-01"), 900_000).rows.len(),
        2_000
    );
}

#[test]
fn a_period_ending_on_a_day_off_rolls_to_the_next_working_day() {
    assert_eq!(
        law().rolled_forward(day("2026-10-03")),
        Ok(day("2026-10-08"))
    );
    assert_eq!(
        law().rolled_forward(day("2026-10-10")),
        Ok(day("2026-10-10"))
    );
    let unknown = law().rolled_forward(day("2027-01-04")).unwrap_err();
    assert_eq!(
        (unknown.provisional, unknown.unknown_year),
        (day("2027-01-04"), 2027)
    );
}

#[test]
fn natural_days_run_through_weekends() {
    assert_eq!(day("2026-10-12").due_after_days(7), day("2026-10-19"));
    assert_eq!(
        day("2026-10-12").due_after_days(u32::MAX),
        day("9999-12-31")
    );
}

#[test]
fn a_table_refuses_a_day_of_another_year_and_a_day_twice() {
    let new_year = marked(Mark::Rest, "元旦", &["01-01"]);
    assert_eq!(
        YearTable::new(2025, new_year.clone()),
        Err(TableFault::OtherYear(day("2026-01-01")))
    );
    assert_eq!(
        YearTable::new(2026, [new_year.clone(), new_year].concat()),
        Err(TableFault::Twice(day("2026-01-01")))
    );
}

#[test]
fn an_amendment_marks_days_of_its_own_year_only() {
    let change = MarkedDay {
        day: day("2025-12-31"),
        mark: Mark::MakeUp,
        name: "元旦".to_owned(),
    };
    assert_eq!(table_2026().amended(&[change]), table_2026());
}

#[test]
fn the_last_days_of_december_wait_for_the_next_notice() {
    assert!(law().may_still_change(day("2026-12-29")));
    assert!(!law().may_still_change(day("2026-12-28")));
    let with_next = WorkCalendar::law([table_2026(), YearTable::new(2027, []).unwrap()]);
    assert!(!with_next.may_still_change(day("2026-12-29")));
}
