//! Every code of a case has its words in both languages.

use tongli_cases::{
    Category, Channel, Confirmation, Court, Finding, Handling, HelpNeed, Kind, Mood, Outcome,
    Receiver, RefusalReason, Reviewed, Risk, Stage, Urgency, Verb, Visibility, VisitType, Way, Why,
};
use tongli_web::Words;

#[test]
fn every_code_and_permission_has_its_words() {
    let words = Words::gather(&[tongli_web::WORDS, tongli_cases::WORDS]).unwrap();
    let mut keys: Vec<String> = tongli_cases::access::PERMISSIONS
        .iter()
        .map(|permission| permission.word())
        .collect();
    keys.extend(
        Verb::ALL
            .iter()
            .map(|verb| format!("cases-did-{}", verb.path())),
    );
    macro_rules! all {
        ($($list:ident),+) => { $(keys.extend($list::ALL.iter().map(|one| one.word()));)+ };
    }
    all!(
        Category,
        Channel,
        Court,
        Finding,
        Handling,
        HelpNeed,
        Kind,
        Mood,
        Receiver,
        RefusalReason,
        Risk,
        Stage,
        Urgency,
        Verb,
        Visibility,
        VisitType,
        Why,
        Confirmation,
        Way,
        Outcome,
        Reviewed
    );
    let missing: Vec<String> = keys.into_iter().filter(|key| !words.knows(key)).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

/// Every key written in the source stands in the word files.
#[test]
fn every_key_in_the_source_is_known() {
    let words = Words::gather(&[tongli_web::WORDS, tongli_cases::WORDS]).unwrap();
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut folders = vec![root.join("src"), root.join("templates")];
    let mut missing = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let text = std::fs::read_to_string(&path).unwrap();
            for piece in text.split('"').filter(|piece| is_key(piece)) {
                if !words.knows(piece) {
                    missing.push(format!("{piece} in {}", path.display()));
                }
            }
        }
    }
    assert!(missing.is_empty(), "{missing:#?}");
}

/// Word keys of one code only: prefixes of families and files are no keys.
fn is_key(piece: &str) -> bool {
    const FAMILIES: &[&str] = &[
        "cases-kind",
        "cases-stage",
        "cases-channel",
        "cases-visit",
        "cases-urgency",
        "cases-mood",
        "cases-court",
        "cases-handling",
        "cases-refusal",
        "cases-need",
        "cases-risk",
        "cases-receiver",
        "cases-category",
        "cases-finding",
        "cases-visibility",
        "cases-why",
        "cases-confirmation",
        "cases-way",
        "cases-outcome",
        "cases-reviewed",
    ];
    piece.starts_with("cases-")
        && piece
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
        && !piece.ends_with('-')
        && !FAMILIES.contains(&piece)
}
