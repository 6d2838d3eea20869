//! Whether stones, records and holds agree: what `check` asks of this room.

use serde_json::Value as Json;
use tongli_cases::SUBJECT;
use tongli_kernel::{Id, Said, StaffId, Tenant};
use tongli_store::history::DESTROYED;
use tongli_store::{StoreError, Tx};

use crate::batch::{Thing, Tombstone};
use crate::store::{facts, holds, tombstones};

/// What is wrong, and with what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Flaw {
    /// A stone is not what was cut: its digest is another.
    Altered(String),
    /// No history holds the digest of this stone.
    Unrecorded(String),
    /// Not two persons stand behind it.
    Hands(String),
    /// A history says something was destroyed, and no stone answers for it.
    Orphan(String),
    /// Something of it is still there, or its stone is not.
    Unclean(String),
    /// A hold stands and a case it covers is not marked.
    Uncovered(String),
}

impl Flaw {
    /// The flaw in words, with what it was found on.
    pub fn said(&self) -> Said {
        let (say, which) = match self {
            Flaw::Altered(which) => ("retention-flaw-altered", which),
            Flaw::Unrecorded(which) => ("retention-flaw-unrecorded", which),
            Flaw::Hands(which) => ("retention-flaw-hands", which),
            Flaw::Orphan(which) => ("retention-flaw-orphan", which),
            Flaw::Unclean(which) => ("retention-flaw-unclean", which),
            Flaw::Uncovered(which) => ("retention-flaw-uncovered", which),
        };
        Said::new(say).with("which", which.as_str())
    }
}

/// What was looked at, and what is wrong.
#[derive(Debug, Default)]
pub struct Verified {
    pub stones: i64,
    pub holds: i64,
    pub flaws: Vec<Flaw>,
}

const PAGE: i64 = 200;

/// Looks at all stones, all records of destruction and all standing holds.
pub async fn verify(tx: &mut Tx, tenant: Tenant) -> Result<Verified, StoreError> {
    let mut found = Verified::default();
    stones(tx, tenant, &mut found).await?;
    records(tx, tenant, &mut found).await?;
    for number in tombstones::unclean(tx, tenant).await? {
        found.flaws.push(Flaw::Unclean(number));
    }
    covered(tx, tenant, &mut found).await?;
    Ok(found)
}

async fn stones(tx: &mut Tx, tenant: Tenant, found: &mut Verified) -> Result<(), StoreError> {
    let mut after = None;
    loop {
        let page = tombstones::after(tx, tenant, after, PAGE).await?;
        let Some(last) = page.last() else {
            return Ok(());
        };
        after = Some(last.stone.key);
        found.stones += page.len() as i64;
        for kept in page {
            let number = || kept.stone.number.clone();
            if kept.stone.digest() != kept.digest {
                found.flaws.push(Flaw::Altered(number()));
            }
            if !is_recorded(tx, tenant, &kept.stone, &kept.digest).await? {
                found.flaws.push(Flaw::Unrecorded(number()));
            }
            if !are_two(tx, tenant, &kept.stone).await? {
                found.flaws.push(Flaw::Hands(number()));
            }
        }
    }
}

/// The case's history holds the digest. What is said there of a recording goes with the
/// case; the case's own stone then stands for it.
async fn is_recorded(
    tx: &mut Tx,
    tenant: Tenant,
    stone: &Tombstone,
    digest: &str,
) -> Result<bool, StoreError> {
    let verb = match stone.key.thing {
        Thing::Case => DESTROYED,
        Thing::Recording => "destroyed_recording",
    };
    let subject = (SUBJECT, stone.case.raw());
    let payloads = tombstones::records(tx, tenant, subject, verb).await?;
    let named = payloads.iter().any(|payload| digest_in(payload) == digest);
    let went_with_its_case = stone.key.thing == Thing::Recording
        && tombstones::of_case(tx, tenant, stone.case).await?.is_some();
    Ok(named || went_with_its_case)
}

fn digest_in(payload: &str) -> String {
    let payload: Json = serde_json::from_str(payload).unwrap_or(Json::Null);
    payload["tombstone"].as_str().unwrap_or_default().to_owned()
}

/// The chain of the batch names who proposed and who approved, and they are two.
async fn are_two(tx: &mut Tx, tenant: Tenant, stone: &Tombstone) -> Result<bool, StoreError> {
    let hands = tombstones::hands(tx, tenant, stone.batch.raw()).await?;
    let by = |verb: &str, staff: StaffId| {
        let wanted = (verb.to_owned(), Some(staff.raw()));
        hands.contains(&wanted)
    };
    Ok(stone.proposed_by != stone.approved_by
        && by("propose", stone.proposed_by)
        && by("approve", stone.approved_by))
}

async fn records(tx: &mut Tx, tenant: Tenant, found: &mut Verified) -> Result<(), StoreError> {
    let mut after = (String::new(), i64::MIN);
    loop {
        let page = tombstones::all_records(tx, tenant, &after, PAGE).await?;
        let Some((kind, id, _)) = page.last() else {
            return Ok(());
        };
        after = (kind.clone(), *id);
        for (kind, id, payload) in page {
            if !answers(tx, tenant, payload.as_deref()).await? {
                found.flaws.push(Flaw::Orphan(format!("{kind} {id}")));
            }
        }
    }
}

/// A stone stands for this record.
async fn answers(tx: &mut Tx, tenant: Tenant, payload: Option<&str>) -> Result<bool, StoreError> {
    let payload: Json = payload
        .and_then(|text| serde_json::from_str(text).ok())
        .unwrap_or(Json::Null);
    let case = payload["case"].as_str().and_then(|id| id.parse().ok());
    let Some(case) = case else {
        return Ok(false);
    };
    let stone = tombstones::of_case(tx, tenant, case).await?;
    Ok(stone.is_some_and(|stone| Some(stone.digest().as_str()) == payload["tombstone"].as_str()))
}

async fn covered(tx: &mut Tx, tenant: Tenant, found: &mut Verified) -> Result<(), StoreError> {
    let mut after = Id::new(i64::MIN);
    loop {
        let page = holds::standing_after(tx, tenant, after, PAGE).await?;
        let Some(last) = page.last() else {
            return Ok(());
        };
        after = last.id;
        found.holds += page.len() as i64;
        for hold in page {
            for case in facts::tied(tx, tenant, hold.case).await?.cases {
                if !facts::is_marked(tx, tenant, case.id).await? {
                    found.flaws.push(Flaw::Uncovered(case.id.to_string()));
                }
            }
        }
    }
}
