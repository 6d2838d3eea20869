//! What stands in the index for a word, and what has to stand there for it to be found.
//! Pure.

use std::collections::BTreeSet;

use super::text::is_dense;

/// Longer words are cut, so that no entry grows without bound; the words that are shown
/// are compared whole.
const LONGEST_WORD: usize = 40;

/// One entry of the index that a word asks for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Gram {
    Whole(String),
    /// A lone character: every pair that begins with it says it is there.
    Beginning(String),
}

/// Runs of one manner of writing within folded text.
fn runs(text: &str) -> Vec<(bool, Vec<char>)> {
    let mut found: Vec<(bool, Vec<char>)> = Vec::new();
    let mut apart = true;
    for letter in text.chars() {
        if letter == ' ' {
            apart = true;
            continue;
        }
        let dense = is_dense(letter);
        match found.last_mut() {
            Some((same, run)) if !apart && *same == dense => run.push(letter),
            _ => found.push((dense, vec![letter])),
        }
        apart = false;
    }
    found
}

fn cut(run: &[char]) -> String {
    run.iter().take(LONGEST_WORD).collect()
}

/// The entries of a folded text: words of letters and digits; of characters each pair
/// that stands together, and the last one of a run alone.
pub fn grams(text: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for (dense, run) in runs(text) {
        if dense {
            found.extend(run.windows(2).map(|pair| pair.iter().collect::<String>()));
            found.extend(run.last().map(char::to_string));
        } else {
            found.insert(cut(&run));
        }
    }
    found
}

/// The single characters of a folded text. Where entries are blind a pair does not show
/// how it begins, so that each character has an entry of its own.
pub fn singles(text: &str) -> BTreeSet<String> {
    let dense = text.chars().filter(|letter| is_dense(*letter));
    dense.map(|letter| letter.to_string()).collect()
}

/// What a folded word asks for; a text that lacks one of these lacks the word.
pub fn asked(word: &str) -> Vec<Gram> {
    let mut found = BTreeSet::new();
    for (dense, run) in runs(word) {
        match (dense, run.as_slice()) {
            (false, _) => {
                found.insert(Gram::Whole(cut(&run)));
            }
            (true, [only]) => {
                found.insert(Gram::Beginning(only.to_string()));
            }
            (true, _) => {
                let pairs = run
                    .windows(2)
                    .map(|pair| Gram::Whole(pair.iter().collect()));
                found.extend(pairs);
            }
        }
    }
    found.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::text::{normal, occurs, words};
    use super::*;

    fn leads(index: &BTreeSet<String>, gram: &Gram) -> bool {
        match gram {
            Gram::Whole(text) => index.contains(text),
            Gram::Beginning(text) => index.iter().any(|one| one.starts_with(text)),
        }
    }

    #[test]
    fn pairs_whole_words_and_the_last_character() {
        let index = grams(&normal("做CT检查，No.12"));
        let index: Vec<&str> = index.iter().map(String::as_str).collect();
        assert_eq!(index, ["12", "ct", "no", "做", "查", "检查"]);
        assert_eq!(asked("疼"), [Gram::Beginning("疼".into())]);
    }

    proptest! {
        #[test]
        fn whatever_stands_in_a_text_leads_to_it(
            text in "[退费报告护士a1b ，]{0,30}", query in "[退费报告护士a1b]{1,5}",
        ) {
            let (text, index) = (normal(&text), grams(&normal(&text)));
            for word in words(&query) {
                if occurs(&text, &word) {
                    prop_assert!(asked(&word).iter().all(|gram| leads(&index, gram)));
                }
            }
        }
    }
}
