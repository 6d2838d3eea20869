//! The notices a hospital owes in a dispute: their words as data, what was printed,
//! and whether it was signed.

use std::sync::LazyLock;

use serde::Deserialize;
use tongli_kernel::{FieldErrors, Id, Lang, Moment, Said};
use tongli_store::attachments::AttachmentId;

use crate::dispute::{optional, required};

#[derive(Debug)]
pub struct NoticeMark;
pub type NoticeId = Id<NoticeMark>;

/// Which notice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoticeKind {
    /// The lawful routes, sealing and copying; autopsy where somebody died.
    Routes,
    /// The offer of an autopsy, consented to or refused.
    Autopsy,
}

impl NoticeKind {
    pub const ALL: &'static [NoticeKind] = &[NoticeKind::Routes, NoticeKind::Autopsy];

    pub const fn code(self) -> &'static str {
        match self {
            NoticeKind::Routes => "routes",
            NoticeKind::Autopsy => "autopsy",
        }
    }

    pub fn from_code(code: &str) -> Option<NoticeKind> {
        NoticeKind::ALL
            .iter()
            .copied()
            .find(|kind| kind.code() == code)
    }

    pub fn word(self) -> String {
        format!("disputes-notice-{}", self.code())
    }

    /// What can become of it.
    pub const fn outcomes(self) -> &'static [Outcome] {
        match self {
            NoticeKind::Routes => &[Outcome::Signed, Outcome::NotSigned],
            NoticeKind::Autopsy => &[Outcome::Agreed, Outcome::Refused, Outcome::NotSigned],
        }
    }

    pub fn text(self) -> &'static NoticeText {
        match self {
            NoticeKind::Routes => &SHIPPED.routes,
            NoticeKind::Autopsy => &SHIPPED.autopsy,
        }
    }
}

/// What became of a notice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    Signed,
    Agreed,
    Refused,
    /// They would not sign; a witness says so. For an autopsy it counts as refused.
    NotSigned,
}

impl Outcome {
    pub const ALL: &'static [Outcome] = &[
        Outcome::Signed,
        Outcome::Agreed,
        Outcome::Refused,
        Outcome::NotSigned,
    ];

    pub const fn code(self) -> &'static str {
        match self {
            Outcome::Signed => "signed",
            Outcome::Agreed => "agreed",
            Outcome::Refused => "refused",
            Outcome::NotSigned => "not_signed",
        }
    }

    pub fn from_code(code: &str) -> Option<Outcome> {
        Outcome::ALL.iter().copied().find(|one| one.code() == code)
    }

    pub fn word(self) -> String {
        format!("disputes-outcome-{}", self.code().replace('_', "-"))
    }
}

/// The words of a notice.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NoticeText {
    pub version: String,
    title_zh: String,
    title_en: String,
    source_zh: String,
    source_en: String,
    verified_by: String,
    #[serde(rename = "part")]
    parts: Vec<Part>,
    /// Said only where somebody has died.
    #[serde(default)]
    death: Vec<Part>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Part {
    head_zh: String,
    head_en: String,
    text_zh: String,
    text_en: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    routes: NoticeText,
    autopsy: NoticeText,
}

static SHIPPED: LazyLock<File> = LazyLock::new(|| {
    // A test reads the shipped file.
    toml::from_str(include_str!("../data/notices.toml")).unwrap_or_default()
});

impl NoticeText {
    pub fn title(&self, lang: Lang) -> &str {
        pick(lang, &self.title_zh, &self.title_en)
    }

    pub fn source(&self, lang: Lang) -> &str {
        pick(lang, &self.source_zh, &self.source_en)
    }

    pub fn is_verified(&self) -> bool {
        self.verified_by != "not verified"
    }

    /// The whole text to be printed, head and text in turn.
    pub fn whole(&self, lang: Lang, died: bool) -> String {
        let death = self.death.iter().filter(|_| died);
        let mut lines = vec![self.title(lang).to_owned()];
        for part in self.parts.iter().chain(death) {
            lines.push(pick(lang, &part.head_zh, &part.head_en).to_owned());
            lines.push(pick(lang, &part.text_zh, &part.text_en).to_owned());
        }
        lines.push(self.source(lang).to_owned());
        lines.join("\n")
    }
}

