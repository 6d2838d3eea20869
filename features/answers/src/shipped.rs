//! Scripts that the program brings along, as data with their source.

use std::sync::LazyLock;

use serde::Deserialize;
use tongli_kernel::Lang;

use crate::entry::{Content, Kind};

/// Where the scripts come from.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    doc_zh: String,
    doc_en: String,
    /// Whether anybody has compared them with a hospital's own training.
    pub verified: bool,
}

impl Source {
    pub fn doc(&self, lang: Lang) -> &str {
        match lang {
            Lang::Zh => &self.doc_zh,
            Lang::En => &self.doc_en,
        }
    }
}

/// One script.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Script {
    pub code: String,
    tags: String,
    title_zh: String,
    title_en: String,
    body_zh: String,
    body_en: String,
}

impl Script {
    /// As an entry says it: it belongs to nobody and does not run out.
    pub fn content(&self) -> Content {
        Content {
            kind: Kind::Script,
            title: self.title_zh.clone(),
            body: self.body_zh.trim().to_owned(),
            title_en: self.title_en.clone(),
            body_en: self.body_en.trim().to_owned(),
            tags: self.tags.clone(),
            department: None,
            owner: None,
            valid_until: None,
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    source: Source,
    script: Vec<Script>,
}

static SHIPPED: LazyLock<Option<File>> = LazyLock::new(|| {
    // A test reads the shipped file.
    toml::from_str(include_str!("../data/scripts.toml")).ok()
});

/// All scripts.
pub fn scripts() -> &'static [Script] {
    SHIPPED.as_ref().map_or(&[], |file| &file.script)
}

/// Where they come from.
pub fn source() -> Option<&'static Source> {
    SHIPPED.as_ref().map(|file| &file.source)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test says what it expects")]

    use std::collections::BTreeSet;

    use tongli_kernel::{Day, FieldErrors};

    use super::*;
    use crate::entry::{Typed, check};

    #[test]
    fn the_shipped_scripts_are_whole_and_hold_as_any_entry_must() {
        let codes: BTreeSet<&str> = scripts().iter().map(|one| one.code.as_str()).collect();
        assert_eq!(codes.len(), scripts().len(), "each once");
        assert!(codes.contains("four-steps") && codes.contains("yes-and"));
        assert!(!source().unwrap().verified);
        let today: Day = "2026-09-28".parse().unwrap();
        for script in scripts() {
            let content = script.content();
            let typed = Typed {
                kind: "script",
                title: &content.title,
                body: &content.body,
                title_en: &content.title_en,
                body_en: &content.body_en,
                tags: &content.tags,
                valid_until: "",
            };
            let mut errors = FieldErrors::default();
            let held = check(typed, None, None, today, &mut errors);
            assert_eq!(held, Some(content.clone()), "{errors:?}");
            assert!(content.title_en.is_ascii() && content.body_en.is_ascii());
            assert!(!content.title.is_ascii() && !content.body.is_ascii());
        }
    }
}
