//! Money a case asks for: what it is for, how much, why. Pure.

use tongli_kernel::{FieldErrors, Said};

/// The most characters of a reason.
pub const MOST: usize = 2_000;
/// No request of an office is larger; a larger number is a slip.
const LARGEST_FEN: i64 = 100_000_000_000;

/// What the money is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// 退费.
    Refund,
    /// 减免.
    Waiver,
    /// 人道慰问: without any admission.
    Goodwill,
}

impl Purpose {
    pub const ALL: &'static [Purpose] = &[Purpose::Refund, Purpose::Waiver, Purpose::Goodwill];

    pub const fn code(self) -> &'static str {
        match self {
            Purpose::Refund => "refund",
            Purpose::Waiver => "waiver",
            Purpose::Goodwill => "goodwill",
        }
    }

    pub fn from_code(code: &str) -> Option<Purpose> {
        Purpose::ALL.iter().copied().find(|one| one.code() == code)
    }

    pub fn word(self) -> String {
        format!("leaders-purpose-{}", self.code())
    }
}

/// A request for money as typed.
#[derive(Debug, Clone)]
pub struct NewMoney {
    pub purpose: Option<Purpose>,
    pub amount_fen: Option<i64>,
    pub reason: String,
}

impl NewMoney {
    pub fn check(&self) -> Result<(Purpose, i64), FieldErrors> {
        let mut errors = FieldErrors::default();
        let reason = self.reason.trim().chars().count();
        if reason == 0 || reason > MOST {
            errors.add(
                "reason",
                Said::new("leaders-reason-wrong").with("most", MOST),
            );
        }
        if self.purpose.is_none() {
            errors.add("purpose", Said::new("leaders-required"));
        }
        if !self
            .amount_fen
            .is_some_and(|fen| (1..=LARGEST_FEN).contains(&fen))
        {
            errors.add("amount", Said::new("leaders-amount-wrong"));
        }
        match (self.purpose, self.amount_fen) {
            (Some(purpose), Some(fen)) => errors.or_else(|| (purpose, fen)),
            _ => Err(errors),
        }
    }
}

/// Yuan as typed (`120`, `120.5`, `120.50`) in fen.
pub fn fen(typed: &str) -> Option<i64> {
    let (yuan, rest) = typed.trim().split_once('.').unwrap_or((typed.trim(), ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if yuan.is_empty() || !digits(yuan) || !digits(rest) || rest.len() > 2 {
        return None;
    }
    let cents: i64 = format!("{rest:0<2}").parse().ok()?;
    yuan.parse::<i64>()
        .ok()?
        .checked_mul(100)?
        .checked_add(cents)
}

/// Fen as yuan: `120.50`.
pub fn yuan(fen: i64) -> String {
    format!("{}.{:02}", fen / 100, fen % 100)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn yuan_are_read_to_the_fen_and_nothing_else_is() {
        for (text, read) in [
            ("120", Some(12_000)),
            (" 120.5 ", Some(12_050)),
            ("0.05", Some(5)),
            ("-1", None),
            ("1.234", None),
            ("一百", None),
            ("", None),
            (".5", None),
            ("99999999999999999999", None),
        ] {
            assert_eq!(fen(text), read, "{text}");
        }
        assert_eq!(yuan(12_050), "120.50");
    }

    #[test]
    fn no_money_without_amount_purpose_and_reason() {
        let new = |amount_fen, reason: &str| NewMoney {
            purpose: Some(Purpose::Refund),
            amount_fen,
            reason: reason.into(),
        };
        assert!(new(Some(1), "多收一次").check().is_ok());
        assert!(new(Some(0), "多收一次").check().is_err());
        assert!(new(Some(LARGEST_FEN + 1), "多收一次").check().is_err());
        assert!(new(Some(1), " ").check().is_err());
    }
}
