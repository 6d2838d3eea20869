//! The days the law itself makes free, before any shifting.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use tongli_kernel::Day;

/// A day free for all citizens by 《全国年节及纪念日放假办法》 art. 2.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StatutoryDay {
    pub day: Day,
    pub festival: &'static str,
}

/// The days of the festivals that follow the moon or the sun.
#[derive(Debug, Clone, Copy)]
struct Moving {
    spring: Day,
    qingming: Day,
    dragon_boat: Day,
    mid_autumn: Day,
}

static MOVING: LazyLock<BTreeMap<i16, Moving>> = LazyLock::new(|| {
    include_str!("../data/festivals.txt")
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(moving)
        .collect()
});

/// Reads `2026 02-17 04-05 06-19 09-25`.
fn moving(line: &str) -> Option<(i16, Moving)> {
    let mut pieces = line.split_whitespace();
    let year = pieces.next()?;
    let mut day = || format!("{year}-{}", pieces.next()?).parse::<Day>().ok();
    let moving = Moving {
        spring: day()?,
        qingming: day()?,
        dragon_boat: day()?,
        mid_autumn: day()?,
    };
    Some((year.parse().ok()?, moving))
}

/// The statutory days of a year in the law's order: 13 since 2025, 11 from 2008
/// to 2024, 10 before. Two festivals may share a day; each is listed. `None` for
/// years whose moon is not in the table.
pub(crate) fn of_year(year: i16) -> Option<Vec<StatutoryDay>> {
    let moving = MOVING.get(&year)?;
    let mut days = Vec::new();
    let mut add = |festival, first: Day, count: i32| {
        days.extend((0..count).map(|offset| StatutoryDay {
            day: first.plus_days(offset),
            festival,
        }));
    };
    add("元旦", Day::new(year, 1, 1)?, 1);
    // The eve was free from 2008 to 2013 and is again since 2025.
    let (offset, count) = match year {
        2025.. => (-1, 4),
        2008..=2013 => (-1, 3),
        _ => (0, 3),
    };
    add("春节", moving.spring.plus_days(offset), count);
    if year >= 2008 {
        add("清明节", moving.qingming, 1);
    }
    let labour = match year {
        2025.. => 2,
        2008..=2024 => 1,
        _ => 3,
    };
    add("劳动节", Day::new(year, 5, 1)?, labour);
    if year >= 2008 {
        add("端午节", moving.dragon_boat, 1);
        add("中秋节", moving.mid_autumn, 1);
    }
    add("国庆节", Day::new(year, 10, 1)?, 3);
    Some(days)
}

/// The word key of a festival's name; `None` for names a person typed.
pub fn festival_word(name: &str) -> Option<&'static str> {
    Some(match name {
        "元旦" => "calendars-festival-new-year",
        "春节" => "calendars-festival-spring",
        "清明节" => "calendars-festival-qingming",
        "劳动节" => "calendars-festival-labour",
        "端午节" => "calendars-festival-dragon-boat",
        "中秋节" => "calendars-festival-mid-autumn",
        "国庆节" => "calendars-festival-national",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_law_gave_ten_then_eleven_then_thirteen_days() {
        for (year, count) in [
            (2004, 10),
            (2007, 10),
            (2008, 11),
            (2024, 11),
            (2025, 13),
            (2060, 13),
        ] {
            assert_eq!(of_year(year).unwrap().len(), count, "{year}");
        }
        assert_eq!(of_year(2061), None);
    }

    #[test]
    fn the_eve_is_free_again_since_2025() {
        let spring = |year| {
            let days = of_year(year).unwrap();
            let first = days.iter().find(|day| day.festival == "春节").unwrap();
            first.day.to_string()
        };
        assert_eq!(spring(2013), "2013-02-09");
        assert_eq!(spring(2024), "2024-02-10");
        assert_eq!(spring(2025), "2025-01-28");
    }

    #[test]
    fn every_statutory_festival_has_a_word() {
        for day in of_year(2026).unwrap() {
            assert!(festival_word(day.festival).is_some(), "{}", day.festival);
        }
    }
}
