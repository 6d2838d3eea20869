//! `tongli demo`

use std::io::Write;
use std::path::Path;

use anyhow::Context;
use tongli_kernel::{Fault, Said};
use tongli_store::DbUrl;

use super::in_house;
use crate::config::Config;
use crate::demo::{DemoAccount, fill, furnish, is_furnished};
use crate::talk::{Ending, Terminal};

pub async fn run(terminal: &Terminal, config: &Config, fresh: bool) -> Ending {
    let accounts_file = config.data.join("demo-accounts.json");
    if fresh && let Err(said) = remove_old(config, &accounts_file) {
        terminal.complain(&said);
        return Ending::Failed;
    }
    in_house(terminal, config, async |house| {
        if is_furnished(&house.app).await? {
            terminal.say(
                &Said::new("cli-demo-stands").with("file", accounts_file.display().to_string()),
            );
            return Ok(Ending::Done);
        }
        let accounts = furnish(&house.app).await?;
        write_accounts(&accounts_file, &accounts).map_err(Fault::Bug)?;
        let cases = fill(&house.app).await?;
        terminal.say(
            &Said::new("cli-demo-made")
                .with("accounts", accounts.len())
                .with("cases", cases)
                .with("file", accounts_file.display().to_string()),
        );
        Ok(Ending::Done)
    })
    .await
}

/// Only what a demo hospital made: a folder without its accounts file is somebody's
/// real data and stays.
fn remove_old(config: &Config, accounts_file: &Path) -> Result<(), Said> {
    let DbUrl::Sqlite(database) = &config.database else {
        return Err(Said::new("cli-demo-fresh-sqlite-only"));
    };
    if !database.exists() {
        return Ok(());
    }
    if !accounts_file.exists() {
        return Err(Said::new("cli-demo-not-a-demo").with("file", database.display().to_string()));
    }
    for ending in ["", "-wal", "-shm"] {
        let mut name = database.clone().into_os_string();
        name.push(ending);
        let _ = std::fs::remove_file(name);
    }
    let _ = std::fs::remove_dir_all(config.files());
    let _ = std::fs::remove_file(accounts_file);
    Ok(())
}

/// Passwords: readable by the owner only.
fn write_accounts(path: &Path, accounts: &[DemoAccount]) -> anyhow::Result<()> {
    let text = serde_json::to_string_pretty(accounts)?;
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options
        .open(path)
        .with_context(|| path.display().to_string())?;
    file.write_all(text.as_bytes())?;
    Ok(())
}
