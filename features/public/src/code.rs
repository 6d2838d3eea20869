//! The secret code of a receipt: sixteen letters in four groups, copied by hand,
//! typed with thumbs, read out over the telephone.
//!
//! The alphabet has 23 letters, none of which is mistaken for another (no 0 O, 1 I
//! L, 2 Z, 5 S, 6 G, 8 B, 9 Q, U V, M N together). The fourth letter of a group
//! checks the other three: with letters valued 0 to 22 and weights 1 to 4 the group
//! sums to its own number modulo 23. As 23 is prime and the weights differ, one
//! wrong letter and any two letters changed about are always noticed, and so are
//! two groups in each other's place; and we can say which group it is.

use std::fmt;

use tongli_kernel::{Private, Said};

const ALPHABET: &[u8; 23] = b"23456789ACDEFHJKMPRTWXY";
const SIZE: usize = ALPHABET.len();
const GROUPS: usize = 4;
const GROUP: usize = 4;
/// Letters of a whole code.
const LETTERS: usize = GROUPS * GROUP;
/// The inverse of the last weight: 4 × 6 = 24 ≡ 1 modulo 23.
const INVERSE_OF_FOUR: usize = 6;

/// A code that holds in itself; whether it opens anything is another question.
#[derive(Clone, PartialEq, Eq)]
pub struct ReceiptCode(Private<String>);

impl fmt::Debug for ReceiptCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ReceiptCode(•••)")
    }
}

/// Why something typed is no code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CodeFault {
    Empty,
    /// This many letters instead of sixteen.
    Length(usize),
    /// The group with this number, from 1, was miscopied.
    Group(usize),
    /// More than one group, the first of which has this number.
    Groups(usize),
}

impl CodeFault {
    pub fn said(self) -> Said {
        let counted = |key, n: usize| Said::new(key).with("n", n);
        match self {
            CodeFault::Empty => Said::new("public-code-empty"),
            CodeFault::Length(n) => counted("public-code-length", n),
            CodeFault::Group(n) => counted("public-code-group", n),
            CodeFault::Groups(n) => counted("public-code-groups", n),
        }
    }
}

impl ReceiptCode {
    /// The code that belongs to a digest in hexadecimal; the digest must not be
    /// guessable. Two bytes a letter leave no letter noticeably more likely.
    pub(crate) fn of_digest(digest: &str) -> ReceiptCode {
        let values: Vec<usize> = digest
            .as_bytes()
            .chunks(4)
            .map(|chunk| {
                let text = std::str::from_utf8(chunk).unwrap_or_default();
                usize::from_str_radix(text, 16).unwrap_or_default() % SIZE
            })
            .collect();
        let text = (0..GROUPS)
            .flat_map(|group| {
                let of = |at: usize| values.get(group * 3 + at).copied().unwrap_or_default();
                let three = [of(0), of(1), of(2)];
                three.into_iter().chain([check_letter(group, three)])
            })
            .map(|value| char::from(ALPHABET[value]))
            .collect();
        ReceiptCode(Private::new(text))
    }

    /// Reads a code however it was written: small letters, full width, blanks or
    /// dashes, and letters that only look like one of ours.
    pub fn read(typed: &str) -> Result<ReceiptCode, CodeFault> {
        let parts: Vec<Vec<char>> = typed
            .split(|letter: char| letter.is_whitespace() || "-—–_.·,，。".contains(letter))
            .filter(|part| !part.is_empty())
            .map(|part| part.chars().map(meant).collect())
            .collect();
        let letters: Vec<char> = parts.concat();
        if letters.is_empty() {
            return Err(CodeFault::Empty);
        }
        if letters.len() != LETTERS {
            // Typed group by group, the group that is short or long shows itself.
            let odd: Vec<usize> = numbers_where(&parts, |_, part| part.len() != GROUP);
            return Err(match (parts.len(), odd.as_slice()) {
                (GROUPS, [one]) => CodeFault::Group(*one),
                _ => CodeFault::Length(letters.len()),
            });
        }
        let groups: Vec<&[char]> = letters.chunks(GROUP).collect();
        match numbers_where(&groups, |at, group| !holds(at, group)).as_slice() {
            [] => Ok(ReceiptCode(Private::new(letters.into_iter().collect()))),
            [one] => Err(CodeFault::Group(*one)),
            [first, ..] => Err(CodeFault::Groups(*first)),
        }
    }

    /// The letters without blanks, as they are hashed and kept in the cookie.
    pub fn letters(&self) -> &str {
        self.0.open()
    }

    /// As people read and copy it.
    pub fn shown(&self) -> String {
        let letters: Vec<char> = self.letters().chars().collect();
        let groups: Vec<String> = letters
            .chunks(GROUP)
            .map(|group| group.iter().collect())
            .collect();
        groups.join(" ")
    }
}

/// The numbers, from 1, of the parts of which something is true.
fn numbers_where<T>(parts: &[T], is: impl Fn(usize, &T) -> bool) -> Vec<usize> {
    parts
        .iter()
        .enumerate()
        .filter(|(at, part)| is(*at, part))
        .map(|(at, _)| at + 1)
        .collect()
}

