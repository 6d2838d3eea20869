//! The key file as it is written.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};

use ed25519_dalek::SigningKey;
use serde::{Deserialize, Serialize};
use tongli_kernel::Moment;

use super::{FIRST, IndexKey, KeyError, Ring};
use crate::seal::{SealKey, Suite};
use crate::{hex, unhex};

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct KeyFile {
    /// Which of `seal` closes new values.
    current: String,
    seal: BTreeMap<String, SealWritten>,
    /// For blind indexes.
    index: IndexWritten,
    /// Ed25519 seed that signs the seals of histories.
    sign: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    next_sign: Option<String>,
}

/// A key alone is the first form this file had: AES, made with the installation.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum SealWritten {
    Alone(String),
    Whole {
        suite: String,
        key: String,
        made_at: Option<i64>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        out_since: Option<i64>,
    },
}

#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum IndexWritten {
    Alone(String),
    Whole {
        current: String,
        keys: BTreeMap<String, IndexKeyWritten>,
    },
}

#[derive(Serialize, Deserialize)]
struct IndexKeyWritten {
    key: String,
    made_at: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    out_since: Option<i64>,
}

pub(super) fn read(path: &Path) -> Result<Ring, KeyError> {
    refuse_open_files(path)?;
    let text = std::fs::read_to_string(path).map_err(KeyError::Unreadable)?;
    // The error of the parser would show what stands at its place.
    let file: KeyFile = serde_json::from_str(&text).map_err(|error| {
        let place = format!("line {}, column {}", error.line(), error.column());
        KeyError::Malformed(format!("it is no key file ({place})"))
    })?;
    let seal = file
        .seal
        .into_iter()
        .map(|(id, written)| Ok((checked_id(id)?, seal_key(written)?)))
        .collect::<Result<BTreeMap<_, _>, KeyError>>()?;
    if !seal.contains_key(&file.current) {
        return Err(malformed("the current seal key is missing"));
    }
    let (index_current, index) = index_keys(file.index)?;
    let signing = |text: &str| Ok(SigningKey::from_bytes(&key("a signing key", text)?));
    Ok(Ring {
        current: file.current,
        seal,
        index_current,
        index,
        sign: signing(&file.sign)?,
        next_sign: file.next_sign.as_deref().map(signing).transpose()?,
    })
}

fn malformed(what: impl Into<String>) -> KeyError {
    KeyError::Malformed(what.into())
}

fn key<const N: usize>(name: &str, text: &str) -> Result<[u8; N], KeyError> {
    unhex(text)
        .and_then(|bytes| bytes.try_into().ok())
        .ok_or_else(|| malformed(format!("{name} is not {N} bytes")))
}

/// Ids stand between points in sealed values.
fn checked_id(id: String) -> Result<String, KeyError> {
    let plain = !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_alphanumeric());
    if plain && id.len() <= 32 {
        Ok(id)
    } else {
        Err(malformed("the id of a key is made of letters and digits"))
    }
}

fn seal_key(written: SealWritten) -> Result<SealKey, KeyError> {
    let (suite, text, made_at, out_since) = match written {
        SealWritten::Alone(text) => (Suite::Aes, text, None, None),
        SealWritten::Whole {
            suite,
            key,
            made_at,
            out_since,
        } => {
            let suite = Suite::named(&suite).ok_or_else(|| malformed("a suite is unknown"))?;
            (suite, key, made_at, out_since)
        }
    };
    let bytes = unhex(&text)
        .filter(|bytes| bytes.len() == suite.key_bytes())
        .ok_or_else(|| malformed(format!("a seal key is not {} bytes", suite.key_bytes())))?;
    Ok(SealKey {
        suite,
        bytes,
        made_at: made_at.map(Moment::from_millis),
        out_since: out_since.map(Moment::from_millis),
    })
}

fn index_keys(written: IndexWritten) -> Result<(String, BTreeMap<String, IndexKey>), KeyError> {
    let (current, keys) = match written {
        IndexWritten::Alone(key) => {
            let first = IndexKeyWritten {
                key,
                made_at: None,
                out_since: None,
            };
            (
                FIRST.to_owned(),
                BTreeMap::from([(FIRST.to_owned(), first)]),
            )
        }
        IndexWritten::Whole { current, keys } => (current, keys),
    };
    if !keys.contains_key(&current) || keys.len() > 2 {
        return Err(malformed(
            "the index has one or two keys, its current one among them",
        ));
    }
    let keys = keys
        .into_iter()
        .map(|(id, written)| {
            let index = IndexKey {
                key: key("an index key", &written.key)?,
                made_at: written.made_at.map(Moment::from_millis),
                out_since: written.out_since.map(Moment::from_millis),
            };
            Ok((checked_id(id)?, index))
        })
        .collect::<Result<_, KeyError>>()?;
    Ok((current, keys))
}

