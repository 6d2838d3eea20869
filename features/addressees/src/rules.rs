//! The rules behind a standing, as data: what is written where, and who has compared
//! it with the official text.

use std::sync::LazyLock;

use serde::Deserialize;
use tongli_kernel::Lang;
use tongli_patients::Relation;

/// What stands in `verified_by` of a rule nobody has compared with the paper.
const NOT_VERIFIED: &str = "not verified";

/// One rule.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    pub id: String,
    pub doc_zh: String,
    pub article_zh: String,
    pub text_zh: String,
    pub text_en: String,
    pub verified_by: String,
}

impl Rule {
    pub fn text(&self, lang: Lang) -> &str {
        match lang {
            Lang::Zh => &self.text_zh,
            Lang::En => &self.text_en,
        }
    }

    /// Where it is written; law has its name in Chinese only.
    pub fn source(&self) -> String {
        format!("{}{}", self.doc_zh, self.article_zh)
    }

    pub fn is_verified(&self) -> bool {
        self.verified_by != NOT_VERIFIED
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Book {
    close_relatives: Vec<String>,
    rule: Vec<Rule>,
}

/// Shipped with the program; a test reads it, so that it never is empty.
static BOOK: LazyLock<Book> =
    LazyLock::new(|| toml::from_str(include_str!("../data/standing.toml")).unwrap_or_default());

/// The rule of an id.
pub fn rule(id: &str) -> Option<&'static Rule> {
    BOOK.rule.iter().find(|rule| rule.id == id)
}

/// Whether the relation is one of a close relative (近亲属); all others are other
/// related persons (其他关系人).
pub fn is_close_relative(relation: Relation) -> bool {
    let code = relation.code();
    BOOK.close_relatives.iter().any(|one| one == code)
}

/// The relations of close relatives, in the order in which screens list them.
pub fn close_relatives() -> impl Iterator<Item = Relation> {
    Relation::ALL
        .iter()
        .copied()
        .filter(|relation| is_close_relative(*relation))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test says what it expects")]

    use super::*;

    #[test]
    fn the_shipped_rules_are_read_and_none_claims_to_be_verified() {
        let book: Book = toml::from_str(include_str!("../data/standing.toml")).unwrap();
        assert!(book.rule.len() > 10);
        for rule in &book.rule {
            assert!(!rule.is_verified(), "{}", rule.id);
            assert!(!rule.text(Lang::Zh).is_empty() && !rule.text(Lang::En).is_empty());
        }
    }

    #[test]
    fn close_relatives_are_those_of_the_civil_code() {
        let close: Vec<Relation> = close_relatives().collect();
        assert_eq!(close.len(), 6);
        for other in [
            Relation::Companion,
            Relation::Other,
            Relation::Agent,
            Relation::LegalRepresentative,
            Relation::Self_,
        ] {
            assert!(!close.contains(&other), "{other:?}");
        }
    }
}