/// The letter of ours that somebody meant.
fn meant(letter: char) -> char {
    let half = match letter {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(letter) - 0xfee0).unwrap_or(letter),
        other => other,
    };
    match half.to_ascii_uppercase() {
        'Z' => '2',
        'S' => '5',
        'G' => '6',
        'B' => '8',
        'Q' => '9',
        'N' => 'M',
        other => other,
    }
}

fn value(letter: char) -> Option<usize> {
    ALPHABET
        .iter()
        .position(|known| char::from(*known) == letter)
}

/// What makes the group sum to its number.
fn check_letter(group: usize, three: [usize; 3]) -> usize {
    let sum = three[0] + 2 * three[1] + 3 * three[2];
    let missing = (group + 1 + SIZE * GROUP * GROUP - sum) % SIZE;
    missing * INVERSE_OF_FOUR % SIZE
}

fn holds(group: usize, letters: &[char]) -> bool {
    let sum = (1..).zip(letters).try_fold(0, |sum, (weight, letter)| {
        Some(sum + weight * value(*letter)?)
    });
    sum.is_some_and(|sum: usize| sum % SIZE == group + 1)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test says what it expects")]

    use proptest::prelude::*;

    use super::*;

    const DIGEST: &str = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

    #[test]
    fn a_code_is_read_however_it_was_written() {
        let code = ReceiptCode::of_digest(DIGEST);
        let shown = code.shown();
        assert_eq!(shown.len(), 19);
        let full_width: String = shown
            .chars()
            .map(|letter| match letter {
                ' ' => '\u{3000}',
                other => char::from_u32(u32::from(other) + 0xfee0).unwrap(),
            })
            .collect();
        for typed in [
            shown.clone(),
            shown.to_lowercase(),
            shown.replace(' ', ""),
            shown.replace(' ', "-"),
            format!("  {shown}\n"),
            full_width,
            shown.replace('2', "z").replace('5', "S").replace('8', "b"),
            shown.replace('6', "g").replace('9', "q").replace('M', "n"),
        ] {
            assert_eq!(ReceiptCode::read(&typed), Ok(code.clone()), "{typed}");
        }
    }

    #[test]
    fn the_group_that_is_wrong_is_named() {
        let shown = ReceiptCode::of_digest(DIGEST).shown();
        let groups: Vec<&str> = shown.split(' ').collect();
        let spoiled = |at: usize| {
            let mut groups: Vec<String> = groups.iter().map(|&group| group.to_owned()).collect();
            let first = if groups[at].starts_with('7') {
                "4"
            } else {
                "7"
            };
            groups[at].replace_range(..1, first);
            groups
        };
        assert_eq!(
            ReceiptCode::read(&spoiled(2).join(" ")),
            Err(CodeFault::Group(3))
        );
        let mut two = spoiled(1);
        two[3] = "0000".into();
        assert_eq!(ReceiptCode::read(&two.join("")), Err(CodeFault::Groups(2)));
        let short = format!(
            "{} {} {} {}",
            groups[0],
            &groups[1][..3],
            groups[2],
            groups[3]
        );
        assert_eq!(ReceiptCode::read(&short), Err(CodeFault::Group(2)));
        assert_eq!(
            ReceiptCode::read(&short.replace(' ', "")),
            Err(CodeFault::Length(15))
        );
        assert_eq!(ReceiptCode::read(" - "), Err(CodeFault::Empty));
        let changed_about = format!("{} {} {} {}", groups[1], groups[0], groups[2], groups[3]);
        assert_eq!(ReceiptCode::read(&changed_about), Err(CodeFault::Groups(1)));
    }

    #[test]
    fn a_code_never_prints_itself() {
        let code = ReceiptCode::of_digest(DIGEST);
        assert!(!format!("{code:?}").contains(&code.letters()[..4]));
    }

    fn codes() -> impl Strategy<Value = Vec<char>> {
        "[0-9a-f]{64}"
            .prop_map(|digest| ReceiptCode::of_digest(&digest).letters().chars().collect())
    }

    fn is_refused(letters: &[char]) -> bool {
        ReceiptCode::read(&letters.iter().collect::<String>()).is_err()
    }

    proptest! {
        #[test]
        fn every_code_we_make_holds(letters in codes()) {
            prop_assert!(!is_refused(&letters));
        }

        #[test]
        fn any_single_wrong_letter_is_noticed(mut letters in codes(), at in 0..LETTERS, other in 0..SIZE) {
            let wrong = char::from(ALPHABET[other]);
            prop_assume!(letters[at] != wrong);
            letters[at] = wrong;
            prop_assert!(is_refused(&letters));
        }

        #[test]
        fn any_two_letters_changed_about_are_noticed(mut letters in codes(), one in 0..LETTERS, two in 0..LETTERS) {
            prop_assume!(letters[one] != letters[two]);
            letters.swap(one, two);
            prop_assert!(is_refused(&letters));
        }

        #[test]
        fn reading_never_fails_on_anything(typed in "\\PC{0,40}") {
            let _ = ReceiptCode::read(&typed);
        }
    }
}
