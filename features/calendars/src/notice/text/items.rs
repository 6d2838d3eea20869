//! A notice's text cut into lines, items and clauses.

/// A line of the input, with one way of writing for brackets, colons and spaces.
pub(super) struct Line {
    /// Counted from 1.
    pub number: usize,
    pub text: String,
}

/// The part of a notice about one break.
#[derive(Debug)]
pub(super) struct Item {
    /// The festivals as the notice names them, such as 国庆节、中秋节.
    pub name: String,
    parts: Vec<(usize, String)>,
}

impl Item {
    /// The clauses in order, each with its line.
    pub(super) fn clauses(&self) -> impl Iterator<Item = (usize, String)> + '_ {
        self.parts
            .iter()
            .flat_map(|(line, text)| split_clauses(text).map(move |clause| (*line, clause)))
    }

    fn has_days(&self) -> bool {
        self.parts
            .iter()
            .any(|(_, text)| text.contains('日') && text.contains("放假"))
    }
}

/// How a notice may write a festival, longest first, and its plain name.
const FESTIVALS: [(&str, &str); 16] = [
    ("“五一”国际劳动节", "劳动节"),
    ("国际劳动节", "劳动节"),
    ("“五一”", "劳动节"),
    ("“十一”", "国庆节"),
    ("清明节", "清明节"),
    ("劳动节", "劳动节"),
    ("端午节", "端午节"),
    ("中秋节", "中秋节"),
    ("国庆节", "国庆节"),
    ("元旦节", "元旦"),
    ("元旦", "元旦"),
    ("春节", "春节"),
    ("清明", "清明节"),
    ("端午", "端午节"),
    ("中秋", "中秋节"),
    ("国庆", "国庆节"),
];

/// Sentences that begin like this belong to no item: advice, and the signature.
const AFTERWORD: [&str; 2] = ["鼓励", "国务院"];

const NUMERALS: &str = "一二三四五六七八九十";

pub(super) fn lines(input: &str) -> Vec<Line> {
    let plain = |(at, line): (usize, &str)| Line {
        number: at + 1,
        text: line.chars().filter_map(plain).collect(),
    };
    input.lines().enumerate().map(plain).collect()
}

fn plain(character: char) -> Option<char> {
    Some(match character {
        _ if character.is_whitespace() || character == '\u{200b}' => return None,
        '(' => '（',
        ')' => '）',
        ':' => '：',
        ',' => '，',
        ';' => '；',
        '"' => '“',
        '０'..='９' => char::from_u32(u32::from(character) - 0xFEE0)?,
        other => other,
    })
}

/// The items that are headed by a festival.
pub(super) fn items(lines: &[Line]) -> Vec<Item> {
    let mut items: Vec<Item> = Vec::new();
    let mut open = false;
    for line in lines {
        for piece in split_items(&line.text) {
            if let Some((name, text)) = heading(piece) {
                items.push(Item {
                    name,
                    parts: Vec::new(),
                });
                open = true;
                push(&mut items, line.number, text);
            } else if open && goes_on(piece, items.last()) {
                push(&mut items, line.number, piece);
            } else if !piece.is_empty() {
                open = false;
            }
        }
    }
    items
}

fn push(items: &mut [Item], line: usize, text: &str) {
    let text = without_afterword(text);
    if let Some(item) = items.last_mut()
        && !text.is_empty()
    {
        item.parts.push((line, text));
    }
}

/// A line without heading goes on with the item before it if that has no days
/// yet, or if it begins with a date.
fn goes_on(piece: &str, item: Option<&Item>) -> bool {
    let begins_with_date = piece.starts_with(|first: char| first.is_ascii_digit());
    begins_with_date
        || piece.starts_with("其中")
        || (!piece.is_empty() && item.is_some_and(|item| !item.has_days()))
}

/// For a notice that changes single days and has no item a festival: every
/// sentence with a date, under the festival of its title.
pub(super) fn loose(lines: &[Line]) -> Vec<Item> {
    let joined: String = lines.iter().map(|line| line.text.as_str()).collect();
    let title = joined.split("的通知").next().unwrap_or_default();
    let name = FESTIVALS
        .iter()
        .find(|(written, _)| title.contains(written))
        .map_or_else(|| occasion(title), |(_, name)| (*name).to_owned());
    let arranges = |text: &str| text.contains("日") && !text.contains("通知");
    let parts: Vec<(usize, String)> = lines
        .iter()
        .flat_map(|line| line.text.split('。').map(move |text| (line.number, text)))
        .filter(|(_, text)| arranges(text) && speaks_of_rest(text))
        .map(|(number, text)| (number, without_number(text).to_owned()))
        .collect();
    vec![Item { name, parts }]
}

fn speaks_of_rest(text: &str) -> bool {
    ["放假", "调休", "补休", "上班"]
        .iter()
        .any(|word| text.contains(word))
}

