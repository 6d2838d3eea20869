//! Telephone numbers as people type them, and the one form in which they meet.

use tongli_kernel::Said;

/// Why something is no telephone number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PhoneFault {
    /// Begins like a mobile number and has this many digits.
    Mobile(usize),
    /// A local number of this many digits after its area code.
    Local(usize),
    AreaMissing,
    Foreign(usize),
    Extension(usize),
    Signs,
}

impl PhoneFault {
    pub fn said(self) -> Said {
        let counted = |key, given: usize| Said::new(key).with("given", given);
        match self {
            PhoneFault::Mobile(given) => counted("patients-phone-mobile-length", given),
            PhoneFault::Local(given) => counted("patients-phone-local-length", given),
            PhoneFault::AreaMissing => Said::new("patients-phone-area"),
            PhoneFault::Foreign(given) => counted("patients-phone-foreign", given),
            PhoneFault::Extension(given) => counted("patients-phone-extension", given),
            PhoneFault::Signs => Said::new("patients-phone-signs"),
        }
    }
}

/// What people write before an extension.
const EXTENSION_MARKS: [&str; 5] = ["转", "分机", "ext", "x", "#"];
const LONGEST_EXTENSION: usize = 6;

/// The one form of a number: `13800001234`, `010-88886666`, `0571-88886666-123`,
/// `4008001234`, `+85221234567`. Full-width digits, spaces, dashes, brackets and
/// `+86` are read as what they mean.
pub fn normal_phone(typed: &str) -> Result<String, PhoneFault> {
    let plain = half_width(typed).to_lowercase();
    let (main, extension) = split_extension(&plain);
    let main = main.trim_start_matches(['(', ' ']);
    let foreign = main.starts_with('+') || main.starts_with("00");
    let groups = groups_of(main.trim_start_matches('+'))?;
    let mut digits: String = groups.concat();
    if foreign {
        digits = digits.trim_start_matches("00").to_owned();
    }
    let mut extension = extension
        .map(|part| groups_of(part).map(|found| found.concat()))
        .transpose()?;
    match digits.strip_prefix("86") {
        Some(home) if foreign || is_mobile(home) => digits = with_trunk_zero(home),
        _ if foreign => return abroad(&digits),
        _ => {}
    }
    // 010-88886666-123: a third group is an extension as well.
    if extension.is_none()
        && digits.starts_with('0')
        && let [_, _, last] = groups.as_slice()
        && groups.concat().len() > 12
    {
        extension = Some(last.clone());
        digits.truncate(digits.len() - last.len());
    }
    let main = home_number(&digits)?;
    match extension.filter(|digits| !digits.is_empty()) {
        None => Ok(main),
        Some(digits) if digits.len() > LONGEST_EXTENSION => {
            Err(PhoneFault::Extension(digits.len()))
        }
        Some(digits) => Ok(format!("{main}-{digits}")),
    }
}

/// A normal number as people read it.
pub fn display_phone(normal: &str) -> String {
    let mut parts = normal.splitn(3, '-');
    match (parts.next(), parts.next(), parts.next()) {
        (Some(area), Some(local), Some(extension)) => format!("{area}-{local} 转 {extension}"),
        (Some(main), Some(extension), None) if !main.starts_with('0') => {
            format!("{main} 转 {extension}")
        }
        _ => normal.to_owned(),
    }
}

/// The digits by which a number is found again: without its extension.
pub(crate) fn index_digits(normal: &str) -> String {
    let parts: Vec<&str> = normal.split('-').collect();
    let main = if normal.starts_with('0') { 2 } else { 1 };
    parts.iter().take(main).copied().collect()
}

/// The last four digits, by which receptionists ask.
pub(crate) fn tail(normal: &str) -> String {
    let digits = index_digits(normal);
    let from = digits.len().saturating_sub(4);
    digits.get(from..).unwrap_or(&digits).to_owned()
}

pub(crate) fn half_width(text: &str) -> String {
    text.chars()
        .map(|letter| match letter {
            '\u{3000}' => ' ',
            '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(letter) - 0xfee0).unwrap_or(letter),
            other => other,
        })
        .collect()
}

fn split_extension(plain: &str) -> (&str, Option<&str>) {
    EXTENSION_MARKS
        .iter()
        .filter_map(|mark| plain.split_once(mark))
        .min_by_key(|(main, _)| main.len())
        .map_or((plain.trim(), None), |(main, rest)| {
            (main.trim(), Some(rest.trim_start_matches(['.', ':', ' '])))
        })
}

/// Runs of digits between dashes and brackets; spaces do not part a number.
fn groups_of(text: &str) -> Result<Vec<String>, PhoneFault> {
    let mut groups = vec![String::new()];
    for letter in text.chars() {
        match letter {
            '0'..='9' => {
                if let Some(group) = groups.last_mut() {
                    group.push(letter);
                }
            }
            '-' | '(' | ')' | '—' | '–' | '_' => groups.push(String::new()),
            ' ' | '\t' | '.' | '\u{a0}' => {}
            _ => return Err(PhoneFault::Signs),
        }
    }
    groups.retain(|group| !group.is_empty());
    if groups.is_empty() {
        return Err(PhoneFault::Signs);
    }
    Ok(groups)
}

