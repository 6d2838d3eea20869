//! The law's own texts, read by our reader, against the tables made from a package:
//! the strongest oracle there is.

use tongli_calendars::{Draft, Scope, Weight, law_calendar, read_notice, year_files};
use tongli_kernel::calendar::{WorkCalendar, YearTable};

use crate::days_of;

macro_rules! texts {
    ($($year:literal)*) => {
        [$(($year, include_str!(concat!("../data/notices/", $year, ".txt")))),*]
    };
}

const TEXTS: [(i16, &str); 21] = texts!(
    2006 2007 2008 2009 2010 2011 2012 2013 2014 2015 2016
    2017 2018 2019 2020 2021 2022 2023 2024 2025 2026
);

fn drafts() -> Vec<Draft> {
    TEXTS
        .iter()
        .map(|(year, text)| read_notice(text).unwrap_or_else(|faults| panic!("{year}: {faults:?}")))
        .collect()
}

/// The tables the texts give, each with the next notice's December days.
fn calendar_of(drafts: &[Draft]) -> WorkCalendar {
    let supplement = |year| match year {
        2015 => Some(include_str!("../data/notices/2015-supplement.txt")),
        2019 => Some(include_str!("../data/notices/2019-supplement.txt")),
        _ => None,
    };
    let tables = drafts.iter().enumerate().map(|(at, draft)| {
        let mut table = draft.table(None).unwrap();
        if let Some(text) = supplement(draft.year) {
            table = read_notice(text).unwrap().table(Some(&table)).unwrap();
        }
        match drafts.get(at + 1) {
            Some(next) => next.table_before(&table),
            None => table,
        }
    });
    WorkCalendar::law(tables.collect::<Vec<YearTable>>())
}

#[test]
fn every_notice_since_2006_is_read_without_a_fault() {
    for (draft, (year, _)) in drafts().iter().zip(TEXTS) {
        assert_eq!((draft.year, draft.scope), (year, Scope::WholeYear));
        let refusing = draft
            .findings()
            .into_iter()
            .filter(|found| found.weight == Weight::Refuses);
        assert_eq!(refusing.count(), 0, "{year}");
    }
}

/// The tables and the words of the law are the same on every day, but for the
/// Spring Festival of 2020: its prolongation is read by a person.
#[test]
fn the_tables_are_what_the_notices_say() {
    let read = calendar_of(&drafts());
    let differing: Vec<_> = days_of(2006..=2026)
        .filter(|day| read.is_workday(*day) != law_calendar().is_workday(*day))
        .map(|day| day.to_string())
        .collect();
    assert_eq!(differing, ["2020-01-31", "2020-02-01"]);
}

/// The first draft reaches back into 2005, which both packages overlook.
#[test]
fn the_notice_for_2006_makes_the_last_saturday_of_2005_a_working_day() {
    let december: Vec<_> = drafts()[0].december_before.clone();
    assert_eq!(december.len(), 1);
    assert_eq!(december[0].day.to_string(), "2005-12-31");
    assert_eq!(law_calendar().is_workday(december[0].day), Some(true));
}

#[test]
fn numbers_and_dates_in_the_texts_are_those_of_the_tables() {
    for draft in drafts() {
        let file = year_files()
            .iter()
            .find(|file| file.year == draft.year)
            .unwrap();
        assert_eq!(
            draft.notice.doc_no,
            written(&draft, &file.notice.doc_no),
            "{}",
            draft.year
        );
        if draft.notice.issued_on.is_some() {
            assert_eq!(
                draft.notice.issued_on, file.notice.issued_on,
                "{}",
                draft.year
            );
        }
    }
}

/// A copy without its number cannot show one.
fn written(draft: &Draft, doc_no: &Option<String>) -> Option<String> {
    draft.notice.doc_no.as_ref().and(doc_no.clone())
}
