//! Search terms of a text: overlapping pairs of Han characters, and whole words of
//! letters and digits.

use std::collections::BTreeSet;

use unicode_normalization::UnicodeNormalization;

/// A text as it is compared: full-width forms, case and spacing do not matter.
pub fn folded(text: &str) -> String {
    text.nfkc()
        .flat_map(char::to_lowercase)
        .collect::<String>()
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}

/// Longer words are cut, so that no row of the index grows without bound.
const LONGEST_WORD: usize = 40;

fn is_han(letter: char) -> bool {
    matches!(letter, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3134f}')
}

/// The terms of a text, each once. A lone Han character is a term of its own.
pub fn grams(text: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let folded = folded(text);
    let (mut han, mut word) = (Vec::new(), String::new());
    for letter in folded.chars().chain([' ']) {
        if is_han(letter) {
            han.push(letter);
        } else {
            pairs(&mut found, &mut han);
        }
        if !is_han(letter) && letter.is_alphanumeric() {
            if word.chars().count() < LONGEST_WORD {
                word.push(letter);
            }
        } else if !word.is_empty() {
            found.insert(std::mem::take(&mut word));
        }
    }
    found
}

fn pairs(found: &mut BTreeSet<String>, han: &mut Vec<char>) {
    match han.as_slice() {
        [] => {}
        [single] => {
            found.insert(single.to_string());
        }
        several => found.extend(several.windows(2).map(|pair| pair.iter().collect())),
    }
    // One character is asked for more often than it stands alone.
    found.extend(han.iter().map(char::to_string));
    han.clear();
}

/// The terms a query must all meet: pairs where there are pairs, for they say more.
pub fn wanted(query: &str) -> Vec<String> {
    let all = grams(query);
    let singles_matter = |term: &String| {
        let mut letters = term.chars();
        match (letters.next(), letters.next()) {
            (Some(only), None) if is_han(only) => !all
                .iter()
                .any(|other| other.chars().count() == 2 && other.contains(only)),
            _ => true,
        }
    };
    all.iter()
        .filter(|term| singles_matter(term))
        .cloned()
        .collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test says what it expects")]

    use proptest::prelude::*;

    use super::*;

    #[test]
    fn han_runs_become_pairs_and_latin_runs_words() {
        let terms = wanted("ＣＴ 报告单 No.12");
        assert_eq!(terms, ["12", "ct", "no", "告单", "报告"]);
    }

    #[test]
    fn one_character_can_be_asked_for() {
        assert_eq!(wanted("痛"), ["痛"]);
        assert!(grams("术后疼痛").contains("痛"));
    }

    #[test]
    fn signs_alone_ask_for_nothing() {
        assert!(wanted("，。!?").is_empty());
    }

    proptest! {
        #[test]
        fn whatever_stands_in_a_han_text_finds_it(text in "[疼痛等候护士态度]{2,30}", at in 0usize..28, len in 1usize..6) {
            let letters: Vec<char> = text.chars().collect();
            let at = at % letters.len();
            let part: String = letters.iter().skip(at).take(len).collect();
            let index = grams(&text);
            prop_assert!(wanted(&part).iter().all(|term| index.contains(term)));
        }

        #[test]
        fn folding_twice_changes_nothing(text in "\\PC{0,40}") {
            let once = folded(&text);
            prop_assert_eq!(folded(&once), once);
        }
    }
}
