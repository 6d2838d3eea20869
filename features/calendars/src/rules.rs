//! Clock rules as versioned data: how long, from when, by whose word.

mod book;

use serde::{Deserialize, Serialize};
use tongli_kernel::{Day, Lang};

pub(crate) use book::LONGEST_AMOUNT;
pub use book::{RuleBook, RuleFault, shipped_rules};

/// What starts a clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Trigger {
    /// The first receipt (接到) anywhere in the hospital; its day is day 0.
    CaseReceived,
    StatementAsked,
    CaseClosed,
    OrderReceived,
    /// The last day of a month.
    MonthEnded,
    /// The minute somebody died, however late it is typed in.
    Death,
    /// The body reached the mortuary.
    BodyReceived,
    /// Somebody of the house came to know of it.
    Discovery,
    /// Somebody is not satisfied with an answer.
    ReviewAsked,
    /// An interim word was given.
    InterimGiven,
    /// A person asked about their own information.
    RequestReceived,
    /// A leader said it by word.
    InstructionGiven,
}

/// In what a clock is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    Workday,
    /// Natural days.
    Day,
    /// Hours run through nights and holidays.
    Hour,
    /// While the person is still there.
    Visit,
}

/// Whose word a rule is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Whose {
    Law,
    House,
    /// Each order names its own limit.
    Order,
}

/// Which calendar counts the working days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CalendarOf {
    Law,
    House,
}

/// How ordinary or key a case is for the length of a clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Span {
    #[default]
    Ordinary,
    /// A key case, where the rule has a shorter time for it.
    Key,
}

/// Where a rule is written, and who has compared it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Basis<'a> {
    pub doc_zh: &'a str,
    pub article_zh: Option<&'a str>,
    /// `None` shows the "not verified" badge.
    pub verified_by: Option<&'a str>,
}

/// One version of one rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// `C03`
    pub id: String,
    pub version: u32,
    pub effective_from: Day,
    /// The last day on which the version holds; open if absent.
    pub effective_to: Option<Day>,
    pub title_zh: String,
    pub title_en: String,
    pub trigger: Trigger,
    pub unit: Unit,
    /// Absent for a visit, and where each order names it.
    pub amount: Option<u32>,
    /// The shorter amount for key cases.
    pub amount_key: Option<u32>,
    pub calendar: CalendarOf,
    pub whose: Whose,
    pub pause_allowed: bool,
    pub extension_allowed: bool,
    /// Whether the hospital may set less.
    pub may_be_shortened: bool,
    /// Whether the hospital may set more; never for a limit of law.
    #[serde(default)]
    pub may_be_lengthened: bool,
    pub doc_zh: String,
    pub article_zh: Option<String>,
    pub text_zh: String,
    pub text_en: String,
    pub verified_by: String,
    /// Slugs of the roles told when it is near or late.
    pub escalates_to: Vec<String>,
}

/// What stands in `verified_by` of a rule nobody has compared with the paper.
pub(crate) const NOT_VERIFIED: &str = "not verified";

impl Rule {
    pub fn is_effective_on(&self, day: Day) -> bool {
        self.effective_from <= day && self.effective_to.is_none_or(|last| day <= last)
    }

    /// The amount for an ordinary or a key case; `None` for a visit, or while no
    /// order has named it.
    pub fn amount_of(&self, span: Span) -> Option<u32> {
        match span {
            Span::Key => self.amount_key.or(self.amount),
            Span::Ordinary => self.amount,
        }
    }

    /// This rule with an amount the hospital or an order set, if the rule lets it.
    pub fn with_amount(&self, amount: u32) -> Result<Rule, RuleFault> {
        let allowed = match (self.whose, self.amount) {
            (Whose::Order, _) | (_, None) => self.whose == Whose::Order,
            (_, Some(given)) if amount < given => self.may_be_shortened,
            (_, Some(given)) if amount > given => self.may_be_lengthened,
            _ => true,
        };
        if !allowed || amount == 0 || amount > LONGEST_AMOUNT {
            return Err(RuleFault::amount(self, amount));
        }
        let mut changed = self.clone();
        changed.amount = Some(amount);
        // A key case never waits longer than an ordinary one.
        changed.amount_key = self.amount_key.map(|key| key.min(amount));
        Ok(changed)
    }

    /// Like [`with_amount`](Self::with_amount), with an amount of its own for key
    /// cases where the rule knows one. It too is only changed as the rule allows,
    /// and is never longer than the ordinary one.
    pub fn with_amounts(&self, amount: u32, key: Option<u32>) -> Result<Rule, RuleFault> {
        let mut changed = self.with_amount(amount)?;
        let Some(key) = key else {
            return Ok(changed);
        };
        let allowed = match self.amount_key {
            None => false,
            Some(given) if key < given => self.may_be_shortened,
            Some(given) if key > given => self.may_be_lengthened,
            Some(_) => true,
        };
        if !allowed || key == 0 || key > amount {
            return Err(RuleFault::amount(self, key));
        }
        changed.amount_key = Some(key);
        Ok(changed)
    }

    /// Whether the hospital may set an amount of its own. What an order names, only
    /// the order may shorten.
    pub fn may_be_set(&self) -> bool {
        self.amount.is_some()
            && self.whose != Whose::Order
            && (self.may_be_shortened || self.may_be_lengthened)
    }

    /// The number in its id: 3 of `C03`. Histories name a rule by it.
    pub fn number(&self) -> i64 {
        self.id
            .trim_start_matches(|letter: char| !letter.is_ascii_digit())
            .parse()
            .unwrap_or_default()
    }

    pub fn title(&self, lang: Lang) -> &str {
        match lang {
            Lang::Zh => &self.title_zh,
            Lang::En => &self.title_en,
        }
    }

    /// What the rule says, in a sentence or two.
    pub fn text(&self, lang: Lang) -> &str {
        match lang {
            Lang::Zh => &self.text_zh,
            Lang::En => &self.text_en,
        }
    }

    pub fn basis(&self) -> Basis<'_> {
        Basis {
            doc_zh: &self.doc_zh,
            article_zh: self.article_zh.as_deref(),
            verified_by: (self.verified_by != NOT_VERIFIED).then_some(self.verified_by.as_str()),
        }
    }
}
