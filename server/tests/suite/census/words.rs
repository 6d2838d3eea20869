//! Words: used, present, and in their own language on every page.

use std::collections::{BTreeSet, HashSet};

use tongli::features;
use tongli_kernel::Lang;

use super::{files, read, root};

/// Everything that may name a word: Rust, templates, and data that carries keys.
fn sources() -> String {
    ["base", "features", "server"]
        .iter()
        .flat_map(|folder| {
            let folder = root().join(folder);
            [".rs", ".html", ".toml"]
                .iter()
                .flat_map(|ending| files(&folder, ending))
                .collect::<Vec<_>>()
        })
        .filter(|path| !path.to_string_lossy().contains("/tests/"))
        .map(|path| read(&path))
        .collect()
}

/// Beginnings of keys that are put together at run time: `role-{slug}`.
const MADE_AT_RUN_TIME: &[&str] = &["permission-"];

#[test]
fn every_word_is_used() {
    let sources = sources();
    let mentioned = mentions(&sources);
    let mut unused = Vec::new();
    for room in features::words() {
        for key in room.keys(Lang::Zh) {
            let made = MADE_AT_RUN_TIME.iter().any(|start| key.starts_with(start))
                || made_from_a_code(&mentioned, &key);
            // `?done=key` names a word inside an address.
            let named = ['"', '=']
                .iter()
                .any(|before| mentioned.contains(&(*before, key.as_str(), '"')));
            if !made && !named {
                unused.push(format!("{}: {key}", room.room));
            }
        }
    }
    assert!(unused.is_empty(), "unused words:\n{}", unused.join("\n"));
}

/// Whether a `format!("role-{…}")`, an address `?done=cases-{…}-done`, or a list of
/// codes that names the beginning of its words could make this key.
fn made_from_a_code(mentioned: &Mentions<'_>, key: &str) -> bool {
    key.match_indices('-').any(|(at, _)| {
        let (start, open) = (&key[..at], &key[..=at]);
        let is_begun = ['"', '=']
            .iter()
            .any(|before| mentioned.contains(&(*before, open, '{')));
        is_begun || start.contains('-') && mentioned.contains(&('"', start, '"'))
    })
}

/// Names, with what stands before and behind each.
type Mentions<'s> = HashSet<(char, &'s str, char)>;

/// Every run of letters, digits and hyphens: looking each word up in all sources takes
/// a minute.
fn mentions(sources: &str) -> Mentions<'_> {
    let is_part = |letter: char| letter.is_ascii_alphanumeric() || "-_".contains(letter);
    let mut found = HashSet::new();
    let mut at = 0;
    while let Some(start) = sources[at..].find(is_part).map(|to| at + to) {
        let end = sources[start..]
            .find(|letter| !is_part(letter))
            .map_or(sources.len(), |to| start + to);
        let before = sources[..start].chars().next_back().unwrap_or(' ');
        let behind = sources[end..].chars().next().unwrap_or(' ');
        found.insert((before, &sources[start..end], behind));
        at = end;
    }
    found
}

#[test]
fn every_word_that_is_said_exists() {
    let known: BTreeSet<String> = features::words()
        .iter()
        .flat_map(|room| room.keys(Lang::Zh))
        .collect();
    let sources = sources();
    let mut missing = Vec::new();
    for call in ["say(\"", "Said::new(\"", "said(\""] {
        for rest in sources.split(call).skip(1) {
            let key = rest.split('"').next().unwrap_or_default();
            let shaped = key.contains('-')
                && key
                    .chars()
                    .all(|letter| letter.is_ascii_alphanumeric() || letter == '-');
            if shaped && !known.contains(key) {
                missing.push(key.to_owned());
            }
        }
    }
    missing.sort();
    missing.dedup();
    assert!(missing.is_empty(), "no such words: {}", missing.join(", "));
}

#[test]
fn every_permission_can_be_named_to_those_who_lack_it() {
    let words = tongli_web::Words::gather(&features::words()).unwrap();
    for feature in features::features() {
        for permission in feature.permissions {
            assert!(words.knows(&permission.word()), "{}", permission.word());
        }
    }
}

fn is_han(letter: char) -> bool {
    matches!(letter, '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}')
}

#[test]
fn no_english_word_file_holds_chinese_but_marked_terms() {
    // The name of the other language is written in that language.
    const OTHER_LANGUAGE: &str = "web-other-language";
    for room in features::words() {
        for line in room.en.lines() {
            if !line.starts_with(OTHER_LANGUAGE) && !line.starts_with('#') {
                assert!(!line.chars().any(is_han), "{}: {line}", room.room);
            }
        }
    }
}
