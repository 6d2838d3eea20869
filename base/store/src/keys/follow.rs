//! A key file that is read anew when it has changed.

use std::path::{Path, PathBuf};
use std::sync::Mutex;

use super::{KeyError, Ring, file};

pub(super) struct Followed {
    path: PathBuf,
    seen: Mutex<Seen>,
}

struct Seen {
    /// As what the file was read.
    read: Stamp,
    /// As what it could not be read and was reported.
    complained_of: Option<Stamp>,
}

/// What changes about a file that is replaced, or given other rights.
#[derive(PartialEq, Eq)]
struct Stamp(Option<Marks>);

#[derive(PartialEq, Eq)]
struct Marks {
    modified: Option<std::time::SystemTime>,
    bytes: u64,
    inode: u64,
    /// Seconds and nanoseconds; a new owner or mode moves it too.
    changed: (i64, i64),
}

impl Stamp {
    fn of(path: &Path) -> Stamp {
        Stamp(std::fs::metadata(path).ok().map(|metadata| {
            #[cfg(unix)]
            let (inode, changed) = {
                use std::os::unix::fs::MetadataExt;
                (metadata.ino(), (metadata.ctime(), metadata.ctime_nsec()))
            };
            #[cfg(not(unix))]
            let (inode, changed) = (0, (0, 0));
            Marks {
                modified: metadata.modified().ok(),
                bytes: metadata.len(),
                inode,
                changed,
            }
        }))
    }
}

impl Followed {
    pub(super) fn begin(path: &Path) -> Result<(Ring, Followed), KeyError> {
        Followed::begin_by(path, file::read)
    }

    /// The stamp comes first: a change in between is then read once more, never missed.
    fn begin_by(
        path: &Path,
        read: impl FnOnce(&Path) -> Result<Ring, KeyError>,
    ) -> Result<(Ring, Followed), KeyError> {
        let stamp = Stamp::of(path);
        let ring = read(path)?;
        let seen = Seen {
            read: stamp,
            complained_of: None,
        };
        let followed = Followed {
            path: path.to_owned(),
            seen: Mutex::new(seen),
        };
        Ok((ring, followed))
    }

    /// Hands over the ring of a file that has changed. One that cannot be read is tried
    /// every time, for what hinders may pass, but reported once.
    pub(super) fn look(&self, take: impl FnOnce(Ring)) {
        let mut seen = self
            .seen
            .lock()
            .unwrap_or_else(|broken| broken.into_inner());
        let now = Stamp::of(&self.path);
        if seen.read == now {
            return;
        }
        let file = self.path.display();
        match file::read(&self.path) {
            Ok(ring) => {
                take(ring);
                seen.read = now;
                seen.complained_of = None;
                tracing::info!(%file, "the key file was read anew");
            }
            Err(error) => {
                let now = Some(now);
                if seen.complained_of != now {
                    tracing::error!(%file, %error, "the changed key file cannot be used");
                    seen.complained_of = now;
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use tongli_kernel::{Chance, Moment, OsChance};

    use super::*;
    use crate::keys::Keys;
    use crate::seal::Suite;

    fn made() -> PathBuf {
        let chance: &dyn Chance = &OsChance;
        let name = format!("tongli-followed-{}", &chance.secret()[..12]);
        let path = std::env::temp_dir().join(name);
        Keys::read_or_create(&path, Suite::Aes, &OsChance).unwrap();
        path
    }

    fn rotate(path: &Path) {
        Keys::rotate_seal_key(path, Suite::Aes, &OsChance, Moment::from_millis(0)).unwrap();
    }

    #[test]
    fn a_change_while_the_file_is_read_is_not_missed() {
        let path = made();
        let (ring, followed) = Followed::begin_by(&path, |path| {
            let ring = file::read(path);
            rotate(path);
            ring
        })
        .unwrap();
        assert_eq!(ring.current, "1");
        let mut seen = None;
        followed.look(|ring| seen = Some(ring.current));
        assert_eq!(seen.as_deref(), Some("2"));
        std::fs::remove_file(path).unwrap();
    }

    /// Counts errors.
    struct Errors(Arc<AtomicUsize>);

    impl tracing::Subscriber for Errors {
        fn enabled(&self, metadata: &tracing::Metadata<'_>) -> bool {
            *metadata.level() == tracing::Level::ERROR
        }
        fn new_span(&self, _: &tracing::span::Attributes<'_>) -> tracing::span::Id {
            tracing::span::Id::from_u64(1)
        }
        fn record(&self, _: &tracing::span::Id, _: &tracing::span::Record<'_>) {}
        fn record_follows_from(&self, _: &tracing::span::Id, _: &tracing::span::Id) {}
        fn event(&self, _: &tracing::Event<'_>) {
            self.0.fetch_add(1, Ordering::Relaxed);
        }
        fn enter(&self, _: &tracing::span::Id) {}
        fn exit(&self, _: &tracing::span::Id) {}
    }

    #[test]
    fn a_broken_file_is_reported_once_and_a_mended_one_read() {
        let path = made();
        let keys = Keys::read(&path).unwrap();
        rotate(&path);
        let good = std::fs::read(&path).unwrap();
        std::fs::write(&path, "{").unwrap();
        let count = Arc::new(AtomicUsize::new(0));
        tracing::subscriber::with_default(Errors(count.clone()), || {
            for _ in 0..3 {
                assert_eq!(keys.ring().current, "1");
            }
        });
        assert_eq!(count.load(Ordering::Relaxed), 1);
        std::fs::write(&path, good).unwrap();
        assert_eq!(keys.ring().current, "2");
        std::fs::remove_file(path).unwrap();
    }
}
