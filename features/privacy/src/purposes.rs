//! The purpose table: what personal information is used for, on what ground, who sees it
//! in full and how long it stays. It is data: the notice is made of it, and tests hold the
//! permission of the cases room and the classes of the retention room to it.

use std::sync::LazyLock;

use serde::Deserialize;
use tongli_cases::Kind;
use tongli_kernel::Lang;

/// What stands where nobody has compared an entry with the paper.
pub const NOT_VERIFIED: &str = "not verified";

/// One purpose.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Purpose {
    pub id: String,
    pub version: u32,
    title_zh: String,
    title_en: String,
    basis_zh: String,
    basis_en: String,
    pub doc: String,
    /// Empty where the text was not read.
    pub article: String,
    pub verified_by: String,
    /// Kinds of personal data.
    pub fields: Vec<String>,
    /// Who sees names and numbers in full, by role.
    pub masking: Vec<String>,
    pub retention_class: String,
    pub retention_years: u32,
    /// Instead of years, where a year is too long.
    pub retention_days: Option<u32>,
    /// The privacy notice shows it.
    pub in_notice: bool,
}

impl Purpose {
    pub fn title(&self, lang: Lang) -> &str {
        of(lang, &self.title_zh, &self.title_en)
    }

    pub fn basis(&self, lang: Lang) -> &str {
        of(lang, &self.basis_zh, &self.basis_en)
    }

    pub fn is_verified(&self) -> bool {
        self.verified_by != NOT_VERIFIED
    }

    pub fn retention(&self) -> Retention {
        Retention {
            class: self.retention_class.clone(),
            years: self.retention_years,
            days: self.retention_days,
        }
    }

    /// What the notice says of it: the part of the entry that a new version of the notice
    /// must tell anew.
    fn told(&self) -> String {
        format!(
            "{}|{}|{}|{}|{}|{}|{}|{}|{}",
            self.id,
            self.title_zh,
            self.title_en,
            self.basis_zh,
            self.basis_en,
            self.fields.join(","),
            self.masking.join(","),
            self.retention_years,
            self.retention_days.unwrap_or_default()
        )
    }
}

fn of<'a>(lang: Lang, zh: &'a str, en: &'a str) -> &'a str {
    match lang {
        Lang::Zh => zh,
        Lang::En => en,
    }
}

/// How long a class of records stays after the end of its matter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Retention {
    pub class: String,
    pub years: u32,
    /// Instead of years, where a year is too long.
    pub days: Option<u32>,
}

/// One heading of the notice with its text.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Part {
    title_zh: String,
    title_en: String,
    text_zh: String,
    text_en: String,
}

impl Part {
    pub fn title(&self, lang: Lang) -> &str {
        of(lang, &self.title_zh, &self.title_en)
    }

    pub fn text(&self, lang: Lang) -> &str {
        of(lang, &self.text_zh, &self.text_en)
    }
}

/// One version of the privacy notice.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Notice {
    pub version: String,
    pub from: String,
    /// Of its text and of the purposes it shows.
    pub digest: String,
    /// The purposes as they were told, once a newer version has replaced it.
    pub lines: Vec<String>,
    #[serde(rename = "part")]
    pub parts: Vec<Part>,
}

impl Notice {
    /// The digest its text has. The newest speaks of the purposes as they stand.
    pub fn digest_with(&self, purposes: &[Purpose]) -> String {
        let mut text = self.version.clone();
        for part in &self.parts {
            for one in [&part.title_zh, &part.title_en, &part.text_zh, &part.text_en] {
                text.push('\n');
                text.push_str(one);
            }
        }
        let told = match self.lines.is_empty() {
            true => told(purposes),
            false => self.lines.clone(),
        };
        for line in told {
            text.push('\n');
            text.push_str(&line);
        }
        tongli_store::sha256(text.as_bytes())
    }
}

/// The purposes of a notice as it tells them.
pub fn told(purposes: &[Purpose]) -> Vec<String> {
    purposes
        .iter()
        .filter(|one| one.in_notice)
        .map(Purpose::told)
        .collect()
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PurposeFile {
    purpose: Vec<Purpose>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NoticeFile {
    notice: Vec<Notice>,
}

// A test reads the shipped files; an empty table shows and promises nothing.
static PURPOSES: LazyLock<Vec<Purpose>> = LazyLock::new(|| {
    toml::from_str::<PurposeFile>(include_str!("../data/purposes.toml"))
        .map(|file| file.purpose)
        .unwrap_or_default()
});

static NOTICES: LazyLock<Vec<Notice>> = LazyLock::new(|| {
    toml::from_str::<NoticeFile>(include_str!("../data/notices.toml"))
        .map(|file| file.notice)
        .unwrap_or_default()
});

/// All purposes, in the order in which screens list them.
pub fn purposes() -> &'static [Purpose] {
    &PURPOSES
}

/// The purpose of an id.
pub fn purpose(id: &str) -> Option<&'static Purpose> {
    PURPOSES.iter().find(|one| one.id == id)
}

