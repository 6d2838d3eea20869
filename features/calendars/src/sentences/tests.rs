//! What the command line says, and that every key is written in both languages.

use super::*;
use crate::{due, read_notice};

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

#[test]
fn an_uncertain_day_is_said_in_both_languages() {
    let undetermined = due(day("2026-12-29"), 5).unwrap_err();
    assert_eq!(
        undetermined_text(Lang::Zh, &undetermined),
        "2027年的放假调休安排尚未导入，无法确定到期日；仅按周末推算约为2027-01-05，不能作为依据。请先导入国务院办公厅的放假通知。"
    );
    assert_eq!(
        undetermined_text(Lang::En, &undetermined),
        "The holiday arrangement of 2027 has not been imported, so the due day is not certain; by weekends alone it would be about 2027-01-05, which binds nobody. Import the State Council's holiday notice first."
    );
}

#[test]
fn an_explanation_is_a_line_a_day_and_the_result() {
    let text = explain_text(Lang::Zh, day("2026-09-30"), 5);
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines.len(), 15);
    assert_eq!(lines[0], "2026-09-30 周三 工作日 第0日");
    assert_eq!(lines[1], "2026-10-01 周四 国庆节放假 不计");
    assert_eq!(lines[10], "2026-10-10 周六 国庆节调休上班 第3日");
    assert_eq!(lines[11], "2026-10-11 周日 周末 不计");
    assert_eq!(lines[14], "到期日：2026-10-13，至当日24:00");
    let english = explain_text(Lang::En, day("2026-09-30"), 5);
    assert_eq!(
        english.lines().nth(10),
        Some("2026-10-10 Sat make-up working day for National Day, day 3")
    );
    let open = explain_text(Lang::En, day("2026-12-31"), 1);
    assert!(open.lines().nth(1).unwrap().contains("arrangement unknown"));
}

#[test]
fn a_day_of_the_hospitals_own_keeps_the_reason_as_typed() {
    let said = kind_said(DayKind::HouseRest("院庆"));
    assert_eq!(said_text(Lang::En, &said), "hospital rest day: 院庆");
}

#[test]
fn a_fault_of_a_notice_reads_as_a_sentence_in_both_languages() {
    let text = include_str!("../../tests/data/notices/2026.txt").replacen(
        "1月4日（周日）",
        "1月4日（周六）",
        1,
    );
    let fault = read_notice(&text).unwrap_err().remove(0);
    assert_eq!(
        said_text(Lang::Zh, &fault.said),
        "2026-01-04是周日，文中写的是周六，请核对日期。"
    );
    assert_eq!(
        said_text(Lang::En, &fault.said),
        "2026-01-04 is a Sun; the text says Sat. Please check the date."
    );
}

/// The source files that name word keys.
const SOURCES: [&str; 11] = [
    include_str!("../sentences.rs"),
    include_str!("../check.rs"),
    include_str!("../festivals.rs"),
    include_str!("../notice.rs"),
    include_str!("../notice/dates.rs"),
    include_str!("../notice/json.rs"),
    include_str!("../notice/text.rs"),
    include_str!("../notice/head.rs"),
    include_str!("../reminder.rs"),
    include_str!("../rules.rs"),
    include_str!("../clock.rs"),
];

#[test]
fn every_key_named_is_written_in_both_languages() {
    let mut named: Vec<&str> = SOURCES
        .iter()
        .flat_map(|source| source.split('"').skip(1).step_by(2))
        .filter(|text| text.starts_with("calendars-"))
        .collect();
    named.sort_unstable();
    named.dedup();
    assert!(named.len() > 30, "{}", named.len());
    for words in [ZH, EN] {
        let mut written: Vec<&str> = words
            .lines()
            .filter_map(|line| line.split_once(" = "))
            .map(|(key, _)| key)
            .collect();
        written.sort_unstable();
        assert_eq!(written, named);
    }
}
