//! What offices call columns, ways in and kinds of matter: a data file, looked up
//! without regard to spaces, signs, width and case.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;
use tongli_cases::{Channel, Kind};
use unicode_normalization::UnicodeNormalization;

/// A column that means something to us.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Column {
    Serial,
    Received,
    Channel,
    Kind,
    Patient,
    Contact,
    Phone,
    RecordNo,
    Department,
    ComplainedOf,
    Narrative,
    Demand,
    Result,
    Answered,
    Remark,
}

impl Column {
    pub const ALL: &'static [Column] = &[
        Column::Serial,
        Column::Received,
        Column::Channel,
        Column::Kind,
        Column::Patient,
        Column::Contact,
        Column::Phone,
        Column::RecordNo,
        Column::Department,
        Column::ComplainedOf,
        Column::Narrative,
        Column::Demand,
        Column::Result,
        Column::Answered,
        Column::Remark,
    ];

    /// As it stands in the data file and in answers to programs.
    pub const fn code(self) -> &'static str {
        match self {
            Column::Serial => "serial",
            Column::Received => "received",
            Column::Channel => "channel",
            Column::Kind => "kind",
            Column::Patient => "patient",
            Column::Contact => "contact",
            Column::Phone => "phone",
            Column::RecordNo => "record_no",
            Column::Department => "department",
            Column::ComplainedOf => "complained_of",
            Column::Narrative => "narrative",
            Column::Demand => "demand",
            Column::Result => "result",
            Column::Answered => "answered",
            Column::Remark => "remark",
        }
    }

    pub fn from_code(code: &str) -> Option<Column> {
        Column::ALL.iter().copied().find(|one| one.code() == code)
    }

    /// The key of its name in the word files.
    pub fn word(self) -> String {
        format!("imports-column-{}", self.code().replace('_', "-"))
    }
}

#[derive(Deserialize, Default)]
struct File {
    headings: BTreeMap<String, Vec<String>>,
    channels: BTreeMap<String, Vec<String>>,
    kinds: BTreeMap<String, Vec<String>>,
    marks: BTreeMap<String, Vec<String>>,
}

const TEXT: &str = include_str!("../data/synonyms.toml");

/// The file, read once. A test reads it too, so that it cannot be wrong here.
static FILE: LazyLock<File> = LazyLock::new(|| toml::from_str(TEXT).unwrap_or_default());

static HEADINGS: LazyLock<BTreeMap<String, Column>> =
    LazyLock::new(|| by_name(&FILE.headings, Column::from_code));
static CHANNELS: LazyLock<BTreeMap<String, Channel>> =
    LazyLock::new(|| by_name(&FILE.channels, Channel::from_code));
static KINDS: LazyLock<BTreeMap<String, Kind>> =
    LazyLock::new(|| by_name(&FILE.kinds, Kind::from_code));

fn by_name<T: Copy>(
    lists: &BTreeMap<String, Vec<String>>,
    from_code: impl Fn(&str) -> Option<T>,
) -> BTreeMap<String, T> {
    lists
        .iter()
        .filter_map(|(code, names)| from_code(code).map(|one| (one, names)))
        .flat_map(|(one, names)| names.iter().map(move |name| (plain(name), one)))
        .collect()
}

/// Letters and digits only, half-width, lower case.
pub fn plain(text: &str) -> String {
    text.nfkc()
        .filter(|letter| letter.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

/// The column of a heading: as a whole, without its bracket, or by one of its
/// parts ("类别/性质").
pub fn column_of(heading: &str) -> Option<Column> {
    let heading: String = heading.nfkc().collect();
    let bare = heading.split(['(', '[', '【']).next().unwrap_or_default();
    let parts = bare.split(['/', '、', '\\', '\n', '及', '和', '或']);
    [heading.as_str(), bare]
        .into_iter()
        .chain(parts)
        .find_map(|name| HEADINGS.get(&plain(name)).copied())
}

pub fn channel_of(text: &str) -> Option<Channel> {
    let bare = text.split(['（', '(']).next().unwrap_or(text);
    Channel::from_code(text)
        .or_else(|| CHANNELS.get(&plain(text)).copied())
        .or_else(|| CHANNELS.get(&plain(bare)).copied())
}

pub fn kind_of(text: &str) -> Option<Kind> {
    let bare = text.split(['（', '(']).next().unwrap_or(text);
    Kind::read(text)
        .or_else(|| KINDS.get(&plain(text)).copied())
        .or_else(|| KINDS.get(&plain(bare)).copied())
}

/// The one kind a title speaks of ("投诉登记本"); `None` if it names several or none.
pub fn kind_in_title(title: &str) -> Option<Kind> {
    let title = plain(title);
    let mut named: Vec<Kind> = KINDS
        .iter()
        // English kinds stand inside other words.
        .filter(|(name, _)| !name.is_ascii() && title.contains(name.as_str()))
        .map(|(_, kind)| *kind)
        .collect();
    named.sort();
    named.dedup();
    match named.as_slice() {
        [only] => Some(*only),
        _ => None,
    }
}

/// The one way in a title speaks of ("来访登记本").
pub fn channel_in_title(title: &str) -> Option<Channel> {
    let title = plain(title);
    let mut named: Vec<Channel> = [
        ("来访", Channel::Visit),
        ("来电", Channel::Phone),
        ("电话", Channel::Phone),
        ("来信", Channel::Letter),
        ("网站", Channel::Website),
        ("12345", Channel::Hotline12345),
    ]
    .into_iter()
    .filter(|(name, _)| title.contains(name))
    .map(|(_, channel)| channel)
    .collect();
    named.sort();
    named.dedup();
    match named.as_slice() {
        [only] => Some(*only),
        _ => None,
    }
}

fn marked(list: &str, text: &str, fits: impl Fn(&str, &str) -> bool) -> bool {
    FILE.marks
        .get(list)
        .is_some_and(|marks| marks.iter().any(|mark| fits(text, mark)))
}

/// Whether a row that begins with this sums the others up.
pub fn is_total(first: &str) -> bool {
    let name = plain(first);
    marked("totals", &name, |name, mark| {
        let mark = plain(mark);
        let rest = name.strip_prefix(&mark);
        // "合计118件", but not "Summary" or "总数据".
        rest.is_some_and(|rest| {
            rest.is_empty() || rest.starts_with(|next: char| next.is_numeric() || next == '共')
        })
    })
}

/// Whether a cell says "as above".
pub fn is_same_as_above(text: &str) -> bool {
    let text = text.trim().to_lowercase();
    marked("same", &text, |text, mark| text == mark)
}

/// The names a reader may use for the ways in, in the list's own order.
pub fn channel_names() -> Vec<&'static str> {
    first_names(&FILE.channels, Channel::ALL.iter().map(|one| one.code()))
}

pub fn kind_names() -> Vec<&'static str> {
    first_names(&FILE.kinds, Kind::ALL.iter().map(|one| one.code()))
}

