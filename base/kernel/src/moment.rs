//! Moments, days, and the hospital's time zone between them.

use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A point in time, in milliseconds since 1970-01-01T00:00:00Z.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Moment(i64);

impl Moment {
    pub const fn from_millis(millis: i64) -> Self {
        Self(millis)
    }

    pub const fn millis(self) -> i64 {
        self.0
    }

    #[must_use]
    pub const fn plus_millis(self, millis: i64) -> Self {
        Self(self.0.saturating_add(millis))
    }

    #[must_use]
    pub const fn plus_seconds(self, seconds: i64) -> Self {
        self.plus_millis(seconds.saturating_mul(1_000))
    }

    #[must_use]
    pub const fn plus_hours(self, hours: i64) -> Self {
        self.plus_seconds(hours.saturating_mul(3_600))
    }

    fn timestamp(self) -> Timestamp {
        Timestamp::from_millisecond(self.0).unwrap_or(if self.0 < 0 {
            Timestamp::MIN
        } else {
            Timestamp::MAX
        })
    }

    /// Reads RFC 3339; an offset is required.
    pub fn from_rfc3339(text: &str) -> Option<Self> {
        text.parse::<Timestamp>()
            .ok()
            .map(|stamp| Self(stamp.as_millisecond()))
    }
}

/// A calendar day in hospital time, stored as `2026-09-01`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(Date);

impl Day {
    /// `None` if there is no such day.
    pub fn new(year: i16, month: i8, day: i8) -> Option<Self> {
        Date::new(year, month, day).ok().map(Self)
    }

    pub const fn date(self) -> Date {
        self.0
    }

    pub const fn from_date(date: Date) -> Self {
        Self(date)
    }

    pub fn year(self) -> i16 {
        self.0.year()
    }

    pub fn month(self) -> i8 {
        self.0.month()
    }

    pub fn day_of_month(self) -> i8 {
        self.0.day()
    }

    /// 1 for Monday to 7 for Sunday.
    pub fn weekday(self) -> i8 {
        self.0.weekday().to_monday_one_offset()
    }

    pub fn is_weekend(self) -> bool {
        self.weekday() >= 6
    }

    #[must_use]
    pub fn plus_days(self, days: i32) -> Self {
        Self(self.0.saturating_add(days.days()))
    }

    #[must_use]
    pub fn next(self) -> Self {
        self.plus_days(1)
    }

    /// Whole days from `self` to `later`; negative if it is earlier.
    pub fn days_until(self, later: Day) -> i32 {
        self.0
            .until(later.0)
            .map(|span| span.get_days())
            .unwrap_or(0)
    }

    /// The first day of this day's month.
    #[must_use]
    pub fn first_of_month(self) -> Self {
        Self(self.0.first_of_month())
    }

    #[must_use]
    pub fn last_of_month(self) -> Self {
        Self(self.0.last_of_month())
    }

    /// `20260901`, as it stands in case numbers.
    pub fn compact(self) -> String {
        format!(
            "{:04}{:02}{:02}",
            self.year(),
            self.month(),
            self.day_of_month()
        )
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{:04}-{:02}-{:02}",
            self.year(),
            self.month(),
            self.day_of_month()
        )
    }
}

impl fmt::Debug for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Day {
    type Err = ();

    /// Reads `YYYY-MM-DD` and nothing else.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let bytes = text.as_bytes();
        let shaped = bytes.len() == 10
            && bytes.iter().enumerate().all(|(at, byte)| match at {
                4 | 7 => *byte == b'-',
                _ => byte.is_ascii_digit(),
            });
        if !shaped {
            return Err(());
        }
        let part = |range: std::ops::Range<usize>| text[range].parse::<i16>().map_err(|_| ());
        let month = i8::try_from(part(5..7)?).map_err(|_| ())?;
        let day = i8::try_from(part(8..10)?).map_err(|_| ())?;
        Day::new(part(0..4)?, month, day).ok_or(())
    }
}

impl Serialize for Day {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse()
            .map_err(|()| serde::de::Error::custom("not a day of the form YYYY-MM-DD"))
    }
}

/// The hospital's time zone: what day it is there, and how a moment reads there.
#[derive(Debug, Clone)]
pub struct HospitalTime(TimeZone);

