//! Values sealed at rest, and blind indexes to find them again.
//!
//! A sealed value is `suite.key_id.nonce.cipher`. Suite `a` is AES-256-GCM, `b` is
//! SM4-GCM (国密, RFC 8998). A place in a blind index is `key_id.digest`, or the digest
//! alone where it was made with the key an installation begins with.

use aes_gcm::aead::array::typenum::U12;
use aes_gcm::aead::{Aead, Payload};
use aes_gcm::{Aes256Gcm, AesGcm, KeyInit, Nonce};
use hmac::{Hmac, Mac};
use sha2::Sha256;
use sm4::Sm4;
use tongli_kernel::{Chance, Moment, Tenant};

use crate::keys::{Keys, Ring};
use crate::{StoreError, hex, unhex};

mod bytes;

pub(crate) use bytes::{LONGEST_HEAD, head_of_bytes};

type Sm4Gcm = AesGcm<Sm4, U12>;

const NONCE_BYTES: usize = 12;

/// How a value is closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Suite {
    /// AES-256-GCM.
    Aes,
    /// SM4-GCM, where a hospital must use the national algorithms.
    Sm4,
}

impl Suite {
    pub const ALL: &[Suite] = &[Suite::Aes, Suite::Sm4];

    /// As settings and the key file spell it.
    pub const fn name(self) -> &'static str {
        match self {
            Suite::Aes => "aes",
            Suite::Sm4 => "sm4",
        }
    }

    pub fn named(name: &str) -> Option<Suite> {
        Suite::ALL.iter().copied().find(|one| one.name() == name)
    }

    /// As a sealed value begins.
    const fn letter(self) -> &'static str {
        match self {
            Suite::Aes => "a",
            Suite::Sm4 => "b",
        }
    }

    pub(crate) const fn key_bytes(self) -> usize {
        match self {
            Suite::Aes => 32,
            Suite::Sm4 => 16,
        }
    }
}

/// One sealing key.
#[derive(Clone)]
pub(crate) struct SealKey {
    pub(crate) suite: Suite,
    pub(crate) bytes: Vec<u8>,
    pub(crate) made_at: Option<Moment>,
    /// Since when it closes nothing new.
    pub(crate) out_since: Option<Moment>,
}

impl SealKey {
    pub(crate) fn fresh(suite: Suite, made_at: Option<Moment>, chance: &dyn Chance) -> SealKey {
        let mut bytes = vec![0_u8; suite.key_bytes()];
        chance.fill(&mut bytes);
        SealKey {
            suite,
            bytes,
            made_at,
            out_since: None,
        }
    }

    fn close(&self, nonce: [u8; NONCE_BYTES], payload: Payload<'_, '_>) -> Option<Vec<u8>> {
        let nonce = Nonce::from(nonce);
        match self.suite {
            Suite::Aes => Aes256Gcm::new_from_slice(&self.bytes)
                .ok()?
                .encrypt(&nonce, payload)
                .ok(),
            Suite::Sm4 => Sm4Gcm::new_from_slice(&self.bytes)
                .ok()?
                .encrypt(&nonce, payload)
                .ok(),
        }
    }

    fn open(&self, nonce: [u8; NONCE_BYTES], payload: Payload<'_, '_>) -> Option<Vec<u8>> {
        let nonce = Nonce::from(nonce);
        match self.suite {
            Suite::Aes => Aes256Gcm::new_from_slice(&self.bytes)
                .ok()?
                .decrypt(&nonce, payload)
                .ok(),
            Suite::Sm4 => Sm4Gcm::new_from_slice(&self.bytes)
                .ok()?
                .decrypt(&nonce, payload)
                .ok(),
        }
    }
}

/// A sealed value taken apart, unopened.
struct Closed<'a> {
    suite: Suite,
    key: &'a str,
    nonce: [u8; NONCE_BYTES],
    cipher: Vec<u8>,
}

impl Closed<'_> {
    fn read(sealed: &str) -> Option<Closed<'_>> {
        let mut parts = sealed.splitn(4, '.');
        let letter = parts.next()?;
        Some(Closed {
            suite: *Suite::ALL.iter().find(|one| one.letter() == letter)?,
            key: parts.next()?,
            nonce: unhex(parts.next()?)?.try_into().ok()?,
            cipher: unhex(parts.next()?)?,
        })
    }
}

