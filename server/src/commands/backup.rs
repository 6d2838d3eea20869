//! `tongli backup`: one archive of the database, the files, and their digests. The
//! keys are not in it: whoever finds the archive alone reads no sealed value.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use anyhow::Context;
use serde::{Deserialize, Serialize};
use tongli_kernel::{Clock, HospitalTime, Said, SystemClock};
use tongli_store::attachments::files_below;
use tongli_store::carry::tables;
use tongli_store::{Db, DbUrl, sha256};

use super::cannot_open;
use crate::assemble::AssembleFault;
use crate::config::Config;
use crate::ground::connect_if_there;
use crate::talk::{Ending, Terminal};

/// What an archive holds, under `manifest.json`.
#[derive(Debug, Serialize, Deserialize)]
pub struct Manifest {
    pub version: String,
    pub made_at: String,
    /// SHA-256 of each entry by its name.
    pub entries: BTreeMap<String, String>,
}

pub async fn run(terminal: &Terminal, config: &Config, file: &Path) -> Ending {
    if file.exists() {
        terminal.complain(&Said::new("cli-backup-exists").with("file", file.display().to_string()));
        return Ending::Failed;
    }
    match back_up(terminal, config, file).await {
        Ok(ending) => ending,
        Err(fault) => cannot_open(terminal, config, &fault),
    }
}

/// Works on whatever shape the database has: a backup comes before a migration.
async fn back_up(
    terminal: &Terminal,
    config: &Config,
    file: &Path,
) -> Result<Ending, AssembleFault> {
    let Some(db) = connect_if_there(config).await? else {
        return Err(AssembleFault::NothingThere);
    };
    let copy = config.data.join("backup-under-way.db");
    let _ = std::fs::remove_file(&copy);
    let outcome = match db.copy_to(&copy).await {
        Ok(Some(())) => archive_of(config, &db, &copy, file).await.map(Some),
        Ok(None) => Ok(None),
        Err(error) => Err(error.into()),
    };
    db.close().await;
    for ending in ["", "-wal", "-shm"] {
        let _ = std::fs::remove_file(format!("{}{ending}", copy.display()));
    }
    let Some(entries) = outcome? else {
        terminal.complain(&Said::new("cli-backup-postgres"));
        return Ok(Ending::Failed);
    };
    terminal.say(
        &Said::new("cli-backup-made")
            .with("file", file.display().to_string())
            .with("entries", entries)
            .with("keys", config.key_file.display().to_string()),
    );
    Ok(Ending::Done)
}

/// The copy with its files, but for the lists that wait for their readers: they are as
/// large as the house and erased after days, and whoever misses one asks for it again.
async fn archive_of(config: &Config, db: &Db, copy: &Path, target: &Path) -> anyhow::Result<usize> {
    let own = Db::open(&DbUrl::Sqlite(copy.to_owned())).await?;
    let left = match has_exports(&own).await? {
        true => tongli_exports::leave_out(&own, SystemClock.now()).await,
        false => Ok(Vec::new()),
    };
    own.close().await;
    let left = left.map_err(|fault| anyhow::anyhow!("the exported lists: {fault:?}"))?;
    let mut exports = BTreeSet::from_iter(left);
    let files = files_below(&config.files()).context("the files")?;
    // Asked when the folder has been listed: a piece is written down before it is there.
    if has_exports(db).await? {
        exports.extend(tongli_exports::pieces(&mut db.read().await?).await?);
    }
    let mut sources = vec![("tongli.db".to_owned(), copy.to_owned())];
    for path in files {
        let digest = path.file_name().unwrap_or_default().to_string_lossy();
        if exports.contains(&*digest) {
            continue;
        }
        let name = path.strip_prefix(config.files())?.display().to_string();
        sources.push((format!("files/{name}"), path));
    }
    archive(config, &sources, target)
}

/// An older database has none.
async fn has_exports(db: &Db) -> anyhow::Result<bool> {
    let there = tables(&mut db.read().await?).await?;
    Ok(there.iter().any(|table| table.name == "export_parts"))
}

fn archive(config: &Config, sources: &[(String, PathBuf)], target: &Path) -> anyhow::Result<usize> {
    let time = HospitalTime::named(&config.timezone).context("the time zone")?;
    // Written under another name: a half archive never looks like a whole one.
    let half = target.with_extension("half");
    let out = File::create(&half).with_context(|| half.display().to_string())?;
    let mut archive = tar::Builder::new(out);
    let mut entries = BTreeMap::new();
    for (name, path) in sources {
        let bytes = match std::fs::read(path) {
            // Erased since the folder was listed.
            Err(error) if error.kind() == ErrorKind::NotFound => continue,
            read => read.with_context(|| path.display().to_string())?,
        };
        append(&mut archive, name, &bytes)?;
        entries.insert(name.clone(), sha256(&bytes));
    }
    let manifest = Manifest {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        made_at: time.rfc3339(SystemClock.now()),
        entries,
    };
    append(
        &mut archive,
        "manifest.json",
        &serde_json::to_vec_pretty(&manifest)?,
    )?;
    archive.into_inner()?.sync_all()?;
    std::fs::rename(&half, target)?;
    Ok(manifest.entries.len())
}

fn append(archive: &mut tar::Builder<File>, name: &str, bytes: &[u8]) -> anyhow::Result<()> {
    let mut header = tar::Header::new_gnu();
    header.set_size(bytes.len() as u64);
    header.set_mode(0o600);
    archive.append_data(&mut header, name, bytes)?;
    Ok(())
}
