//! An entry of the library: an answer or a script, until when it holds, whose it is.

mod typed;

use tongli_kernel::{Day, DepartmentId, Id, Lang, Moment, StaffId};
use tongli_store::Subject;

pub use typed::{Content, LONGEST_BODY, Typed, check, check_reason};

#[derive(Debug)]
pub struct EntryMark;
pub type EntryId = Id<EntryMark>;

/// The kind of subject in histories.
pub const SUBJECT: &str = "answer";

/// So many days before its last one an entry waits to be renewed.
pub const RENEW_DAYS: i32 = 30;

/// What an entry is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// 问答: what is asked, and what is true.
    Answer,
    /// 话术: how something is said.
    Script,
}

impl Kind {
    pub const ALL: [Kind; 2] = [Kind::Answer, Kind::Script];

    pub const fn code(self) -> &'static str {
        match self {
            Kind::Answer => "answer",
            Kind::Script => "script",
        }
    }

    pub fn from_code(code: &str) -> Option<Kind> {
        Self::ALL.into_iter().find(|one| one.code() == code)
    }

    /// The key of its name.
    pub const fn word(self) -> &'static str {
        match self {
            Kind::Answer => "answers-kind-answer",
            Kind::Script => "answers-kind-script",
        }
    }
}

/// Whether an entry is offered at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    Current,
    /// Taken out of use; its wordings stay.
    Withdrawn,
}

impl State {
    pub const ALL: [State; 2] = [State::Current, State::Withdrawn];

    pub const fn code(self) -> &'static str {
        match self {
            State::Current => "current",
            State::Withdrawn => "withdrawn",
        }
    }

    pub fn from_code(code: &str) -> Option<State> {
        Self::ALL.into_iter().find(|one| one.code() == code)
    }
}

/// How an entry stands on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    Good,
    /// It runs out within [`RENEW_DAYS`].
    Expiring(Day),
    /// Its last day is over: it is found, last, and inserted only after a warning.
    Expired(Day),
    Withdrawn,
}

impl Standing {
    /// Of a last day alone.
    pub fn on(valid_until: Option<Day>, today: Day) -> Standing {
        match valid_until {
            Some(until) if until < today => Standing::Expired(until),
            Some(until) if until <= today.plus_days(RENEW_DAYS) => Standing::Expiring(until),
            _ => Standing::Good,
        }
    }

    pub const fn code(self) -> &'static str {
        match self {
            Standing::Good => "good",
            Standing::Expiring(_) => "expiring",
            Standing::Expired(_) => "expired",
            Standing::Withdrawn => "withdrawn",
        }
    }
}

/// An entry as kept.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    pub id: EntryId,
    pub state: State,
    /// Counts its wordings, from 1.
    pub version: i64,
    pub content: Content,
    /// Which of the program's own scripts it began as.
    pub shipped: Option<String>,
    pub changed_at: Moment,
}

impl Entry {
    pub fn subject(&self) -> Subject {
        Subject::new(SUBJECT, self.id.raw())
    }

    pub fn path(&self) -> String {
        format!("/answers/{}", self.id)
    }

    pub fn standing(&self, today: Day) -> Standing {
        match self.state {
            State::Withdrawn => Standing::Withdrawn,
            State::Current => Standing::on(self.content.valid_until, today),
        }
    }

    /// Whether it is the program's own words, which nobody here has looked at yet.
    pub fn is_unverified(&self) -> bool {
        self.shipped.is_some() && self.version == 1
    }

    /// Its title in a language; the Chinese one where there is no other.
    pub fn title(&self, lang: Lang) -> &str {
        match lang {
            Lang::En if !self.content.title_en.is_empty() => &self.content.title_en,
            _ => &self.content.title,
        }
    }

    /// Its text in a language; the Chinese one where there is no other.
    pub fn body(&self, lang: Lang) -> &str {
        match lang {
            Lang::En if !self.content.body_en.is_empty() => &self.content.body_en,
            _ => &self.content.body,
        }
    }

    pub fn owner(&self) -> Option<StaffId> {
        self.content.owner
    }

    pub fn department(&self) -> Option<DepartmentId> {
        self.content.department
    }
}

/// One wording of an entry, with who wrote it.
#[derive(Debug, Clone, PartialEq)]
pub struct Version {
    pub version: i64,
    pub state: State,
    pub content: Content,
    /// Why it was withdrawn or put back; else empty.
    pub reason: String,
    pub at: Moment,
    pub by_name: String,
}

/// Where an entry stands in a list of what was found: what holds before what has run out,
/// a hit in the title before one in the text, and then as titles are spelt.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    pub is_expired: bool,
    pub is_in_text_only: bool,
    pub spelling: String,
    pub id: EntryId,
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test says what it expects")]

    use super::*;

    #[test]
    fn an_entry_holds_through_its_last_day_and_waits_thirty_days_before() {
        let day = |text: &str| text.parse::<Day>().unwrap();
        let today = day("2026-09-28");
        let of = |until: &str| Standing::on(Some(day(until)), today).code();
        assert_eq!(of("2026-09-27"), "expired");
        assert_eq!(of("2026-09-28"), "expiring");
        assert_eq!(of("2026-10-28"), "expiring");
        assert_eq!(of("2026-10-29"), "good");
        assert_eq!(Standing::on(None, today), Standing::Good);
    }

    #[test]
    fn what_has_run_out_comes_last_and_a_title_before_a_text() {
        let place = |is_expired, is_in_text_only, spelling: &str| Place {
            is_expired,
            is_in_text_only,
            spelling: spelling.to_owned(),
            id: EntryId::new(1),
        };
        let mut all = [
            place(true, false, "a"),
            place(false, true, "a"),
            place(false, false, "z"),
            place(false, false, "b"),
        ];
        all.sort();
        let order: Vec<_> = all.iter().map(|one| one.spelling.as_str()).collect();
        assert_eq!(order, ["b", "z", "a", "a"]);
        assert!(all[3].is_expired);
    }
}