/// The id of the key that closed a value; `None` where it is no sealed value.
pub fn key_of(sealed: &str) -> Option<&str> {
    Some(Closed::read(sealed)?.key)
}

/// The id of the key that made a place in a blind index.
pub fn index_key_of(place: &str) -> &str {
    place.split_once('.').map_or("1", |(id, _)| id)
}

impl Ring {
    /// Closes a value. `column` (`contacts.phone`) and tenant are bound into it,
    /// so that a sealed value copied to another place does not open there.
    pub fn seal(
        &self,
        tenant: Tenant,
        column: &str,
        value: &str,
        chance: &dyn Chance,
    ) -> Result<String, StoreError> {
        let key = current(self)?;
        let mut nonce = [0_u8; NONCE_BYTES];
        chance.fill(&mut nonce);
        let payload = Payload {
            msg: value.as_bytes(),
            aad: &bound_to(tenant, column),
        };
        let cipher = key
            .close(nonce, payload)
            .ok_or_else(|| StoreError::bug("a value could not be sealed"))?;
        let (letter, nonce, cipher) = (key.suite.letter(), hex(&nonce), hex(&cipher));
        Ok(format!("{letter}.{}.{nonce}.{cipher}", self.current))
    }

    /// Whether a value was closed with the key that closes new ones.
    pub fn is_current(&self, sealed: &str) -> bool {
        key_of(sealed) == Some(self.current.as_str())
    }

    /// A value's place in a blind index: equal values meet, nobody reads them.
    /// Normalise before calling (digits only for a phone, and so on).
    pub fn blind(&self, tenant: Tenant, column: &str, normal: &str) -> String {
        place(self, &self.index_current, tenant, column, normal)
    }

    /// Where a value may stand: its place by the current index key, and by the one
    /// before it while there is one, else the same twice.
    pub fn places(&self, tenant: Tenant, column: &str, normal: &str) -> [String; 2] {
        let before = self.index.keys().find(|id| **id != self.index_current);
        let now = place(self, &self.index_current, tenant, column, normal);
        let old = before.map(|id| place(self, id, tenant, column, normal));
        [now.clone(), old.unwrap_or(now)]
    }

    /// Whether a place is where this value stands now.
    pub fn is_place(&self, tenant: Tenant, column: &str, normal: &str, found: &str) -> bool {
        place(self, index_key_of(found), tenant, column, normal) == found
    }
}

impl Keys {
    /// Closes a value, as [`Ring::seal`] does.
    pub fn seal(
        &self,
        tenant: Tenant,
        column: &str,
        value: &str,
        chance: &dyn Chance,
    ) -> Result<String, StoreError> {
        self.ring().seal(tenant, column, value, chance)
    }

    /// Opens a sealed value; a destroyed one is empty and says nothing.
    pub fn open(&self, tenant: Tenant, column: &str, sealed: &str) -> Result<String, StoreError> {
        if sealed.is_empty() {
            return Ok(String::new());
        }
        let damaged = || StoreError::bug(format!("a sealed value of {column} does not open"));
        let closed = Closed::read(sealed).ok_or_else(damaged)?;
        let payload = Payload {
            msg: &closed.cipher,
            aad: &bound_to(tenant, column),
        };
        let plain = self
            .key_of_suite(closed.key, closed.suite)?
            .open(closed.nonce, payload)
            .ok_or_else(damaged)?;
        String::from_utf8(plain).map_err(|_| damaged())
    }

    /// A key from memory, or from the file where another server has added one.
    fn key_of_suite(&self, id: &str, suite: Suite) -> Result<SealKey, StoreError> {
        let held = self.held();
        let found = match held.seal.get(id) {
            Some(key) => Some(key.clone()),
            None => self.ring().seal.get(id).cloned(),
        };
        found.filter(|key| key.suite == suite).ok_or_else(|| {
            StoreError::bug(format!(
                "the key file lacks key {id}, which values were sealed with"
            ))
        })
    }

    /// Where a value may stand, as [`Ring::places`] says.
    pub fn places(&self, tenant: Tenant, column: &str, normal: &str) -> [String; 2] {
        self.ring().places(tenant, column, normal)
    }
}

fn current(ring: &Ring) -> Result<&SealKey, StoreError> {
    ring.seal
        .get(&ring.current)
        .ok_or_else(|| StoreError::bug("the key file lacks its current key"))
}

