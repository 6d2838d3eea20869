//! Dates as people type them into registers.

use std::fmt;

use tongli_kernel::{Day, HospitalTime, Moment, Said};
use unicode_normalization::UnicodeNormalization;

/// A day, with the time of day where one was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct When {
    pub day: Day,
    pub time: Option<(i8, i8)>,
}

impl When {
    pub const fn on(day: Day) -> When {
        When { day, time: None }
    }

    /// The moment in hospital time; a day alone begins at midnight.
    pub fn moment(self, hospital: &HospitalTime) -> Moment {
        let (hour, minute) = self.time.unwrap_or((0, 0));
        hospital.at(self.day, hour, minute)
    }

    /// A spreadsheet's serial number: days since 1899-12-30, the fraction is the
    /// time. `None` outside 1955 to 2064, where a number is more likely something
    /// else.
    pub fn from_serial(serial: f64) -> Option<When> {
        if !(20_090.0..60_400.0).contains(&serial) {
            return None;
        }
        // Seconds lost to the fraction come back by rounding to the minute below.
        let seconds = (serial.fract() * 86_400.0).round();
        #[expect(
            clippy::cast_possible_truncation,
            reason = "both are within the range above"
        )]
        let (days, seconds) = (serial.trunc() as i32, seconds as i32);
        let base = Day::new(1899, 12, 30)?;
        let day = base.plus_days(days + seconds / 86_400);
        let minutes = seconds % 86_400 / 60;
        let time = (
            i8::try_from(minutes / 60).ok()?,
            i8::try_from(minutes % 60).ok()?,
        );
        Some(When {
            day,
            time: (seconds % 86_400 != 0).then_some(time),
        })
    }
}

impl fmt::Display for When {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.time {
            None => write!(f, "{}", self.day),
            Some((hour, minute)) => write!(f, "{} {hour:02}:{minute:02}", self.day),
        }
    }
}

/// Why something is no date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoDate {
    Empty,
    /// Not read as a date at all.
    Unclear,
    /// Read, but there is no such day.
    Impossible,
    /// Day and month could be either.
    Ambiguous,
    /// A month and a day, and nothing says the year.
    YearMissing,
    /// No such hour or minute.
    Time,
}

impl NoDate {
    pub fn said(self) -> Said {
        Said::new(match self {
            NoDate::Empty => "imports-date-empty",
            NoDate::Unclear => "imports-date-unclear",
            NoDate::Impossible => "imports-date-impossible",
            NoDate::Ambiguous => "imports-date-ambiguous",
            NoDate::YearMissing => "imports-date-year-missing",
            NoDate::Time => "imports-date-time",
        })
    }
}

/// Reads a date as typed. `year` is the year of the register's title, for dates
/// without one.
pub fn read_when(text: &str, year: Option<i16>) -> Result<When, NoDate> {
    let text = tidied(text);
    if text.is_empty() {
        return Err(NoDate::Empty);
    }
    if let Some(serial) = plain_serial(&text) {
        return Ok(serial);
    }
    let (date, time) = parted(&text)?;
    let day = read_day(&date, year)?;
    Ok(When {
        day,
        time: read_time(time)?,
    })
}

/// Half-width, with Chinese numerals as digits and the marks of year, month and day
/// as dashes; weekdays in brackets are dropped.
fn tidied(text: &str) -> String {
    let half: String = text.nfkc().collect();
    let without_bracket = half.split('(').next().unwrap_or_default();
    let mut text = numerals(without_bracket.trim());
    for weekday in ["星期", "周"] {
        if let Some((before, _)) = text.split_once(weekday) {
            text = before.to_owned();
        }
    }
    text.trim().to_owned()
}

fn digit_of(letter: char) -> Option<u32> {
    "〇一二三四五六七八九"
        .chars()
        .position(|one| one == letter)
        .or(matches!(letter, '零' | '○' | '◯').then_some(0))
        .and_then(|at| u32::try_from(at).ok())
}

/// `二〇一二年十二月二十一日` becomes `2012年12月21日`.
fn numerals(text: &str) -> String {
    let letters: Vec<char> = text.chars().collect();
    let mut out = String::new();
    for (at, letter) in letters.iter().enumerate() {
        if let Some(digit) = digit_of(*letter) {
            out.push_str(&digit.to_string());
        } else if *letter == '十' {
            let before = at
                .checked_sub(1)
                .and_then(|at| letters.get(at))
                .copied()
                .and_then(digit_of);
            let after = letters.get(at + 1).copied().and_then(digit_of);
            match (before, after) {
                (None, None) => out.push_str("10"),
                (None, Some(_)) => out.push('1'),
                (Some(_), None) => out.push('0'),
                (Some(_), Some(_)) => {}
            }
        } else {
            out.push(*letter);
        }
    }
    out
}

/// `40680`: a date column whose format was lost.
fn plain_serial(text: &str) -> Option<When> {
    let digits = text
        .chars()
        .all(|letter| letter.is_ascii_digit() || letter == '.');
    let whole = text.split('.').next().unwrap_or_default();
    if !digits || whole.len() != 5 || text.matches('.').count() > 1 {
        return None;
    }
    When::from_serial(text.parse().ok()?)
}

