//! The years that come with the program.

use std::sync::{Arc, LazyLock};

use tongli_kernel::calendar::{WorkCalendar, YearTable};

use crate::YearFile;

macro_rules! year_texts {
    ($($year:literal)*) => {
        [$(include_str!(concat!("../data/days/", $year, ".json"))),*]
    };
}

const TEXTS: [&str; 23] = year_texts!(
    2004 2005 2006 2007 2008 2009 2010 2011 2012 2013 2014 2015
    2016 2017 2018 2019 2020 2021 2022 2023 2024 2025 2026
);

static FILES: LazyLock<Vec<YearFile>> = LazyLock::new(|| {
    // A file that could not be read would leave its year unknown, which every
    // count says aloud; a test sees to it that all of them can.
    let read = |text: &&str| serde_json::from_str::<YearFile>(text).ok();
    let complete = |file: &YearFile| file.complete;
    TEXTS.iter().filter_map(read).filter(complete).collect()
});

static LAW: LazyLock<Arc<WorkCalendar>> = LazyLock::new(|| {
    Arc::new(WorkCalendar::law(
        FILES.iter().filter_map(|file| file.table().ok()),
    ))
});

/// The shipped years with their notices, for the page that shows where days come
/// from.
pub fn year_files() -> &'static [YearFile] {
    &FILES
}

/// The law calendar of the shipped years.
pub fn law_calendar() -> &'static WorkCalendar {
    &LAW
}

/// The same, to be kept beside other calendars.
pub(crate) fn shared_law_calendar() -> Arc<WorkCalendar> {
    Arc::clone(&LAW)
}

/// The shipped years with imported ones; where both know a year, the imported
/// table counts.
pub fn law_calendar_with(imported: impl IntoIterator<Item = YearTable>) -> WorkCalendar {
    let shipped = FILES.iter().filter_map(|file| file.table().ok());
    WorkCalendar::law(shipped.chain(imported))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_shipped_year_is_read_and_complete() {
        let years: Vec<i16> = law_calendar().known_years().collect();
        assert_eq!(years, (2004..=2026).collect::<Vec<_>>());
        assert!(law_calendar().version().starts_with("2004-2026."));
    }

    #[test]
    fn an_imported_year_is_added_or_takes_the_place_of_a_shipped_one() {
        let with = law_calendar_with([
            YearTable::new(2026, []).unwrap(),
            YearTable::new(2027, []).unwrap(),
        ]);
        assert!(with.version().starts_with("2004-2027."));
        let national_day = "2026-10-01".parse().unwrap();
        assert_eq!(with.is_workday(national_day), Some(true));
        assert_eq!(law_calendar().is_workday(national_day), Some(false));
        assert_eq!(&law_calendar_with([]), law_calendar());
    }

    #[test]
    fn every_year_names_its_source_and_licence_and_no_number_is_claimed_unread() {
        for file in year_files() {
            assert!(file.licence.contains("MIT"), "{}", file.year);
            assert!(file.source.contains("chinesecalendar"), "{}", file.year);
            for notice in std::iter::once(&file.notice).chain(&file.amended_by) {
                if notice.verified == crate::Verified::Verified {
                    assert!(notice.doc_no.is_some(), "{}", notice.title);
                }
            }
        }
    }
}
