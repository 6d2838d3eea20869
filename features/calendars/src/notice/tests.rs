//! What is read, and what is refused by its line.

use tongli_kernel::calendar::Mark;

use super::*;
use crate::{law_calendar, year_files};

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

/// The notice for 2026 with something replaced.
fn notice_2026(from: &str, to: &str) -> String {
    let text = include_str!("../../tests/data/notices/2026.txt");
    assert!(text.contains(from), "{from}");
    text.replacen(from, to, 1)
}

fn refused(input: &str) -> Vec<(Option<usize>, String)> {
    let faults = read_notice(input).unwrap_err();
    faults
        .into_iter()
        .map(|fault| (fault.line, fault.said.key.into_owned()))
        .collect()
}

#[test]
fn a_wrong_line_is_named() {
    for (from, to, line, key) in [
        (
            "1月4日（周日）上班",
            "1月4日（周六）上班",
            7,
            "calendars-notice-weekday",
        ),
        (
            "2月14日（周六）",
            "2月30日（周六）",
            9,
            "calendars-notice-no-such-day",
        ),
        (
            "放假，共3天。\n\n　　四",
            "放假，共4天。\n\n　　四",
            11,
            "calendars-notice-count",
        ),
        (
            "5月9日（周六）上班",
            "5月9日（周六）另行通知",
            13,
            "calendars-notice-unclear",
        ),
        (
            "10月10日（周六）上班",
            "10月6日（周二）上班",
            19,
            "calendars-notice-rest-and-work",
        ),
        (
            "至21日（周日）放假",
            "至1日放假",
            15,
            "calendars-notice-range",
        ),
    ] {
        let faults = refused(&notice_2026(from, to));
        assert_eq!(faults[0], (Some(line), key.to_owned()), "{to}");
    }
}

#[test]
fn a_notice_without_one_of_its_festivals_is_refused() {
    let text = notice_2026(
        "　　五、端午节：6月19日（周五）至21日（周日）放假，共3天。\n",
        "",
    );
    assert_eq!(
        refused(&text),
        [(None, "calendars-notice-festivals-missing".to_owned())]
    );
}

#[test]
fn text_that_is_no_notice_is_refused() {
    assert_eq!(refused(""), [(None, "calendars-notice-no-year".to_owned())]);
    assert_eq!(
        refused("2027年要努力工作。"),
        [(None, "calendars-notice-no-days".to_owned())]
    );
}

#[test]
fn a_year_read_is_shown_with_its_findings_and_refused_if_a_statutory_day_is_missing() {
    let text = notice_2026("6月19日（周五）至21日（周日）放假，共3天", "6月20日放假");
    let draft = read_notice(&text).unwrap();
    let refusing = draft.table(None).unwrap_err();
    assert_eq!(refusing[0].day, Some(day("2026-06-19")));
    assert_eq!(refusing[0].said.key, "calendars-check-statutory-missing");
}

#[test]
fn advice_to_rest_on_the_eve_frees_no_day() {
    let draft = read_notice(include_str!("../../tests/data/notices/2024.txt")).unwrap();
    assert!(
        !draft
            .all_days()
            .any(|marked| marked.day == day("2024-02-09"))
    );
    assert_eq!(law_calendar().is_workday(day("2024-02-09")), Some(true));
    let text = notice_2026(
        "5月9日（周六）上班。",
        "5月9日（周六）上班。鼓励各单位5月6日放假。",
    );
    let draft = read_notice(&text).unwrap();
    assert!(
        !draft
            .all_days()
            .any(|marked| marked.day == day("2026-05-06"))
    );
}

#[test]
fn a_notice_that_reaches_back_into_december_changes_the_year_before() {
    let draft = read_notice(include_str!("../../tests/data/notices/2019.txt")).unwrap();
    let december: Vec<_> = draft
        .december_before
        .iter()
        .map(|marked| (marked.day.to_string(), marked.mark))
        .collect();
    assert_eq!(
        december,
        [
            ("2018-12-29".to_owned(), Mark::MakeUp),
            ("2018-12-30".to_owned(), Mark::Rest),
            ("2018-12-31".to_owned(), Mark::Rest),
        ]
    );
    let plain = YearTable::new(2018, []).unwrap();
    assert_eq!(draft.table_before(&plain).days().count(), 3);
    assert_eq!(draft.span(), Some((day("2018-12-29"), day("2019-10-12"))));
}

