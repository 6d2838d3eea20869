//! Tables of dates as typed.
#![allow(clippy::unwrap_used, reason = "a test says what it expects")]

use proptest::prelude::*;

use super::*;

fn read(text: &str) -> Result<String, NoDate> {
    read_when(text, None).map(|when| when.to_string())
}

#[test]
fn dates_are_read_as_people_type_them() {
    for (typed, day) in [
        ("2011-05-17 20:51:54", "2011-05-17 20:51"),
        ("2011-05-31 21:19", "2011-05-31 21:19"),
        ("2011/9/24", "2011-09-24"),
        ("2012年1月19日", "2012-01-19"),
        ("2012 年 1 月 19 日", "2012-01-19"),
        ("2012年1月19号", "2012-01-19"),
        ("2012年1月19", "2012-01-19"),
        ("2012.04.04", "2012-04-04"),
        ("2012. 4. 4", "2012-04-04"),
        ("2012.4.4.", "2012-04-04"),
        ("20120404", "2012-04-04"),
        ("12-4-4", "2012-04-04"),
        ("12.12.31", "2012-12-31"),
        ("２０１１－０５－１７", "2011-05-17"),
        ("２０１１年５月１７日　２０：５１", "2011-05-17 20:51"),
        ("2011-05-17T20:51:54", "2011-05-17 20:51"),
        ("2011/05/17 8:05", "2011-05-17 08:05"),
        ("2011-5-17（周二）", "2011-05-17"),
        ("2011年5月17日 星期二", "2011-05-17"),
        ("2011年5月17日下午3:20", "2011-05-17 15:20"),
        ("2011年5月17日15时20分", "2011-05-17 15:20"),
        ("2011年5月17日9点半", "2011-05-17 09:30"),
        ("2011年5月17日上午", "2011-05-17"),
        ("2011/5/17 3:20 PM", "2011-05-17 15:20"),
        ("二〇一二年十二月二十一日", "2012-12-21"),
        ("二○一二年一月十日", "2012-01-10"),
        ("31/5/2011", "2011-05-31"),
        ("5/31/2011", "2011-05-31"),
        ("2012-02-29", "2012-02-29"),
        ("40680", "2011-05-17"),
        ("40680.869375", "2011-05-17 20:51"),
    ] {
        assert_eq!(read(typed).as_deref(), Ok(day), "{typed}");
    }
}

#[test]
fn what_is_no_date_is_told_why() {
    for (typed, why) in [
        ("", NoDate::Empty),
        ("　", NoDate::Empty),
        ("2019-13-45", NoDate::Impossible),
        ("2011-02-29", NoDate::Impossible),
        ("2019-00-10", NoDate::Impossible),
        ("20191345", NoDate::Impossible),
        ("2019年4月31日", NoDate::Impossible),
        ("13/13/2011", NoDate::Impossible),
        ("4/5/2011", NoDate::Ambiguous),
        ("5月17日", NoDate::YearMissing),
        ("5.17", NoDate::YearMissing),
        ("昨天", NoDate::Unclear),
        ("张三", NoDate::Unclear),
        ("2011", NoDate::Unclear),
        ("2011年5月", NoDate::Unclear),
        ("13800001234", NoDate::Unclear),
        ("2011-05-17 25:00", NoDate::Time),
        ("2011-05-17 abc", NoDate::Time),
    ] {
        assert_eq!(read(typed), Err(why), "{typed}");
    }
}

#[test]
fn a_title_gives_the_year_that_is_missing() {
    assert_eq!(year_in_title("2011年来访登记簿"), Some(2011));
    assert_eq!(year_in_title("二〇一一年登记"), Some(2011));
    assert_eq!(year_in_title("2011—2012年"), None);
    assert_eq!(year_in_title("登记簿"), None);
    let when = read_when("5月17日", Some(2011)).unwrap();
    assert_eq!(when.to_string(), "2011-05-17");
}

#[test]
fn serial_numbers_outside_a_working_life_are_no_dates() {
    assert_eq!(When::from_serial(1.0), None);
    assert_eq!(When::from_serial(13_800_001_234.0), None);
    assert_eq!(When::from_serial(f64::NAN), None);
    let late = When::from_serial(40_680.999_999_9).unwrap();
    assert_eq!(late.to_string(), "2011-05-18");
}

proptest! {
    #[test]
    fn every_day_is_read_in_every_form(days in 0i32..25_000) {
        let day = Day::new(1990, 1, 1).unwrap().plus_days(days);
        let (year, month, date) = (day.year(), day.month(), day.day_of_month());
        for typed in [
            format!("{year}-{month:02}-{date:02}"),
            format!("{year}/{month}/{date}"),
            format!("{year}年{month}月{date}日"),
            format!("{year}.{month}.{date}"),
            day.compact(),
        ] {
            prop_assert_eq!(read_when(&typed, None), Ok(When::on(day)), "{}", typed);
        }
    }

    #[test]
    fn nothing_typed_makes_it_fall_over(text in "\\PC{0,30}") {
        let _ = read_when(&text, Some(2011));
        let _ = year_in_title(&text);
    }
}
