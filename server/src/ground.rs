//! What a house stands on: folder, keys and database; and which commands may make
//! them. A question never makes what it asks about.

use std::path::Path;

use anyhow::Context;
use tongli_kernel::{Chance, Clock};
use tongli_store::keys::{KeyError, Keys};
use tongli_store::migrate::{Standing, holds_work, standing};
use tongli_store::{Db, DbUrl};

use crate::assemble::{AssembleFault, connect, open_database, prepare};
use crate::config::Config;
use crate::features;

/// What is to be done where something is missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Missing {
    /// A new hospital begins: `serve`, `demo`, `migrate`.
    Make,
    /// All other commands work on what is there.
    Refuse,
}

/// Opens keys and database.
pub async fn open(
    config: &Config,
    clock: &dyn Clock,
    chance: &dyn Chance,
    missing: Missing,
) -> Result<(Db, Keys), AssembleFault> {
    match missing {
        Missing::Make => {
            let keys = make_keys(config, chance).await?;
            Ok((open_database(config, clock).await?, keys))
        }
        Missing::Refuse => find(config).await,
    }
}

/// The folder, and keys: those that are there, or new ones where nobody has worked
/// yet. What lost keys have sealed, no new ones open.
pub async fn make_keys(config: &Config, chance: &dyn Chance) -> Result<Keys, AssembleFault> {
    if !config.key_file.exists() && is_in_use(config).await? {
        return Err(AssembleFault::NoKeys);
    }
    Ok(prepare(config, chance)?)
}

async fn is_in_use(config: &Config) -> Result<bool, AssembleFault> {
    let Some(db) = connect_if_there(config).await? else {
        return Ok(false);
    };
    let in_use = holds_work(&db).await.map_err(anyhow::Error::from);
    db.close().await;
    Ok(in_use?)
}

/// The database, if there is one: connecting to SQLite would create the file.
pub async fn connect_if_there(config: &Config) -> anyhow::Result<Option<Db>> {
    match &config.database {
        DbUrl::Sqlite(path) if !path.exists() => Ok(None),
        _ => connect(config).await.map(Some),
    }
}

async fn find(config: &Config) -> Result<(Db, Keys), AssembleFault> {
    let Some(db) = connect_if_there(config).await? else {
        return Err(AssembleFault::NothingThere);
    };
    match standing(&db, &features::migrations())
        .await
        .map_err(anyhow::Error::from)?
    {
        Standing::Current => Ok((db, read_keys(&config.key_file)?)),
        Standing::Behind(steps) => Err(AssembleFault::Behind(steps)),
        Standing::Foreign(steps) => Err(AssembleFault::Foreign(steps)),
    }
}

/// The keys that must be there.
pub fn read_keys(path: &Path) -> Result<Keys, AssembleFault> {
    match Keys::read(path) {
        Err(KeyError::Unreadable(error)) if error.kind() == std::io::ErrorKind::NotFound => {
            Err(AssembleFault::NoKeys)
        }
        outcome => Ok(outcome.with_context(|| format!("the key file {}", path.display()))?),
    }
}
