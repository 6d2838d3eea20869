//! Identifiers made by the application: time-ordered 63-bit integers.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;
use std::str::FromStr;
use std::sync::atomic::{AtomicU64, Ordering};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::Moment;

/// The id of one `T`. Stored as BIGINT, shown to programs as a string because
/// JavaScript cannot hold 63 bits.
pub struct Id<T> {
    raw: i64,
    of: PhantomData<fn() -> T>,
}

impl<T> Id<T> {
    pub const fn new(raw: i64) -> Self {
        Self {
            raw,
            of: PhantomData,
        }
    }

    pub const fn raw(self) -> i64 {
        self.raw
    }
}

impl<T> Clone for Id<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Id<T> {}

impl<T> PartialEq for Id<T> {
    fn eq(&self, other: &Self) -> bool {
        self.raw == other.raw
    }
}

impl<T> Eq for Id<T> {}

impl<T> PartialOrd for Id<T> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl<T> Ord for Id<T> {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.raw.cmp(&other.raw)
    }
}

impl<T> Hash for Id<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.raw.hash(state);
    }
}

impl<T> fmt::Debug for Id<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.raw)
    }
}

impl<T> fmt::Display for Id<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.raw)
    }
}

impl<T> FromStr for Id<T> {
    type Err = std::num::ParseIntError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse().map(Self::new)
    }
}

impl<T> Serialize for Id<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.raw)
    }
}

impl<'de, T> Deserialize<'de> for Id<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

/// 2024-01-01T00:00:00Z in epoch milliseconds: 41 bits from here last until 2093.
const EPOCH_MS: i64 = 1_704_067_200_000;
const SERVER_BITS: u32 = 10;
const COUNTER_BITS: u32 = 12;
/// No id of a day after the first is below it, and no moment above.
const SMALLEST: i64 = 1 << 46;

/// Makes ids for one server: 41 bits of milliseconds, 10 of server number, 12 of
/// counter. Ids of one server strictly increase even when its clock steps back.
#[derive(Debug)]
pub struct IdMint {
    server: u64,
    last: AtomicU64,
}

impl IdMint {
    /// `server` is the leased number of this process, below 1,024.
    pub fn new(server: u16) -> Self {
        assert!(
            u32::from(server) < 1 << SERVER_BITS,
            "server number too large"
        );
        Self {
            server: u64::from(server),
            last: AtomicU64::new(0),
        }
    }

    pub fn next<T>(&self, now: Moment) -> Id<T> {
        let ms = u64::try_from((now.millis() - EPOCH_MS).max(0)).unwrap_or(0);
        // `last` holds milliseconds and counter together, so that a burst of more
        // than 4,096 ids in a millisecond simply borrows from the next one.
        let wanted = ms << COUNTER_BITS;
        let mut seen = self.last.load(Ordering::Relaxed);
        loop {
            let next = wanted.max(seen + 1);
            match self
                .last
                .compare_exchange_weak(seen, next, Ordering::Relaxed, Ordering::Relaxed)
            {
                Ok(_) => return Id::new(self.assemble(next)),
                Err(newer) => seen = newer,
            }
        }
    }

    /// Whether a number of a record may be an id of this server. What counts
    /// milliseconds, money or places is far smaller than any id.
    pub fn is_own(&self, raw: i64) -> bool {
        let parts = u64::try_from(raw).unwrap_or(0);
        let server = parts >> COUNTER_BITS & ((1 << SERVER_BITS) - 1);
        raw >= SMALLEST && server == self.server
    }

    /// The id that the same server would have made so many milliseconds later.
    pub fn later(raw: i64, milliseconds: i64) -> i64 {
        raw + (milliseconds << (SERVER_BITS + COUNTER_BITS))
    }

    fn assemble(&self, ms_and_counter: u64) -> i64 {
        let counter = ms_and_counter & ((1 << COUNTER_BITS) - 1);
        let ms = ms_and_counter >> COUNTER_BITS;
        let raw = (ms << (SERVER_BITS + COUNTER_BITS)) | (self.server << COUNTER_BITS) | counter;
        i64::try_from(raw & (u64::MAX >> 1)).unwrap_or(i64::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Thing;

    #[test]
    fn ids_of_one_server_increase_even_when_the_clock_steps_back() {
        let mint = IdMint::new(7);
        let late: Id<Thing> = mint.next(Moment::from_millis(EPOCH_MS + 5_000));
        let early: Id<Thing> = mint.next(Moment::from_millis(EPOCH_MS + 1_000));
        assert!(early > late);
    }

    #[test]
    fn a_burst_larger_than_the_counter_stays_unique() {
        let mint = IdMint::new(1);
        let now = Moment::from_millis(EPOCH_MS + 1);
        let ids: std::collections::HashSet<i64> =
            (0..10_000).map(|_| mint.next::<Thing>(now).raw()).collect();
        assert_eq!(ids.len(), 10_000);
    }

    #[test]
    fn two_servers_never_meet() {
        let now = Moment::from_millis(EPOCH_MS + 1);
        let (one, two) = (IdMint::new(1), IdMint::new(2));
        let ours: std::collections::HashSet<i64> =
            (0..5_000).map(|_| one.next::<Thing>(now).raw()).collect();
        assert!((0..5_000).all(|_| !ours.contains(&two.next::<Thing>(now).raw())));
    }

    #[test]
    fn an_id_is_known_by_its_server_and_a_moment_is_none() {
        let now = Moment::from_millis(EPOCH_MS + 86_400_000);
        let (one, two) = (IdMint::new(600), IdMint::new(601));
        let id: Id<Thing> = one.next(now);
        assert!(one.is_own(id.raw()) && !two.is_own(id.raw()));
        let later = IdMint::later(id.raw(), 999);
        assert!(one.is_own(later) && later > id.raw());
        assert!(!one.is_own(4_102_444_800_000), "a moment of the year 2100");
    }

    #[test]
    fn json_shows_an_id_as_text() {
        let id: Id<Thing> = Id::new(9_007_199_254_740_993);
        assert_eq!(serde_json::to_string(&id).unwrap(), "\"9007199254740993\"");
    }
}