fn is_mobile(digits: &str) -> bool {
    digits.len() == 11 && digits.starts_with('1')
}

/// From abroad a landline is dialled without its zero.
fn with_trunk_zero(home: &str) -> String {
    let whole = home.starts_with(['0', '1']) || home.starts_with("400") || home.starts_with("800");
    // `+86 10 …` is Beijing; only eleven digits beginning with 1 are a mobile.
    let beijing = home.starts_with("10") && home.len() == 10;
    if whole && !beijing {
        home.to_owned()
    } else {
        format!("0{home}")
    }
}

fn abroad(digits: &str) -> Result<String, PhoneFault> {
    if (6..=15).contains(&digits.len()) {
        Ok(format!("+{digits}"))
    } else {
        Err(PhoneFault::Foreign(digits.len()))
    }
}

fn home_number(digits: &str) -> Result<String, PhoneFault> {
    if digits.starts_with('0') {
        return landline(digits);
    }
    let service = digits.starts_with("400") || digits.starts_with("800");
    if is_mobile(digits) || (service && digits.len() == 10) {
        return Ok(digits.to_owned());
    }
    match digits.len() {
        7 | 8 if !digits.starts_with('1') => Err(PhoneFault::AreaMissing),
        given => Err(PhoneFault::Mobile(given)),
    }
}

fn landline(digits: &str) -> Result<String, PhoneFault> {
    // 010 and 02x are three digits long, all other area codes four.
    let short = digits.starts_with("01") || digits.starts_with("02");
    let area = if short { 3 } else { 4 };
    let Some((area, local)) = digits.split_at_checked(area) else {
        return Err(PhoneFault::Local(0));
    };
    match local.len() {
        7 | 8 => Ok(format!("{area}-{local}")),
        given => Err(PhoneFault::Local(given)),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test says what it expects")]

    use proptest::prelude::*;

    use super::*;

    #[test]
    fn one_number_typed_in_many_ways_is_one_number() {
        for typed in [
            "13800001234",
            "138 0000 1234",
            "138-0000-1234",
            "１３８００００１２３４",
            "+86 138 0000 1234",
            "8613800001234",
            "0086-138-0000-1234",
            "（＋８６）13800001234",
        ] {
            assert_eq!(normal_phone(typed).as_deref(), Ok("13800001234"), "{typed}");
        }
        for typed in [
            "010-88886666",
            "(010) 8888 6666",
            "01088886666",
            "+86 10 88886666",
        ] {
            assert_eq!(
                normal_phone(typed).as_deref(),
                Ok("010-88886666"),
                "{typed}"
            );
        }
        for typed in [
            "0571-88886666转123",
            "0571 88886666 ext. 123",
            "0571-88886666-123",
            "057188886666#123",
        ] {
            assert_eq!(
                normal_phone(typed).as_deref(),
                Ok("0571-88886666-123"),
                "{typed}"
            );
        }
        assert_eq!(normal_phone("400-800-1234").as_deref(), Ok("4008001234"));
        assert_eq!(normal_phone("0379-6688776").as_deref(), Ok("0379-6688776"));
        assert_eq!(
            normal_phone("+852 2123 4567").as_deref(),
            Ok("+85221234567")
        );
    }

    #[test]
    fn a_wrong_number_is_told_what_is_wrong_with_it() {
        for (typed, fault) in [
            ("1380000123", PhoneFault::Mobile(10)),
            ("138000012345", PhoneFault::Mobile(12)),
            ("88886666", PhoneFault::AreaMissing),
            ("010-888866", PhoneFault::Local(6)),
            ("05", PhoneFault::Local(0)),
            ("138oooo1234", PhoneFault::Signs),
            ("没有", PhoneFault::Signs),
            ("+852 21", PhoneFault::Foreign(5)),
            ("010-88886666转12345678", PhoneFault::Extension(8)),
        ] {
            assert_eq!(normal_phone(typed), Err(fault), "{typed}");
        }
    }

    #[test]
    fn a_number_is_found_again_without_its_extension() {
        assert_eq!(index_digits("0571-88886666-123"), "057188886666");
        assert_eq!(tail("0571-88886666-123"), "6666");
        assert_eq!(tail("13800001234"), "1234");
        assert_eq!(display_phone("0571-88886666-123"), "0571-88886666 转 123");
        assert_eq!(display_phone("010-88886666"), "010-88886666");
        assert_eq!(index_digits("4008001234-5"), "4008001234");
    }

    proptest! {
        #[test]
        fn a_normal_number_stays_as_it_is(typed in "\\PC{0,20}") {
            if let Ok(normal) = normal_phone(&typed) {
                prop_assert_eq!(normal_phone(&normal), Ok(normal));
            }
        }

        #[test]
        fn every_mobile_number_is_taken(rest in "[0-9]{10}") {
            let number = format!("1{rest}");
            prop_assert_eq!(normal_phone(&number), Ok(number.clone()));
        }
    }
}
