//! A sentence still without a language: a word key and its arguments.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

/// One argument of a sentence.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Arg {
    Number(i64),
    Text(String),
    /// A sentence inside a sentence, said in the same language.
    Said(Said),
}

impl From<i64> for Arg {
    fn from(number: i64) -> Self {
        Arg::Number(number)
    }
}

impl From<usize> for Arg {
    fn from(number: usize) -> Self {
        Arg::Number(i64::try_from(number).unwrap_or(i64::MAX))
    }
}

impl From<&str> for Arg {
    fn from(text: &str) -> Self {
        Arg::Text(text.to_owned())
    }
}

impl From<String> for Arg {
    fn from(text: String) -> Self {
        Arg::Text(text)
    }
}

impl From<Said> for Arg {
    fn from(said: Said) -> Self {
        Arg::Said(said)
    }
}

/// What to tell the reader: the key of a message in `words/{zh,en}.ftl` with its
/// arguments, so that one error is Chinese or English where it is shown.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Said {
    pub key: Cow<'static, str>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub args: Vec<(Cow<'static, str>, Arg)>,
}

impl Said {
    pub const fn new(key: &'static str) -> Self {
        Self {
            key: Cow::Borrowed(key),
            args: Vec::new(),
        }
    }

    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<Arg>) -> Self {
        self.args.push((Cow::Borrowed(name), value.into()));
        self
    }
}

impl From<&i64> for Arg {
    fn from(number: &i64) -> Self {
        Arg::Number(*number)
    }
}

impl From<&usize> for Arg {
    fn from(number: &usize) -> Self {
        Arg::from(*number)
    }
}

impl From<&String> for Arg {
    fn from(text: &String) -> Self {
        Arg::Text(text.clone())
    }
}

impl From<&&str> for Arg {
    fn from(text: &&str) -> Self {
        Arg::Text((*text).to_owned())
    }
}

impl From<crate::Day> for Arg {
    fn from(day: crate::Day) -> Self {
        Arg::Text(day.to_string())
    }
}

impl From<&crate::Day> for Arg {
    fn from(day: &crate::Day) -> Self {
        Arg::Text(day.to_string())
    }
}

impl From<&&String> for Arg {
    fn from(text: &&String) -> Self {
        Arg::Text((*text).clone())
    }
}
