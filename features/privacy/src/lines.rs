//! What several screens of this room show alike.

use std::collections::BTreeMap;

use tongli_kernel::{Fault, Said, StaffId, Viewer};
use tongli_store::Tx;
use tongli_web::Shell;

use crate::codes::Whom;
use crate::consent::{Consent, standing};
use crate::disclosure::Disclosure;

/// A choice of a list: its code and its name.
pub type Choice = (String, String);

/// The names of a list of codes.
pub fn choices<T: Copy>(
    shell: &Shell,
    all: &[T],
    code: fn(T) -> &'static str,
    word: fn(T) -> String,
) -> Vec<Choice> {
    all.iter()
        .map(|one| {
            let name = shell.say_key(word(*one)).to_string();
            (code(*one).to_owned(), name)
        })
        .collect()
}

/// One decision as screens tell it.
pub struct ConsentLine {
    pub kind: String,
    pub whom: String,
    /// Of a third person, masked unless it may be seen.
    pub name: Option<String>,
    pub decision: String,
    /// The classes of its mark.
    pub mark: &'static str,
    pub how: String,
    pub at: String,
    pub by: String,
    pub text: String,
    pub version: String,
    /// The newest of its kind and person.
    pub stands: bool,
    pub file: Option<String>,
}

/// The decisions about a case, oldest first.
pub fn consent_lines(
    shell: &Shell,
    all: &[Consent],
    names: &BTreeMap<StaffId, String>,
    open: bool,
) -> Vec<ConsentLine> {
    use crate::codes::Decision;
    let standing = standing(all);
    all.iter()
        .map(|one| ConsentLine {
            kind: shell.say_key(one.kind.word()).to_string(),
            whom: shell.say_key(one.whom.word()).to_string(),
            name: one
                .name
                .as_ref()
                .filter(|_| one.whom == Whom::Other)
                .map(|name| name.show(open)),
            decision: shell.say_key(one.decision.word()).to_string(),
            mark: match one.decision {
                Decision::Given => "badge bg-green-lt",
                Decision::Refused => "badge bg-yellow-lt",
                Decision::Withdrawn => "badge bg-red-lt",
            },
            how: shell.say_key(one.how.word()).to_string(),
            at: shell.show(&one.decided_at),
            by: one
                .by
                .and_then(|by| names.get(&by))
                .cloned()
                .unwrap_or_default(),
            text: one.text.clone(),
            version: version_text(shell, &one.text_version),
            stands: standing.iter().any(|other| other.id == one.id),
            file: one.file.map(|file| file.to_string()),
        })
        .collect()
}

/// `recording@2` in words.
pub fn version_text(shell: &Shell, version: &str) -> String {
    let number = version.rsplit('@').next().unwrap_or(version);
    let said = Said::new("privacy-text-number").with("n", number);
    shell.said(said).to_string()
}

/// One line of the register as screens tell it.
pub struct GivenLine {
    pub id: String,
    pub at: String,
    pub recipient: String,
    pub body: String,
    pub basis: String,
    pub ground: String,
    pub purpose: String,
    pub what: String,
    pub files: usize,
    pub way: String,
    pub approver: String,
    pub is_draft: bool,
}

pub fn given_line(shell: &Shell, line: &Disclosure, approver: &str) -> GivenLine {
    let told = &line.told;
    GivenLine {
        id: line.id.to_string(),
        at: shell.show(&told.given_at),
        recipient: shell.say_key(told.recipient.word()).to_string(),
        body: told.body.clone(),
        basis: shell.say_key(told.basis.word()).to_string(),
        ground: told.ground.clone(),
        purpose: told.purpose.clone(),
        what: told.what.clone(),
        files: told.files.len(),
        way: shell.say_key(told.way.word()).to_string(),
        approver: approver.to_owned(),
        is_draft: line.is_draft,
    }
}

/// The names of those who stand in these lines.
pub async fn names_of(
    tx: &mut Tx,
    viewer: &Viewer,
    people: impl IntoIterator<Item = Option<StaffId>>,
) -> Result<BTreeMap<StaffId, String>, Fault> {
    let people: Vec<StaffId> = people.into_iter().flatten().collect();
    Ok(tongli_people::staff_names(tx, viewer.tenant, &people).await?)
}
