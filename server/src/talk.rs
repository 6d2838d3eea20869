//! What the command line says, in the language of the operator's terminal.

use std::io::IsTerminal;

use tongli_kernel::{Fault, Lang, Said};
use tongli_web::Words;

/// How a command ended, as its exit code tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    Done,
    Failed,
    /// What was typed names something that does not exist.
    WrongUsage,
    /// What was asked cannot be determined from the data at hand.
    Undetermined,
}

impl From<Ending> for std::process::ExitCode {
    fn from(ending: Ending) -> Self {
        match ending {
            Ending::Done => 0.into(),
            Ending::Failed => 1.into(),
            Ending::WrongUsage => 2.into(),
            Ending::Undetermined => 3.into(),
        }
    }
}

/// The language the terminal asks for: `TONGLI_LANG`, else the locale.
pub fn terminal_lang() -> Lang {
    let first = ["TONGLI_LANG", "LC_ALL", "LC_MESSAGES", "LANG"]
        .iter()
        .find_map(|name| std::env::var(name).ok().filter(|value| !value.is_empty()));
    match first {
        Some(value) if value.starts_with("zh") => Lang::Zh,
        _ => Lang::En,
    }
}

/// Speaks to a terminal.
pub struct Terminal {
    pub words: Words,
    pub lang: Lang,
}

#[expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "the one place that speaks to a terminal"
)]
impl Terminal {
    /// A result, alone on its line.
    pub fn result(&self, text: impl std::fmt::Display) {
        println!("{text}");
    }

    pub fn say(&self, said: &Said) {
        println!("{}", self.words.say(self.lang, said));
    }

    /// How far a long work is, over itself on one line; nothing where nobody looks.
    pub fn progress(&self, said: &Said) {
        if std::io::stderr().is_terminal() {
            eprint!("\r\x1b[K{}", self.words.say(self.lang, said));
        }
    }

    /// Takes the line of the progress away.
    pub fn progressed(&self) {
        if std::io::stderr().is_terminal() {
            eprint!("\r\x1b[K");
        }
    }

    pub fn complain(&self, said: &Said) {
        eprintln!("{}", self.words.say(self.lang, said));
    }

    /// Says why something failed, with the cause for the operator.
    pub fn fault(&self, fault: &Fault) {
        match fault {
            Fault::Invalid(errors) => {
                for (field, said) in errors.iter() {
                    eprintln!("{field}: {}", self.words.say(self.lang, said));
                }
            }
            Fault::Gated(gates) => {
                for gate in gates {
                    eprintln!("{}: {}", gate.gate, self.words.say(self.lang, &gate.say));
                }
            }
            Fault::Conflict(said) => self.complain(said),
            Fault::Unavailable(error) => {
                self.complain(&Said::new("cli-unavailable").with("why", format!("{error:#}")));
            }
            Fault::Bug(error) => {
                self.complain(&Said::new("cli-bug").with("why", format!("{error:#}")));
            }
            Fault::NotFound => self.complain(&Said::new("fault-not-found")),
            Fault::SignedOut | Fault::Forbidden(_) | Fault::TooLarge | Fault::TooMany { .. } => {
                self.complain(&Said::new("cli-refused"));
            }
        }
    }
}
