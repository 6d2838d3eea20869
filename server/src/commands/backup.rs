//! `tongli backup`: one archive of the database, the files, and their digests. The
//! keys are not in it: whoever finds the archive alone reads no sealed value.

use std::collections::BTreeMap;
use std::fs::File;
use std::path::Path;

use anyhow::Context;
use serde::{Deserialize, Serialize};
use tongli_kernel::{Clock, HospitalTime, Said, SystemClock};
use tongli_store::attachments::files_below;
use tongli_store::sha256;

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
    let copied = db.copy_to(&copy).await.map_err(anyhow::Error::from);
    db.close().await;
    if copied?.is_none() {
        terminal.complain(&Said::new("cli-backup-postgres"));
        return Ok(Ending::Failed);
    }
    let outcome = archive(config, &copy, file);
    let _ = std::fs::remove_file(&copy);
    terminal.say(
        &Said::new("cli-backup-made")
            .with("file", file.display().to_string())
            .with("entries", outcome?)
            .with("keys", config.key_file.display().to_string()),
    );
    Ok(Ending::Done)
}

fn archive(config: &Config, database: &Path, target: &Path) -> anyhow::Result<usize> {
    let time = HospitalTime::named(&config.timezone).context("the time zone")?;
    let mut sources = vec![("tongli.db".to_owned(), database.to_owned())];
    for path in files_below(&config.files()).context("the files")? {
        let name = path.strip_prefix(config.files())?.display().to_string();
        sources.push((format!("files/{name}"), path));
    }
    // Written under another name: a half archive never looks like a whole one.
    let half = target.with_extension("half");
    let out = File::create(&half).with_context(|| half.display().to_string())?;
    let mut archive = tar::Builder::new(out);
    let mut entries = BTreeMap::new();
    for (name, path) in &sources {
        let bytes = std::fs::read(path).with_context(|| path.display().to_string())?;
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
