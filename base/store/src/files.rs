//! The bytes of files, outside the database under the digest of their plain content,
//! so the same file twice is stored once. Sealed as values are; a file that an earlier
//! version left in plain is read as it is.

use std::collections::BTreeMap;
use std::io::Read;
use std::path::{Path, PathBuf};

use crate::seal::{LONGEST_HEAD, head_of_bytes};
use crate::vault::Vault;
use crate::{StoreError, sha256};

/// Where the bytes stand.
#[derive(Debug, Clone)]
pub struct FileStore {
    root: PathBuf,
    vault: Option<Vault>,
}

/// What became of the files of a folder.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Resealed {
    pub looked_at: i64,
    pub changed: i64,
    /// Files that do not open, by their digests.
    pub lost: Vec<String>,
}

impl FileStore {
    pub fn new(root: PathBuf) -> Self {
        Self { root, vault: None }
    }

    /// The folder of the files, made where it is not there yet: for what is written
    /// beside them without a name.
    pub async fn folder(&self) -> Result<PathBuf, StoreError> {
        let root = self.root.clone();
        blocking(move || {
            std::fs::create_dir_all(&root).map_err(unavailable)?;
            Ok(root)
        })
        .await
    }

    /// Seals what comes from now on.
    pub fn trust(&mut self, vault: Vault) {
        self.vault = Some(vault);
    }

    fn path(&self, digest: &str) -> PathBuf {
        let fan = digest.get(..2).unwrap_or("00");
        self.root.join(fan).join(digest)
    }

    /// Writes bytes and answers their digest. They are complete under their name
    /// or not there at all.
    pub async fn put(&self, bytes: Vec<u8>) -> Result<String, StoreError> {
        let digest = sha256(&bytes);
        let path = self.path(&digest);
        let (vault, name) = (self.vault.clone(), digest.clone());
        blocking(move || {
            // A file that does not open is mended by the same bytes.
            if path.exists() && read(&path, &name, vault.as_ref()).is_ok() {
                return Ok(());
            }
            let closed = match &vault {
                Some(vault) => vault.keys.seal_bytes(&name, &bytes, &*vault.chance)?,
                None => bytes,
            };
            write_whole(&path, &closed).map_err(unavailable)
        })
        .await?;
        Ok(digest)
    }

    /// The bytes under a digest, checked against it.
    pub async fn read(&self, digest: &str) -> Result<Vec<u8>, StoreError> {
        let (path, name) = (self.path(digest), digest.to_owned());
        let vault = self.vault.clone();
        blocking(move || read(&path, &name, vault.as_ref())).await
    }

    /// Takes the bytes under a digest away; that they are gone already is no fault.
    pub async fn remove(&self, digest: &str) -> Result<(), StoreError> {
        let path = self.path(digest);
        blocking(move || match std::fs::remove_file(&path) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(unavailable(error)),
            _ => Ok(()),
        })
        .await
    }

    /// Seals every file anew that is in plain or under an older key. Stopped in the
    /// middle, the next run goes on; `progress` hears the files looked at.
    pub async fn reseal(&self, mut progress: impl FnMut(i64)) -> Result<Resealed, StoreError> {
        let mut done = Resealed::default();
        let Some(vault) = self.vault.clone() else {
            return Ok(done);
        };
        for path in self.all().await? {
            let (file, vault) = (path.clone(), vault.clone());
            match blocking(move || reseal_one(&file, &vault)).await? {
                Some(changed) => done.changed += i64::from(changed),
                None => done.lost.push(name_of(&path)),
            }
            done.looked_at += 1;
            progress(done.looked_at);
        }
        Ok(done)
    }

    /// How many files were closed with each key; those in plain under no id.
    pub async fn count_keys(&self) -> Result<BTreeMap<Option<String>, i64>, StoreError> {
        let paths = self.all().await?;
        blocking(move || {
            let mut counted = BTreeMap::new();
            for path in paths {
                if let Some(key) = key_of_file(&path)? {
                    *counted.entry(key).or_default() += 1;
                }
            }
            Ok(counted)
        })
        .await
    }

    /// Every file that is whole.
    async fn all(&self) -> Result<Vec<PathBuf>, StoreError> {
        let root = self.root.clone();
        blocking(move || files_below(&root).map_err(unavailable)).await
    }
}

fn unavailable(error: std::io::Error) -> StoreError {
    StoreError::Unavailable(error.into())
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, StoreError> + Send + 'static,
) -> Result<T, StoreError> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(StoreError::bug)?
}

fn name_of(path: &Path) -> String {
    let name = path.file_name().unwrap_or_default();
    name.to_string_lossy().into_owned()
}

