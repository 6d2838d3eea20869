//! `tongli migrate`

use tongli_kernel::{Clock, OsChance, Said, SystemClock};
use tongli_store::migrate::migrate;

use crate::assemble::{connect, prepare};
use crate::config::Config;
use crate::features;
use crate::talk::{Ending, Terminal};

pub async fn run(terminal: &Terminal, config: &Config) -> Ending {
    let opened = async {
        prepare(config, &OsChance)?;
        connect(config).await
    };
    let db = match opened.await {
        Ok(db) => db,
        Err(error) => {
            terminal.complain(&Said::new("cli-cannot-open").with("why", format!("{error:#}")));
            return Ending::Failed;
        }
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
