//! Values sealed at rest, and blind indexes to find them again.
//!
//! A sealed value is `suite.key_id.nonce.cipher`. Suite `a` is AES-256-GCM; a
//! further suite (SM4) is a further letter, and old values stay readable.

use aes_gcm::aead::{Aead, Payload};
use aes_gcm::{Aes256Gcm, KeyInit, Nonce};
use hmac::{Hmac, Mac};
use sha2::Sha256;
use tongli_kernel::{Chance, Tenant};

use crate::keys::Keys;
use crate::{StoreError, hex, unhex};

const NONCE_BYTES: usize = 12;

impl Keys {
    /// Closes a value. `column` (`contacts.phone`) and tenant are bound into it,
    /// so that a sealed value copied to another place does not open there.
    pub fn seal(
        &self,
        tenant: Tenant,
        column: &'static str,
        value: &str,
        chance: &dyn Chance,
    ) -> Result<String, StoreError> {
        let mut nonce = [0_u8; NONCE_BYTES];
        chance.fill(&mut nonce);
        let cipher = self
            .cipher(&self.current)?
            .encrypt(
                &Nonce::from(nonce),
                Payload {
                    msg: value.as_bytes(),
                    aad: &bound_to(tenant, column),
                },
            )
            .map_err(|_| StoreError::bug("a value could not be sealed"))?;
        Ok(format!(
            "a.{}.{}.{}",
            self.current,
            hex(&nonce),
            hex(&cipher)
        ))
    }

    /// Opens a sealed value.
    pub fn open(
        &self,
        tenant: Tenant,
        column: &'static str,
        sealed: &str,
    ) -> Result<String, StoreError> {
        let damaged = || StoreError::bug(format!("a sealed value of {column} does not open"));
        let mut parts = sealed.splitn(4, '.');
        let (Some("a"), Some(key), Some(nonce), Some(cipher)) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return Err(damaged());
        };
        let nonce: [u8; NONCE_BYTES] = unhex(nonce)
            .and_then(|bytes| bytes.try_into().ok())
            .ok_or_else(damaged)?;
        let plain = self
            .cipher(key)?
            .decrypt(
                &Nonce::from(nonce),
                Payload {
                    msg: &unhex(cipher).ok_or_else(damaged)?,
                    aad: &bound_to(tenant, column),
                },
            )
            .map_err(|_| damaged())?;
        String::from_utf8(plain).map_err(|_| damaged())
    }

    fn cipher(&self, key: &str) -> Result<Aes256Gcm, StoreError> {
        let key = self.seal.get(key).ok_or_else(|| {
            StoreError::bug("the key file lacks a key that values were sealed with")
        })?;
        Aes256Gcm::new_from_slice(key).map_err(|_| StoreError::bug("a seal key has a wrong length"))
    }

    /// A value's place in a blind index: equal values meet, nobody reads them.
    /// Normalise before calling (digits only for a phone, and so on).
    pub fn blind(&self, tenant: Tenant, column: &'static str, normal: &str) -> String {
        // HMAC takes a key of any length, so this cannot fail.
        let Ok(mut mac) = <Hmac<Sha256> as KeyInit>::new_from_slice(&self.index) else {
            return String::new();
        };
        mac.update(&bound_to(tenant, column));
        mac.update(normal.as_bytes());
        hex(&mac.finalize().into_bytes()[..16])
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
    fn equal_values_meet_in_the_blind_index_and_only_there() {
        let keys = Keys::generate(&SeededChance::new(1));
        let others = Keys::generate(&SeededChance::new(2));
        let place = keys.blind(T, "contacts.phone", "13800001234");
        assert_eq!(place, keys.blind(T, "contacts.phone", "13800001234"));
        assert_ne!(place, keys.blind(T, "contacts.phone_tail", "13800001234"));
        assert_ne!(place, others.blind(T, "contacts.phone", "13800001234"));
    }
}
