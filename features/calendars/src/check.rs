//! Whether the days of a year can be right, before a person confirms them.

use std::collections::BTreeSet;

use tongli_kernel::calendar::{Mark, MarkedDay};
use tongli_kernel::{Day, Said};

use crate::festivals::{self, StatutoryDay, festival_word};

/// How much a finding weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Weight {
    /// To be looked at; a person may confirm all the same.
    Doubt,
    /// The year is not accepted like this.
    Refuses,
}

/// Something about a year's days that cannot be or is unusual.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    pub weight: Weight,
    pub day: Option<Day>,
    pub said: Said,
}

/// The longest break since 2004 had ten days (Spring Festival 2020).
const LONGEST_BREAK: usize = 10;

/// The days the law makes free in a year; empty for years beyond the festival
/// table.
pub fn statutory_days(year: i16) -> Vec<StatutoryDay> {
    festivals::of_year(year).unwrap_or_default()
}

/// Everything wrong or unusual about a whole year's marked days. December days of
/// the year before are allowed and must be handed in apart.
pub(crate) fn check_year(year: i16, days: &[MarkedDay]) -> Vec<Finding> {
    let mut findings = check_days(year, days);
    findings.extend(check_statutory(year, days));
    findings.extend(check_breaks(days));
    findings.extend(check_balance(year, days));
    findings
}

/// What holds for any day of any notice, also of one that only changes some days.
pub(crate) fn check_days(year: i16, days: &[MarkedDay]) -> Vec<Finding> {
    let mut seen = BTreeSet::new();
    let mut findings = Vec::new();
    for marked in days {
        if marked.day.year() != year {
            findings.push(refuses(marked.day, "calendars-check-other-year"));
        }
        if marked.mark == Mark::MakeUp && !marked.day.is_weekend() {
            findings.push(refuses(marked.day, "calendars-check-make-up-on-weekday"));
        }
        if !seen.insert(marked.day) {
            findings.push(refuses(marked.day, "calendars-check-twice"));
        }
    }
    findings
}

fn check_statutory(year: i16, days: &[MarkedDay]) -> Vec<Finding> {
    let Some(statutory) = festivals::of_year(year) else {
        let said = Said::new("calendars-check-no-festivals").with("year", year.to_string());
        return vec![Finding {
            weight: Weight::Doubt,
            day: None,
            said,
        }];
    };
    let rest: BTreeSet<Day> = of_mark(days, Mark::Rest).collect();
    statutory
        .into_iter()
        .filter(|statutory| !rest.contains(&statutory.day))
        .map(|missing| {
            let said =
                Said::new("calendars-check-statutory-missing").with("day", missing.day.to_string());
            let said = match festival_word(missing.festival) {
                Some(key) => said.with("festival", Said::new(key)),
                None => said.with("festival", missing.festival),
            };
            Finding {
                weight: Weight::Refuses,
                day: Some(missing.day),
                said,
            }
        })
        .collect()
}

fn check_breaks(days: &[MarkedDay]) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut run: Vec<Day> = Vec::new();
    for day in of_mark(days, Mark::Rest).collect::<BTreeSet<_>>() {
        if run.last().is_some_and(|last| last.next() != day) {
            run.clear();
        }
        run.push(day);
        if run.len() == LONGEST_BREAK + 1 {
            findings.push(Finding {
                weight: Weight::Doubt,
                day: Some(day),
                said: Said::new("calendars-check-long-break").with("day", run[0].to_string()),
            });
        }
    }
    findings
}

/// Weekdays freed less weekends worked should equal the statutory days: shifting
/// moves days and makes none. Shifts across the year's end may disturb it.
fn check_balance(year: i16, days: &[MarkedDay]) -> Option<Finding> {
    let expected = festivals::of_year(year)?.len();
    let freed = of_mark(days, Mark::Rest)
        .filter(|day| !day.is_weekend())
        .count();
    let worked = of_mark(days, Mark::MakeUp).count();
    if freed == expected + worked {
        return None;
    }
    Some(Finding {
        weight: Weight::Doubt,
        day: None,
        said: Said::new("calendars-check-balance")
            .with("freed", freed)
            .with("worked", worked)
            .with("expected", expected),
    })
}

fn of_mark(days: &[MarkedDay], mark: Mark) -> impl Iterator<Item = Day> + '_ {
    days.iter()
        .filter(move |marked| marked.mark == mark)
        .map(|marked| marked.day)
}

fn refuses(day: Day, key: &'static str) -> Finding {
    Finding {
        weight: Weight::Refuses,
        day: Some(day),
        said: Said::new(key).with("day", day.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::year_files;

    fn keys(findings: &[Finding]) -> Vec<(Weight, &str)> {
        findings
            .iter()
            .map(|finding| (finding.weight, finding.said.key.as_ref()))
            .collect()
    }

    fn year_2026() -> Vec<MarkedDay> {
        let file = year_files().iter().find(|file| file.year == 2026).unwrap();
        file.marked_days().collect()
    }

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    #[test]
    fn no_shipped_year_is_refused() {
        for file in year_files() {
            let days: Vec<_> = file.marked_days().collect();
            let refused: Vec<_> = check_year(file.year, &days)
                .into_iter()
                .filter(|finding| finding.weight == Weight::Refuses)
                .collect();
            assert_eq!(refused, [], "{}", file.year);
        }
        assert_eq!(check_year(2026, &year_2026()), []);
    }

    #[test]
    fn a_missing_statutory_day_is_refused_by_name() {
        let days: Vec<_> = year_2026()
            .into_iter()
            .filter(|marked| marked.day != day("2026-06-19"))
            .collect();
        let findings = check_year(2026, &days);
        assert_eq!(
            keys(&findings),
            [
                (Weight::Refuses, "calendars-check-statutory-missing"),
                (Weight::Doubt, "calendars-check-balance"),
            ]
        );
        assert_eq!(findings[0].day, Some(day("2026-06-19")));
    }

    #[test]
    fn a_make_up_day_on_a_weekday_a_day_twice_and_a_foreign_day_are_refused() {
        let mut days = year_2026();
        let make_up = |text| MarkedDay {
            day: day(text),
            mark: Mark::MakeUp,
            name: "国庆节".to_owned(),
        };
        days.extend([
            make_up("2026-10-12"),
            make_up("2026-10-01"),
            make_up("2027-01-03"),
        ]);
        let found = check_days(2026, &days);
        assert_eq!(
            keys(&found),
            [
                (Weight::Refuses, "calendars-check-make-up-on-weekday"),
                (Weight::Refuses, "calendars-check-make-up-on-weekday"),
                (Weight::Refuses, "calendars-check-twice"),
                (Weight::Refuses, "calendars-check-other-year"),
            ]
        );
    }

    #[test]
    fn a_break_of_eleven_days_is_doubted() {
        let mut days = year_2026();
        days.extend((8..=11).map(|date| MarkedDay {
            day: Day::new(2026, 10, date).unwrap(),
            mark: Mark::Rest,
            name: "国庆节".to_owned(),
        }));
        // 10-10 stands in the list as a make-up day as well.
        let findings = check_year(2026, &days);
        assert!(keys(&findings).contains(&(Weight::Doubt, "calendars-check-long-break")));
    }

    #[test]
    fn a_year_beyond_the_festival_table_is_doubted_and_not_refused() {
        assert_eq!(
            keys(&check_year(2090, &[])),
            [(Weight::Doubt, "calendars-check-no-festivals")]
        );
    }
}
