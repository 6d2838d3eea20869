//! A year laid out in months and weeks, and its breaks, for showing and printing.

use tongli_kernel::calendar::{DayKind, WorkCalendar};
use tongli_kernel::{Day, Said};

use crate::festivals::festival_word;
use crate::{Calendars, kind_said};

/// A known year on both calendars.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct YearSheet {
    pub year: i16,
    pub months: Vec<MonthSheet>,
    pub breaks: Vec<Break>,
    pub workdays: u32,
    /// Whether some of the last days of December may still move.
    pub may_still_change: bool,
    pub has_house_days: bool,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct MonthSheet {
    pub month: i8,
    pub workdays: u32,
    /// Working days of the hospital, where its own days change the count.
    pub house_workdays: Option<u32>,
    /// Weeks from Monday to Sunday; `None` outside the month.
    pub weeks: Vec<Vec<Option<Cell>>>,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Cell {
    pub day: Day,
    /// Ending of the style's and of the mark's name: `holiday`, `make-up` …
    pub shade: &'static str,
    /// Whether a word stands under the number.
    pub marked: bool,
    pub said: Said,
    pub may_still_change: bool,
    pub is_today: bool,
}

/// Days off in a row with at least one that the notice made free.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Break {
    pub names: Vec<FestivalName>,
    pub from: Day,
    pub to: Day,
    /// Days worked for it.
    pub make_up: Vec<Day>,
}

/// A festival by its word, or as somebody wrote it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum FestivalName {
    Word(&'static str),
    Written(String),
}

impl Break {
    pub fn days(&self) -> i64 {
        i64::from(self.from.days_until(self.to)) + 1
    }
}

impl YearSheet {
    /// `None` if the year is unknown.
    pub fn of(calendars: &Calendars, year: i16, today: Day) -> Option<Self> {
        let law = &calendars.law;
        if !law.knows(year) {
            return None;
        }
        let months: Vec<MonthSheet> = (1..=12)
            .filter_map(|month| month_sheet(calendars, Day::new(year, month, 1)?, today))
            .collect();
        let last = Day::new(year, 12, 31)?;
        let is_house = |cell: &Cell| cell.shade.starts_with("house");
        let has_house_days = months.iter().any(|month| cells(month).any(is_house));
        Some(Self {
            year,
            workdays: months.iter().map(|month| month.workdays).sum(),
            breaks: breaks(law, year),
            may_still_change: law.may_still_change(last),
            has_house_days,
            months,
        })
    }
}

fn cells(month: &MonthSheet) -> impl Iterator<Item = &Cell> {
    month.weeks.iter().flatten().flatten()
}

fn month_sheet(calendars: &Calendars, first: Day, today: Day) -> Option<MonthSheet> {
    let workdays = calendars.law.workdays_in_month(first).ok()?;
    let house = calendars.house.workdays_in_month(first).ok()?;
    let empty = usize::try_from(first.weekday() - 1).unwrap_or_default();
    let mut all: Vec<Option<Cell>> = vec![None; empty];
    let days = std::iter::successors(Some(first), |day| Some(day.next()))
        .take_while(|day| day.month() == first.month());
    all.extend(days.map(|day| Some(cell(calendars, day, today))));
    all.resize(all.len().next_multiple_of(7), None);
    Some(MonthSheet {
        month: first.month(),
        workdays,
        house_workdays: (house != workdays).then_some(house),
        weeks: all.chunks(7).map(<[_]>::to_vec).collect(),
    })
}

fn cell(calendars: &Calendars, day: Day, today: Day) -> Cell {
    let kind = calendars.house.kind(day);
    let (code, name) = kind_code(kind);
    Cell {
        day,
        shade: code,
        marked: name.is_some(),
        said: kind_said(kind),
        may_still_change: calendars.law.may_still_change(day),
        is_today: day == today,
    }
}

/// The plain name of a kind, and the festival or reason that goes with it.
pub(crate) fn kind_code(kind: DayKind<'_>) -> (&'static str, Option<&str>) {
    match kind {
        DayKind::WorkingDay => ("working-day", None),
        DayKind::Weekend => ("weekend", None),
        DayKind::Holiday(name) => ("holiday", Some(name)),
        DayKind::MakeUp(name) => ("make-up", Some(name)),
        DayKind::HouseRest(reason) => ("house-rest", Some(reason)),
        DayKind::HouseWork(reason) => ("house-work", Some(reason)),
        DayKind::Unknown => ("unknown", None),
    }
}

