//! Rows of an invented register, good and bad.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test says what it expects"
)]

use super::*;

const COLUMNS: [Column; 10] = [
    Column::Received,
    Column::Channel,
    Column::Kind,
    Column::Patient,
    Column::Phone,
    Column::Department,
    Column::Narrative,
    Column::Demand,
    Column::Result,
    Column::Answered,
];

fn ground() -> Ground {
    Ground {
        columns: COLUMNS
            .iter()
            .enumerate()
            .map(|(at, column)| (*column, at))
            .collect(),
        year: None,
        channel: None,
        kind: None,
        today: "2026-09-28".parse().unwrap(),
    }
}

fn read(texts: [&str; 10]) -> Parsed {
    let cells: Vec<Cell> = texts.iter().map(|text| Cell::text(text)).collect();
    let ground = ground();
    let cells = Cells::pick(&cells, &ground.columns, &Cells::default());
    read_row(Place { sheet: 0, row: 4 }, &cells, &ground)
}

fn flaws(texts: [&str; 10]) -> Vec<(String, String)> {
    match read(texts) {
        Parsed::Bad { flaws, .. } => flaws
            .into_iter()
            .map(|flaw| (flaw.field, flaw.said.key.into_owned()))
            .collect(),
        other => panic!("{other:?} should be bad"),
    }
}

#[test]
fn a_full_row_is_good() {
    let Parsed::Good(row) = read([
        "2011/9/24",
        "来电",
        "投诉",
        "李某",
        "13800001234",
        "骨科",
        " 等候太久 ",
        "道歉",
        "已道歉",
        "2011.9.26",
    ]) else {
        panic!("should be good")
    };
    assert_eq!(row.received.to_string(), "2011-09-24");
    assert_eq!(row.answered.unwrap().to_string(), "2011-09-26");
    assert_eq!((row.channel, row.kind), (Channel::Phone, Kind::Complaint));
    assert_eq!(row.narrative, "等候太久");
    assert_eq!(row.phone.as_deref(), Some("13800001234"));
    assert!(!format!("{row:?}").contains("李某"));
}

#[test]
fn every_wrong_field_of_a_row_is_named() {
    let found = flaws([
        "2019-13-45",
        "烽火台",
        "",
        "",
        "",
        "",
        "",
        "",
        "",
        "2019-99-01",
    ]);
    let found: Vec<(&str, &str)> = found
        .iter()
        .map(|(a, b)| (a.as_str(), b.as_str()))
        .collect();
    assert_eq!(
        found,
        [
            ("received", "imports-date-impossible"),
            ("channel", "imports-choice-unknown"),
            ("kind", "imports-choice-empty"),
            ("narrative", "imports-narrative-empty"),
            ("answered", "imports-date-impossible"),
        ]
    );
}

#[test]
fn nobody_came_tomorrow_and_no_answer_came_before_the_question() {
    let late = flaws([
        "2026-09-29",
        "来访",
        "咨询",
        "",
        "",
        "",
        "几点上班",
        "",
        "",
        "",
    ]);
    assert_eq!(
        late,
        [("received".to_owned(), "imports-date-future".to_owned())]
    );
    let early = flaws([
        "2026-09-28",
        "来访",
        "咨询",
        "",
        "",
        "",
        "几点上班",
        "",
        "",
        "2026-09-27",
    ]);
    assert_eq!(
        early,
        [("answered".to_owned(), "imports-answered-before".to_owned())]
    );
}

#[test]
fn words_instead_of_an_answers_day_are_no_mistake() {
    let outcome = read([
        "2011-09-24",
        "来访",
        "咨询",
        "",
        "",
        "",
        "几点上班",
        "",
        "",
        "未答复",
    ]);
    assert!(matches!(outcome, Parsed::Good(row) if row.answered.is_none()));
}

#[test]
fn as_above_takes_the_value_of_the_row_above() {
    let ground = ground();
    let above: Vec<Cell> = ["2011-09-24", "来访"]
        .iter()
        .map(|text| Cell::text(text))
        .collect();
    let above = Cells::pick(&above, &ground.columns, &Cells::default());
    let cells: Vec<Cell> = ["同上", "〃"].iter().map(|text| Cell::text(text)).collect();
    let cells = Cells::pick(&cells, &ground.columns, &above);
    assert_eq!(cells.text(Column::Received).as_deref(), Some("2011-09-24"));
    assert_eq!(cells.text(Column::Channel).as_deref(), Some("来访"));
}

#[test]
fn a_telephone_is_kept_even_if_it_cannot_be_dialled() {
    assert_eq!(
        phone("13800001234/13900001234").as_deref(),
        Some("13800001234")
    );
    assert_eq!(phone("88886666").as_deref(), Some("88886666"));
    assert_eq!(phone("不详"), None);
    assert_eq!(phone("无"), None);
}

#[test]
fn a_place_survives_its_key() {
    for place in [
        Place { sheet: 0, row: 12 },
        Place {
            sheet: 11,
            row: 200_000,
        },
    ] {
        assert_eq!(Place::from_key(place.key()), place);
    }
    assert_eq!(Place { sheet: 0, row: 12 }.code(), "0012");
    assert_eq!(Place { sheet: 1, row: 12 }.code(), "2S0012");
}
