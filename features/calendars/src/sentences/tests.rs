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
fn an_explanation_is_a_line_a_day() {
    let lines = |lang, from, workdays| -> Vec<String> {
        let explained = crate::law_calendar().explain(day(from), workdays);
        explained
            .rows
            .iter()
            .map(|row| row_text(lang, row))
            .collect()
    };
    let chinese = lines(Lang::Zh, "2026-09-30", 5);
    assert_eq!(chinese.len(), 14);
    assert_eq!(chinese[0], "2026-09-30 周三 工作日 第0日");
    assert_eq!(chinese[1], "2026-10-01 周四 国庆节放假 不计");
    assert_eq!(chinese[10], "2026-10-10 周六 国庆节调休上班 第3日");
    assert_eq!(chinese[11], "2026-10-11 周日 周末 不计");
    assert_eq!(
        lines(Lang::En, "2026-09-30", 5)[10],
        "2026-10-10 Sat make-up working day for National Day, day 3"
    );
    assert!(lines(Lang::En, "2026-12-31", 1)[1].contains("arrangement unknown"));
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

/// The texts of every file of a folder of this crate, its sub-folders too.
fn texts(folder: &std::path::Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).unwrap();
    let paths = entries.map(|entry| entry.unwrap().path());
    paths
        .flat_map(|path| match path.is_dir() {
            true => texts(&path),
            false => vec![std::fs::read_to_string(path).unwrap()],
        })
        .collect()
}

/// Keys as they stand in quotes or after `done=`; one that ends with a hyphen is
/// the beginning of keys made at run time.
fn keys_in(text: &str) -> impl Iterator<Item = &str> {
    text.match_indices("calendars-")
        .filter(|(at, _)| matches!(text[..*at].chars().next_back(), Some('"' | '=')))
        .map(|(at, _)| {
            let rest = &text[at..];
            let is_key = |letter: char| letter.is_ascii_alphanumeric() || letter == '-';
            &rest[..rest.find(|letter| !is_key(letter)).unwrap_or(rest.len())]
        })
}

#[test]
fn every_key_named_is_written_in_both_languages() {
    let crate_folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let all = [
        texts(&crate_folder.join("src")),
        texts(&crate_folder.join("templates")),
    ]
    .concat();
    let named: std::collections::BTreeSet<&str> = all
        .iter()
        .flat_map(|text| keys_in(text))
        .filter(|key| *key != "calendars-")
        .collect();
    assert!(named.len() > 150, "{}", named.len());
    let (begun, whole): (Vec<&str>, Vec<&str>) = named.iter().partition(|key| key.ends_with('-'));
    for lang in Lang::ALL {
        let written = WORDS.keys(lang);
        for key in &whole {
            assert!(written.contains(*key), "{key} is not written");
        }
        for key in written.iter().filter(|key| !key.starts_with("permission-")) {
            let is_made = begun.iter().any(|start| key.starts_with(start));
            assert!(is_made || named.contains(key.as_str()), "nobody says {key}");
        }
    }
}

#[test]
fn a_version_is_said_by_its_years_and_the_beginning_of_its_mark() {
    let version = crate::law_calendar().version();
    let said = said_text(Lang::Zh, &version_said(version));
    let mark = version.split_once('.').unwrap().1;
    assert_eq!(said, format!("2004 至 2026 年，版本 {}", &mark[..6]));
    assert_eq!(
        said_text(Lang::En, &version_said("none.cbf29ce484222325")),
        "no year yet"
    );
}
