//! The installation's secrets, kept in a file outside the database.

use std::collections::BTreeMap;
use std::path::Path;

use ed25519_dalek::{Signer, SigningKey, Verifier, VerifyingKey};
use serde::{Deserialize, Serialize};
use tongli_kernel::Chance;

use crate::{hex, unhex};

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct KeyFile {
    /// Which of `seal` closes new values.
    current: String,
    /// Keys for sealed values by id, 32 bytes each in hexadecimal; old ones stay
    /// as long as values closed with them exist.
    seal: BTreeMap<String, String>,
    /// For blind indexes. Changing it means indexing anew.
    index: String,
    /// Ed25519 seed that signs the seals of histories.
    sign: String,
}

/// Why the key file cannot be used.
#[derive(Debug)]
pub enum KeyError {
    Unreadable(std::io::Error),
    /// Others than the owner may read it.
    TooOpen,
    Malformed(String),
}

impl std::fmt::Display for KeyError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            KeyError::Unreadable(error) => write!(f, "cannot be read: {error}"),
            KeyError::TooOpen => f.write_str("may be read by others; make it mode 0600"),
            KeyError::Malformed(what) => write!(f, "is damaged: {what}"),
        }
    }
}

impl std::error::Error for KeyError {}

/// The keys in use.
pub struct Keys {
    pub(crate) current: String,
    pub(crate) seal: BTreeMap<String, [u8; 32]>,
    pub(crate) index: [u8; 32],
    sign: SigningKey,
}

impl std::fmt::Debug for Keys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Keys(•••)")
    }
}

impl Keys {
    /// Fresh keys.
    pub fn generate(chance: &dyn Chance) -> Keys {
        let draw = || {
            let mut key = [0_u8; 32];
            chance.fill(&mut key);
            key
        };
        Keys {
            current: "1".to_owned(),
            seal: BTreeMap::from([("1".to_owned(), draw())]),
            index: draw(),
            sign: SigningKey::from_bytes(&draw()),
        }
    }

    /// Reads the key file.
    pub fn read(path: &Path) -> Result<Keys, KeyError> {
        refuse_open_files(path)?;
        let text = std::fs::read_to_string(path).map_err(KeyError::Unreadable)?;
        let file: KeyFile =
            serde_json::from_str(&text).map_err(|error| KeyError::Malformed(error.to_string()))?;
        let key = |name: &str, text: &str| {
            unhex(text)
                .and_then(|bytes| <[u8; 32]>::try_from(bytes).ok())
                .ok_or_else(|| KeyError::Malformed(format!("{name} is not 32 bytes")))
        };
        let seal = file
            .seal
            .iter()
            .map(|(id, text)| Ok((id.clone(), key("a seal key", text)?)))
            .collect::<Result<BTreeMap<_, _>, KeyError>>()?;
        if !seal.contains_key(&file.current) {
            return Err(KeyError::Malformed(
                "the current seal key is missing".into(),
            ));
        }
        Ok(Keys {
            index: key("the index key", &file.index)?,
            sign: SigningKey::from_bytes(&key("the signing key", &file.sign)?),
            current: file.current,
            seal,
        })
    }

    /// Reads the key file, or makes it where there is none yet. Never beside a
    /// database that holds work: what lost keys have closed, new ones do not open.
    pub fn read_or_create(path: &Path, chance: &dyn Chance) -> Result<Keys, KeyError> {
        if !path.exists() {
            Keys::generate(chance).create(path)?;
        }
        Keys::read(path)
    }

    /// Writes a new file that only its owner may read; never over an old one.
    fn create(&self, path: &Path) -> Result<(), KeyError> {
        use std::io::Write;
        let file = KeyFile {
            current: self.current.clone(),
            seal: self
                .seal
                .iter()
                .map(|(id, key)| (id.clone(), hex(key)))
                .collect(),
            index: hex(&self.index),
            sign: hex(&self.sign.to_bytes()),
        };
        let text = serde_json::to_string_pretty(&file)
            .map_err(|error| KeyError::Malformed(error.to_string()))?;
        let mut options = std::fs::OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut out = options.open(path).map_err(KeyError::Unreadable)?;
        out.write_all(text.as_bytes())
            .and_then(|()| out.sync_all())
            .map_err(KeyError::Unreadable)
    }

    /// Signs with the installation's key; hexadecimal.
    pub fn sign(&self, message: &[u8]) -> String {
        hex(&self.sign.sign(message).to_bytes())
    }

    /// The public half, to check signatures without this system; hexadecimal.
    pub fn public_key(&self) -> String {
        hex(self.sign.verifying_key().as_bytes())
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

#[cfg(unix)]
fn refuse_open_files(path: &Path) -> Result<(), KeyError> {
    use std::os::unix::fs::PermissionsExt;
    let mode = std::fs::metadata(path)
        .map_err(KeyError::Unreadable)?
        .permissions()
        .mode();
    if mode & 0o077 == 0 {
        Ok(())
    } else {
        Err(KeyError::TooOpen)
    }
}

#[cfg(not(unix))]
fn refuse_open_files(_: &Path) -> Result<(), KeyError> {
    Ok(())
}