fn read(path: &Path, digest: &str, vault: Option<&Vault>) -> Result<Vec<u8>, StoreError> {
    let kept = std::fs::read(path).map_err(unavailable)?;
    let opened = match vault {
        Some(vault) => vault.keys.open_bytes(digest, &kept)?,
        None => None,
    };
    let bytes = opened.unwrap_or(kept);
    if sha256(&bytes) == digest {
        Ok(bytes)
    } else {
        Err(StoreError::bug(format!("file {digest} is damaged")))
    }
}

/// Whether the file was sealed anew; `None` where it does not open. That it cannot be
/// written is no fault of the file, and one that was erased meanwhile needs nothing.
fn reseal_one(path: &Path, vault: &Vault) -> Result<Option<bool>, StoreError> {
    let current = vault.keys.ring().current.clone();
    let name = name_of(path);
    match key_of_file(path) {
        Ok(None) => return Ok(Some(false)),
        Ok(Some(id)) if id.as_ref() == Some(&current) => return Ok(Some(false)),
        Ok(Some(_)) | Err(_) => {}
    }
    let plain = read(path, &name, Some(vault));
    if !path.exists() {
        // Written anew it would lie there for ever.
        return Ok(Some(false));
    }
    let Ok(plain) = plain else {
        return Ok(None);
    };
    let closed = vault.keys.seal_bytes(&name, &plain, &*vault.chance)?;
    write_whole(path, &closed).map_err(unavailable)?;
    Ok(Some(true))
}

/// The key a file was closed with, none where it is in plain; `None` where it was erased
/// since the folder was listed.
fn key_of_file(path: &Path) -> Result<Option<Option<String>>, StoreError> {
    let mut head = Vec::with_capacity(LONGEST_HEAD);
    let read = std::fs::File::open(path)
        .and_then(|file| file.take(LONGEST_HEAD as u64).read_to_end(&mut head));
    match read {
        Ok(_) => Ok(Some(head_of_bytes(&head).map(|(_, id, _)| id.to_owned()))),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(unavailable(error)),
    }
}

/// Every file of the folder that is whole.
pub fn files_below(root: &Path) -> std::io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    if !root.exists() {
        return Ok(found);
    }
    for fan in std::fs::read_dir(root)? {
        let fan = fan?.path();
        if !fan.is_dir() {
            continue;
        }
        for file in std::fs::read_dir(fan)? {
            let path = file?.path();
            // Half-written files have an ending; digests have none.
            if path.extension().is_none() {
                found.push(path);
            }
        }
    }
    found.sort();
    Ok(found)
}

fn write_whole(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    use std::io::Write;
    let folder = path.parent().unwrap_or(path);
    std::fs::create_dir_all(folder)?;
    let (half, mut file) = begin_half(path)?;
    let written = file
        .write_all(bytes)
        .and_then(|()| file.sync_all())
        .and_then(|()| std::fs::rename(&half, path));
    if written.is_err() {
        let _ = std::fs::remove_file(&half);
    }
    written?;
    std::fs::File::open(folder)?.sync_all()
}

/// A half-written file of its own: the same bytes may come twice at once, also at
/// two servers that share the folder and count themselves alike.
fn begin_half(path: &Path) -> std::io::Result<(PathBuf, std::fs::File)> {
    for number in 0_u32.. {
        let half = path.with_extension(format!("half-{}-{number}", std::process::id()));
        match std::fs::File::create_new(&half) {
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {}
            begun => return begun.map(|file| (half, file)),
        }
    }
    Err(std::io::ErrorKind::AlreadyExists.into())
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use tongli_kernel::{Chance, OsChance};

    use super::*;
    use crate::keys::Keys;

    #[test]
    fn a_file_that_was_erased_meanwhile_is_no_lost_one() {
        let chance: &dyn Chance = &OsChance;
        let gone = std::env::temp_dir().join(format!("tongli-gone-{}", chance.secret()));
        assert_eq!(key_of_file(&gone).unwrap(), None);
        let vault = Vault {
            keys: Keys::generate(&OsChance),
            chance: Arc::new(OsChance),
        };
        assert_eq!(reseal_one(&gone, &vault).unwrap(), Some(false));
        assert!(!gone.exists());
    }

    #[test]
    fn what_could_not_be_written_leaves_no_half_behind() {
        let chance: &dyn Chance = &OsChance;
        let folder = std::env::temp_dir().join(format!("tongli-half-{}", chance.secret()));
        // Nothing takes the place of a folder that holds something.
        std::fs::create_dir_all(folder.join("ab").join("inner")).unwrap();
        assert!(write_whole(&folder.join("ab"), b"bytes").is_err());
        assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 1);
        std::fs::remove_dir_all(folder).unwrap();
    }
}
