//! What a desk counts though it is no case: a closed list, shipped as data.

use std::sync::LazyLock;

use serde::Deserialize;
use tongli_kernel::Lang;

/// One kind of contact.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Kind {
    /// `way`
    pub code: String,
    pub icon: String,
    name_zh: String,
    name_en: String,
    hint_zh: String,
    hint_en: String,
}

/// Where a count goes whose kind this version does not know.
const OTHER: &str = "other";

/// A keyboard has no more single number keys.
#[cfg(test)]
const MOST: usize = 9;

impl Kind {
    pub fn name(&self, lang: Lang) -> &str {
        match lang {
            Lang::Zh => &self.name_zh,
            Lang::En => &self.name_en,
        }
    }

    /// What belongs there.
    pub fn hint(&self, lang: Lang) -> &str {
        match lang {
            Lang::Zh => &self.hint_zh,
            Lang::En => &self.hint_en,
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    kind: Vec<Kind>,
}

static SHIPPED: LazyLock<Vec<Kind>> = LazyLock::new(|| {
    // A test reads the shipped file.
    toml::from_str(include_str!("../data/kinds.toml"))
        .map_or_else(|_| Vec::new(), |file: File| file.kind)
});

/// All kinds, in the order of the buttons.
pub fn kinds() -> &'static [Kind] {
    &SHIPPED
}

/// The kind of a code.
pub fn kind(code: &str) -> Option<&'static Kind> {
    kinds().iter().find(|one| one.code == code)
}

/// The kind under which a count is shown: a code that a later version wrote is another
/// contact still.
pub fn shown_kind(code: &str) -> Option<&'static Kind> {
    kind(code).or_else(|| kind(OTHER))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test says what it expects")]

    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn the_shipped_kinds_are_whole() {
        let codes: BTreeSet<&str> = kinds().iter().map(|one| one.code.as_str()).collect();
        assert_eq!(codes.len(), kinds().len(), "each once");
        assert!((2..=MOST).contains(&kinds().len()));
        assert_eq!(kinds().last().unwrap().code, OTHER);
        for one in kinds() {
            for text in [one.name(Lang::Zh), one.hint(Lang::Zh)] {
                assert!(!text.chars().any(|letter| letter.is_ascii()), "{text}");
            }
            for text in [one.name(Lang::En), one.hint(Lang::En)] {
                assert!(text.is_ascii() && !text.is_empty(), "{text}");
            }
        }
    }

    #[test]
    fn what_a_later_version_counted_is_another_contact() {
        assert_eq!(shown_kind("way").unwrap().code, "way");
        assert_eq!(shown_kind("umbrella").unwrap().code, OTHER);
        assert_eq!(kind("umbrella"), None);
    }
}
