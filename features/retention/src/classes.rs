//! Retention classes as data: how long, from what, by whose word.

use std::sync::LazyLock;

use serde::Deserialize;
use tongli_cases::Kind;
use tongli_kernel::{Day, Lang, Said};

/// One class in one version.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Class {
    pub id: String,
    pub version: i64,
    kinds: Vec<String>,
    pub years: Option<i16>,
    pub days: Option<i32>,
    /// `closed`, `dispute-closed`, `matters-closed`.
    pub from: String,
    pub whose: String,
    floor_zh: String,
    floor_en: String,
    pub doc_zh: String,
    pub article: String,
    pub verified_by: String,
    /// The day from which a later version stands in its place.
    #[serde(default)]
    effective_to: Option<String>,
}

impl Class {
    /// The last day something is kept that is counted from a day.
    pub fn until(&self, from: Day) -> Day {
        match (self.years, self.days) {
            (Some(years), _) => years_later(from, years),
            (None, days) => from.plus_days(days.unwrap_or(i32::MAX)),
        }
    }

    /// The floor of law, in the reader's language.
    pub fn floor(&self, lang: Lang) -> &str {
        match lang {
            Lang::Zh => &self.floor_zh,
            Lang::En => &self.floor_en,
        }
    }

    pub fn is_verified(&self) -> bool {
        self.verified_by != "not verified"
    }

    /// "kept so long", as a sentence: of years or of days, with the words of a page.
    pub fn said(&self, years: &'static str, days: &'static str) -> Said {
        match (self.years, self.days) {
            (Some(count), _) => Said::new(years).with("years", i64::from(count)),
            (None, count) => Said::new(days).with("days", i64::from(count.unwrap_or_default())),
        }
    }

    /// `retention-class-complaint`
    pub fn word(&self) -> String {
        class_word(&self.id)
    }
}

/// The word of a class, also of one this version no longer ships.
pub fn class_word(id: &str) -> String {
    format!("retention-class-{id}")
}

/// What has no 29 February is kept a day longer rather than shorter.
fn years_later(from: Day, years: i16) -> Day {
    let year = from.year().saturating_add(years);
    Day::new(year, from.month(), from.day_of_month())
        .or_else(|| Day::new(year, 3, 1))
        .unwrap_or(from)
}

pub const COMPLAINT: &str = "complaint";
pub const DISPUTE: &str = "dispute";
pub const RECORDING: &str = "recording";

#[derive(Debug, Default, Deserialize)]
struct File {
    class: Vec<Class>,
}

static SHIPPED: LazyLock<Vec<Class>> = LazyLock::new(|| {
    toml::from_str::<File>(include_str!("../data/classes.toml"))
        .unwrap_or_default()
        .class
});

/// All classes as they stand now, in the order of the file.
pub fn classes() -> impl Iterator<Item = &'static Class> {
    SHIPPED.iter().filter(|one| one.effective_to.is_none())
}

/// A class by its id.
pub fn class(id: &str) -> Option<&'static Class> {
    classes().find(|one| one.id == id)
}

/// The class of an ordinary matter of a kind; a confidential one is kept as a complaint.
pub fn class_of(kind: Kind, is_confidential: bool) -> Option<&'static Class> {
    if is_confidential {
        return class(COMPLAINT);
    }
    classes()
        .find(|one| one.kinds.iter().any(|code| code == kind.code()))
        .or_else(|| class(COMPLAINT))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test says what it expects")]

    use super::*;

    #[test]
    fn every_kind_has_a_class_and_every_class_is_known() {
        for kind in Kind::ALL {
            assert!(class_of(*kind, false).is_some(), "{kind:?}");
            assert_eq!(class_of(*kind, true).unwrap().id, COMPLAINT);
        }
        for id in ["consultation", COMPLAINT, DISPUTE, RECORDING] {
            let class = class(id).unwrap();
            assert!(class.years.is_some() != class.days.is_some(), "{id}");
            assert!(!class.is_verified() && !class.floor(Lang::En).is_empty());
        }
    }

    #[test]
    fn an_older_version_stays_as_it_was_and_one_stands() {
        for one in SHIPPED.iter().filter(|one| one.effective_to.is_some()) {
            let stands: Vec<_> = classes().filter(|other| other.id == one.id).collect();
            assert_eq!(stands.len(), 1, "{}", one.id);
            assert!(stands[0].version > one.version, "{}", one.id);
        }
        let older = |id: &str| SHIPPED.iter().find(|one| one.id == id).unwrap();
        assert_eq!(older(COMPLAINT).kinds, ["complaint"]);
        assert_eq!(class_of(Kind::Suggestion, false).unwrap().id, COMPLAINT);
    }

    #[test]
    fn years_end_on_the_same_day_or_the_one_after() {
        let complaint = class(COMPLAINT).unwrap();
        let day = |text: &str| text.parse::<Day>().unwrap();
        assert_eq!(complaint.until(day("2026-09-28")), day("2041-09-28"));
        assert_eq!(complaint.until(day("2028-02-29")), day("2043-03-01"));
        let recording = class(RECORDING).unwrap();
        assert_eq!(recording.until(day("2026-09-28")), day("2026-12-27"));
    }
}
