//! A text as search compares it: what the eye takes for the same is the same, and only
//! letters and digits count. Pure; the index, the check of what it finds and the marks
//! on the page all ask here.

use std::collections::BTreeMap;
use std::ops::{Range, RangeInclusive};
use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::canonical_combining_class;

/// Traditional characters with the simplified ones they are read as. One character is
/// one character: phrases are no matter here, for both sides are folded alike.
static SIMPLIFIED: LazyLock<BTreeMap<char, char>> = LazyLock::new(|| {
    let only = |text: &str| {
        let mut letters = text.chars();
        letters.next().filter(|_| letters.next().is_none())
    };
    let pairs: BTreeMap<char, char> = hanconv::RawDictionary::TSCharacters
        .iter()
        .filter_map(|(from, to)| Some((only(from)?, only(to)?)))
        .filter(|(from, to)| from != to)
        .collect();
    // Some characters are simplified to one that is itself simplified further.
    let end = |from: &char| {
        let mut at = *from;
        for _ in 0..4 {
            at = pairs.get(&at).copied().unwrap_or(at);
        }
        at
    };
    pairs.keys().map(|from| (*from, end(from))).collect()
});

/// The block in which nearly all that is written here stands: no sign of it is folded
/// otherwise than to its simplified form, and none leans on another.
const HAN: RangeInclusive<char> = '\u{4e00}'..='\u{9fff}';

/// What each character of that block is read as.
static SIMPLIFIED_HAN: LazyLock<Vec<char>> = LazyLock::new(|| {
    HAN.map(|one| SIMPLIFIED.get(&one).copied().unwrap_or(one))
        .collect()
});

/// The folded form of a letter that is one by itself, without a look into the tables.
fn plainly(letter: char) -> Option<char> {
    match letter {
        'a'..='z' | '0'..='9' => Some(letter),
        'A'..='Z' => Some(letter.to_ascii_lowercase()),
        _ if HAN.contains(&letter) => {
            let place = u32::from(letter) - u32::from(*HAN.start());
            SIMPLIFIED_HAN.get(usize::try_from(place).ok()?).copied()
        }
        _ => None,
    }
}

/// A letter of the folded text and where it stands in the text as it was written.
struct Letter {
    is: char,
    from: Range<usize>,
}

/// Signs that belong to the letter before them: accents, and the parts of a Korean
/// syllable.
fn leans_on_the_one_before(letter: char) -> bool {
    if plainly(letter).is_some() {
        return false;
    }
    canonical_combining_class(letter) != 0 || ('\u{1160}'..='\u{11ff}').contains(&letter)
}

/// Letters of the folded text in their order; a blank stands for whatever parts words.
fn letters(text: &str) -> Vec<Letter> {
    let mut found: Vec<Letter> = Vec::with_capacity(text.len() / 2);
    let mut from = 0;
    while let Some(rest) = text.get(from..).filter(|rest| !rest.is_empty()) {
        let mut to = rest.chars().next().map_or(1, char::len_utf8);
        for next in rest
            .chars()
            .skip(1)
            .take_while(|one| leans_on_the_one_before(*one))
        {
            to += next.len_utf8();
        }
        let part = rest.get(..to).unwrap_or(rest);
        let alone = part.chars().next().filter(|one| one.len_utf8() == to);
        if let Some(is) = alone.and_then(plainly) {
            let from = from..from + to;
            found.push(Letter { is, from });
        } else {
            fold(part, from..from + to, &mut found);
        }
        from += to;
    }
    if found.last().is_some_and(|last| last.is == ' ') {
        found.pop();
    }
    found
}

/// Folds a letter and what leans on it, as Unicode says.
fn fold(part: &str, from: Range<usize>, found: &mut Vec<Letter>) {
    for is in part.nfkc().flat_map(char::to_lowercase).nfkc() {
        if canonical_combining_class(is) != 0 {
            continue;
        }
        let is = match is {
            plain if plain.is_ascii() => plain,
            other => SIMPLIFIED.get(&other).copied().unwrap_or(other),
        };
        let is = if is.is_alphanumeric() { is } else { ' ' };
        if is != ' ' || found.last().is_some_and(|last| last.is != ' ') {
            let from = from.clone();
            found.push(Letter { is, from });
        }
    }
}

/// The folded text: words in small letters and half width, simplified, with one blank
/// between them.
pub fn normal(text: &str) -> String {
    letters(text).into_iter().map(|letter| letter.is).collect()
}

/// The words of a query, each once, in their order. Whatever stands together counts as
/// one word: `CT室` is looked for as it stands.
pub fn words(query: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for word in normal(query).split(' ').filter(|word| !word.is_empty()) {
        if !found.iter().any(|known| known == word) {
            found.push(word.to_owned());
        }
    }
    found
}

/// Scripts written without blanks, where any run of characters may be a word.
pub(super) fn is_dense(letter: char) -> bool {
    matches!(u32::from(letter),
        0x0e00..=0x0fff        // Thai, Lao, Tibetan
        | 0x3005..=0x3007      // 々 〆 〇
        | 0x3040..=0x312f      // kana, bopomofo
        | 0x3400..=0x4dbf | 0x4e00..=0x9fff | 0xf900..=0xfaff
        | 0xa000..=0xa48f      // Yi
        | 0xac00..=0xd7af      // Korean
        | 0x20000..=0x3ffff)
}