/// Writes a new file that only its owner may read; never over an old one.
pub(super) fn create(ring: &Ring, path: &Path) -> Result<(), KeyError> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut out = options.open(path).map_err(KeyError::Unreadable)?;
    out.write_all(text_of(ring)?.as_bytes())
        .and_then(|()| out.sync_all())
        .map_err(KeyError::Unreadable)
}

fn text_of(ring: &Ring) -> Result<String, KeyError> {
    let first_index = ring.index.get(FIRST).filter(|only| {
        ring.index.len() == 1 && only.made_at.is_none() && ring.index_current == FIRST
    });
    let index = match first_index {
        Some(only) => IndexWritten::Alone(hex(&only.key)),
        None => IndexWritten::Whole {
            current: ring.index_current.clone(),
            keys: ring.index.iter().map(index_written).collect(),
        },
    };
    let file = KeyFile {
        current: ring.current.clone(),
        seal: ring.seal.iter().map(seal_written).collect(),
        index,
        sign: hex(&ring.sign.to_bytes()),
        next_sign: ring.next_sign.as_ref().map(|next| hex(&next.to_bytes())),
    };
    serde_json::to_string_pretty(&file).map_err(|error| malformed(error.to_string()))
}

/// What the first form of the file can say is said in it: an older program reads it.
fn seal_written((id, key): (&String, &SealKey)) -> (String, SealWritten) {
    let bytes = hex(&key.bytes);
    let written = match (key.suite, key.made_at, key.out_since) {
        (Suite::Aes, None, None) => SealWritten::Alone(bytes),
        (suite, made_at, out_since) => SealWritten::Whole {
            suite: suite.name().to_owned(),
            key: bytes,
            made_at: made_at.map(Moment::millis),
            out_since: out_since.map(Moment::millis),
        },
    };
    (id.clone(), written)
}

fn index_written((id, key): (&String, &IndexKey)) -> (String, IndexKeyWritten) {
    let written = IndexKeyWritten {
        key: hex(&key.key),
        made_at: key.made_at.map(Moment::millis),
        out_since: key.out_since.map(Moment::millis),
    };
    (id.clone(), written)
}

/// Changes the file: read, changed, written beside it and put in its place at once,
/// so that a reader finds the old or the new one, whole. One change at a time.
pub(super) fn change<T>(
    path: &Path,
    by: impl FnOnce(&mut Ring) -> Result<T, KeyError>,
) -> Result<T, KeyError> {
    // A link to the file stays a link.
    let path = std::fs::canonicalize(path).map_err(KeyError::Unreadable)?;
    let beside = beside(&path);
    let claim = std::fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(&beside);
    match claim {
        Ok(_) => {}
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {
            return Err(KeyError::UnderChange(beside));
        }
        Err(error) => return Err(KeyError::Unreadable(error)),
    }
    let outcome = read(&path).and_then(|mut ring| {
        let done = by(&mut ring)?;
        std::fs::remove_file(&beside).map_err(KeyError::Unreadable)?;
        create(&ring, &beside)?;
        keep_owner(&path, &beside)?;
        std::fs::rename(&beside, &path).map_err(KeyError::Unreadable)?;
        Ok(done)
    });
    match (&outcome, path.parent()) {
        (Ok(_), Some(folder)) => {
            // The file is in its place; that the folder cannot be synced undoes nothing.
            let _ = std::fs::File::open(folder).and_then(|folder| folder.sync_all());
        }
        _ => {
            let _ = std::fs::remove_file(&beside);
        }
    }
    outcome
}

fn beside(path: &Path) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".new");
    path.with_file_name(name)
}

/// Whoever runs the command, often root: the servers' account must go on reading.
#[cfg(unix)]
fn keep_owner(old: &Path, new: &Path) -> Result<(), KeyError> {
    use std::os::unix::fs::MetadataExt;
    let owner = std::fs::metadata(old).map_err(KeyError::Unreadable)?;
    std::os::unix::fs::chown(new, Some(owner.uid()), Some(owner.gid())).map_err(KeyError::Owner)
}

#[cfg(not(unix))]
fn keep_owner(_: &Path, _: &Path) -> Result<(), KeyError> {
    Ok(())
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