impl HospitalTime {
    /// `name` is an IANA zone such as `Asia/Shanghai`; `None` if unknown.
    pub fn named(name: &str) -> Option<Self> {
        TimeZone::get(name).ok().map(Self)
    }

    pub fn day_of(&self, moment: Moment) -> Day {
        Day(moment.timestamp().to_zoned(self.0.clone()).date())
    }

    /// Hour and minute of a moment on the wall clock.
    pub fn time_of(&self, moment: Moment) -> (i8, i8) {
        let zoned = moment.timestamp().to_zoned(self.0.clone());
        (zoned.hour(), zoned.minute())
    }

    /// 00:00 of a day.
    pub fn start_of(&self, day: Day) -> Moment {
        self.at(day, 0, 0)
    }

    /// 24:00 of a day, which is 00:00 of the next.
    pub fn end_of(&self, day: Day) -> Moment {
        self.start_of(day.next())
    }

    /// A wall-clock time on a day.
    pub fn at(&self, day: Day, hour: i8, minute: i8) -> Moment {
        let time =
            jiff::civil::Time::new(hour, minute, 0, 0).unwrap_or(jiff::civil::Time::midnight());
        day.0
            .to_datetime(time)
            .to_zoned(self.0.clone())
            .map(|zoned| Moment(zoned.timestamp().as_millisecond()))
            .unwrap_or(Moment(0))
    }

    /// `2026-09-28 09:12`, the 24-hour form medical records use
    /// (《病历书写基本规范》 art. 9).
    pub fn show(&self, moment: Moment) -> String {
        let (hour, minute) = self.time_of(moment);
        format!("{} {hour:02}:{minute:02}", self.day_of(moment))
    }

    /// RFC 3339 with the zone's offset.
    pub fn rfc3339(&self, moment: Moment) -> String {
        moment
            .timestamp()
            .to_zoned(self.0.clone())
            .strftime("%Y-%m-%dT%H:%M:%S%:z")
            .to_string()
    }

    /// Reads what a `datetime-local` field sends (`2026-09-28T09:12`) as hospital
    /// time, or RFC 3339 with an offset.
    pub fn read(&self, text: &str) -> Option<Moment> {
        if let Some(moment) = Moment::from_rfc3339(text) {
            return Some(moment);
        }
        let (day, time) = text.split_once(['T', ' '])?;
        let day: Day = day.parse().ok()?;
        let mut pieces = time.split(':');
        let hour = pieces.next()?.parse().ok()?;
        let minute = pieces.next()?.parse().ok()?;
        if !(0..24).contains(&hour) || !(0..60).contains(&minute) {
            return None;
        }
        Some(self.at(day, hour, minute))
    }

    /// The value of a `datetime-local` field.
    pub fn field(&self, moment: Moment) -> String {
        self.show(moment).replacen(' ', "T", 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shanghai() -> HospitalTime {
        HospitalTime::named("Asia/Shanghai").unwrap()
    }

    #[test]
    fn a_late_evening_call_belongs_to_the_hospitals_day() {
        let time = shanghai();
        let call = Moment::from_rfc3339("2026-09-30T16:30:00Z").unwrap();
        assert_eq!(time.day_of(call).to_string(), "2026-10-01");
        assert_eq!(time.show(call), "2026-10-01 00:30");
        assert_eq!(time.rfc3339(call), "2026-10-01T00:30:00+08:00");
    }

    #[test]
    fn a_form_field_survives_the_round_trip() {
        let time = shanghai();
        let moment = time.read("2026-09-28T09:12").unwrap();
        assert_eq!(time.field(moment), "2026-09-28T09:12");
        assert_eq!(time.read("2026-09-28T01:12:00Z"), Some(moment));
        assert_eq!(time.read("2026-02-30T09:12"), None);
        assert_eq!(time.read("2026-02-20T24:12"), None);
    }

    #[test]
    fn only_the_plain_form_is_a_day() {
        assert!("2026-9-1".parse::<Day>().is_err());
        assert!("2026-13-01".parse::<Day>().is_err());
        assert!("2026-02-29".parse::<Day>().is_err());
        assert_eq!("2024-02-29".parse::<Day>().unwrap().weekday(), 4);
    }
}
