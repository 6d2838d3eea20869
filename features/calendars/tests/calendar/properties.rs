//! What holds for any day and any number of days.

use proptest::prelude::*;
use tongli_calendars::{law_calendar, read_notice, year_files};
use tongli_kernel::Day;
use tongli_kernel::calendar::{DayKind, Explanation, near_number};

/// Any day of the shipped years but the last hundred, so that counts stay in them.
fn days() -> impl Strategy<Value = Day> {
    let first = Day::new(2004, 1, 1).unwrap();
    let last = Day::new(2026, 9, 20).unwrap();
    (0..=first.days_until(last)).prop_map(move |offset| first.plus_days(offset))
}

/// The due day by the kinds alone, without looking at the numbers.
fn recomputed(explained: &Explanation<'_>, workdays: u32) -> Option<Day> {
    let mut left = workdays;
    for row in &explained.rows {
        if left == 0 {
            return None;
        }
        let is_receipt = row.counted == Some(0);
        if !is_receipt && row.kind.is_workday()? {
            left -= 1;
            if left == 0 {
                return Some(row.day);
            }
        }
    }
    None
}

proptest! {
    #[test]
    fn a_due_day_is_the_nth_working_day_after_receipt(received in days(), workdays in 1_u32..60) {
        let calendar = law_calendar();
        let due = calendar.due_on(received, workdays).unwrap();
        prop_assert!(due > received);
        prop_assert_eq!(calendar.is_workday(due), Some(true));
        prop_assert_eq!(calendar.workdays_between(received, due), Ok(workdays));
        prop_assert_eq!(calendar.workdays_between(received, due.plus_days(-1)), Ok(workdays - 1));
    }

    #[test]
    fn a_later_receipt_is_never_due_earlier(
        received in days(), later in 0_i32..40, workdays in 1_u32..30,
    ) {
        let calendar = law_calendar();
        let second = received.plus_days(later).min(Day::new(2026, 9, 20).unwrap());
        let (first, second) = (calendar.due_on(received, workdays), calendar.due_on(second.max(received), workdays));
        prop_assert!(first.unwrap() <= second.unwrap());
    }

    #[test]
    fn more_days_are_due_later(received in days(), workdays in 0_u32..59) {
        let calendar = law_calendar();
        prop_assert!(
            calendar.due_on(received, workdays).unwrap()
                < calendar.due_on(received, workdays + 1).unwrap()
        );
    }

    #[test]
    fn an_explanation_recomputed_by_hand_gives_the_due_day(received in days(), workdays in 1_u32..60) {
        let explained = law_calendar().explain(received, workdays);
        prop_assert_eq!(recomputed(&explained, workdays), explained.due.ok());
        prop_assert_eq!(explained.rows[0].day, received);
        for pair in explained.rows.windows(2) {
            prop_assert_eq!(pair[0].day.next(), pair[1].day);
        }
        let numbers: Vec<u32> = explained.rows.iter().filter_map(|row| row.counted).collect();
        prop_assert_eq!(numbers, (0..=workdays).collect::<Vec<_>>());
    }

    #[test]
    fn near_is_not_after_due_and_not_before_four_fifths(received in days(), workdays in 1_u32..60) {
        let calendar = law_calendar();
        let near = calendar.near_on(received, workdays).unwrap();
        prop_assert!(near <= calendar.due_on(received, workdays).unwrap());
        prop_assert_eq!(calendar.is_workday(near), Some(true));
        let begun = near_number(workdays);
        prop_assert!(begun * 5 >= workdays * 4 && (begun - 1) * 5 < workdays * 4);
    }

    /// Whatever is pasted, the answer is a draft or faults whose lines exist.
    #[test]
    fn no_text_breaks_the_reader(
        pieces in prop::collection::vec(
            prop::sample::select(vec![
                "2027年", "13月", "1月", "31日", "0日", "99999日", "至", "、", "（周六）", "（", "）", "放假",
                "上班", "调至", "共3天", "，", "。", "：", "\n", "一、元旦", "二、春节：", "“五一”", "关于", "号",
                "国办发明电", "〔", "国务院", "十", "延长", "的通知", "{", "\"days\"", "年部分节假日",
            ]),
            0..40,
        )
    ) {
        let text = pieces.concat();
        if let Err(faults) = read_notice(&text) {
            prop_assert!(!faults.is_empty());
            for line in faults.iter().filter_map(|fault| fault.line) {
                prop_assert!((1..=text.lines().count().max(1)).contains(&line), "{line} of {text:?}");
            }
        }
    }

    #[test]
    fn a_count_that_leaves_the_tables_is_never_certain(
        offset in 0_i32..400, workdays in 1_u32..400,
    ) {
        let calendar = law_calendar();
        let received = Day::new(2026, 6, 1).unwrap().plus_days(offset);
        let explained = calendar.explain(received, workdays);
        match explained.due {
            Ok(due) => {
                prop_assert!(due.year() <= 2026);
                prop_assert!(explained.rows.iter().skip(1).all(|row| row.kind != DayKind::Unknown));
            }
            Err(open) => {
                prop_assert_eq!(open.unknown_year, received.next().year().max(2027));
                prop_assert!(open.provisional.year() >= 2027);
                prop_assert!(!open.provisional.is_weekend());
            }
        }
    }
}

#[test]
fn no_year_is_half_known() {
    for file in year_files() {
        assert!(file.complete && law_calendar().knows(file.year));
    }
    assert!(!law_calendar().knows(2003) && !law_calendar().knows(2027));
}
