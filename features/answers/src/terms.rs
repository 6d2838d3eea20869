//! What leads to an entry: which terms stand in the index for it, and which a question
//! asks for. Pure; texts are folded as search folds them everywhere.

use std::collections::BTreeSet;

use tongli_people::spelling_of_text;
use tongli_store::search::{Gram, asked, grams, normal, occurs, singles, words};

use crate::entry::Content;

/// Before terms of a text, and before beginnings of spellings: `t退费`, `stui`.
const OF_TEXT: char = 't';
const OF_SPELLING: char = 's';

/// Letters of a spelling that stand in the index; what is typed beyond them is compared.
const SPELT: std::ops::RangeInclusive<usize> = 2..=6;

/// Characters of a question that are looked at.
pub const LONGEST_QUERY: usize = 100;

/// The folded text of an entry.
pub fn folded(content: &Content) -> String {
    let all = [
        &content.title,
        &content.tags,
        &content.body,
        &content.title_en,
        &content.body_en,
    ];
    normal(&all.map(String::as_str).join(" "))
}

/// How a title is typed, each character by itself: `["zhu", "yuan"]`.
fn syllables(title: &str) -> Vec<String> {
    title
        .chars()
        .filter_map(|character| {
            let spelt = spelling_of_text(character.encode_utf8(&mut [0; 4]));
            let full = spelt.split(' ').next().unwrap_or_default();
            (!full.is_empty()).then(|| full.to_owned())
        })
        .collect()
}

/// The order of a title among others.
pub fn spelling(title: &str) -> String {
    let all = syllables(title).concat();
    if all.is_empty() { normal(title) } else { all }
}

/// From each character on: how the rest of a title is spelt, and its initials.
fn spelt_from_each(syllables: &[String]) -> Vec<String> {
    let initial = |one: &String| one.chars().take(1).collect::<String>();
    (0..syllables.len())
        .flat_map(|at| {
            let rest = syllables.get(at..).unwrap_or_default();
            [rest.concat(), rest.iter().map(initial).collect()]
        })
        .collect()
}

/// All spellings that a typed word may begin: of the title, and its words of letters.
fn spellings(content: &Content) -> Vec<String> {
    let mut all = spelt_from_each(&syllables(&content.title));
    let loose = [&content.title, &content.title_en, &content.tags];
    for word in loose.into_iter().flat_map(|text| words(text)) {
        all.extend(runs(&word).into_iter().filter(|run| is_typed(run)));
    }
    all
}

/// Whether a word may be a spelling.
fn is_typed(word: &str) -> bool {
    word.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

/// Parts of one manner of writing: `CT室` is `ct` and `室`.
fn runs(word: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for letter in word.chars() {
        let same = |run: &String| {
            let last = run.chars().next_back();
            last.is_some_and(|last| last.is_ascii() == letter.is_ascii())
        };
        match found.last_mut() {
            Some(run) if same(run) => run.push(letter),
            _ => found.push(letter.to_string()),
        }
    }
    found
}

fn beginning(word: &str, letters: usize) -> String {
    let start: String = word.chars().take(letters).collect();
    format!("{OF_SPELLING}{start}")
}

/// Every term of an entry.
pub fn terms(content: &Content) -> BTreeSet<String> {
    let text = folded(content);
    let marked = |term: String| format!("{OF_TEXT}{term}");
    let mut all: BTreeSet<String> = grams(&text).into_iter().map(marked).collect();
    all.extend(singles(&text).into_iter().map(marked));
    for spelt in spellings(content) {
        let longest = spelt.len().min(*SPELT.end());
        all.extend((*SPELT.start()..=longest).map(|letters| beginning(&spelt, letters)));
    }
    all
}

/// One word of a question: an entry must hold all terms of one way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    pub text: String,
    pub ways: Vec<Vec<String>>,
    /// Holding the terms does not yet say that the word stands there as it was typed.
    pub is_compared: bool,
}

/// What a question asks for, word by word.
pub fn question(typed: &str) -> Vec<Word> {
    let typed: String = typed.chars().take(LONGEST_QUERY).collect();
    let mut found: Vec<Word> = Vec::new();
    for text in words(&typed).iter().flat_map(|word| runs(word)) {
        if !found.iter().any(|word| word.text == text) {
            found.extend(word(text));
        }
    }
    found
}

fn word(text: String) -> Option<Word> {
    let of_text = asked(&text).into_iter().map(|gram| match gram {
        Gram::Whole(part) | Gram::Beginning(part) => format!("{OF_TEXT}{part}"),
    });
    let of_text: Vec<String> = of_text.collect();
    let is_spelt = is_typed(&text) && text.len() >= *SPELT.start();
    // Pairs say nothing of how often each stands there, nor in which order.
    let is_compared = !is_typed(&text) && text.chars().count() > 2;
    let mut ways = vec![of_text];
    if is_spelt {
        ways.push(vec![beginning(&text, *SPELT.end())]);
    }
    ways.retain(|way| !way.is_empty());
    (!ways.is_empty()).then_some(Word {
        text,
        ways,
        is_compared,
    })
}