/// Where a folded word stands in a folded text. Words of letters and digits are whole
/// words: `ct` does not stand in `act`, while `费` stands in `退费`.
fn places<'a>(text: &'a str, word: &'a str) -> impl Iterator<Item = usize> + 'a {
    let loose = |letter: Option<char>| letter.is_some_and(|one| one != ' ' && !is_dense(one));
    let (opens, closes) = (loose(word.chars().next()), loose(word.chars().next_back()));
    let step = word.chars().next().map_or(1, char::len_utf8);
    let mut from = 0;
    std::iter::from_fn(move || {
        while !word.is_empty() {
            let at = from + text.get(from..)?.find(word)?;
            from = at + step;
            let before = text.get(..at).and_then(|part| part.chars().next_back());
            let after = text
                .get(at + word.len()..)
                .and_then(|part| part.chars().next());
            let goes_on = (opens && loose(before)) || (closes && loose(after));
            if !goes_on {
                return Some(at);
            }
        }
        None
    })
}

/// Whether a folded word stands in a folded text.
pub fn occurs(text: &str, word: &str) -> bool {
    places(text, word).next().is_some()
}

/// Where folded words stand in a text as it was written: ranges of bytes, in order and
/// apart.
pub fn hits(text: &str, words: &[String]) -> Vec<Range<usize>> {
    let letters = letters(text);
    let folded: String = letters.iter().map(|letter| letter.is).collect();
    let starts: Vec<usize> = folded.char_indices().map(|(at, _)| at).collect();
    let mut found: Vec<Range<usize>> = Vec::new();
    for word in words {
        let length = word.chars().count();
        for at in places(&folded, word) {
            let Ok(first) = starts.binary_search(&at) else {
                continue;
            };
            let ends = letters.get(first).zip(letters.get(first + length - 1));
            found.extend(ends.map(|(first, last)| first.from.start..last.from.end));
        }
    }
    found.sort_by_key(|hit| (hit.start, hit.end));
    let mut apart: Vec<Range<usize>> = Vec::new();
    for hit in found {
        match apart.last_mut() {
            Some(last) if hit.start <= last.end => last.end = last.end.max(hit.end),
            _ => apart.push(hit),
        }
    }
    apart
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test says what it expects")]

    use proptest::prelude::*;

    use super::*;

    #[test]
    fn width_case_script_and_signs_do_not_matter() {
        assert_eq!(
            normal("ＣＴ報告單，No．１２　《術後》"),
            "ct报告单 no 12 术后"
        );
        assert_eq!(normal("Cafe\u{301}"), normal("CAFÉ"));
        assert_eq!(normal("，。!?"), "");
        assert_eq!(words("退費 退费  CT室"), ["退费", "ct室"]);
    }

    #[test]
    fn words_of_letters_are_whole_and_words_of_characters_are_not() {
        assert!(occurs("做ct检查", "ct"));
        assert!(occurs("做ct检查", "ct检"));
        assert!(!occurs("act one", "ct"));
        assert!(!occurs("act one", "ac"));
        assert!(!occurs("费用2026元", "02"));
        assert!(occurs("cta ct", "ct"), "the second one is whole");
        assert!(occurs("要求退费吗", "费"));
        assert!(!occurs("退 费", "退费"));
    }

    #[test]
    fn hits_stand_where_they_were_written() {
        let text = "要求「退 费」，報告單遲了。退费！";
        let found: Vec<&str> = hits(text, &words("退费 报告单"))
            .into_iter()
            .map(|hit| &text[hit])
            .collect();
        assert_eq!(found, ["報告單", "退费"]);
        assert_eq!(hits("ABAB", &words("ab")), vec![]);
        assert_eq!(hits("疼疼疼", &words("疼疼")), vec![0..9]);
    }

    /// The short way and the long way fold alike, whatever stands around.
    #[test]
    fn each_letter_that_is_plain_folds_as_unicode_says() {
        for letter in ('\0'..='\u{7f}').chain(HAN) {
            let mut found = Vec::new();
            fold(
                letter.encode_utf8(&mut [0; 4]),
                0..letter.len_utf8(),
                &mut found,
            );
            let folded: Vec<char> = found.iter().map(|one| one.is).collect();
            let is_plain = letter.is_ascii_alphanumeric() || HAN.contains(&letter);
            let expected = is_plain.then_some(folded);
            assert_eq!(plainly(letter).map(|one| vec![one]), expected, "{letter}");
            assert!(!is_plain || canonical_combining_class(letter) == 0);
        }
    }

    proptest! {
        #[test]
        fn folding_twice_changes_nothing(text in "\\PC{0,40}") {
            let once = normal(&text);
            prop_assert_eq!(normal(&once), once);
        }

        #[test]
        fn a_hit_reads_as_its_word(text in "[退費费报報告Ａa ，1]{0,40}", word in "[退费报告a1]{1,3}") {
            let word = words(&word);
            for hit in hits(&text, &word) {
                let read = normal(&text[hit]);
                prop_assert!(occurs(&read, &word[0]), "{}", read);
            }
            prop_assert_eq!(!hits(&text, &word).is_empty(), occurs(&normal(&text), &word[0]));
        }
    }
}
