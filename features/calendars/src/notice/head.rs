//! Title, number, year and date of a notice's text.

use tongli_kernel::Day;

use crate::{Notice, Verified};

/// The year a notice arranges: the one before 年部分节假日, else the first named
/// outside its number.
pub(super) fn year(joined: &str) -> Option<i16> {
    let before = |mark: &str| {
        let (head, _) = joined.split_once(mark)?;
        four_digits_at_end(head)
    };
    before("年部分节假日").or_else(|| {
        joined
            .match_indices('年')
            .find_map(|(at, _)| four_digits_at_end(&joined[..at]))
    })
}

fn four_digits_at_end(text: &str) -> Option<i16> {
    let digits: Vec<char> = text.chars().rev().take(5).collect();
    let (year, before) = digits.split_at_checked(4)?;
    if before.first().is_some_and(char::is_ascii_digit) {
        return None;
    }
    let year: String = year.iter().rev().collect();
    year.parse()
        .ok()
        .filter(|year| (2000..=2100).contains(year))
}

pub(super) fn notice(year: i16, joined: &str) -> Notice {
    Notice {
        title: title(joined)
            .unwrap_or_else(|| format!("国务院办公厅关于{year}年部分节假日安排的通知")),
        doc_no: doc_no(joined),
        issued_on: issued_on(joined),
        url: None,
        // Only a person who has compared it may say more.
        verified: Verified::NotVerified,
    }
}

fn title(joined: &str) -> Option<String> {
    let start = joined.find("国务院")?;
    let end = joined.find("的通知")? + "的通知".len();
    let title = joined.get(start..end)?;
    (title.chars().count() <= 60).then(|| title.to_owned())
}

/// 国办发明电〔2024〕12号, whatever brackets the copy has.
fn doc_no(joined: &str) -> Option<String> {
    let start = ["国办发明电", "国发明电"]
        .iter()
        .find_map(|prefix| joined.find(prefix))?;
    let end = start + joined[start..].find('号')? + '号'.len_utf8();
    let number: String = joined[start..end]
        .chars()
        .map(|character| match character {
            '[' | '［' | '（' | '【' => '〔',
            ']' | '］' | '）' | '】' => '〕',
            other => other,
        })
        .collect();
    (number.chars().count() <= 20 && number.contains('〔')).then_some(number)
}

/// The date under the notice, in either kind of numerals.
fn issued_on(joined: &str) -> Option<Day> {
    let tail = &joined[joined.rfind("国务院")?..];
    let tail = tail
        .trim_start_matches("国务院")
        .trim_start_matches("办公厅");
    let (year, rest) = tail.split_once('年')?;
    let (month, rest) = rest.split_once('月')?;
    let (day, _) = rest.split_once('日')?;
    let year: String = year.chars().map(arabic).collect::<Option<_>>()?;
    Day::new(
        year.parse().ok()?,
        up_to_ninety_nine(month)?,
        up_to_ninety_nine(day)?,
    )
}

/// 一 … 九 and the several zeros, or the digit itself.
fn arabic(character: char) -> Option<char> {
    const DIGITS: [char; 10] = ['〇', '一', '二', '三', '四', '五', '六', '七', '八', '九'];
    if character.is_ascii_digit() {
        return Some(character);
    }
    if matches!(character, '○' | '零' | 'Ｏ' | '０') {
        return Some('0');
    }
    let value = DIGITS.iter().position(|digit| *digit == character)?;
    char::from_digit(u32::try_from(value).ok()?, 10)
}

/// 12, 十二, 二十, 五.
fn up_to_ninety_nine(text: &str) -> Option<i8> {
    let Some((tens, ones)) = text.split_once('十') else {
        let digits: String = text.chars().map(arabic).collect::<Option<_>>()?;
        return digits.parse().ok();
    };
    let value = |text: &str, empty: i8| match text.chars().next() {
        None => Some(empty),
        Some(character) => arabic(character)?.to_digit(10)?.try_into().ok(),
    };
    Some(value(tens, 1)? * 10 + value(ones, 0)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_kinds_of_numerals_are_read() {
        for (text, day) in [
            ("国务院办公厅2025年11月4日", "2025-11-04"),
            ("国务院办公厅二〇一一年十二月五日", "2011-12-05"),
            ("国务院办公厅二○○九年十二月二十七日", "2009-12-27"),
            ("国务院2015年5月13日", "2015-05-13"),
        ] {
            assert_eq!(issued_on(text).unwrap().to_string(), day, "{text}");
        }
        assert_eq!(issued_on("国务院办公厅"), None);
        assert_eq!(issued_on("没有落款"), None);
    }

    #[test]
    fn the_number_is_found_in_any_brackets_and_never_made_up() {
        assert_eq!(
            doc_no("通知国办发明电[2016]17号各省").as_deref(),
            Some("国办发明电〔2016〕17号")
        );
        assert_eq!(doc_no("通知各省、自治区"), None);
    }

    #[test]
    fn the_year_is_the_one_arranged() {
        assert_eq!(
            year("2024年11月12日关于2025年部分节假日安排的通知"),
            Some(2025)
        );
        assert_eq!(
            year("国发明电〔2015〕1号2015年9月3日全国放假1天"),
            Some(2015)
        );
        assert_eq!(year("元旦：1月1日放假"), None);
    }
}
