//! A destruction (销毁): what is proposed, who decides, what became of each item, and the
//! stone that stays.

use serde_json::{Value as Json, json};
use tongli_cases::CaseId;
use tongli_kernel::{Id, Moment, StaffId};
use tongli_store::{Subject, sha256};

#[derive(Debug)]
pub struct BatchMark;
pub type BatchId = Id<BatchMark>;

/// The kind of subject in histories.
pub const SUBJECT: &str = "destruction";

/// What is destroyed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Thing {
    Case,
    Recording,
}

impl Thing {
    pub const fn code(self) -> &'static str {
        match self {
            Thing::Case => "case",
            Thing::Recording => "recording",
        }
    }

    pub fn from_code(code: &str) -> Option<Thing> {
        [Thing::Case, Thing::Recording]
            .into_iter()
            .find(|one| one.code() == code)
    }
}

/// One thing of the list, as forms and addresses name it: `case:17`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Key {
    pub thing: Thing,
    pub id: i64,
}

impl Key {
    pub fn code(self) -> String {
        format!("{}:{}", self.thing.code(), self.id)
    }

    pub fn read(text: &str) -> Option<Key> {
        let (thing, id) = text.split_once(':')?;
        Some(Key {
            thing: Thing::from_code(thing)?,
            id: id.parse().ok()?,
        })
    }
}

/// What became of an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ItemState {
    Proposed,
    Approved,
    Declined,
    Destroyed,
    /// Its turn came and it was no longer due: held, reopened, or tied to what is open.
    Kept,
}

impl ItemState {
    pub const ALL: [ItemState; 5] = [
        ItemState::Proposed,
        ItemState::Approved,
        ItemState::Declined,
        ItemState::Destroyed,
        ItemState::Kept,
    ];

    pub const fn code(self) -> &'static str {
        match self {
            ItemState::Proposed => "proposed",
            ItemState::Approved => "approved",
            ItemState::Declined => "declined",
            ItemState::Destroyed => "destroyed",
            ItemState::Kept => "kept",
        }
    }

    pub fn from_code(code: &str) -> Option<ItemState> {
        ItemState::ALL.into_iter().find(|one| one.code() == code)
    }

    pub fn word(self) -> String {
        format!("retention-item-{}", self.code())
    }
}

/// A batch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Batch {
    pub id: BatchId,
    /// `XH-20410101-0001`
    pub number: String,
    pub version: i64,
    pub reason: String,
    pub proposed_by: StaffId,
    pub proposed_at: Moment,
    pub finished_at: Option<Moment>,
}

impl Batch {
    pub fn subject(&self) -> Subject {
        Subject::new(SUBJECT, self.id.raw())
    }

    pub fn path(&self) -> String {
        format!("/destructions/{}", self.number)
    }
}

/// One item of a batch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    pub batch: BatchId,
    pub key: Key,
    pub case: CaseId,
    pub number: String,
    pub class: String,
    pub retain_until: Moment,
    pub state: ItemState,
    pub decided_by: Option<StaffId>,
    pub decided_at: Option<Moment>,
    pub done_at: Option<Moment>,
}

/// What stays (存根).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tombstone {
    pub key: Key,
    pub case: CaseId,
    pub number: String,
    pub case_kind: String,
    pub received_at: Moment,
    pub closed_at: Option<Moment>,
    pub archived_at: Option<Moment>,
    pub class: String,
    pub class_version: i64,
    pub retain_until: Moment,
    pub batch: BatchId,
    pub batch_number: String,
    pub proposed_by: StaffId,
    pub approved_by: StaffId,
    pub destroyed_at: Moment,
    pub clocks: String,
    pub files: String,
}

impl Tombstone {
    /// What the history of the case holds of it: whoever changes a word is found.
    pub fn digest(&self) -> String {
        let content = json!([
            self.key.code(),
            self.case.raw(),
            self.number,
            self.case_kind,
            self.received_at.millis(),
            self.closed_at.map(Moment::millis),
            self.archived_at.map(Moment::millis),
            self.class,
            self.class_version,
            self.retain_until.millis(),
            self.batch.raw(),
            self.batch_number,
            self.proposed_by.raw(),
            self.approved_by.raw(),
            self.destroyed_at.millis(),
            self.clocks,
            self.files,
        ]);
        sha256(content.to_string().as_bytes())
    }

    /// What the link that says so holds: numbers and digests, nobody's words.
    pub fn record(&self) -> Json {
        json!({
            "batch": self.batch,
            "case": self.case,
            "number": self.batch_number,
            "thing": self.key.code(),
            "tombstone": self.digest(),
        })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test says what it expects")]

    use super::*;

    #[test]
    fn keys_are_read_as_they_are_written() {
        for thing in [Thing::Case, Thing::Recording] {
            let key = Key { thing, id: 17 };
            assert_eq!(Key::read(&key.code()), Some(key));
        }
        assert!(Key::read("case").is_none() && Key::read("letter:1").is_none());
        for state in ItemState::ALL {
            assert_eq!(ItemState::from_code(state.code()), Some(state));
        }
    }
}
