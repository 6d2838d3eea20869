//! Loading rules and refusing those that cannot be.

use std::fmt;
use std::sync::LazyLock;

use serde::Deserialize;
use tongli_kernel::Day;

use super::{CalendarOf, NOT_VERIFIED, Rule, Unit, Whose};

/// No clock of the office is longer; a larger number is a slip.
pub(crate) const LONGEST_AMOUNT: u32 = 1_000;

/// Why a rule is not taken. For the log and the command line, so in English.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleFault(String);

impl RuleFault {
    pub(super) fn amount(rule: &Rule, amount: u32) -> Self {
        Self(format!("rule {} may not be set to {amount}", rule.id))
    }

    fn of(rule: &Rule, why: &str) -> Self {
        Self(format!("rule {} version {}: {why}", rule.id, rule.version))
    }
}

impl fmt::Display for RuleFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for RuleFault {}

/// All versions of all rules.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RuleBook(Vec<Rule>);

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    rule: Vec<Rule>,
}

static SHIPPED: LazyLock<RuleBook> = LazyLock::new(|| {
    // A test reads the shipped file; an empty book starts no clock at all.
    RuleBook::parse(include_str!("../../data/rules.toml")).unwrap_or_default()
});

/// The rules that come with the program.
pub fn shipped_rules() -> &'static RuleBook {
    &SHIPPED
}

impl RuleBook {
    /// Reads a rules file; an unknown key, a version twice or a rule against its
    /// own nature refuses the whole file.
    pub fn parse(toml: &str) -> Result<Self, RuleFault> {
        let file: File = toml::from_str(toml).map_err(|error| RuleFault(error.to_string()))?;
        Self::new(file.rule)
    }

    pub fn new(rules: Vec<Rule>) -> Result<Self, RuleFault> {
        for (at, rule) in rules.iter().enumerate() {
            check(rule)?;
            for earlier in &rules[..at] {
                check_pair(earlier, rule)?;
            }
        }
        Ok(Self(rules))
    }

    pub fn rules(&self) -> &[Rule] {
        &self.0
    }

    /// The version in force on a day.
    pub fn in_force(&self, id: &str, day: Day) -> Option<&Rule> {
        self.0
            .iter()
            .find(|rule| rule.id == id && rule.is_effective_on(day))
    }

    /// One version, in force or not: for clocks begun under it.
    pub fn version(&self, id: &str, version: u32) -> Option<&Rule> {
        self.0
            .iter()
            .find(|rule| rule.id == id && rule.version == version)
    }
}

fn check(rule: &Rule) -> Result<(), RuleFault> {
    let refuse = |why: &str| Err(RuleFault::of(rule, why));
    if rule.id.is_empty() || rule.version == 0 {
        return refuse("needs an id and a version from 1");
    }
    if rule
        .effective_to
        .is_some_and(|last| last < rule.effective_from)
    {
        return refuse("ends before it begins");
    }
    if [
        &rule.title_zh,
        &rule.title_en,
        &rule.text_zh,
        &rule.text_en,
        &rule.doc_zh,
    ]
    .iter()
    .any(|text| text.trim().is_empty())
    {
        return refuse("needs its title, text and document in full");
    }
    if rule.verified_by.trim().is_empty() {
        return refuse(&format!("verified_by is a person or \"{NOT_VERIFIED}\""));
    }
    check_amount(rule)?;
    check_law(rule)
}

fn check_amount(rule: &Rule) -> Result<(), RuleFault> {
    let refuse = |why: &str| Err(RuleFault::of(rule, why));
    let named_elsewhere = rule.unit == Unit::Visit || rule.whose == Whose::Order;
    match rule.amount {
        None if !named_elsewhere => return refuse("needs an amount"),
        Some(_) if rule.unit == Unit::Visit => return refuse("a visit has no amount"),
        Some(0) => return refuse("an amount is at least 1"),
        Some(amount) if amount > LONGEST_AMOUNT => return refuse("the amount is too large"),
        _ => {}
    }
    match (rule.amount_key, rule.amount) {
        (Some(key), Some(amount)) if key == 0 || key > amount => {
            refuse("key cases have at least 1 and no more than others")
        }
        (Some(_), None) => refuse("amount_key needs an amount"),
        _ => Ok(()),
    }
}

fn check_law(rule: &Rule) -> Result<(), RuleFault> {
    let refuse = |why: &str| Err(RuleFault::of(rule, why));
    if rule.whose != Whose::Law {
        return Ok(());
    }
    if rule.calendar != CalendarOf::Law {
        return refuse("a limit of law counts on the law calendar");
    }
    if rule.may_be_lengthened {
        return refuse("a limit of law may not be lengthened");
    }
    // The order on complaints knows neither; another law may, but must say where.
    if (rule.pause_allowed || rule.extension_allowed) && rule.article_zh.is_none() {
        return refuse("a limit of law is paused or extended only by an article that says so");
    }
    Ok(())
}

fn check_pair(earlier: &Rule, rule: &Rule) -> Result<(), RuleFault> {
    if earlier.id != rule.id {
        return Ok(());
    }
    if earlier.version == rule.version {
        return Err(RuleFault::of(rule, "the version is given twice"));
    }
    let begins_after = |one: &Rule, other: &Rule| {
        one.effective_to
            .is_some_and(|last| last < other.effective_from)
    };
    if begins_after(earlier, rule) || begins_after(rule, earlier) {
        return Ok(());
    }
    Err(RuleFault::of(rule, "two versions are in force on one day"))
}

#[cfg(test)]
mod tests;
