//! What an operator does with the key file. Running servers read it anew by
//! themselves, before the next value is closed or a key is missing.

use std::path::Path;

use ed25519_dalek::SigningKey;
use tongli_kernel::{Chance, Moment};

use super::file::change;
use super::{IndexKey, KeyError, Keys, draw};
use crate::seal::{SealKey, Suite};

/// The number after the highest one: an id is never given twice.
fn next_id<'a>(ids: impl Iterator<Item = &'a String>) -> String {
    let highest = ids.filter_map(|id| id.parse::<u64>().ok()).max();
    (highest.unwrap_or(0) + 1).to_string()
}

/// What half-done work may still close with a key that went out of use.
const LATE_HOURS: i64 = 24;

/// Refuses where the key has not been out of use for a day. A file of before does not
/// say since when; then the key that follows tells when it was made.
fn refuse_early(
    id: &str,
    out_since: Option<Moment>,
    follower_made_at: Option<Moment>,
    now: Moment,
) -> Result<(), KeyError> {
    let until = out_since
        .or(follower_made_at)
        .map(|since| since.plus_hours(LATE_HOURS));
    match until {
        Some(until) if now < until => Err(KeyError::TooSoon {
            id: id.to_owned(),
            until,
        }),
        _ => Ok(()),
    }
}

fn prepared<'a>(ids: impl Iterator<Item = &'a String>, current: &str) -> Option<String> {
    let current: u64 = current.parse().ok()?;
    ids.filter_map(|id| id.parse::<u64>().ok())
        .filter(|id| *id > current)
        .max()
        .map(|id| id.to_string())
}

impl Keys {
    /// Adds a sealing key without using it yet, for servers that keep copies of the
    /// file. Answers its id.
    pub fn prepare_seal_key(
        path: &Path,
        suite: Suite,
        chance: &dyn Chance,
        now: Moment,
    ) -> Result<String, KeyError> {
        change(path, |ring| {
            let id = next_id(ring.seal.keys());
            let fresh = SealKey::fresh(suite, Some(now), chance);
            ring.seal.insert(id.clone(), fresh);
            Ok(id)
        })
    }

    /// Closes new values with a new key: the one prepared of this suite, else a fresh
    /// one. Older keys stay for reading. Answers the id.
    pub fn rotate_seal_key(
        path: &Path,
        suite: Suite,
        chance: &dyn Chance,
        now: Moment,
    ) -> Result<String, KeyError> {
        change(path, |ring| {
            let waiting = prepared(ring.seal.keys(), &ring.current)
                .filter(|id| ring.seal.get(id).is_some_and(|key| key.suite == suite));
            let id = waiting.unwrap_or_else(|| next_id(ring.seal.keys()));
            if let Some(old) = ring.seal.get_mut(&ring.current) {
                old.out_since = Some(now);
            }
            ring.seal
                .entry(id.clone())
                .or_insert_with(|| SealKey::fresh(suite, Some(now), chance));
            ring.current.clone_from(&id);
            Ok(id)
        })
    }

    /// Makes new places in blind indexes with a new key; searches look under both
    /// until the old one is retired. Answers the id.
    pub fn rotate_index_key(
        path: &Path,
        chance: &dyn Chance,
        now: Moment,
    ) -> Result<String, KeyError> {
        change(path, |ring| {
            if ring.index.len() > 1 {
                return Err(KeyError::TwoIndexKeys);
            }
            let id = next_id(ring.index.keys());
            let fresh = IndexKey {
                key: draw(chance),
                made_at: Some(now),
                out_since: None,
            };
            if let Some(old) = ring.index.get_mut(&ring.index_current) {
                old.out_since = Some(now);
            }
            ring.index.insert(id.clone(), fresh);
            ring.index_current.clone_from(&id);
            Ok(id)
        })
    }

    /// Takes a sealing key away that has been out of use for a day. Whether a value still
    /// needs it is for the caller to find out first.
    pub fn retire_seal_key(path: &Path, id: &str, now: Moment) -> Result<(), KeyError> {
        change(path, |ring| {
            if ring.current == id {
                return Err(KeyError::Current(id.to_owned()));
            }
            let unknown = || KeyError::Unknown(id.to_owned());
            let out_since = ring.seal.get(id).ok_or_else(unknown)?.out_since;
            let follower = ring.seal.get(&ring.current).and_then(|key| key.made_at);
            refuse_early(id, out_since, follower, now)?;
            ring.seal.remove(id);
            Ok(())
        })
    }

    /// Takes an index key away, likewise.
    pub fn retire_index_key(path: &Path, id: &str, now: Moment) -> Result<(), KeyError> {
        change(path, |ring| {
            if ring.index_current == id {
                return Err(KeyError::Current(id.to_owned()));
            }
            let unknown = || KeyError::Unknown(id.to_owned());
            let out_since = ring.index.get(id).ok_or_else(unknown)?.out_since;
            let follower = ring.index.get(&ring.index_current);
            refuse_early(id, out_since, follower.and_then(|key| key.made_at), now)?;
            ring.index.remove(id);
            Ok(())
        })
    }

    /// Draws the signing key that is to follow, unless one is waiting already.
    pub fn choose_next_signer(path: &Path, chance: &dyn Chance) -> Result<(), KeyError> {
        change(path, |ring| {
            if ring.next_sign.is_none() {
                ring.next_sign = Some(SigningKey::from_bytes(&draw(chance)));
            }
            Ok(())
        })
    }

    /// Signs with the key that was to follow; the old one is gone.
    pub fn use_next_signer(path: &Path) -> Result<(), KeyError> {
        change(path, |ring| {
            if let Some(next) = ring.next_sign.take() {
                ring.sign = next;
            }
            Ok(())
        })
    }
}
