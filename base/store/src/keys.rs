//! The installation's secrets, kept in a file outside the database.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, RwLock};

use ed25519_dalek::{Signer, SigningKey, Verifier, VerifyingKey};
use tongli_kernel::{Chance, Moment};

use crate::seal::{SealKey, Suite};
use crate::{hex, unhex};

mod change;
mod file;
mod follow;

use follow::Followed;

/// The id of the keys an installation begins with.
const FIRST: &str = "1";

/// Why the key file cannot be used.
#[derive(Debug)]
pub enum KeyError {
    Unreadable(std::io::Error),
    /// Others than the owner may read it.
    TooOpen,
    Malformed(String),
    /// Somebody changes it at this moment, or died doing so; the file that says so.
    UnderChange(PathBuf),
    /// No such key.
    Unknown(String),
    /// New values are closed with it.
    Current(String),
    /// It went out of use so lately that half-done work may still close with it.
    TooSoon {
        id: String,
        until: Moment,
    },
    /// The changed file could not be given to the account the old one belongs to.
    Owner(std::io::Error),
    /// Two index keys are the most that searches look under.
    TwoIndexKeys,
}

impl std::fmt::Display for KeyError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            KeyError::Unreadable(error) => write!(f, "cannot be read: {error}"),
            KeyError::TooOpen => f.write_str("may be read by others; make it mode 0600"),
            KeyError::Malformed(what) => write!(f, "is damaged: {what}"),
            KeyError::UnderChange(path) => write!(
                f,
                "is being changed; if no other command runs, remove {}",
                path.display()
            ),
            KeyError::Unknown(id) => write!(f, "holds no key {id}"),
            KeyError::Current(id) => write!(f, "closes new values with key {id}"),
            KeyError::TooSoon { id, .. } => write!(f, "went on from key {id} less than a day ago"),
            KeyError::Owner(error) => write!(f, "cannot be left to its owner: {error}"),
            KeyError::TwoIndexKeys => f.write_str("holds two index keys already"),
        }
    }
}

impl std::error::Error for KeyError {}

/// The keys as they stood in the file when it was last read: what one operation works
/// with, so that it looks at the file once.
#[derive(Clone)]
pub struct Ring {
    /// Which of `seal` closes new values.
    pub(crate) current: String,
    /// Old ones stay as long as values closed with them exist.
    pub(crate) seal: BTreeMap<String, SealKey>,
    /// Which of `index` makes new places.
    pub(crate) index_current: String,
    /// At most two, so that every search is one statement over both.
    pub(crate) index: BTreeMap<String, IndexKey>,
    sign: SigningKey,
    /// Chosen to follow `sign`; signs nothing until histories know of it.
    next_sign: Option<SigningKey>,
}

#[derive(Clone)]
pub(crate) struct IndexKey {
    pub(crate) key: [u8; 32],
    made_at: Option<Moment>,
    out_since: Option<Moment>,
}

/// The keys in use. Cheap to clone; all clones follow the same file.
#[derive(Clone)]
pub struct Keys(Arc<Held>);

struct Held {
    ring: RwLock<Arc<Ring>>,
    file: Option<Followed>,
}

impl std::fmt::Debug for Keys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Keys(•••)")
    }
}

impl std::fmt::Debug for Ring {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Ring(•••)")
    }
}

/// A key as an operator sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyShown {
    pub id: String,
    /// `None` for an index key.
    pub suite: Option<Suite>,
    /// Unknown for the keys an installation begins with.
    pub made_at: Option<Moment>,
    pub current: bool,
}

fn draw<const N: usize>(chance: &dyn Chance) -> [u8; N] {
    let mut key = [0_u8; N];
    chance.fill(&mut key);
    key
}

impl Keys {
    fn holding(ring: Ring, file: Option<Followed>) -> Keys {
        Keys(Arc::new(Held {
            ring: RwLock::new(Arc::new(ring)),
            file,
        }))
    }

    /// Fresh keys of the usual suite.
    pub fn generate(chance: &dyn Chance) -> Keys {
        Keys::generate_of(Suite::Aes, chance)
    }

