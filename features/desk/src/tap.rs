//! One tap: a contact that is no case, and until when it is taken back.

use tongli_kernel::{Day, HospitalTime, Id, Moment, StaffId};

#[derive(Debug)]
pub struct TapMark;
pub type TapId = Id<TapMark>;

/// The most characters of what a button carries.
const LONGEST_ONCE: usize = 64;

/// A tap as kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tap {
    pub id: TapId,
    pub day: Day,
    /// 0 to 23, hospital time.
    pub hour: i64,
    pub kind: String,
    /// What the office calls the window.
    pub window: Option<String>,
    pub at: Moment,
    pub by: StaffId,
    pub undone_at: Option<Moment>,
}

impl Tap {
    /// A contact of this moment, at no window that was told.
    pub fn now(id: TapId, kind: &str, by: StaffId, now: Moment, time: &HospitalTime) -> Tap {
        let (hour, _) = time.time_of(now);
        Tap {
            id,
            day: time.day_of(now),
            hour: i64::from(hour),
            kind: kind.to_owned(),
            window: None,
            at: now,
            by,
            undone_at: None,
        }
    }

    /// Whether it can still be taken back: on its own day. What a day came to stands once
    /// the day is over.
    pub fn may_be_undone(&self, today: Day) -> bool {
        self.undone_at.is_none() && self.day == today
    }
}

/// What a button carries, if it is something we could have written there.
pub fn read_once(text: &str) -> Option<&str> {
    let shaped = (1..=LONGEST_ONCE).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric());
    shaped.then_some(text)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test says what it expects")]

    use super::*;

    fn shanghai() -> HospitalTime {
        HospitalTime::named("Asia/Shanghai").unwrap()
    }

    fn tap(at: &str) -> Tap {
        let (time, by) = (shanghai(), StaffId::new(7));
        Tap::now(Id::new(1), "way", by, time.read(at).unwrap(), &time)
    }

    #[test]
    fn a_tap_belongs_to_the_hospital_s_day_and_hour() {
        let late = tap("2026-09-28T23:59");
        assert_eq!(
            (late.day.to_string().as_str(), late.hour),
            ("2026-09-28", 23)
        );
        // The same moment, said by somebody two hours further west.
        let early = tap("2026-09-28T22:00:00+06:00");
        assert_eq!(
            (early.day.to_string().as_str(), early.hour),
            ("2026-09-29", 0)
        );
    }

    #[test]
    fn a_tap_is_taken_back_once_and_on_its_day() {
        let one = tap("2026-09-28T23:59");
        assert!(one.may_be_undone(one.day));
        assert!(!one.may_be_undone(one.day.next()));
        let undone = Tap {
            undone_at: Some(one.at),
            ..one.clone()
        };
        assert!(!undone.may_be_undone(one.day));
    }

    #[test]
    fn a_button_carries_letters_and_digits() {
        assert_eq!(read_once("0f3a"), Some("0f3a"));
        for wrong in ["", "a b", "甲", "a-b", &"a".repeat(65)] {
            assert_eq!(read_once(wrong), None, "{wrong}");
        }
    }
}
