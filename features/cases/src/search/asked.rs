//! What somebody typed into the box of search. Pure.

use tongli_kernel::Said;
use tongli_store::search::words;

use crate::codes::Kind;
use crate::split::SERIES;

/// More letters than anybody looks for; a page of text is no query.
const MOST_LETTERS: usize = 200;
const MOST_WORDS: usize = 12;

/// A query as it is understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Asked {
    Nothing,
    /// The beginning of a case's number, or all of it.
    Number(String),
    /// Words that all have to stand in a case.
    Words(Vec<String>),
    /// Signs without letters: they stand in no index.
    Signs,
    TooLong,
}

impl Asked {
    /// What to do about a query that is too long.
    pub fn too_long() -> Said {
        Said::new("cases-words-long")
            .with("letters", MOST_LETTERS)
            .with("words", MOST_WORDS)
    }

    pub fn read(typed: &str) -> Asked {
        if typed.trim().is_empty() {
            return Asked::Nothing;
        }
        if typed.chars().take(MOST_LETTERS + 1).count() > MOST_LETTERS {
            return Asked::TooLong;
        }
        if let Some(number) = number_of(typed) {
            return Asked::Number(number);
        }
        let words = words(typed);
        match words.len() {
            0 => Asked::Signs,
            many if many > MOST_WORDS => Asked::TooLong,
            _ => Asked::Words(words),
        }
    }
}

/// `TS-2026…` in whatever width and case is the beginning of a number.
fn number_of(typed: &str) -> Option<String> {
    let upper: String = typed
        .trim()
        .chars()
        .map(|letter| match letter {
            '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(letter) - 0xfee0).unwrap_or(letter),
            other => other,
        })
        .flat_map(char::to_uppercase)
        .collect();
    let known = Kind::ALL
        .iter()
        .map(|kind| kind.prefix())
        .chain([SERIES])
        .any(|series| {
            let rest = upper.strip_prefix(series);
            rest.is_some_and(|rest| rest.starts_with('-'))
        });
    let plain = upper
        .chars()
        .all(|letter| letter.is_ascii_alphanumeric() || letter == '-');
    (known && plain).then_some(upper)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_query_is_understood_somehow() {
        let words = |all: &[&str]| Asked::Words(all.iter().map(|&one| one.to_owned()).collect());
        assert_eq!(Asked::read("  "), Asked::Nothing);
        assert_eq!(
            Asked::read("ｔｓ－20260928-0001"),
            Asked::Number("TS-20260928-0001".into())
        );
        assert_eq!(Asked::read("zx-"), Asked::Number("ZX-".into()));
        assert_eq!(Asked::read("zx"), words(&["zx"]), "somebody's initials");
        assert_eq!(Asked::read("，。!\"*^()"), Asked::Signs);
        assert_eq!(Asked::read("痛"), words(&["痛"]));
        assert_eq!(
            Asked::read("退费 OR \"NEAR\" *"),
            words(&["退费", "or", "near"])
        );
        assert_eq!(Asked::read("CT室 ＢＥＤ12"), words(&["ct室", "bed12"]));
        assert_eq!(Asked::read(&"痛".repeat(10_000)), Asked::TooLong);
        assert_eq!(Asked::read("a b c d e f g h i j k l m"), Asked::TooLong);
    }
}
