//! The sentences other places say for this one, as word keys, and as plain text
//! for the command line, which has neither configuration nor pages.

use std::sync::LazyLock;

use tongli_kernel::calendar::{DayKind, Row, Undetermined};
use tongli_kernel::{Day, Lang, Said};
use tongli_web::Words;

use crate::WORDS;
use crate::festivals::festival_word;

/// "2027's arrangement is not known; by weekends alone it would be …".
pub fn undetermined_said(undetermined: &Undetermined) -> Said {
    Said::new("calendars-undetermined")
        .with("year", undetermined.unknown_year.to_string())
        .with("day", undetermined.provisional.to_string())
}

/// Letters of a version's mark that tell two apart at a glance.
const MARK: usize = 6;

/// A calendar's version as people read it: which years, and the beginning of the
/// mark of its content.
pub fn version_said(version: &str) -> Said {
    let (years, mark) = version.split_once('.').unwrap_or((version, ""));
    let mark: String = mark.chars().take(MARK).collect();
    match years.split_once('-') {
        Some((first, last)) => Said::new("calendars-version-years")
            .with("first", first)
            .with("last", last)
            .with("mark", mark),
        None => Said::new("calendars-version-none"),
    }
}

/// What kind of day a day is, for a row of an explanation.
pub fn kind_said(kind: DayKind<'_>) -> Said {
    let named = |key, name: &str| match festival_word(name) {
        Some(word) => Said::new(key).with("name", Said::new(word)),
        None => Said::new(key).with("name", name),
    };
    match kind {
        DayKind::WorkingDay => Said::new("calendars-kind-working-day"),
        DayKind::Weekend => Said::new("calendars-kind-weekend"),
        DayKind::Holiday(name) => named("calendars-kind-holiday", name),
        DayKind::MakeUp(name) => named("calendars-kind-make-up", name),
        DayKind::HouseRest(reason) => named("calendars-kind-house-rest", reason),
        DayKind::HouseWork(reason) => named("calendars-kind-house-work", reason),
        DayKind::Unknown => Said::new("calendars-kind-unknown"),
    }
}

/// Why no certain day can be given, in one line.
pub fn undetermined_text(lang: Lang, undetermined: &Undetermined) -> String {
    said_text(lang, &undetermined_said(undetermined))
}

/// One day of a count, in one line.
pub fn row_text(lang: Lang, row: &Row<'_>) -> String {
    let line = Said::new("calendars-explain-row")
        .with("day", row.day.to_string())
        .with("weekday", weekday_said(row.day))
        .with("kind", kind_said(row.kind))
        .with("count", counted_said(row.counted));
    said_text(lang, &line)
}

/// The short name of the day's weekday.
pub(crate) fn weekday_said(day: Day) -> Said {
    let index = usize::try_from(day.weekday() - 1).unwrap_or_default();
    Said::new(crate::notice::WEEKDAY_WORDS[index])
}

/// Which number a day has in a count.
pub(crate) fn counted_said(counted: Option<u32>) -> Said {
    match counted {
        Some(number) => Said::new("calendars-explain-counted").with("number", i64::from(number)),
        None => Said::new("calendars-explain-not-counted"),
    }
}

static OWN: LazyLock<Option<Words>> = LazyLock::new(|| {
    // A test reads the files; without words a key stands for its sentence.
    Words::gather(&[WORDS]).ok()
});

/// A sentence of this crate's own words. Pages use the page shell's words, which
/// hold these too; this is for the command line. A key nobody wrote is shown as
/// itself, which a test forbids.
pub fn said_text(lang: Lang, said: &Said) -> String {
    match &*OWN {
        Some(words) => words.say(lang, said),
        None => said.key.to_string(),
    }
}

#[cfg(test)]
mod tests;
