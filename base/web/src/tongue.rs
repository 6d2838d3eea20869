//! In whose language and on whose clock a file speaks.

use tongli_kernel::{HospitalTime, Lang, Said};

use crate::{App, Words};

/// How a file speaks to whoever takes it away.
#[derive(Clone, Copy)]
pub struct Tongue<'a> {
    words: &'a Words,
    pub lang: Lang,
    pub time: &'a HospitalTime,
}

impl<'a> Tongue<'a> {
    /// The house's words in one language, and its clock.
    pub fn of(app: &'a App, lang: Lang) -> Tongue<'a> {
        Tongue {
            words: &app.words,
            lang,
            time: &app.time,
        }
    }

    /// The word of a key.
    pub fn say(self, key: impl Into<String>) -> String {
        let said = Said {
            key: key.into().into(),
            args: Vec::new(),
        };
        self.words.say(self.lang, &said)
    }

    /// The words of several keys, as the heads of a sheet.
    pub fn say_all(self, keys: &[&str]) -> Vec<String> {
        keys.iter().map(|key| self.say(*key)).collect()
    }
}
