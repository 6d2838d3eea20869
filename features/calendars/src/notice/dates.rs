//! Dates as a notice writes them: 1月1日（周四）至3日（周六）、2月2日, with what is
//! left out taken from the date before.

use tongli_kernel::{Day, Said};

/// Which year and month a date without them means.
#[derive(Debug, Clone)]
pub(super) struct Context {
    pub year: i16,
    /// In the New Year item a bare December is last year's.
    pub new_year: bool,
    pub last: Option<Day>,
}

/// A date as written.
#[derive(Debug, Default)]
struct Written {
    year: Option<i16>,
    month: Option<i8>,
    day: i8,
    /// What stands in brackets behind it.
    remark: String,
    /// Joined to the date before by 至 or a dash.
    ends_range: bool,
}

/// Days of a break are few; a longer range is a misread one.
const LONGEST_RANGE: i32 = 31;

/// The days a clause names, ranges spelled out.
pub(super) fn days_in(clause: &str, context: &mut Context) -> Result<Vec<Day>, Said> {
    let mut days: Vec<Day> = Vec::new();
    for written in written_in(clause) {
        let day = resolve(&written, context)?;
        check_weekday(&written.remark, day)?;
        if written.ends_range
            && let Some(from) = days.last().copied()
        {
            let length = from.days_until(day);
            if !(1..LONGEST_RANGE).contains(&length) {
                return Err(Said::new("calendars-notice-range")
                    .with("from", from.to_string())
                    .with("to", day.to_string()));
            }
            days.extend((1..length).map(|offset| from.plus_days(offset)));
        }
        days.push(day);
        context.last = Some(day);
    }
    Ok(days)
}

fn resolve(written: &Written, context: &Context) -> Result<Day, Said> {
    let month = written.month.or(context.last.map(Day::month));
    let year = match (written.year, written.month, context.last) {
        (Some(year), _, _) => year,
        (None, None, Some(last)) => last.year(),
        (None, Some(12), _) if context.new_year => context.year.saturating_sub(1),
        _ => context.year,
    };
    month
        .and_then(|month| Day::new(year, month, written.day))
        .ok_or_else(|| {
            let month = month.map_or_else(String::new, |month| month.to_string());
            Said::new("calendars-notice-no-such-day")
                .with("text", format!("{year}-{month}-{}", written.day))
        })
}

/// 周六 or 星期六 in the remark must be that day's weekday.
fn check_weekday(remark: &str, day: Day) -> Result<(), Said> {
    const NAMES: [char; 7] = ['一', '二', '三', '四', '五', '六', '日'];
    let named = ["周", "星期"]
        .iter()
        .filter_map(|prefix| remark.split(prefix).nth(1)?.chars().next())
        .find_map(|name| {
            let name = if name == '天' { '日' } else { name };
            NAMES.iter().position(|known| *known == name)
        });
    let actual = usize::try_from(day.weekday() - 1).unwrap_or_default();
    match named {
        Some(position) if position != actual => Err(Said::new("calendars-notice-weekday")
            .with("day", day.to_string())
            .with("written", Said::new(WEEKDAY_WORDS[position]))
            .with("actual", Said::new(WEEKDAY_WORDS[actual]))),
        _ => Ok(()),
    }
}

pub(crate) const WEEKDAY_WORDS: [&str; 7] = [
    "calendars-weekday-1",
    "calendars-weekday-2",
    "calendars-weekday-3",
    "calendars-weekday-4",
    "calendars-weekday-5",
    "calendars-weekday-6",
    "calendars-weekday-7",
];

fn written_in(clause: &str) -> Vec<Written> {
    let chars: Vec<char> = clause.chars().collect();
    let mut found: Vec<Written> = Vec::new();
    let mut open = Written::default();
    let mut at = 0;
    while at < chars.len() {
        match chars[at] {
            '（' => at = closing(&chars, at),
            digit if digit.is_ascii_digit() => {
                let (number, after) = number(&chars, at);
                match chars.get(after) {
                    Some('年') => open.year = Some(number),
                    Some('月') => open.month = Some(i8::try_from(number).unwrap_or_default()),
                    Some('日') => {
                        open.day = i8::try_from(number).unwrap_or_default();
                        let (remark, past) = remark(&chars, after + 1);
                        open.remark = remark;
                        found.push(std::mem::take(&mut open));
                        open.ends_range = chars.get(past).is_some_and(|joint| joins_range(*joint));
                        at = past;
                        continue;
                    }
                    // 共3天, 放假1天: a number that is no date.
                    _ => open = Written::default(),
                }
                at = after + 1;
                continue;
            }
            _ => {}
        }
        at += 1;
    }
    found
}

/// The number at a place and the place behind it; one too large for a date is no
/// day of any month.
fn number(chars: &[char], at: usize) -> (i16, usize) {
    let digits: String = chars[at..]
        .iter()
        .take_while(|character| character.is_ascii_digit())
        .collect();
    (digits.parse().unwrap_or(i16::MAX), at + digits.len())
}

/// The text of brackets that open at `at`, and the place behind them.
fn remark(chars: &[char], at: usize) -> (String, usize) {
    if chars.get(at) != Some(&'（') {
        return (String::new(), at);
    }
    let end = closing(chars, at);
    let inside = chars[at + 1..end.min(chars.len())].iter().collect();
    (inside, (end + 1).min(chars.len()))
}

fn closing(chars: &[char], at: usize) -> usize {
    let length = chars[at..].iter().position(|character| *character == '）');
    length.map_or(chars.len(), |length| at + length)
}

fn joins_range(character: char) -> bool {
    matches!(
        character,
        '至' | '到' | '—' | '–' | '―' | '-' | '~' | '～' | '－'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(clause: &str) -> Result<Vec<String>, Said> {
        let mut context = Context {
            year: 2026,
            new_year: clause.starts_with("元旦"),
            last: None,
        };
        let days = days_in(clause, &mut context)?;
        Ok(days.iter().map(Day::to_string).collect())
    }

    fn refused(clause: &str) -> String {
        read(clause).unwrap_err().key.into_owned()
    }

    #[test]
    fn what_is_left_out_comes_from_the_date_before() {
        assert_eq!(
            read("2月20日（星期五）、21日（周六）").unwrap(),
            ["2026-02-20", "2026-02-21"]
        );
        assert_eq!(
            read("9月30日至10月2日").unwrap(),
            ["2026-09-30", "2026-10-01", "2026-10-02"]
        );
        assert_eq!(
            read("元旦12月31日—1月2日").unwrap(),
            ["2025-12-31", "2026-01-01", "2026-01-02"]
        );
        assert_eq!(
            read("将2006年12月30日（星期六）、31日（星期日）").unwrap(),
            ["2006-12-30", "2006-12-31"]
        );
    }

    #[test]
    fn dates_in_brackets_and_counts_of_days_are_no_dates() {
        assert_eq!(read("安排职工在除夕（2月16日）休息").unwrap(), [""; 0]);
        assert_eq!(read("共3天").unwrap(), [""; 0]);
    }

    #[test]
    fn what_cannot_be_is_refused() {
        assert_eq!(refused("2月30日"), "calendars-notice-no-such-day");
        assert_eq!(refused("3日"), "calendars-notice-no-such-day");
        assert_eq!(refused("1月4日（周六）"), "calendars-notice-weekday");
        assert_eq!(refused("10月7日至1日"), "calendars-notice-range");
        assert_eq!(refused("1月1日至3月1日"), "calendars-notice-range");
        assert_eq!(refused("2月999999日"), "calendars-notice-no-such-day");
    }
}