fn place(ring: &Ring, id: &str, tenant: Tenant, column: &str, normal: &str) -> String {
    // HMAC takes a key of any length, so only an unknown id gives nothing, and an
    // empty place is found by no search.
    let mac = ring
        .index
        .get(id)
        .and_then(|index| <Hmac<Sha256> as KeyInit>::new_from_slice(&index.key).ok());
    let Some(mut mac) = mac else {
        return String::new();
    };
    mac.update(&bound_to(tenant, column));
    mac.update(normal.as_bytes());
    let digest = hex(&mac.finalize().into_bytes()[..16]);
    match id {
        "1" => digest,
        _ => format!("{id}.{digest}"),
    }
}

fn bound_to(tenant: Tenant, column: &str) -> Vec<u8> {
    format!("{}|{column}|", tenant.0).into_bytes()
}

#[cfg(test)]
mod tests {
    use tongli_kernel::SeededChance;

    use super::*;

    const T: Tenant = Tenant(1);

    #[test]
    fn a_sealed_value_opens_only_in_its_own_place() {
        let chance = SeededChance::new(1);
        let keys = Keys::generate(&chance);
        let sealed = keys
            .seal(T, "contacts.phone", "13800001234", &chance)
            .unwrap();
        assert!(!sealed.contains("1380"));
        assert_eq!(
            keys.open(T, "contacts.phone", &sealed).unwrap(),
            "13800001234"
        );
        assert!(keys.open(T, "contacts.name", &sealed).is_err());
        assert!(keys.open(Tenant(2), "contacts.phone", &sealed).is_err());
        assert!(keys.open(T, "contacts.phone", "a.1.00.00").is_err());
    }

    #[test]
    fn sm4_in_gcm_gives_the_answer_of_rfc_8998() {
        let bytes = |text: &str| unhex(text).unwrap();
        let key = SealKey {
            suite: Suite::Sm4,
            bytes: bytes("0123456789abcdeffedcba9876543210"),
            made_at: None,
            out_since: None,
        };
        let nonce = bytes("00001234567800000000abcd").try_into().unwrap();
        let plain = bytes(concat!(
            "aaaaaaaaaaaaaaaabbbbbbbbbbbbbbbbccccccccccccccccdddddddddddddddd",
            "eeeeeeeeeeeeeeeeffffffffffffffffeeeeeeeeeeeeeeeeaaaaaaaaaaaaaaaa"
        ));
        let aad = bytes("feedfacedeadbeeffeedfacedeadbeefabaddad2");
        let payload = |msg| Payload { msg, aad: &aad };
        let closed = key.close(nonce, payload(&plain)).unwrap();
        let expected = concat!(
            "17f399f08c67d5ee19d0dc9969c4bb7d5fd46fd3756489069157b282bb200735",
            "d82710ca5c22f0ccfa7cbf93d496ac15a56834cbcf98c397b4024a2691233b8d",
            "83de3541e4c2b58177e065a9bf7b62ec"
        );
        assert_eq!(hex(&closed), expected);
        assert_eq!(key.open(nonce, payload(&closed)).unwrap(), plain);
    }

    #[test]
    fn bytes_open_under_their_own_name_and_plain_ones_are_known() {
        let chance = SeededChance::new(1);
        for suite in Suite::ALL {
            let keys = Keys::generate_of(*suite, &chance);
            let sealed = keys.seal_bytes("d1", b"photo", &chance).unwrap();
            assert!(!sealed.windows(5).any(|part| part == b"photo"));
            assert_eq!(keys.open_bytes("d1", &sealed).unwrap().unwrap(), b"photo");
            assert!(keys.open_bytes("d2", &sealed).is_err());
            assert_eq!(keys.open_bytes("d1", b"photo").unwrap(), None);
        }
    }

    #[test]
    fn equal_values_meet_in_the_blind_index_and_only_there() {
        let keys = Keys::generate(&SeededChance::new(1));
        let others = Keys::generate(&SeededChance::new(2));
        let place = keys.ring().blind(T, "contacts.phone", "13800001234");
        assert_eq!(place, keys.ring().blind(T, "contacts.phone", "13800001234"));
        assert_ne!(
            place,
            keys.ring().blind(T, "contacts.phone_tail", "13800001234")
        );
        assert_ne!(
            place,
            others.ring().blind(T, "contacts.phone", "13800001234")
        );
    }
}
