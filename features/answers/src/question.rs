//! A question to which nobody has found an answer. Pure.

use tongli_kernel::{FieldErrors, Id, Moment, Said};
use tongli_store::Subject;
use tongli_store::search::normal;

use crate::entry::EntryId;

#[derive(Debug)]
pub struct QuestionMark;
pub type QuestionId = Id<QuestionMark>;

/// The kind of subject in histories.
pub const SUBJECT: &str = "answer_question";

/// Characters of a question.
pub const LONGEST_QUESTION: usize = 120;
/// Digits that together are a telephone number or another number of a person.
const NUMBER_OF_A_PERSON: usize = 7;

/// What became of a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum QuestionState {
    Open,
    Answered,
    /// Not one for the library.
    Dropped,
}

impl QuestionState {
    pub const ALL: [QuestionState; 3] = [Self::Open, Self::Answered, Self::Dropped];

    pub const fn code(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Answered => "answered",
            Self::Dropped => "dropped",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.code() == code)
    }
}

/// A question as kept.
#[derive(Debug, Clone, PartialEq)]
pub struct Question {
    pub id: QuestionId,
    pub words: String,
    pub state: QuestionState,
    /// How often it was asked.
    pub times: i64,
    pub first_at: Moment,
    pub last_at: Moment,
    pub answer: Option<EntryId>,
}

impl Question {
    /// Whether its words were taken away, since they spoke of somebody.
    pub fn is_erased(&self) -> bool {
        self.words.is_empty()
    }

    pub fn subject(&self) -> Subject {
        Subject::new(SUBJECT, self.id.raw())
    }
}

/// What makes two questions the same: their letters, whatever stands between them.
pub fn folded(words: &str) -> String {
    normal(words).replace(' ', "")
}

/// Weighs a question as it was typed; answers it on one line.
pub fn check(typed: &str) -> Result<String, FieldErrors> {
    let mut errors = FieldErrors::default();
    let words = typed.replace('\0', "");
    let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    let has = words.chars().count();
    if folded(&words).is_empty() {
        errors.add("question", Said::new("answers-question-missing"));
    } else if has > LONGEST_QUESTION {
        let said = Said::new("answers-too-long")
            .with("has", has)
            .with("most", LONGEST_QUESTION);
        errors.add("question", said);
    } else if names_somebody(&words) {
        errors.add("question", Said::new("answers-question-number"));
    }
    errors.or_else(|| words)
}

/// Whether a run of digits in it may be somebody's number, in whatever width and however
/// it is parted.
fn names_somebody(words: &str) -> bool {
    let mut digits = 0;
    normal(words).chars().any(|letter| {
        digits = match letter {
            ' ' => digits,
            _ if letter.is_ascii_digit() => digits + 1,
            _ => 0,
        };
        digits >= NUMBER_OF_A_PERSON
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test says what it expects")]

    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_same_question_is_the_same_however_it_is_typed() {
        let one = folded("外地医保，怎么结算？");
        assert_eq!(one, folded(" 外地醫保 怎么结算"));
        assert_eq!(folded("ＣＴ 几点"), folded("ct几点"));
        assert_ne!(one, folded("外地医保怎么报销"));
    }

    #[test]
    fn a_question_holds_no_number_of_a_person() {
        let key = |typed: &str| {
            let errors = check(typed).unwrap_err();
            errors.of("question").unwrap().key.to_string()
        };
        for typed in [
            "13800000001 什么时候出院",
            "１３８００００００１来电问",
            "电话 138-0000-0001 的家属",
        ] {
            assert_eq!(key(typed), "answers-question-number", "{typed}");
        }
        assert_eq!(key(" ？ "), "answers-question-missing");
        assert_eq!(key(&"问".repeat(121)), "answers-too-long");
        assert_eq!(
            check(" 2026年 医保\n起付线 ").unwrap(),
            "2026年 医保 起付线"
        );
    }

    proptest! {
        #[test]
        fn blanks_and_signs_make_no_other_question(words in "[退费报告ct]{1,20}", at in 0_usize..20) {
            let letters: Vec<char> = words.chars().collect();
            let (before, after) = letters.split_at(at % letters.len());
            let parted: String = before.iter().chain([' ', '，'].iter()).chain(after).collect();
            prop_assert_eq!(folded(&words), folded(&parted));
        }
    }
}
