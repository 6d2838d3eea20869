//! Who decides what, as versioned data.

use std::sync::LazyLock;

use serde::Deserialize;
use tongli_kernel::{Day, Lang, Role};
use tongli_people::roles;

/// What is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Not acting on some or all of it.
    Refusal,
    JointStudy,
    /// An answer is to go out.
    Release,
    Money,
}

impl Kind {
    pub const ALL: &'static [Kind] = &[Kind::Refusal, Kind::JointStudy, Kind::Release, Kind::Money];

    pub const fn code(self) -> &'static str {
        match self {
            Kind::Refusal => "refusal",
            Kind::JointStudy => "joint_study",
            Kind::Release => "release",
            Kind::Money => "money",
        }
    }

    pub fn from_code(code: &str) -> Option<Kind> {
        Kind::ALL.iter().copied().find(|kind| kind.code() == code)
    }

    pub fn word(self) -> String {
        format!("approvals-kind-{}", self.code().replace('_', "-"))
    }
}

/// Whose word a rule is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Whose {
    Law,
    House,
}

impl Whose {
    pub const fn code(self) -> &'static str {
        match self {
            Whose::Law => "law",
            Whose::House => "house",
        }
    }

    pub fn word(self) -> String {
        format!("approvals-whose-{}", self.code())
    }
}

/// One version of one rule.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    pub id: String,
    pub version: u32,
    pub effective_from: Day,
    /// The last day on which the version holds; open if absent.
    pub effective_to: Option<Day>,
    pub kind: Kind,
    /// The smallest amount it is for; from nothing if absent.
    pub from_fen: Option<i64>,
    /// The largest amount it is for; without bound if absent.
    pub to_fen: Option<i64>,
    roles: Vec<String>,
    /// A role one of the deciders must have.
    must: Option<String>,
    pub quorum: u32,
    pub whose: Whose,
    title_zh: String,
    title_en: String,
    text_zh: String,
    text_en: String,
    pub doc_zh: String,
    verified_by: String,
}

impl Rule {
    pub fn roles(&self) -> Vec<Role> {
        self.roles
            .iter()
            .filter_map(|slug| roles::named(slug))
            .collect()
    }

    pub fn must(&self) -> Option<Role> {
        self.must.as_deref().and_then(roles::named)
    }

    pub fn title(&self, lang: Lang) -> &str {
        match lang {
            Lang::Zh => &self.title_zh,
            Lang::En => &self.title_en,
        }
    }

    pub fn text(&self, lang: Lang) -> &str {
        match lang {
            Lang::Zh => &self.text_zh,
            Lang::En => &self.text_en,
        }
    }

    pub fn is_verified(&self) -> bool {
        self.verified_by != "not verified"
    }

    fn covers(&self, amount: Option<i64>) -> bool {
        let amount = amount.unwrap_or(1);
        self.from_fen.is_none_or(|from| from <= amount) && self.to_fen.is_none_or(|to| amount <= to)
    }

    fn holds_on(&self, day: Day) -> bool {
        self.effective_from <= day && self.effective_to.is_none_or(|last| day <= last)
    }
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct File {
    rule: Vec<Rule>,
}

static SHIPPED: LazyLock<File> = LazyLock::new(|| {
    // A test reads the shipped file; with an empty one nothing can be asked for.
    toml::from_str(include_str!("../data/rules.toml")).unwrap_or_default()
});

/// The rules that come with the program.
pub fn shipped() -> &'static [Rule] {
    &SHIPPED.rule
}

/// The rule for a request of a day.
pub fn rule_for(kind: Kind, amount: Option<i64>, day: Day) -> Option<&'static Rule> {
    shipped()
        .iter()
        .find(|rule| rule.kind == kind && rule.holds_on(day) && rule.covers(amount))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test says what it expects")]

    use proptest::prelude::*;

    use super::*;

    fn day() -> Day {
        "2026-09-28".parse().unwrap()
    }

    #[test]
    fn the_shipped_rules_can_be_read_and_name_leaders_only() {
        let file: File = toml::from_str(include_str!("../data/rules.toml")).unwrap();
        for rule in &file.rule {
            assert_eq!(rule.roles().len(), rule.roles.len(), "{}", rule.id);
            assert!(
                rule.roles()
                    .iter()
                    .all(|role| roles::LEADERS.contains(role))
            );
            assert_eq!(rule.must().is_some(), rule.must.is_some());
            assert!(rule.must().is_none_or(|must| rule.roles().contains(&must)));
            assert!(rule.quorum > 0 && !rule.is_verified());
        }
        for kind in Kind::ALL {
            assert!(rule_for(*kind, None, day()).is_some(), "{kind:?}");
        }
    }

    #[test]
    fn a_sum_at_an_edge_belongs_to_the_smaller_hand() {
        let rule = |fen| rule_for(Kind::Money, Some(fen), day()).unwrap().id.clone();
        let edges = [1, 100_000, 100_001, 1_000_000, 1_000_001].map(rule);
        assert_eq!(edges, ["A04", "A04", "A05", "A05", "A06"]);
    }

    proptest! {
        #[test]
        fn every_amount_has_exactly_one_rule(fen in 1_i64..100_000_000_000) {
            let found = shipped()
                .iter()
                .filter(|rule| rule.kind == Kind::Money && rule.covers(Some(fen)))
                .count();
            prop_assert_eq!(found, 1);
        }
    }
}