#[test]
fn a_supplement_needs_the_table_it_changes() {
    let whole = read_notice(include_str!("../../tests/data/notices/2019.txt")).unwrap();
    let change = read_notice(include_str!("../../tests/data/notices/2019-supplement.txt")).unwrap();
    assert_eq!((change.year, change.scope), (2019, Scope::Supplement));
    assert_eq!(
        change.table(None).unwrap_err()[0].said.key,
        "calendars-notice-supplement-needs-table"
    );
    let table = change.table(Some(&whole.table(None).unwrap())).unwrap();
    let file = year_files().iter().find(|file| file.year == 2019).unwrap();
    for shipped in file.marked_days().filter(|marked| marked.day.month() == 5) {
        assert_eq!(
            table.mark(shipped.day).unwrap().0,
            shipped.mark,
            "{}",
            shipped.day
        );
    }
}

#[test]
fn a_supplement_in_prose_is_read_under_its_own_occasion() {
    let text = include_str!("../../tests/data/notices/2015-supplement.txt");
    let draft = read_notice(text).unwrap();
    let days: Vec<_> = draft
        .days
        .iter()
        .map(|marked| (marked.day.to_string(), marked.mark))
        .collect();
    assert_eq!(
        days,
        [
            ("2015-09-03".to_owned(), Mark::Rest),
            ("2015-09-04".to_owned(), Mark::Rest),
            ("2015-09-05".to_owned(), Mark::Rest),
            ("2015-09-06".to_owned(), Mark::MakeUp),
        ]
    );
    assert_eq!(
        draft.days[0].name,
        "中国人民抗日战争暨世界反法西斯战争胜利70周年纪念日"
    );
    assert_eq!(draft.notice.doc_no.as_deref(), Some("国发明电〔2015〕1号"));
}

#[test]
fn a_prolonged_break_is_left_to_a_person() {
    let text = include_str!("../../tests/data/notices/2020-extension.txt");
    assert_eq!(
        refused(text),
        [(Some(8), "calendars-notice-prolongs".to_owned())]
    );
}

#[test]
fn our_own_file_goes_out_and_comes_in_again() {
    for file in year_files() {
        let draft = read_notice(&serde_json::to_string(file).unwrap()).unwrap();
        assert_eq!(draft.notice, file.notice);
        assert_eq!(
            draft.table(None),
            Ok(file.table().unwrap()),
            "{}",
            file.year
        );
    }
}

#[test]
fn an_incomplete_file_an_unknown_key_and_broken_json_are_refused() {
    let mut file = year_files()[22].clone();
    file.complete = false;
    let json = serde_json::to_string_pretty(&file).unwrap();
    assert_eq!(
        refused(&json),
        [(None, "calendars-notice-incomplete".to_owned())]
    );
    let strange = json.replacen("\"year\": 2026,", "\"year\": 2026,\n  \"jahr\": 1,", 1);
    assert_eq!(
        refused(&strange),
        [(Some(3), "calendars-notice-json".to_owned())]
    );
    assert_eq!(
        refused("{\n  \"year\": }"),
        [(Some(2), "calendars-notice-json".to_owned())]
    );
}

const HOLIDAY_CN: &str = r#"{
  "$schema": "schema.json",
  "$id": "2019.json",
  "year": 2019,
  "papers": ["https://www.gov.cn/notice-of-2019"],
  "days": [
    {"name": "元旦", "date": "2018-12-29", "isOffDay": false},
    {"name": "元旦", "date": "2018-12-30", "isOffDay": true},
    {"name": "元旦", "date": "2018-12-31", "isOffDay": true},
    {"name": "元旦", "date": "2019-01-01", "isOffDay": true}
  ]
}"#;

#[test]
fn holiday_cn_is_read_with_its_december_days() {
    let draft = read_notice(HOLIDAY_CN).unwrap();
    assert_eq!((draft.year, draft.scope), (2019, Scope::WholeYear));
    assert_eq!((draft.december_before.len(), draft.days.len()), (3, 1));
    assert!(draft.notice.url.as_deref().unwrap().contains("gov.cn"));
    assert!(draft.table(None).is_err(), "three days are not a year");
}

#[test]
fn an_empty_list_is_a_year_not_yet_arranged_and_no_year_without_holidays() {
    let empty = r#"{"year": 2027, "papers": [], "days": []}"#;
    assert_eq!(
        refused(empty),
        [(None, "calendars-notice-empty".to_owned())]
    );
}
