//! One thing that came in on duty, from the first tap until somebody takes it over.

use tongli_cases::CaseId;
use tongli_kernel::{FieldErrors, HospitalTime, Id, Moment, Said, StaffId};
use tongli_store::Subject;

use crate::call::Job;

#[derive(Debug)]
pub struct EventMark;
pub type EventId = Id<EventMark>;

/// The kind of subject in histories, links and work items.
pub const SUBJECT: &str = "duty";
/// The kind of the tie from an event to the case that was registered for it.
pub const TIE: &str = "duty_case";

/// A tick or a try may be taken back for so long.
pub const UNDO_MINUTES: i64 = 10;

/// An event as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DutyEvent {
    pub id: EventId,
    /// `ZB-20260924-0001`
    pub number: String,
    pub version: i64,
    pub danger: bool,
    pub plan: Option<String>,
    pub place: Option<String>,
    pub words: Option<String>,
    pub promised: Option<String>,
    pub still_here: Option<bool>,
    pub case: Option<CaseId>,
    pub opened_at: Moment,
    pub giver: StaffId,
    pub taken_at: Option<Moment>,
    pub taker: Option<StaffId>,
    pub returned_at: Option<Moment>,
    pub returned_by: Option<StaffId>,
    pub return_reason: Option<String>,
}

impl DutyEvent {
    pub fn subject(&self) -> Subject {
        Subject::new(SUBJECT, self.id.raw())
    }

    pub fn path(&self) -> String {
        format!("/duty/events/{}", self.number)
    }

    /// Without what was written on it: for whoever may not know of its case.
    #[must_use]
    pub fn veiled(mut self) -> Self {
        (self.place, self.words, self.promised) = (None, None, None);
        (self.still_here, self.return_reason) = (None, None);
        self
    }

    /// Nobody has taken it over: it is the giver's.
    pub fn is_open(&self) -> bool {
        self.taken_at.is_none()
    }
}

#[derive(Debug)]
pub struct TryMark;
pub type TryId = Id<TryMark>;

/// One try to reach somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Try {
    pub id: TryId,
    pub job: Job,
    pub name: String,
    pub phone: String,
    pub reached: bool,
    pub at: Moment,
    pub by: StaffId,
    pub undone_at: Option<Moment>,
}

#[derive(Debug)]
pub struct TickMark;
pub type TickId = Id<TickMark>;

/// One step that was done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tick {
    pub id: TickId,
    pub plan: String,
    pub step: String,
    pub at: Moment,
    pub by: StaffId,
    pub undone_at: Option<Moment>,
}

/// Whether something noted at `at` may still be taken back.
pub fn may_undo(at: Moment, now: Moment) -> bool {
    now < at.plus_seconds(UNDO_MINUTES * 60)
}

/// When what came in on duty has to be taken over: the next such time of day.
pub fn hand_over_due(time: &HospitalTime, opened: Moment, (hour, minute): (i8, i8)) -> Moment {
    let day = time.day_of(opened);
    let today = time.at(day, hour, minute);
    if today > opened {
        today
    } else {
        time.at(day.next(), hour, minute)
    }
}

/// Where the hospital has set no time of its own.
pub const HAND_OVER_BY: (i8, i8) = (9, 0);

/// `09:00`, or nothing.
pub fn read_time(text: &str) -> Option<(i8, i8)> {
    let (hour, minute) = text.trim().split_once(':')?;
    let (hour, minute) = (hour.parse().ok()?, minute.parse().ok()?);
    ((0..24).contains(&hour) && (0..60).contains(&minute)).then_some((hour, minute))
}

/// `09:00`
pub fn show_time((hour, minute): (i8, i8)) -> String {
    format!("{hour:02}:{minute:02}")
}

/// What is written on an event beside its taps.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Written {
    pub place: Option<String>,
    pub words: Option<String>,
    pub promised: Option<String>,
    pub still_here: Option<bool>,
}

const LONGEST_PLACE: usize = 100;
const LONGEST_WORDS: usize = 4_000;

impl Written {
    pub fn check(&self) -> Result<(), FieldErrors> {
        let mut errors = FieldErrors::default();
        for (field, text, most) in [
            ("place", &self.place, LONGEST_PLACE),
            ("words", &self.words, LONGEST_WORDS),
            ("promised", &self.promised, LONGEST_WORDS),
        ] {
            if text
                .as_ref()
                .is_some_and(|text| text.chars().count() > most)
            {
                errors.add(field, Said::new("duty-text-long").with("most", most));
            }
        }
        errors.or_else(|| ())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test says what it expects")]

    use super::*;

    #[test]
    fn the_night_is_due_on_the_next_morning_and_the_small_hours_on_the_same() {
        let time = HospitalTime::named("Asia/Shanghai").unwrap();
        let at = |text| time.read(text).unwrap();
        let due = |text| hand_over_due(&time, at(text), HAND_OVER_BY);
        assert_eq!(due("2026-09-24T22:40"), at("2026-09-25T09:00"));
        assert_eq!(due("2026-09-25T03:20"), at("2026-09-25T09:00"));
        assert_eq!(due("2026-09-25T09:00"), at("2026-09-26T09:00"));
    }

    #[test]
    fn a_time_of_day_is_read_and_shown() {
        assert_eq!(read_time("08:30"), Some((8, 30)));
        assert_eq!(read_time("24:00"), None);
        assert_eq!(read_time("x"), None);
        assert_eq!(show_time((9, 0)), "09:00");
    }
}
