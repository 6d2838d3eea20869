//! `tongli migrate`

use tongli_kernel::{Clock, OsChance, Said, SystemClock};
use tongli_store::migrate::migrate;

use super::cannot_open;
use crate::assemble::connect;
use crate::config::Config;
use crate::features;
use crate::ground::make_keys;
use crate::talk::{Ending, Terminal};

pub async fn run(terminal: &Terminal, config: &Config) -> Ending {
    let opened = async {
        make_keys(config, &OsChance).await?;
        Ok(connect(config).await?)
    };
    let db = match opened.await {
        Ok(db) => db,
        Err(fault) => return cannot_open(terminal, config, &fault),
    };
    let outcome = migrate(&db, &features::migrations(), SystemClock.now()).await;
    db.close().await;
    match outcome {
        Ok(steps) => {
            for step in &steps {
                terminal.result(step);
            }
            terminal.say(&Said::new("cli-migrated").with("steps", steps.len()));
            Ending::Done
        }
        Err(fault) => {
            terminal.fault(&fault);
            Ending::Failed
        }
    }
}
