//! Identity papers (证件): taken down only where a matter needs them, and checked.

use tongli_kernel::{FieldErrors, Private, Said};

use crate::check::Typed;
use crate::phone::half_width;

/// What paper it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DocumentKind {
    /// 居民身份证
    IdCard,
    /// 护照
    Passport,
    /// 港澳居民来往内地通行证
    HongKongMacau,
    /// 台湾居民来往大陆通行证
    Taiwan,
    Other,
}

impl DocumentKind {
    /// In the order in which screens list them.
    pub const ALL: &[DocumentKind] = &[
        DocumentKind::IdCard,
        DocumentKind::Passport,
        DocumentKind::HongKongMacau,
        DocumentKind::Taiwan,
        DocumentKind::Other,
    ];

    /// As stored and as sent by forms.
    pub const fn code(self) -> &'static str {
        match self {
            DocumentKind::IdCard => "id_card",
            DocumentKind::Passport => "passport",
            DocumentKind::HongKongMacau => "hk_macau",
            DocumentKind::Taiwan => "taiwan",
            DocumentKind::Other => "other",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|one| one.code() == code)
    }

    pub fn word(self) -> String {
        format!("patients-document-{}", self.code().replace('_', "-"))
    }
}

/// A paper as it was read at the desk.
#[derive(Clone, PartialEq, Eq)]
pub struct NewDocument {
    pub kind: DocumentKind,
    /// Half width, capitals, no blanks.
    pub number: String,
}

/// A paper as it is kept.
#[derive(Debug, Clone)]
pub struct Document {
    pub kind: DocumentKind,
    pub number: Private<String>,
}

const LONGEST: usize = 40;

/// The paper of a form, if one was typed; each wrong field is named.
pub fn check_document(
    kind: Typed<'_>,
    number: Typed<'_>,
    errors: &mut FieldErrors,
) -> Option<NewDocument> {
    let text: String = half_width(number.value)
        .chars()
        .filter(|letter| !letter.is_whitespace())
        .flat_map(char::to_uppercase)
        .collect();
    if text.is_empty() {
        return None;
    }
    let chosen = match kind.value.trim() {
        "" => DocumentKind::IdCard,
        code => match DocumentKind::from_code(code) {
            Some(chosen) => chosen,
            None => {
                errors.add(kind.field, Said::new("patients-choice"));
                return None;
            }
        },
    };
    if chosen == DocumentKind::IdCard && !is_id_card(&text) {
        errors.add(number.field, Said::new("patients-id-card-wrong"));
    } else if text.chars().count() > LONGEST {
        let said = Said::new("patients-document-long").with("most", LONGEST);
        errors.add(number.field, said);
    }
    Some(NewDocument {
        kind: chosen,
        number: text,
    })
}

/// Eighteen signs, the last of which checks the others (GB 11643-1999, ISO 7064
/// MOD 11-2).
fn is_id_card(text: &str) -> bool {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    const CHECKS: &[u8; 11] = b"10X98765432";
    let bytes = text.as_bytes();
    if bytes.len() != 18 || !bytes[..17].iter().all(u8::is_ascii_digit) {
        return false;
    }
    let sum: u32 = bytes
        .iter()
        .zip(WEIGHTS)
        .map(|(digit, weight)| u32::from(digit - b'0') * weight)
        .sum();
    usize::try_from(sum % 11).is_ok_and(|at| CHECKS[at] == bytes[17])
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test says what it expects")]

    use super::*;

    fn checked(kind: &str, number: &str) -> Result<Option<NewDocument>, FieldErrors> {
        let mut errors = FieldErrors::default();
        let found = check_document(
            Typed::new("kind", kind),
            Typed::new("number", number),
            &mut errors,
        );
        errors.or_else(|| found)
    }

    #[test]
    fn the_last_sign_of_an_id_card_is_checked() {
        // The standard's own example.
        let good = checked("", "11010519491231002x").unwrap().unwrap();
        assert_eq!(good.number, "11010519491231002X");
        assert_eq!(good.kind, DocumentKind::IdCard);
        for wrong in [
            "110105194912310021",
            "11010519491231002",
            "E10105194912310020",
        ] {
            assert!(checked("id_card", wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn other_papers_are_taken_as_they_are() {
        let passport = checked("passport", " ｅ1234 5678 ").unwrap().unwrap();
        assert_eq!(passport.number, "E12345678");
        assert!(checked("licence", "1").is_err());
        assert!(checked("passport", "").unwrap().is_none());
    }
}