fn pick<'t>(lang: Lang, zh: &'t str, en: &'t str) -> &'t str {
    match lang {
        Lang::Zh => zh,
        Lang::En => en,
    }
}

/// A notice as it was printed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    pub id: NoticeId,
    pub kind: NoticeKind,
    pub text_version: String,
    pub text: String,
    /// Of the printed text; the signature is bound to it.
    pub digest: String,
    pub made_at: Moment,
    pub outcome: Option<Outcome>,
    pub decided_at: Option<Moment>,
    pub relation: Option<String>,
    pub witness: Option<String>,
    pub signature: Option<Signature>,
}

impl Notice {
    /// The language it was made in; a test holds the English texts to plain letters.
    pub fn lang(&self) -> Lang {
        if self.text.is_ascii() {
            Lang::En
        } else {
            Lang::Zh
        }
    }
}

/// Who signed, at which level.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signature {
    pub name: String,
    pub level: String,
    pub scan: Option<AttachmentId>,
}

/// How a notice ended, as it was typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ending {
    pub outcome: Outcome,
    pub decided_at: Moment,
    /// Whoever signed, and what they are to the patient.
    pub name: String,
    pub relation: String,
    pub witness: Option<String>,
}

/// Reads how a notice ended: a signature names its signer, a refusal its witness.
pub fn check_ending(
    kind: NoticeKind,
    outcome: &str,
    decided_at: Option<Moment>,
    [name, relation, witness]: [&str; 3],
    now: Moment,
) -> Result<Ending, FieldErrors> {
    let mut errors = FieldErrors::default();
    let outcome = Outcome::from_code(outcome).filter(|one| kind.outcomes().contains(one));
    if outcome.is_none() {
        errors.add("outcome", Said::new("disputes-outcome-missing"));
    }
    match decided_at {
        None => errors.add("decided_at", Said::new("disputes-required")),
        Some(at) if at > now => errors.add("decided_at", Said::new("disputes-moment-future")),
        Some(_) => {}
    }
    let unsigned = outcome == Some(Outcome::NotSigned);
    let name = if unsigned {
        optional("name", name, &mut errors).unwrap_or_default()
    } else {
        required("name", name, &mut errors)
    };
    let relation = if unsigned {
        optional("relation", relation, &mut errors).unwrap_or_default()
    } else {
        required("relation", relation, &mut errors)
    };
    let witness = optional("witness", witness, &mut errors);
    if unsigned && witness.is_none() {
        errors.add("witness", Said::new("disputes-witness-missing"));
    }
    errors.or_else(|| Ending {
        outcome: outcome.unwrap_or(Outcome::NotSigned),
        decided_at: decided_at.unwrap_or(now),
        name,
        relation,
        witness,
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test says what it expects")]

    use super::*;

    #[test]
    fn the_shipped_notices_are_whole_in_both_languages() {
        for kind in NoticeKind::ALL {
            let text = kind.text();
            assert!(!text.is_verified() && !text.version.is_empty());
            assert!(text.whole(Lang::En, true).is_ascii(), "{kind:?}");
            assert!(text.whole(Lang::Zh, true).lines().count() > 6, "{kind:?}");
        }
        let routes = NoticeKind::Routes.text();
        assert!(routes.whole(Lang::Zh, true).contains("48小时"));
        assert!(!routes.whole(Lang::Zh, false).contains("48小时"));
    }

    #[test]
    fn a_signature_names_its_signer_and_a_refusal_its_witness() {
        let now = Moment::from_millis(10);
        let end = |kind, outcome, texts| check_ending(kind, outcome, Some(now), texts, now);
        let routes = NoticeKind::Routes;
        let wrong = end(routes, "signed", ["", "", ""]).unwrap_err();
        assert!(wrong.of("name").is_some() && wrong.of("relation").is_some());
        let wrong = end(routes, "not_signed", ["", "", ""]).unwrap_err();
        assert!(wrong.of("witness").is_some());
        assert!(end(routes, "not_signed", ["", "", "林晓禾"]).is_ok());
        assert!(
            end(routes, "agreed", ["高远", "子", ""]).is_err(),
            "nothing to agree to"
        );
        assert!(end(NoticeKind::Autopsy, "refused", ["高远", "子", ""]).is_ok());
    }
}