/// Whether a typed word stands in an entry's title or tags, or begins their spelling.
pub fn is_in_title(content: &Content, word: &Word) -> bool {
    let title = normal(&format!(
        "{} {} {}",
        content.title, content.title_en, content.tags
    ));
    let stands = match word.is_compared {
        true => title.contains(&word.text),
        false => occurs(&title, &word.text),
    };
    stands || is_spelt(content, word)
}

fn is_spelt(content: &Content, word: &Word) -> bool {
    let all = || spellings(content).into_iter();
    is_typed(&word.text) && all().any(|spelt| spelt.starts_with(&word.text))
}

/// Whether a word that is longer than what stands in the index is there as typed.
pub fn holds(content: &Content, word: &Word) -> bool {
    !is_typed(&word.text)
        || word.text.len() <= *SPELT.end()
        || is_spelt(content, word)
        || occurs(&folded(content), &word.text)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::entry::Kind;

    fn content(title: &str, body: &str) -> Content {
        Content {
            kind: Kind::Answer,
            title: title.to_owned(),
            body: body.to_owned(),
            title_en: String::new(),
            body_en: String::new(),
            tags: String::new(),
            department: None,
            owner: None,
            valid_until: None,
        }
    }

    /// As the store asks: all terms of one way, then the word itself.
    fn found(content: &Content, typed: &str) -> bool {
        let index = terms(content);
        let asked = question(typed);
        !asked.is_empty()
            && asked.iter().all(|word| {
                let led = |way: &Vec<String>| way.iter().all(|term| index.contains(term));
                let compared = !word.is_compared || folded(content).contains(&word.text);
                word.ways.iter().any(led) && compared && holds(content, word)
            })
    }

    #[test]
    fn any_two_characters_full_spelling_and_initials_lead_there() {
        let one = content("外地医保住院怎么结算？", "带身份证和CT片，当天结算。");
        for typed in [
            "医保",
            "住院",
            "算",
            "身份",
            "当天结算",
            "ct片",
            "CT",
            "yibao",
            "yiba",
            "ybzy",
            "zhuyuanzenmejiesuan",
            "wdyb",
            "醫保",
            "医保 结算",
            "yb 结算",
        ] {
            assert!(found(&one, typed), "{typed}");
        }
        for typed in ["医院", "结住", "bz1", "yibaozhuyuanbu", "c", "shenfen", ""] {
            assert!(!found(&one, typed), "{typed}");
        }
    }

    #[test]
    fn english_words_are_found_while_they_are_typed() {
        let one = Content {
            title_en: "Papers for an admission".to_owned(),
            body_en: "Bring your card.".to_owned(),
            ..content("住院材料", "带卡。")
        };
        for typed in ["admission", "admiss", "pap", "card", "papers card"] {
            assert!(found(&one, typed), "{typed}");
        }
        assert!(!found(&one, "ission"), "a word is found by its beginning");
        assert!(!found(&one, "admissions"));
    }

    #[test]
    fn rare_characters_are_characters() {
        let one = content("𬭎医生、䶮医生的门诊在哪里", "三楼。");
        for typed in ["𬭎", "䶮", "𬭎医", "䶮医生", "yisheng"] {
            assert!(found(&one, typed), "{typed}");
        }
        assert_eq!(spelling("？！"), "");
        assert_eq!(spelling("CT 室"), "ctshi");
    }

    #[test]
    fn a_title_comes_before_a_text() {
        let one = content("退费", "到收费处。");
        let hit = |typed: &str| question(typed).iter().all(|word| is_in_title(&one, word));
        assert!(hit("退费") && hit("tf") && hit("tuifei"));
        assert!(!hit("收费"));
    }

    proptest! {
        /// Whatever stands together in a title or a text is found by it, and so is every
        /// spelling of two characters of the title.
        #[test]
        fn two_characters_that_stand_there_are_found(
            title in "[退费报告护士医保䶮𬭎]{2,12}", body in "[退费报告护士医保]{2,20}", at in 0_usize..11,
        ) {
            let one = content(&title, &body);
            for text in [&title, &body] {
                let letters: Vec<char> = text.chars().collect();
                let from = at % (letters.len() - 1);
                let pair: String = letters[from..=from + 1].iter().collect();
                prop_assert!(found(&one, &pair), "{} in {}", pair, text);
            }
            let spelt = syllables(&title);
            if spelt.len() >= 2 {
                let from = at % (spelt.len() - 1);
                prop_assert!(found(&one, &spelt[from..=from + 1].concat()));
                let initials: String = spelt[from..=from + 1]
                    .iter()
                    .filter_map(|one| one.chars().next())
                    .collect();
                prop_assert!(found(&one, &initials));
            }
        }

        /// What does not stand there is not found: no pair that only looks like one.
        #[test]
        fn nothing_is_found_that_does_not_stand_there(
            title in "[退费报]{2,8}", typed in "[退费报]{2,5}",
        ) {
            prop_assert_eq!(found(&content(&title, "好"), &typed), title.contains(&typed));
        }
    }
}
