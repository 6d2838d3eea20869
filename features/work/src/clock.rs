//! A running clock: what it remembers, how it stands, and how a rule is counted.

use tongli_calendars::{CalendarOf, Calendars, Due, Rule, Span, Unit};
use tongli_kernel::calendar::WorkCalendar;
use tongli_kernel::{Day, DepartmentId, HospitalTime, Id, Moment};
use tongli_store::Subject;

use crate::item::Owner;

#[derive(Debug)]
pub struct ClockMark;
pub type ClockId = Id<ClockMark>;

/// One clock as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClockRow {
    pub id: ClockId,
    /// `C03`
    pub rule: String,
    pub rule_version: i64,
    pub started_at: Moment,
    /// `None` while provisional, and where nothing is counted.
    pub due_at: Option<Moment>,
    /// What the person was told. Never changes.
    pub promised_at: Option<Moment>,
    pub near_at: Option<Moment>,
    /// The count runs into a year whose holidays are unknown.
    pub provisional: bool,
    pub met_at: Option<Moment>,
    /// It no longer applies.
    pub ended_at: Option<Moment>,
    pub late: bool,
    /// Met by an interim word (阶段性反馈): the whole answer came later.
    pub interim: bool,
    pub subject_kind: String,
    pub subject_id: i64,
    pub department: Option<DepartmentId>,
    pub counting: Counting,
    /// What weekends alone would give: binds nobody.
    pub provisional_on: Option<Day>,
    pub unknown_year: Option<i64>,
    pub version: i64,
}

/// How a clock is counted: enough to count it again without asking the rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counting {
    pub unit: CountedIn,
    pub amount: Option<i64>,
    pub calendar: CountedOn,
    pub calendar_version: String,
}

/// In what.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CountedIn {
    Workdays,
    Days,
    Hours,
    /// While the person is still there.
    Visit,
    /// Somebody named the date.
    Own,
}

impl CountedIn {
    pub const fn code(self) -> &'static str {
        match self {
            Self::Workdays => "workday",
            Self::Days => "day",
            Self::Hours => "hour",
            Self::Visit => "visit",
            Self::Own => "own",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        [
            Self::Workdays,
            Self::Days,
            Self::Hours,
            Self::Visit,
            Self::Own,
        ]
        .into_iter()
        .find(|unit| unit.code() == code)
    }
}

impl From<Unit> for CountedIn {
    fn from(unit: Unit) -> Self {
        match unit {
            Unit::Workday => Self::Workdays,
            Unit::Day => Self::Days,
            Unit::Hour => Self::Hours,
            Unit::Visit => Self::Visit,
        }
    }
}

/// On which calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CountedOn {
    Law,
    House,
    /// On none: a named date.
    Own,
}

impl CountedOn {
    pub const fn code(self) -> &'static str {
        match self {
            Self::Law => "law",
            Self::House => "house",
            Self::Own => "own",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Law, Self::House, Self::Own]
            .into_iter()
            .find(|calendar| calendar.code() == code)
    }
}

impl From<CalendarOf> for CountedOn {
    fn from(calendar: CalendarOf) -> Self {
        match calendar {
            CalendarOf::Law => Self::Law,
            CalendarOf::House => Self::House,
        }
    }
}

/// The calendar a clock is counted on; none for a named date.
pub(crate) fn calendar_of(calendars: &Calendars, on: CountedOn) -> Option<&WorkCalendar> {
    match on {
        CountedOn::Law => Some(&calendars.law),
        CountedOn::House => Some(&calendars.house),
        CountedOn::Own => None,
    }
}

/// The calendar to talk about a limit on; the law's where none is named.
pub(crate) fn counted_on(calendars: &Calendars, on: Option<CountedOn>) -> &WorkCalendar {
    on.and_then(|on| calendar_of(calendars, on))
        .unwrap_or(&calendars.law)
}

/// How a clock stands at a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    Met,
    MetLate,
    Ok,
    Near,
    Overdue,
    Provisional,
    Ended,
}

impl ClockRow {
    /// Whether it still runs.
    pub fn is_running(&self) -> bool {
        self.met_at.is_none() && self.ended_at.is_none()
    }

    pub fn standing(&self, now: Moment) -> Standing {
        if self.met_at.is_some() {
            return if self.late {
                Standing::MetLate
            } else {
                Standing::Met
            };
        }
        if self.ended_at.is_some() {
            return Standing::Ended;
        }
        if self.provisional {
            return Standing::Provisional;
        }
        match (self.due_at, self.near_at) {
            (Some(due), _) if now >= due => Standing::Overdue,
            (_, Some(near)) if now >= near => Standing::Near,
            _ => Standing::Ok,
        }
    }

    /// Whether meeting it at `at` would be late. What is provisional holds nobody.
    pub fn is_late_at(&self, at: Moment) -> bool {
        self.due_at.is_some_and(|due| at >= due)
    }
}

/// A clock to be started.
#[derive(Debug, Clone)]
pub struct Start<'a> {
    pub subject: Subject,
    pub rule: &'a str,
    /// The first receipt, the closing: its day is day 0.
    pub from: Moment,
    pub owner: Owner,
    /// A key case may have less time.
    pub span: Span,
    /// The limit an order names, in the rule's unit.
    pub amount: Option<u32>,
    /// A date somebody named instead of counting.
    pub own_due: Option<Moment>,
}

impl<'a> Start<'a> {
    pub fn new(subject: Subject, rule: &'a str, from: Moment, owner: Owner) -> Self {
        Self {
            subject,
            rule,
            from,
            owner,
            span: Span::Ordinary,
            amount: None,
            own_due: None,
        }
    }
}

