//! Day by day against lists made by others.

use std::collections::BTreeSet;

use tongli_calendars::{law_calendar, statutory_days};
use tongli_kernel::Day;
use tyme4rs::tyme::Culture;
use tyme4rs::tyme::holiday::LegalHoliday;
use tyme4rs::tyme::lunar::LunarDay;

use crate::{day, days_of};

/// Days on which our tables and another list differ, as our table has them.
fn differing(
    years: std::ops::RangeInclusive<i16>,
    other: impl Fn(Day) -> bool,
) -> Vec<(String, bool)> {
    days_of(years)
        .filter_map(|day| {
            let ours = law_calendar().is_workday(day).unwrap();
            (ours != other(day)).then(|| (day.to_string(), ours))
        })
        .collect()
}

/// tyme4rs 1.5.0 lacks two make-up days that the notice for 2013
/// (国办发明电〔2012〕33号) orders; tests/data/notices/2013.txt has its words.
#[test]
fn tyme4rs_agrees_on_every_day_but_two_it_lacks() {
    let by_tyme = |day: Day| {
        let (year, month, date) = (day.year(), day.month(), day.day_of_month());
        let holiday = LegalHoliday::from_ymd(year.into(), month as usize, date as usize);
        holiday.map_or(!day.is_weekend(), |holiday| holiday.is_work())
    };
    assert_eq!(
        differing(2004..=2026, by_tyme),
        [
            ("2013-04-07".to_owned(), true),
            ("2013-10-12".to_owned(), true)
        ]
    );
    assert!(LegalHoliday::from_ymd(2027, 1, 1).is_none());
}

/// chinese-days 1.5.7 lacks the Saturday before New Year 2006, worked by the notice
/// for 2006 (国办发明电〔2005〕35号); tests/data/notices/2006.txt has its words.
#[test]
fn chinese_days_agrees_on_every_day_but_one_it_lacks() {
    let (mut rest, mut work) = (BTreeSet::new(), BTreeSet::new());
    for line in include_str!("../data/chinese-days.txt").lines() {
        let mut words = line.split_whitespace();
        let (Some(year), Some(kind)) = (words.next(), words.next()) else {
            continue;
        };
        let days = words.map(|word| day(&format!("{year}-{word}")));
        match kind {
            "rest" => rest.extend(days),
            "work" => work.extend(days),
            _ => assert_eq!(year, "#", "{line}"),
        }
    }
    assert_eq!((rest.len(), work.len()), (619, 150));
    let by_package = |day: Day| work.contains(&day) || (!day.is_weekend() && !rest.contains(&day));
    assert_eq!(
        differing(2004..=2026, by_package),
        [("2005-12-31".to_owned(), true)]
    );
}

/// Five packages, of which the file says on each day how many agree.
#[test]
fn the_six_years_of_five_packages_agree_on_every_day() {
    let mut lines = 0;
    for line in include_str!("../data/cn_workdays_6_years.csv")
        .lines()
        .skip(1)
    {
        let fields: Vec<&str> = line.split(',').collect();
        let works = fields[2] == "1";
        assert_eq!(
            law_calendar().is_workday(day(fields[0])),
            Some(works),
            "{line}"
        );
        lines += 1;
    }
    assert_eq!(lines, 2_192);
}

/// The festivals that follow the moon, by tyme4rs's own astronomy.
#[test]
fn the_festival_table_agrees_with_the_moon_and_the_sun() {
    for year in 2008..=2060 {
        let first_of = |festival: &str| {
            let days = statutory_days(year);
            days.iter()
                .find(|day| day.festival == festival)
                .unwrap()
                .day
        };
        let lunar = |month: isize, date: usize| {
            let solar = LunarDay::from_ymd(year.into(), month, date).get_solar_day();
            Day::new(year, solar.get_month() as i8, solar.get_day() as i8).unwrap()
        };
        let eve = if (2014..=2024).contains(&year) { 0 } else { 1 };
        assert_eq!(first_of("春节").plus_days(eve), lunar(1, 1), "{year}");
        assert_eq!(first_of("端午节"), lunar(5, 5), "{year}");
        assert_eq!(first_of("中秋节"), lunar(8, 15), "{year}");
        let qingming = first_of("清明节");
        let term = tyme4rs::tyme::solar::SolarDay::from_ymd(
            year.into(),
            qingming.month() as usize,
            qingming.day_of_month() as usize,
        )
        .get_term_day();
        assert_eq!(
            (term.get_solar_term().get_name(), term.get_day_index()),
            ("清明".to_owned(), 0),
            "{year}"
        );
    }
}
