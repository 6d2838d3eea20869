//! Bytes of files, closed as values are.

use aes_gcm::aead::Payload;
use tongli_kernel::Chance;

use super::{NONCE_BYTES, Suite, current};
use crate::StoreError;
use crate::keys::Keys;

impl Keys {
    /// Closes bytes under a name they are bound to.
    pub(crate) fn seal_bytes(
        &self,
        name: &str,
        bytes: &[u8],
        chance: &dyn Chance,
    ) -> Result<Vec<u8>, StoreError> {
        let ring = self.ring();
        let key = current(&ring)?;
        let mut nonce = [0_u8; NONCE_BYTES];
        chance.fill(&mut nonce);
        let payload = Payload {
            msg: bytes,
            aad: name.as_bytes(),
        };
        let cipher = key
            .close(nonce, payload)
            .ok_or_else(|| StoreError::bug("bytes could not be sealed"))?;
        let head = format!("{SEALED_BYTES}{}.{}.", key.suite.letter(), ring.current);
        Ok([head.as_bytes(), &nonce, &cipher].concat())
    }

    /// Opens such bytes; `None` where they are not sealed at all.
    pub(crate) fn open_bytes(
        &self,
        name: &str,
        bytes: &[u8],
    ) -> Result<Option<Vec<u8>>, StoreError> {
        let Some((suite, id, rest)) = head_of_bytes(bytes) else {
            return Ok(None);
        };
        let damaged = || StoreError::bug(format!("the sealed bytes {name} do not open"));
        let (nonce, cipher) = rest.split_at_checked(NONCE_BYTES).ok_or_else(damaged)?;
        let payload = Payload {
            msg: cipher,
            aad: name.as_bytes(),
        };
        let nonce = nonce.try_into().map_err(|_| damaged())?;
        let plain = self.key_of_suite(id, suite)?.open(nonce, payload);
        plain.map(Some).ok_or_else(damaged)
    }
}

/// What sealed bytes begin with; suite and key follow, each with a point.
const SEALED_BYTES: &str = "TLSEAL.";
/// The longest beginning of sealed bytes, up to where the nonce stands.
pub(crate) const LONGEST_HEAD: usize = SEALED_BYTES.len() + 2 + 33;

/// Suite, key and rest of sealed bytes.
pub(crate) fn head_of_bytes(bytes: &[u8]) -> Option<(Suite, &str, &[u8])> {
    let rest = bytes.strip_prefix(SEALED_BYTES.as_bytes())?;
    let (letter, rest) = rest.split_at_checked(2)?;
    let suite = Suite::ALL
        .iter()
        .find(|one| letter == [one.letter().as_bytes(), b"."].concat())?;
    let point = rest.iter().take(33).position(|byte| *byte == b'.')?;
    let (id, rest) = rest.split_at_checked(point)?;
    Some((*suite, std::str::from_utf8(id).ok()?, rest.get(1..)?))
}
