//! What the office aims at: shipped as data, by the day it is meant for.

use std::sync::LazyLock;

use serde::Deserialize;
use tongli_kernel::{Day, Lang};

/// What stands in `verified_by` of a target nobody has compared with the paper.
const NOT_VERIFIED: &str = "not verified";

/// The receptions of a day. Receptions, not cases: a word about the way to the ward is
/// one too, and they are person-times: who comes twice is received twice.
const RECEPTIONS: &str = "receptions";

/// One target, in one version.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Target {
    pub code: String,
    pub version: u32,
    effective_from: Day,
    per: Per,
    pub amount: i64,
    doc_zh: String,
    doc_en: String,
    text_zh: String,
    text_en: String,
    verified_by: String,
}

/// What it is meant for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Per {
    Workday,
}

impl Target {
    /// Where it stands.
    pub fn doc(&self, lang: Lang) -> &str {
        match lang {
            Lang::Zh => &self.doc_zh,
            Lang::En => &self.doc_en,
        }
    }

    /// How it stands there.
    pub fn text(&self, lang: Lang) -> &str {
        match lang {
            Lang::Zh => &self.text_zh,
            Lang::En => &self.text_en,
        }
    }

    pub fn is_verified(&self) -> bool {
        self.verified_by != NOT_VERIFIED
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    target: Vec<Target>,
}

static SHIPPED: LazyLock<Vec<Target>> = LazyLock::new(|| {
    // A test reads the shipped file; without a target what is counted is still shown.
    toml::from_str(include_str!("../data/targets.toml"))
        .map_or_else(|_| Vec::new(), |file: File| file.target)
});

/// How many receptions a working day is to have at least, as it was meant on a day.
pub fn reception_target(on: Day) -> Option<&'static Target> {
    in_force(&SHIPPED, RECEPTIONS, on)
}

fn in_force<'t>(all: &'t [Target], code: &str, on: Day) -> Option<&'t Target> {
    all.iter()
        .filter(|one| one.code == code && one.effective_from <= on)
        .max_by_key(|one| (one.effective_from, one.version))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test says what it expects")]

    use super::*;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    #[test]
    fn the_shipped_targets_are_whole() {
        let target = reception_target(day("2026-09-28")).unwrap();
        assert_eq!((target.amount, target.per), (50, Per::Workday));
        assert!(!target.is_verified());
        for one in SHIPPED.iter() {
            assert!(one.text(Lang::En).is_ascii() && one.doc(Lang::En).is_ascii());
            assert!(!one.text(Lang::Zh).is_ascii() && !one.doc(Lang::Zh).is_ascii());
            assert!(one.text(Lang::Zh).contains(&one.amount.to_string()));
            assert!(one.text(Lang::En).contains(&one.amount.to_string()));
        }
    }

    #[test]
    fn a_day_keeps_the_target_that_was_meant_for_it() {
        let first = SHIPPED[0].clone();
        let more = Target {
            version: 2,
            effective_from: day("2027-01-01"),
            amount: 60,
            ..first.clone()
        };
        let all = [more, first];
        let of = |on| in_force(&all, RECEPTIONS, day(on)).map(|one| one.amount);
        assert_eq!(of("2026-12-31"), Some(50));
        assert_eq!(of("2027-01-01"), Some(60));
        assert_eq!(of("1999-12-31"), None);
        assert_eq!(in_force(&all, "trained", day("2027-01-01")), None);
    }
}