    /// Fresh keys.
    pub fn generate_of(suite: Suite, chance: &dyn Chance) -> Keys {
        let first = || FIRST.to_owned();
        let ring = Ring {
            current: first(),
            seal: BTreeMap::from([(first(), SealKey::fresh(suite, None, chance))]),
            index_current: first(),
            index: BTreeMap::from([(
                first(),
                IndexKey {
                    key: draw(chance),
                    made_at: None,
                    out_since: None,
                },
            )]),
            sign: SigningKey::from_bytes(&draw(chance)),
            next_sign: None,
        };
        Keys::holding(ring, None)
    }

    /// Reads the key file, and follows it from now on.
    pub fn read(path: &Path) -> Result<Keys, KeyError> {
        let (ring, followed) = Followed::begin(path)?;
        Ok(Keys::holding(ring, Some(followed)))
    }

    /// Reads the key file, or makes it where there is none yet. Never beside a
    /// database that holds work: what lost keys have closed, new ones do not open.
    pub fn read_or_create(
        path: &Path,
        suite: Suite,
        chance: &dyn Chance,
    ) -> Result<Keys, KeyError> {
        if !path.exists() {
            file::create(&Keys::generate_of(suite, chance).held(), path)?;
        }
        Keys::read(path)
    }

    /// The ring as it is in memory.
    pub(crate) fn held(&self) -> Arc<Ring> {
        self.0
            .ring
            .read()
            .unwrap_or_else(|broken| broken.into_inner())
            .clone()
    }

    /// The ring as the file has it now; an operation takes it once. A file that cannot be
    /// read is reported and the keys at hand stay in use: what they close, they also open.
    pub fn ring(&self) -> Arc<Ring> {
        if let Some(followed) = &self.0.file {
            followed.look(|ring| {
                *self
                    .0
                    .ring
                    .write()
                    .unwrap_or_else(|broken| broken.into_inner()) = Arc::new(ring);
            });
        }
        self.held()
    }

    /// Signs with the installation's key; hexadecimal.
    pub fn sign(&self, message: &[u8]) -> String {
        self.ring().sign(message)
    }

    /// The public half, to check signatures without this system; hexadecimal.
    pub fn public_key(&self) -> String {
        self.ring().public_key()
    }

    /// What closes new values.
    pub fn suite(&self) -> Suite {
        let ring = self.ring();
        ring.seal
            .get(&ring.current)
            .map_or(Suite::Aes, |key| key.suite)
    }

    /// The sealing keys, by id.
    pub fn seal_keys(&self) -> Vec<KeyShown> {
        let ring = self.ring();
        let shown = |(id, key): (&String, &SealKey)| KeyShown {
            id: id.clone(),
            suite: Some(key.suite),
            made_at: key.made_at,
            current: *id == ring.current,
        };
        ring.seal.iter().map(shown).collect()
    }

    /// The index keys, by id.
    pub fn index_keys(&self) -> Vec<KeyShown> {
        let ring = self.ring();
        let shown = |(id, key): (&String, &IndexKey)| KeyShown {
            id: id.clone(),
            suite: None,
            made_at: key.made_at,
            current: *id == ring.index_current,
        };
        ring.index.iter().map(shown).collect()
    }
}

impl Ring {
    pub(crate) fn sign(&self, message: &[u8]) -> String {
        hex(&self.sign.sign(message).to_bytes())
    }

    pub(crate) fn public_key(&self) -> String {
        hex(self.sign.verifying_key().as_bytes())
    }

    /// The signature of the key that is to follow.
    pub(crate) fn sign_with_next(&self, message: &[u8]) -> Option<String> {
        Some(hex(&self.next_sign.as_ref()?.sign(message).to_bytes()))
    }

    /// The public half of the key that is to follow.
    pub(crate) fn next_public_key(&self) -> Option<String> {
        Some(hex(self.next_sign.as_ref()?.verifying_key().as_bytes()))
    }
}

/// Whether `signature` (hexadecimal) over `message` was made by `public_key`.
pub fn signed_by(public_key: &str, message: &[u8], signature: &str) -> bool {
    let check = || {
        let key = <[u8; 32]>::try_from(unhex(public_key)?).ok()?;
        let signature = <[u8; 64]>::try_from(unhex(signature)?).ok()?;
        VerifyingKey::from_bytes(&key)
            .ok()?
            .verify(message, &ed25519_dalek::Signature::from_bytes(&signature))
            .ok()
    };
    check().is_some()
}
