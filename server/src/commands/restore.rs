//! `tongli restore`: unpacks a backup beside the data folder, proves it, and only
//! then puts it in place.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use anyhow::Context;
use tongli_kernel::Said;
use tongli_store::attachments::FileStore;
use tongli_store::history::check_seals;
use tongli_store::keys::Keys;
use tongli_store::{Db, DbUrl, Tx, history, sha256};

use super::backup::Manifest;
use crate::assemble::{TENANT, make_private_folder};
use crate::config::Config;
use crate::features;
use crate::ground::read_keys;
use crate::talk::{Ending, Terminal};

pub async fn run(terminal: &Terminal, config: &Config, file: &Path, verify: bool) -> Ending {
    match restore(terminal, config, file, verify).await {
        Ok(ending) => ending,
        Err(error) => {
            terminal.complain(&Said::new("cli-restore-failed").with("why", format!("{error:#}")));
            Ending::Failed
        }
    }
}

async fn restore(
    terminal: &Terminal,
    config: &Config,
    file: &Path,
    verify: bool,
) -> anyhow::Result<Ending> {
    let DbUrl::Sqlite(database) = &config.database else {
        terminal.complain(&Said::new("cli-backup-postgres"));
        return Ok(Ending::Failed);
    };
    if !verify && database.exists() {
        terminal.complain(
            &Said::new("cli-restore-not-empty").with("file", database.display().to_string()),
        );
        return Ok(Ending::Failed);
    }
    // The keys come from where they are kept, never anew: without those of that time
    // the sealed values of the backup stay closed.
    if !verify && !config.key_file.exists() {
        terminal.complain(
            &Said::new("cli-restore-no-keys").with("keys", config.key_file.display().to_string()),
        );
        return Ok(Ending::Failed);
    }
    let keys = match config.key_file.exists() {
        true => Some(read_keys(&config.key_file)?),
        false => None,
    };
    let there = config.data.exists();
    make_private_folder(&config.data)?;
    let half = config.data.join("restore-under-way");
    let _ = std::fs::remove_dir_all(&half);
    let outcome = unpack_and_prove(terminal, file, &half, keys.as_ref()).await;
    if let (Ok(true), false) = (&outcome, verify) {
        put_in_place(config, &half, database)?;
        terminal
            .say(&Said::new("cli-restored").with("keys", config.key_file.display().to_string()));
    }
    let _ = std::fs::remove_dir_all(&half);
    if verify && !there {
        let _ = std::fs::remove_dir(&config.data);
    }
    Ok(if outcome? {
        Ending::Done
    } else {
        Ending::Failed
    })
}

/// Unpacks, compares every digest, and checks every history in the copy, and its
/// seals where there are keys to hold them against.
async fn unpack_and_prove(
    terminal: &Terminal,
    file: &Path,
    half: &Path,
    keys: Option<&Keys>,
) -> anyhow::Result<bool> {
    let manifest = unpack(file, half)?;
    for (name, digest) in &manifest.entries {
        let bytes = std::fs::read(half.join(name)).with_context(|| name.clone())?;
        if sha256(&bytes) != *digest {
            terminal.complain(&Said::new("cli-restore-damaged").with("name", name.as_str()));
            return Ok(false);
        }
    }
    let db = Db::open(&DbUrl::Sqlite(half.join("tongli.db"))).await?;
    let (checked, strange) = {
        let mut tx = db.read().await?;
        let checked = history::check_all(&mut tx, TENANT, |_| {}).await?;
        let strange = match keys {
            Some(keys) => are_strange(&mut tx, half, keys).await?,
            None => false,
        };
        (checked, strange)
    };
    db.close().await;
    if strange {
        terminal.complain(&Said::new("cli-restore-other-keys"));
        return Ok(false);
    }
    terminal.say(
        &Said::new("cli-restore-proved")
            .with("made", manifest.made_at.as_str())
            .with("entries", manifest.entries.len())
            .with("subjects", checked.subjects)
            .with("flaws", checked.flaws.len()),
    );
    Ok(checked.flaws.is_empty())
}

/// Whether the backup was signed by others, or holds what these keys do not open.
async fn are_strange(tx: &mut Tx, half: &Path, keys: &Keys) -> anyhow::Result<bool> {
    if !check_seals(tx, TENANT, &keys.public_key())
        .await?
        .1
        .is_empty()
    {
        return Ok(true);
    }
    let files = FileStore::new(half.join("files"));
    let mut needed: BTreeSet<Option<String>> = files.count_keys().await?.into_keys().collect();
    for column in features::sealed() {
        // It may be from before this column.
        if column.is_there(tx).await? {
            needed.extend(column.count_keys(tx, TENANT).await?.into_keys());
        }
    }
    let held: BTreeSet<String> = keys.seal_keys().into_iter().map(|key| key.id).collect();
    Ok(needed.into_iter().flatten().any(|id| !held.contains(&id)))
}

fn unpack(file: &Path, half: &Path) -> anyhow::Result<Manifest> {
    std::fs::create_dir_all(half)?;
    let mut archive =
        tar::Archive::new(File::open(file).with_context(|| file.display().to_string())?);
    let mut manifest = None;
    for entry in archive.entries()? {
        let mut entry = entry?;
        let name = entry.path()?.into_owned();
        if name == Path::new("manifest.json") {
            let mut text = String::new();
            entry.read_to_string(&mut text)?;
            manifest = Some(serde_json::from_str(&text).context("manifest.json")?);
        } else {
            // `unpack_in` refuses names that would leave the folder.
            entry.unpack_in(half)?;
        }
    }
    manifest.context("the archive has no manifest.json")
}

fn put_in_place(config: &Config, half: &Path, database: &PathBuf) -> anyhow::Result<()> {
    let files = half.join("files");
    if files.exists() {
        let _ = std::fs::remove_dir(config.files());
        std::fs::rename(&files, config.files()).context("the files")?;
    }
    std::fs::rename(half.join("tongli.db"), database).context("the database")
}
