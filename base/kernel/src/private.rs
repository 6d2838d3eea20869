//! Values that hide themselves: a name, a telephone number, a medical text.

use std::fmt;

/// How a hidden value is shown to those who may not see it.
pub trait Mask {
    fn masked(&self) -> String;
}

/// A personal value. `Debug` and `Display` show the mask; only [`Private::open`]
/// gives the value, and its callers are few and easy to find.
#[derive(Clone, PartialEq, Eq)]
pub struct Private<T>(T);

impl<T> Private<T> {
    pub const fn new(value: T) -> Self {
        Self(value)
    }

    /// The value itself, for those the room's `access` has let through.
    pub const fn open(&self) -> &T {
        &self.0
    }

    pub fn into_inner(self) -> T {
        self.0
    }
}

impl<T: Mask> Private<T> {
    /// The value where `may`, else its mask.
    pub fn show(&self, may: bool) -> String
    where
        T: fmt::Display,
    {
        if may {
            self.0.to_string()
        } else {
            self.0.masked()
        }
    }
}

impl<T> fmt::Debug for Private<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("•••")
    }
}

impl<T: Mask> fmt::Display for Private<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.masked())
    }
}

/// Plain text masks like a name: the first character stays.
impl Mask for String {
    fn masked(&self) -> String {
        let mut letters = self.chars();
        match letters.next() {
            None => String::new(),
            Some(first) => {
                let hidden = letters.count().clamp(1, 3);
                format!("{first}{}", "＊".repeat(hidden))
            }
        }
    }
}

/// The mask of a telephone number: three digits, a gap, the last four.
pub fn masked_phone(phone: &str) -> String {
    let digits: Vec<char> = phone.chars().collect();
    if digits.len() < 8 {
        return "•".repeat(digits.len());
    }
    let head: String = digits[..3].iter().collect();
    let tail: String = digits[digits.len() - 4..].iter().collect();
    format!("{head}****{tail}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_private_value_never_prints_itself() {
        let name = Private::new("欧阳小明".to_owned());
        assert_eq!(format!("{name:?}"), "•••");
        assert_eq!(name.to_string(), "欧＊＊＊");
        assert_eq!(name.show(true), "欧阳小明");
    }

    #[test]
    fn a_phone_keeps_head_and_tail_only() {
        assert_eq!(masked_phone("13800001234"), "138****1234");
        assert_eq!(masked_phone("1234"), "••••");
    }
}
