//! `tongli check`: configuration, keys, database, every history, every seal.

use tongli_kernel::{Fault, Said};
use tongli_store::history;

use super::in_house;
use crate::Assembled;
use crate::config::Config;
use crate::talk::{Ending, Terminal};

pub async fn run(terminal: &Terminal, config: &Config) -> Ending {
    terminal.say(
        &Said::new("cli-check-config")
            .with("database", config.shown_database())
            .with("keys", config.key_file.display().to_string()),
    );
    in_house(terminal, config, async |house| {
        let chains = check_chains(terminal, house).await?;
        let seals = check_seals(terminal, house).await?;
        if chains && seals {
            terminal.say(&Said::new("cli-check-well"));
            Ok(Ending::Done)
        } else {
            Ok(Ending::Failed)
        }
    })
    .await
}

/// Checks every chain; `false` if one is broken.
async fn check_chains(terminal: &Terminal, house: &Assembled) -> Result<bool, Fault> {
    let mut tx = house.app.db.read().await?;
    let checked = history::check_all(&mut tx, house.app.tenant, |_| {}).await?;
    for (kind, id, flaw) in &checked.flaws {
        terminal.complain(
            &Said::new("cli-check-chain")
                .with("subject", format!("{kind} {id}"))
                .with("flaw", format!("{flaw:?}")),
        );
    }
    terminal.say(
        &Said::new("cli-check-chains")
            .with("subjects", checked.subjects)
            .with("links", checked.links),
    );
    Ok(checked.flaws.is_empty())
}

/// Checks every seal; `false` if one does not hold.
async fn check_seals(terminal: &Terminal, house: &Assembled) -> Result<bool, Fault> {
    let mut tx = house.app.db.read().await?;
    let (count, flaws) = history::check_seals(&mut tx, house.app.tenant).await?;
    for flaw in &flaws {
        terminal.complain(&Said::new("cli-check-seal").with("flaw", format!("{flaw:?}")));
    }
    terminal.say(&Said::new("cli-check-seals").with("seals", count));
    Ok(flaws.is_empty())
}
