//! `tongli demo`

use std::io::Write;
use std::path::Path;

use anyhow::Context;
use tongli_kernel::{Clock, Fault, Said, SystemClock};
use tongli_store::migrate::{migrate, take_down};
use tongli_store::{Db, DbUrl};
use tongli_web::App;

use super::{cannot_open, in_house, within};
use crate::assemble::{AssembleFault, TENANT, connect};
use crate::config::Config;
use crate::demo::{
    DemoAccount, Filled, Ownership, Years, fill, fill_years, finish, furnish, ownership,
};
use crate::features;
use crate::ground::{Missing, connect_if_there};
use crate::talk::{Ending, Terminal};

pub async fn run(terminal: &Terminal, config: &Config, fresh: bool) -> Ending {
    let accounts_file = config.data.join("demo-accounts.json");
    let owner = match found(config).await {
        Ok(owner) => owner,
        Err(fault) => return cannot_open(terminal, config, &fault),
    };
    match owner {
        Ownership::Hospital => return refuse(terminal, config, "cli-demo-real"),
        Ownership::HalfDemo if !fresh => return refuse(terminal, config, "cli-demo-half"),
        Ownership::Demo | Ownership::HalfDemo if fresh => {
            if let Err(fault) = take_down_demo(config, &accounts_file).await {
                return cannot_open(terminal, config, &fault);
            }
        }
        _ => {}
    }
    within(terminal, config, Missing::Make, async |house| {
        make(terminal, &house.app, owner, fresh, &accounts_file).await
    })
    .await
}

/// `tongli demo fill`: only where a whole demo stands.
pub async fn fill_up(terminal: &Terminal, config: &Config, cases: u64, seed: u64) -> Ending {
    match found(config).await {
        Ok(Ownership::Demo) => {}
        Ok(Ownership::Nobody) => return refuse(terminal, config, "cli-demo-none"),
        Ok(Ownership::HalfDemo) => return refuse(terminal, config, "cli-demo-half"),
        Ok(Ownership::Hospital) => return refuse(terminal, config, "cli-demo-real"),
        Err(fault) => return cannot_open(terminal, config, &fault),
    }
    in_house(terminal, config, async |house| {
        let so_far = |done: u64, total: u64| {
            let said = Said::new("cli-demo-fill-so-far").with("done", done.to_string());
            terminal.progress(&said.with("total", total.to_string()));
        };
        let filled = fill_years(&house.app, Years::of(cases, seed), so_far).await?;
        terminal.progressed();
        Ok(match filled {
            Filled::Done(made) => {
                let said = Said::new("cli-demo-filled").with("made", made.to_string());
                terminal.say(&said.with("cases", cases.to_string()));
                Ending::Done
            }
            Filled::Other { seed, cases } => {
                let said = Said::new("cli-demo-fill-other").with("cases", cases.to_string());
                terminal.complain(&said.with("seed", seed.to_string()));
                Ending::Failed
            }
        })
    })
    .await
}

async fn make(
    terminal: &Terminal,
    app: &App,
    owner: Ownership,
    fresh: bool,
    accounts_file: &Path,
) -> Result<Ending, Fault> {
    let file = accounts_file.display().to_string();
    if owner == Ownership::Demo && !fresh {
        terminal.say(&Said::new("cli-demo-stands").with("file", file));
        return Ok(Ending::Done);
    }
    let accounts = furnish(app).await?;
    write_accounts(accounts_file, &accounts).map_err(Fault::Bug)?;
    let cases = fill(app).await?;
    finish(app).await?;
    terminal.say(
        &Said::new("cli-demo-made")
            .with("accounts", accounts.len())
            .with("cases", cases)
            .with("file", file),
    );
    Ok(Ending::Done)
}

fn refuse(terminal: &Terminal, config: &Config, word: &'static str) -> Ending {
    terminal.complain(&Said::new(word).with("database", config.shown_database()));
    Ending::Failed
}

/// Whose the database is, found out without changing it.
async fn found(config: &Config) -> Result<Ownership, AssembleFault> {
    let Some(db) = connect_if_there(config).await? else {
        return Ok(Ownership::Nobody);
    };
    let owner = ownership(&db, TENANT).await.map_err(anyhow::Error::from);
    db.close().await;
    Ok(owner?)
}

/// Only ever called for a database that says itself that it is a demo.
async fn take_down_demo(config: &Config, accounts_file: &Path) -> Result<(), AssembleFault> {
    match &config.database {
        DbUrl::Sqlite(database) => {
            for ending in ["", "-wal", "-shm"] {
                let mut name = database.clone().into_os_string();
                name.push(ending);
                let _ = std::fs::remove_file(name);
            }
        }
        DbUrl::Postgres(_) => {
            let db = connect(config).await?;
            let outcome = build_anew(&db).await;
            db.close().await;
            outcome.map_err(|fault| anyhow::anyhow!("{fault:?}"))?;
        }
    }
    let _ = std::fs::remove_dir_all(config.files());
    let _ = std::fs::remove_file(accounts_file);
    Ok(())
}

/// Elsewhere an operator decides when PostgreSQL is migrated; here nothing is left.
async fn build_anew(db: &Db) -> Result<(), Fault> {
    take_down(db).await?;
    migrate(db, &features::migrations(), SystemClock.now()).await?;
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