/// 关于…纪念日调休放假 → …纪念日.
fn occasion(title: &str) -> String {
    let after = title.split("关于").last().unwrap_or(title);
    let end = ["调休", "放假"]
        .iter()
        .filter_map(|word| after.find(word))
        .min()
        .unwrap_or(after.len());
    after[..end].to_owned()
}

/// Cuts a line before each 。二、春节 so that a text pasted as one line is read too.
fn split_items(text: &str) -> Vec<&str> {
    let mut cuts: Vec<usize> = vec![0];
    for (at, comma) in text.match_indices('、') {
        let before = text[..at].trim_end_matches(|last| NUMERALS.contains(last));
        // Not （星期五、“五一”国际劳动节）: an item begins behind a full stop.
        let begins = before.len() < at && before.ends_with(['。', '；', '：']);
        if begins && festival(&text[at + comma.len()..]).is_some() {
            cuts.push(before.len());
        }
    }
    cuts.push(text.len());
    cuts.windows(2)
        .map(|pair| &text[pair[0]..pair[1]])
        .collect()
}

/// The festivals a piece is headed by, and the text behind them.
fn heading(piece: &str) -> Option<(String, &str)> {
    let mut rest = without_number(piece);
    let mut names = Vec::new();
    while let Some((name, after)) = festival(rest) {
        names.push(name);
        rest = after.trim_start_matches(['、', '和', '及']);
        if rest.len() == after.len() {
            break;
        }
    }
    let heads = rest.is_empty()
        || rest.starts_with('：')
        || rest.starts_with(|first: char| first.is_ascii_digit());
    (!names.is_empty() && heads).then(|| (names.join("、"), rest.trim_start_matches('：')))
}

fn festival(text: &str) -> Option<(&'static str, &str)> {
    FESTIVALS
        .iter()
        .find_map(|(written, name)| Some((*name, text.strip_prefix(written)?)))
}

/// Without 一、 or 1. or a bullet.
fn without_number(piece: &str) -> &str {
    let bare = piece.trim_start_matches(['—', '-', '·', '•', '*', '●']);
    let behind =
        bare.trim_start_matches(|first: char| NUMERALS.contains(first) || first.is_ascii_digit());
    match behind.strip_prefix(['、', '.', '．']) {
        Some(text) if behind.len() < bare.len() => text,
        _ => bare,
    }
}

fn without_afterword(text: &str) -> String {
    let belongs = |sentence: &&str| !AFTERWORD.iter().any(|begin| sentence.starts_with(begin));
    let sentences: Vec<&str> = text.split('。').take_while(belongs).collect();
    sentences.join("。")
}

/// Cuts at ，。；： outside brackets.
fn split_clauses(text: &str) -> impl Iterator<Item = String> {
    let mut clauses = vec![String::new()];
    let mut depth = 0_u8;
    for character in text.chars() {
        match character {
            '（' => depth = depth.saturating_add(1),
            '）' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 && matches!(character, '，' | '。' | '；' | '：') {
            clauses.push(String::new());
        } else if let Some(clause) = clauses.last_mut() {
            clause.push(character);
        }
    }
    clauses.into_iter().filter(|clause| !clause.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_pasted_line_is_cut_into_its_items() {
        let lines = lines(
            "现将2026年元旦、春节、清明节通知如下。 一、元旦：1月1日放假。 二、春节：2月15日放假。国务院办公厅 2025年11月4日",
        );
        let items = items(&lines);
        let names: Vec<&str> = items.iter().map(|item| item.name.as_str()).collect();
        assert_eq!(names, ["元旦", "春节"]);
        let clauses: Vec<_> = items[1].clauses().collect();
        assert_eq!(clauses, [(1, "2月15日放假".to_owned())]);
    }

    #[test]
    fn headings_are_known_in_all_their_forms() {
        for (text, name) in [
            ("一、元旦：1月1日放假", "元旦"),
            ("——春节：2月18日至24日放假", "春节"),
            ("3.清明节：4月5日放假", "清明节"),
            ("四、劳动节5月1日至3日放假", "劳动节"),
            ("四、“五一”国际劳动节：5月1日", "劳动节"),
            ("六、国庆节、中秋节：10月1日", "国庆节、中秋节"),
            ("五、端午节：", "端午节"),
        ] {
            assert_eq!(heading(text).unwrap().0, name, "{text}");
        }
        assert!(heading("春节期间要值班").is_none());
        assert!(heading("10月1日至7日放假").is_none());
    }

    #[test]
    fn commas_in_brackets_do_not_cut() {
        let clauses: Vec<_> =
            split_clauses("6月8日（农历五月初五，端午节）为法定节假日，休息").collect();
        assert_eq!(
            clauses,
            ["6月8日（农历五月初五，端午节）为法定节假日", "休息"]
        );
    }
}