/// What a count gives.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Reckoned {
    pub due_at: Option<Moment>,
    pub near_at: Option<Moment>,
    pub provisional_on: Option<Day>,
    pub unknown_year: Option<i64>,
}

/// Counts a rule from a start.
pub fn reckon(rule: &Rule, calendars: &Calendars, time: &HospitalTime, from: Moment) -> Reckoned {
    match rule.start(calendars, time, from, Span::Ordinary).due {
        Due::At { at, near_at, .. } => Reckoned {
            due_at: Some(at),
            near_at: Some(near_at),
            ..Reckoned::default()
        },
        Due::Undetermined(why) => Reckoned {
            provisional_on: Some(why.provisional),
            unknown_year: Some(i64::from(why.unknown_year)),
            ..Reckoned::default()
        },
        Due::Uncounted => Reckoned::default(),
    }
}

/// A date somebody named: near when four fifths of the time are over.
pub fn named(from: Moment, due: Moment) -> Reckoned {
    let whole = due.millis().saturating_sub(from.millis()).max(0);
    Reckoned {
        due_at: Some(due),
        near_at: Some(due.plus_millis(-(whole / 5))),
        ..Reckoned::default()
    }
}

/// A due moment as people say it: the end of a day is 24:00 of that day and not
/// 00:00 of the next.
pub fn due_text(time: &HospitalTime, due: Moment) -> String {
    let day = time.day_of(due);
    if time.start_of(day) == due {
        format!("{} 24:00", day.plus_days(-1))
    } else {
        time.show(due)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test says what it expects")]

    use tongli_calendars::{law_calendar, shipped_rules};

    use super::*;

    fn time() -> HospitalTime {
        HospitalTime::named("Asia/Shanghai").unwrap()
    }

    fn at(text: &str) -> Moment {
        time().read(text).unwrap()
    }

    fn count(rule: &str, from: &str) -> Reckoned {
        let calendars = Calendars {
            law: law_calendar().clone().into(),
            house: law_calendar().clone().into(),
        };
        let rule = shipped_rules()
            .in_force(rule, "2026-09-28".parse().unwrap())
            .unwrap();
        reckon(rule, &calendars, &time(), at(from))
    }

    fn row(due: &str, near: &str) -> ClockRow {
        ClockRow {
            id: ClockId::new(1),
            rule: "C03".to_owned(),
            rule_version: 1,
            started_at: at("2026-09-30T10:00"),
            due_at: Some(at(due)),
            promised_at: Some(at(due)),
            near_at: Some(at(near)),
            provisional: false,
            met_at: None,
            ended_at: None,
            late: false,
            interim: false,
            subject_kind: "case".to_owned(),
            subject_id: 1,
            department: None,
            counting: Counting {
                unit: CountedIn::Workdays,
                amount: Some(5),
                calendar: CountedOn::Law,
                calendar_version: "v".to_owned(),
            },
            provisional_on: None,
            unknown_year: None,
            version: 1,
        }
    }

    #[test]
    fn five_working_days_from_the_eve_of_national_day_end_on_13_october() {
        let found = count("C03", "2026-09-30T17:59");
        assert_eq!(due_text(&time(), found.due_at.unwrap()), "2026-10-13 24:00");
        assert_eq!(time().show(found.near_at.unwrap()), "2026-10-12 00:00");
    }

    #[test]
    fn an_unknown_year_gives_no_date_and_says_which_year() {
        let found = count("C04", "2026-12-28T09:00");
        assert_eq!(found.due_at, None);
        assert_eq!(found.unknown_year, Some(2027));
        assert!(found.provisional_on.is_some());
        assert_eq!(count("C01", "2026-09-28T09:00"), Reckoned::default());
    }

    #[test]
    fn a_clock_is_overdue_from_the_very_moment_it_runs_out() {
        let row = row("2026-10-14T00:00", "2026-10-12T00:00");
        assert_eq!(row.standing(at("2026-10-11T23:59")), Standing::Ok);
        assert_eq!(row.standing(at("2026-10-12T00:00")), Standing::Near);
        assert_eq!(row.standing(at("2026-10-13T23:59")), Standing::Near);
        assert_eq!(row.standing(at("2026-10-14T00:00")), Standing::Overdue);
        assert!(row.is_late_at(at("2026-10-14T00:00")));
        assert!(!row.is_late_at(at("2026-10-13T23:59")));
    }

    #[test]
    fn a_met_or_ended_clock_stands_still() {
        let mut row = row("2026-10-14T00:00", "2026-10-12T00:00");
        row.met_at = Some(at("2026-10-10T10:00"));
        assert_eq!(row.standing(at("2026-12-01T00:00")), Standing::Met);
        row.late = true;
        assert_eq!(row.standing(at("2026-12-01T00:00")), Standing::MetLate);
        row.met_at = None;
        row.ended_at = Some(at("2026-10-10T10:00"));
        assert_eq!(row.standing(at("2026-12-01T00:00")), Standing::Ended);
        assert!(!row.is_running());
    }

    #[test]
    fn a_provisional_clock_is_never_overdue() {
        let mut row = row("2026-10-14T00:00", "2026-10-12T00:00");
        row.due_at = None;
        row.near_at = None;
        row.provisional = true;
        assert_eq!(row.standing(at("2030-01-01T00:00")), Standing::Provisional);
        assert!(!row.is_late_at(at("2030-01-01T00:00")));
    }

    #[test]
    fn a_named_date_is_near_after_four_fifths() {
        let found = named(at("2026-09-28T10:00"), at("2026-09-28T15:00"));
        assert_eq!(found.near_at, Some(at("2026-09-28T14:00")));
        let past = named(at("2026-09-28T10:00"), at("2026-09-27T10:00"));
        assert_eq!(past.near_at, Some(at("2026-09-27T10:00")));
    }
}
