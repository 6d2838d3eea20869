//! Lists to choose from, in the reader's language.

use tongli_kernel::Tenant;
use tongli_store::{StoreError, Tx};
use tongli_web::Shell;

use crate::codes::{SEVERITIES, severity_meaning};
use crate::life::MarkState;

/// Codes with their names, for selects and chips.
pub fn coded<T: Copy>(
    shell: &Shell,
    all: &[T],
    code: fn(T) -> &'static str,
    word: fn(T) -> String,
) -> Vec<(String, String)> {
    all.iter()
        .map(|one| (code(*one).to_owned(), shell.say_key(word(*one)).to_string()))
        .collect()
}

/// The severities with what each means.
pub fn severities(shell: &Shell) -> Vec<(String, String)> {
    SEVERITIES
        .iter()
        .map(|one| {
            let meaning = shell.say_key(severity_meaning(*one));
            (one.to_string(), meaning.to_string())
        })
        .collect()
}

/// How a mark looks and reads.
pub trait MarkShown {
    fn class(&self) -> &'static str;
    fn icon(&self) -> &'static str;
    fn word(&self) -> &'static str;
}

impl MarkShown for MarkState {
    fn class(&self) -> &'static str {
        match self {
            MarkState::Met => "badge bg-green-lt",
            MarkState::Open => "badge bg-yellow-lt",
            MarkState::NotNeeded => "badge bg-secondary-lt",
        }
    }

    fn icon(&self) -> &'static str {
        match self {
            MarkState::Met => "check",
            MarkState::Open => "clock",
            MarkState::NotNeeded => "x",
        }
    }

    fn word(&self) -> &'static str {
        match self {
            MarkState::Met => "cases-mark-is-met",
            MarkState::Open => "cases-mark-is-open",
            MarkState::NotNeeded => "cases-mark-is-not-needed",
        }
    }
}

/// A department for a field that is typed into: its name, and what else finds it.
pub struct Place {
    pub name: String,
    /// Code and spelling, so that `gk` finds 骨科.
    pub hint: String,
}

pub async fn places(tx: &mut Tx, tenant: Tenant) -> Result<Vec<Place>, StoreError> {
    let departments = tongli_people::departments(tx, tenant).await?;
    Ok(departments
        .into_iter()
        .map(|one| Place {
            hint: format!("{} {}", one.code, one.pinyin),
            name: one.name,
        })
        .collect())
}