/// Every version of the privacy notice, the newest last.
pub fn notices() -> &'static [Notice] {
    &NOTICES
}

/// One version of the privacy notice; the newest where none is named.
pub fn notice(version: Option<&str>) -> Option<&'static Notice> {
    match version {
        Some(version) => NOTICES.iter().find(|one| one.version == version),
        None => NOTICES.last(),
    }
}

/// How long records of a class stay: the longest that a purpose of the class asks for.
/// `None` for a class the table does not know: what is unknown is not destroyed.
pub fn retention_of(class: &str) -> Option<Retention> {
    PURPOSES
        .iter()
        .filter(|one| one.retention_class == class)
        .max_by_key(|one| (one.retention_years, one.retention_days))
        .map(Purpose::retention)
}

/// How long a matter of this kind stays after its end.
pub fn kept(kind: Kind) -> Option<Retention> {
    retention_of(match kind {
        Kind::Complaint | Kind::Suggestion => "complaint",
        Kind::Enquiry | Kind::Praise | Kind::Help => "enquiry",
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test says what it expects")]

    use std::collections::BTreeSet;

    use tongli_people::roles::named;

    use super::*;

    #[test]
    fn the_shipped_table_is_whole() {
        let file: PurposeFile = toml::from_str(include_str!("../data/purposes.toml")).unwrap();
        let ids: BTreeSet<&str> = file.purpose.iter().map(|one| one.id.as_str()).collect();
        assert_eq!(ids.len(), file.purpose.len());
        for one in &file.purpose {
            assert!(one.version > 0 && !one.doc.is_empty(), "{}", one.id);
            assert!(
                !one.fields.is_empty() && !one.verified_by.is_empty(),
                "{}",
                one.id
            );
            assert!(
                one.masking.iter().all(|role| named(role).is_some()),
                "{}",
                one.id
            );
            let days = one.retention_days.unwrap_or_default();
            assert!((one.retention_years > 0) != (days > 0), "{}", one.id);
            assert!(
                [Lang::Zh, Lang::En]
                    .iter()
                    .all(|lang| { !one.title(*lang).is_empty() && !one.basis(*lang).is_empty() })
            );
        }
    }

    /// What is masked for whom is decided by a permission of the cases room; the table
    /// says the same.
    #[test]
    fn masking_is_what_the_table_says() {
        let roles: BTreeSet<&str> = tongli_cases::access::SEE_CONTACT
            .roles
            .iter()
            .map(|role| role.0)
            .collect();
        for one in purposes().iter().filter(|one| one.in_notice) {
            let table: BTreeSet<&str> = one.masking.iter().map(String::as_str).collect();
            assert_eq!(table, roles, "{}", one.id);
        }
    }

    /// Whoever changes the notice, or an entry it shows, gives it a new version.
    #[test]
    fn a_changed_notice_has_a_new_version() {
        let file: NoticeFile = toml::from_str(include_str!("../data/notices.toml")).unwrap();
        let newest = file.notice.last().unwrap();
        assert_eq!(newest.version, tongli_cases::PRIVACY_NOTICE);
        assert!(
            newest.lines.is_empty(),
            "the newest tells the table as it stands"
        );
        for one in &file.notice {
            let digest = match one.version.as_str() {
                "2026-11" => one.digest_with(&[]),
                _ => one.digest_with(purposes()),
            };
            assert_eq!(
                one.digest,
                digest,
                "{} has changed; it was told as\n{:#?}",
                one.version,
                told(purposes())
            );
        }
        let mut changed = purposes().to_vec();
        changed[0].retention_years += 1;
        assert_ne!(newest.digest_with(&changed), newest.digest);
    }

    #[test]
    fn a_class_has_its_longest_period_and_the_unknown_none() {
        assert_eq!(retention_of("complaint").unwrap().years, 15);
        assert_eq!(retention_of("dispute").unwrap().years, 30);
        let recording = retention_of("recording").unwrap();
        assert_eq!((recording.years, recording.days), (0, Some(90)));
        assert_eq!(retention_of("something"), None);
    }
}
