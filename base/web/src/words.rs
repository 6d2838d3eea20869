//! Words in two languages: Project Fluent messages from every room, Chinese first.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use tongli_kernel::{Arg, Lang, Said};
use unic_langid::LanguageIdentifier;

/// The two message files of a room.
#[derive(Debug, Clone, Copy)]
pub struct WordFiles {
    pub room: &'static str,
    pub zh: &'static str,
    pub en: &'static str,
}

impl WordFiles {
    fn text(&self, lang: Lang) -> &'static str {
        match lang {
            Lang::Zh => self.zh,
            Lang::En => self.en,
        }
    }

    /// The keys of one language.
    pub fn keys(&self, lang: Lang) -> BTreeSet<String> {
        // Only messages begin a line with a letter and ` =`.
        self.text(lang)
            .lines()
            .filter(|line| line.starts_with(|first: char| first.is_ascii_alphabetic()))
            .filter_map(|line| line.split_once(" ="))
            .map(|(key, _)| key.to_owned())
            .collect()
    }
}

/// What is wrong with the message files; the program refuses to start.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WordsFlaw(pub String);

impl fmt::Display for WordsFlaw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for WordsFlaw {}

/// All messages of all rooms.
pub struct Words {
    zh: FluentBundle<FluentResource>,
    en: FluentBundle<FluentResource>,
}

impl fmt::Debug for Words {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Words")
    }
}

impl Words {
    /// Reads the files of all rooms. A key twice, or in one language only, is a
    /// flaw.
    pub fn gather(rooms: &[WordFiles]) -> Result<Words, WordsFlaw> {
        let mut owners: BTreeMap<String, &'static str> = BTreeMap::new();
        for room in rooms {
            let (zh, en) = (room.keys(Lang::Zh), room.keys(Lang::En));
            if let Some(lone) = zh.symmetric_difference(&en).next() {
                return Err(WordsFlaw(format!(
                    "{}: `{lone}` stands in one language only",
                    room.room
                )));
            }
            for key in zh {
                if let Some(other) = owners.insert(key.clone(), room.room) {
                    return Err(WordsFlaw(format!(
                        "`{key}` stands in {other} and in {}",
                        room.room
                    )));
                }
            }
        }
        Ok(Words {
            zh: bundle(Lang::Zh, rooms)?,
            en: bundle(Lang::En, rooms)?,
        })
    }

    fn bundle(&self, lang: Lang) -> &FluentBundle<FluentResource> {
        match lang {
            Lang::Zh => &self.zh,
            Lang::En => &self.en,
        }
    }

    /// Whether there is such a message.
    pub fn knows(&self, key: &str) -> bool {
        self.zh.has_message(key)
    }

    /// A sentence in a language. A missing key shows itself, so that it is seen;
    /// a census test finds it first.
    pub fn say(&self, lang: Lang, said: &Said) -> String {
        self.look_up(lang, &said.key, &said.args)
    }

    fn look_up(
        &self,
        lang: Lang,
        key: &str,
        args: &[(std::borrow::Cow<'static, str>, Arg)],
    ) -> String {
        let bundle = self.bundle(lang);
        let Some(pattern) = bundle.get_message(key).and_then(|message| message.value()) else {
            tracing::error!(key, "no such word");
            return key.to_owned();
        };
        let mut bound = FluentArgs::new();
        for (name, arg) in args {
            let value: FluentValue<'_> = match arg {
                // Text, not FluentValue::Number: case numbers and years carry no
                // thousands separators.
                Arg::Number(number) => FluentValue::from(*number),
                Arg::Text(text) => FluentValue::from(text.as_str()),
                Arg::Said(inner) => FluentValue::from(self.say(lang, inner)),
            };
            bound.set(name.as_ref(), value);
        }
        let mut errors = Vec::new();
        let text = bundle.format_pattern(pattern, Some(&bound), &mut errors);
        if !errors.is_empty() {
            tracing::error!(key, ?errors, "a word lacks an argument");
        }
        text.into_owned()
    }
}

fn bundle(lang: Lang, rooms: &[WordFiles]) -> Result<FluentBundle<FluentResource>, WordsFlaw> {
    let locale: LanguageIdentifier = lang
        .tag()
        .parse()
        .map_err(|error| WordsFlaw(format!("{}: {error}", lang.tag())))?;
    let mut bundle = FluentBundle::new_concurrent(vec![locale]);
    // Isolation marks would end up in searched and copied text.
    bundle.set_use_isolating(false);
    for room in rooms {
        let resource =
            FluentResource::try_new(room.text(lang).to_owned()).map_err(|(_, errors)| {
                WordsFlaw(format!("{} {}: {errors:?}", room.room, lang.code()))
            })?;
        bundle
            .add_resource(resource)
            .map_err(|errors| WordsFlaw(format!("{}: {errors:?}", room.room)))?;
    }
    Ok(bundle)
}

/// A sentence about to be shown: `{{ shell.say("key").with("n", n) }}`.
pub struct Phrase<'w> {
    words: &'w Words,
    lang: Lang,
    said: Said,
}

impl<'w> Phrase<'w> {
    pub(crate) fn new(words: &'w Words, lang: Lang, said: Said) -> Self {
        Self { words, lang, said }
    }

    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<Arg>) -> Self {
        self.said = self.said.with(name, value);
        self
    }
}

impl fmt::Display for Phrase<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.words.say(self.lang, &self.said))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn room(zh: &'static str, en: &'static str) -> WordFiles {
        WordFiles {
            room: "sample",
            zh,
            en,
        }
    }

    #[test]
    fn one_sentence_is_said_in_both_languages() {
        let words = Words::gather(&[room(
            "left = 还剩 { $n } 个工作日\n",
            "left = { $n ->\n    [one] { $n } working day left\n   *[other] { $n } working days left\n }\n",
        )])
        .unwrap();
        let said = Said::new("left").with("n", 1_i64);
        assert_eq!(words.say(Lang::Zh, &said), "还剩 1 个工作日");
        assert_eq!(words.say(Lang::En, &said), "1 working day left");
    }

    #[test]
    fn a_key_in_one_language_only_is_a_flaw() {
        let flaw = Words::gather(&[room("a = 甲\nb = 乙\n", "a = A\n")]).unwrap_err();
        assert!(flaw.0.contains("`b`"), "{flaw}");
    }

    #[test]
    fn a_key_in_two_rooms_is_a_flaw() {
        let twice = [room("a = 甲\n", "a = A\n"), room("a = 甲\n", "a = A\n")];
        assert!(Words::gather(&twice).is_err());
    }
}