fn first_names(
    lists: &'static BTreeMap<String, Vec<String>>,
    codes: impl Iterator<Item = &'static str>,
) -> Vec<&'static str> {
    codes
        .filter_map(|code| lists.get(code)?.first().map(String::as_str))
        .collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test says what it expects")]

    use super::*;

    #[test]
    fn the_data_file_is_whole() {
        let file: File = toml::from_str(TEXT).unwrap();
        for column in Column::ALL {
            assert!(file.headings.contains_key(column.code()), "{column:?}");
        }
        for channel in Channel::ALL {
            assert!(file.channels.contains_key(channel.code()), "{channel:?}");
        }
        for kind in Kind::ALL {
            assert!(file.kinds.contains_key(kind.code()), "{kind:?}");
        }
        assert_eq!(file.headings.len(), Column::ALL.len());
        assert_eq!(file.channels.len(), Channel::ALL.len());
        assert_eq!(file.kinds.len(), Kind::ALL.len());
    }

    #[test]
    fn no_name_means_two_things() {
        let file: File = toml::from_str(TEXT).unwrap();
        for lists in [&file.headings, &file.channels, &file.kinds] {
            let mut seen = BTreeMap::new();
            for (code, names) in lists {
                for name in names {
                    let other = seen.insert(plain(name), code);
                    assert!(
                        other.is_none_or(|other| other == code),
                        "{name} is {other:?} and {code}"
                    );
                }
            }
        }
    }

    #[test]
    fn headings_are_known_however_they_are_typed() {
        for (typed, column) in [
            ("接待日期", Column::Received),
            (" 接 待 日 期 ", Column::Received),
            ("联系电话（手机）", Column::Phone),
            ("类别/性质", Column::Kind),
            ("反映\n内容", Column::Narrative),
            ("ＮＯ．", Column::Serial),
            ("Date received", Column::Received),
            ("处理结果：", Column::Result),
            ("患者姓名*", Column::Patient),
            ("就诊科室", Column::Department),
            ("被投诉科室", Column::ComplainedOf),
        ] {
            assert_eq!(column_of(typed), Some(column), "{typed}");
        }
        assert_eq!(column_of("接待人"), None);
        assert_eq!(column_of(""), None);
    }

    #[test]
    fn ways_in_and_kinds_have_many_names() {
        assert_eq!(channel_of("12345热线"), Some(Channel::Hotline12345));
        assert_eq!(channel_of("电话 "), Some(Channel::Phone));
        assert_eq!(channel_of("网络（省长信箱）"), Some(Channel::Website));
        assert_eq!(channel_of("烽火台"), None);
        assert_eq!(kind_of("意见"), Some(Kind::Suggestion));
        assert_eq!(kind_of("TS"), Some(Kind::Complaint));
        assert_eq!(kind_of("complaint"), Some(Kind::Complaint));
        assert_eq!(kind_of(""), None);
        assert_eq!(channel_of(""), None);
    }

    #[test]
    fn a_title_helps_only_when_it_names_one() {
        assert_eq!(kind_in_title("2011年投诉登记本"), Some(Kind::Complaint));
        assert_eq!(kind_in_title("投诉、咨询登记本"), None);
        assert_eq!(channel_in_title("来访来电登记簿"), None);
        assert_eq!(channel_in_title("来访登记簿"), Some(Channel::Visit));
    }

    #[test]
    fn totals_and_as_above_are_known() {
        for text in [
            "合计",
            "合 计：",
            "小计",
            "Total",
            "总计 118 件",
            "合计共118件",
        ] {
            assert!(is_total(text), "{text}");
        }
        for text in ["1", "总数据不符", "Summary", ""] {
            assert!(!is_total(text), "{text}");
        }
        assert!(is_same_as_above("同上") && is_same_as_above(" 〃 ") && is_same_as_above("Ditto"));
        assert!(!is_same_as_above("同上楼") && !is_same_as_above(""));
    }
}