/// Parts a date from its time: at a `T`, at the first blank after the day, or after
/// `日`/`号`.
fn parted(text: &str) -> Result<(Vec<Piece>, &str), NoDate> {
    let mut pieces: Vec<Piece> = Vec::new();
    let mut rest = text;
    loop {
        let end = rest
            .find(|letter: char| !letter.is_ascii_digit())
            .unwrap_or(rest.len());
        let (digits, after) = rest.split_at(end);
        if digits.is_empty() {
            return Err(NoDate::Unclear);
        }
        let mark = after.trim_start().chars().next();
        pieces.push(Piece {
            digits: digits.to_owned(),
            mark,
        });
        let whole = pieces.len() == 3
            || digits.len() == 8
            || matches!(mark, Some('日' | '号'))
            || (pieces.len() == 2 && mark.is_none());
        if whole {
            let after = after.trim_start();
            let after = after
                .strip_prefix(['日', '号', 'T', 't', '.', ','])
                .unwrap_or(after);
            return Ok((pieces, after.trim()));
        }
        match mark {
            Some('年' | '月' | '-' | '/' | '.' | '—' | '–' | '、' | ',' | '\\') => {
                rest = after.trim_start();
                rest = rest
                    .strip_prefix(|_: char| true)
                    .unwrap_or(rest)
                    .trim_start();
            }
            // `2012 4 4`
            Some(next) if next.is_ascii_digit() => rest = after.trim_start(),
            _ => return Err(NoDate::Unclear),
        }
    }
}

/// Digits with the sign after them.
struct Piece {
    digits: String,
    mark: Option<char>,
}

impl Piece {
    fn number(&self) -> Result<i16, NoDate> {
        self.digits.parse().map_err(|_| NoDate::Unclear)
    }
}

fn read_day(pieces: &[Piece], year: Option<i16>) -> Result<Day, NoDate> {
    match pieces {
        [one] if one.digits.len() == 8 => {
            let part = |range: std::ops::Range<usize>| {
                one.digits
                    .get(range)
                    .and_then(|text| text.parse().ok())
                    .ok_or(NoDate::Unclear)
            };
            day(part(0..4)?, part(4..6)?, part(6..8)?)
        }
        [month, date] if month.mark != Some('年') && month.digits.len() <= 2 => {
            let year = year.ok_or(NoDate::YearMissing)?;
            day(year, month.number()?, date.number()?)
        }
        [first, second, third] => {
            let numbers = (first.number()?, second.number()?, third.number()?);
            match (first.digits.len(), third.digits.len()) {
                (4, 1 | 2) => day(numbers.0, numbers.1, numbers.2),
                // `12-4-4` is written in the order of the country: year first.
                (1 | 2, 1 | 2) if second.digits.len() <= 2 => {
                    day(2000 + numbers.0, numbers.1, numbers.2)
                }
                (1 | 2, 4) => year_last(numbers.0, numbers.1, numbers.2),
                _ => Err(NoDate::Unclear),
            }
        }
        _ => Err(NoDate::Unclear),
    }
}

/// `31/5/2011` can only be May; `4/5/2011` can be two days.
fn year_last(first: i16, second: i16, year: i16) -> Result<Day, NoDate> {
    match (first > 12, second > 12) {
        (true, false) => day(year, second, first),
        (false, true) => day(year, first, second),
        (true, true) => Err(NoDate::Impossible),
        (false, false) if first == second => day(year, first, second),
        (false, false) => Err(NoDate::Ambiguous),
    }
}

fn day(year: i16, month: i16, date: i16) -> Result<Day, NoDate> {
    let small = |number: i16| i8::try_from(number).map_err(|_| NoDate::Impossible);
    Day::new(year, small(month)?, small(date)?).ok_or(NoDate::Impossible)
}

/// `20:51:54`, `下午3:20`, `15时20分`, `15点`, `3:20 PM`; nothing is no time.
fn read_time(text: &str) -> Result<Option<(i8, i8)>, NoDate> {
    let mut text = text
        .trim()
        .trim_end_matches(['.', '。', 'Z'])
        .to_lowercase();
    if text.is_empty() {
        return Ok(None);
    }
    let mut afternoon = false;
    for (word, late) in HALVES {
        if text.contains(word) {
            afternoon |= late;
            text = text.replace(word, "");
        }
    }
    let text = text.trim();
    if text.is_empty() {
        // "上午" alone says no hour.
        return Ok(None);
    }
    let text = text.replace('半', "30");
    let mut numbers = text
        .split([':', '时', '点', '分', '秒', '.', ' '])
        .map(str::trim);
    let hour: i8 = numbers
        .next()
        .and_then(|part| part.parse().ok())
        .ok_or(NoDate::Time)?;
    let minute: i8 = match numbers.next() {
        None | Some("") => 0,
        Some(part) => part.parse().map_err(|_| NoDate::Time)?,
    };
    let hour = if afternoon && hour < 12 {
        hour + 12
    } else {
        hour
    };
    if (0..24).contains(&hour) && (0..60).contains(&minute) {
        Ok(Some((hour, minute)))
    } else {
        Err(NoDate::Time)
    }
}

const HALVES: [(&str, bool); 8] = [
    ("上午", false),
    ("早上", false),
    ("中午", false),
    ("下午", true),
    ("晚上", true),
    ("晚", true),
    ("am", false),
    ("pm", true),
];

/// The year a title or a sheet's name speaks of: `2011年登记簿`.
pub fn year_in_title(title: &str) -> Option<i16> {
    let half: String = numerals(&title.nfkc().collect::<String>());
    let years: Vec<i16> = half
        .split(|letter: char| !letter.is_ascii_digit())
        .filter(|run| run.len() == 4)
        .filter_map(|run| run.parse().ok())
        .filter(|year| (1990..2100).contains(year))
        .collect();
    match years.as_slice() {
        [first, rest @ ..] if rest.iter().all(|year| year == first) => Some(*first),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