fn breaks(law: &WorkCalendar, year: i16) -> Vec<Break> {
    let mut breaks: Vec<Break> = Vec::new();
    let mut run: Option<Break> = None;
    let mut make_up: Vec<(Day, FestivalName)> = Vec::new();
    for day in days_of(year) {
        match law.kind(day) {
            DayKind::Holiday(name) => extend(&mut run, day, Some(name_of(name))),
            DayKind::Weekend => extend(&mut run, day, None),
            kind => {
                breaks.extend(run.take());
                if let DayKind::MakeUp(name) = kind {
                    make_up.push((day, name_of(name)));
                }
            }
        }
    }
    breaks.extend(run);
    breaks.retain(|found| !found.names.is_empty());
    for (day, name) in make_up {
        let nearest = breaks.iter_mut().min_by_key(|found| {
            (
                !found.names.contains(&name),
                found.from.days_until(day).abs(),
            )
        });
        if let Some(found) = nearest {
            found.make_up.push(day);
        }
    }
    breaks
}

fn days_of(year: i16) -> impl Iterator<Item = Day> {
    std::iter::successors(Day::new(year, 1, 1), |day| Some(day.next()))
        .take_while(move |day| day.year() == year)
}

fn extend(run: &mut Option<Break>, day: Day, name: Option<FestivalName>) {
    let found = run.get_or_insert_with(|| Break {
        names: Vec::new(),
        from: day,
        to: day,
        make_up: Vec::new(),
    });
    found.to = day;
    found.names.extend(name);
    found.names.dedup();
}

fn name_of(name: &str) -> FestivalName {
    match festival_word(name) {
        Some(word) => FestivalName::Word(word),
        None => FestivalName::Written(name.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::law_calendar;
    use crate::tables::shared_law_calendar;
    use tongli_kernel::calendar::{HouseDay, HouseDays, HouseMark};

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    fn calendars(own: Vec<HouseDay>) -> Calendars {
        Calendars {
            law: shared_law_calendar(),
            house: law_calendar().house(HouseDays::new(own)).into(),
        }
    }

    #[test]
    fn a_year_has_twelve_months_of_whole_weeks() {
        let sheet = YearSheet::of(&calendars(vec![]), 2026, day("2026-09-28")).unwrap();
        assert_eq!(sheet.months.len(), 12);
        for month in &sheet.months {
            assert!(month.weeks.iter().all(|week| week.len() == 7));
            assert_eq!(month.house_workdays, None);
        }
        let shown = sheet.months.iter().flat_map(cells).count();
        assert_eq!(shown, 365);
        assert_eq!(
            sheet
                .months
                .iter()
                .flat_map(cells)
                .filter(|cell| cell.is_today)
                .count(),
            1
        );
        // October 2026 begins on a Thursday and has 18 working days.
        assert_eq!(
            sheet.months[9].weeks[0]
                .iter()
                .filter(|cell| cell.is_none())
                .count(),
            3
        );
        assert_eq!(sheet.months[9].workdays, 18);
        assert!(sheet.may_still_change);
        assert_eq!(
            YearSheet::of(&calendars(vec![]), 2031, day("2026-09-28")),
            None
        );
    }

    #[test]
    fn the_breaks_of_2026_are_those_of_the_notice() {
        let sheet = YearSheet::of(&calendars(vec![]), 2026, day("2026-09-28")).unwrap();
        let shown: Vec<(String, i64, usize)> = sheet
            .breaks
            .iter()
            .map(|found| (found.from.to_string(), found.days(), found.make_up.len()))
            .collect();
        let expected = [
            ("2026-01-01", 3, 1),
            ("2026-02-15", 9, 2),
            ("2026-04-04", 3, 0),
            ("2026-05-01", 5, 1),
            ("2026-06-19", 3, 0),
            ("2026-09-25", 3, 0),
            ("2026-10-01", 7, 2),
        ];
        assert_eq!(
            shown,
            expected.map(|(from, days, worked)| (from.to_owned(), days, worked))
        );
    }

    #[test]
    fn a_day_of_the_hospitals_own_changes_its_month_and_no_other() {
        let own = HouseDay {
            day: day("2026-11-18"),
            mark: HouseMark::Rest,
            reason: "院庆".to_owned(),
        };
        let sheet = YearSheet::of(&calendars(vec![own]), 2026, day("2026-09-28")).unwrap();
        assert!(sheet.has_house_days);
        let november = &sheet.months[10];
        assert_eq!(november.house_workdays, Some(november.workdays - 1));
        assert!(sheet.months[9].house_workdays.is_none());
    }
}
