//! `tongli reindex`: makes the index of search anew from what the cases say. A server may
//! work meanwhile; a run that was stopped goes on where it was.

use tongli_cases::{begin_refill, refill, refilling};
use tongli_kernel::{Fault, Said};

use super::in_house;
use crate::Assembled;
use crate::config::Config;
use crate::talk::{Ending, Terminal};

pub async fn run(terminal: &Terminal, config: &Config, fresh: bool) -> Ending {
    in_house(terminal, config, async |house| {
        reindex(terminal, house, fresh).await
    })
    .await
}

async fn reindex(terminal: &Terminal, house: &Assembled, fresh: bool) -> Result<Ending, Fault> {
    let app = &house.app;
    let mut tx = app.db.read().await?;
    let under_way = refilling(&mut tx, app.tenant).await?;
    drop(tx);
    match under_way {
        Some((done, all)) if !fresh => terminal.say(
            &Said::new("cli-reindex-goes-on")
                .with("done", done)
                .with("all", all),
        ),
        _ => {
            let tenant = app.tenant;
            app.db
                .write(async |tx| Ok(begin_refill(tx, tenant).await?))
                .await?;
        }
    }
    let mut cases = 0;
    refill(app, app.tenant, |done, all| {
        cases = done;
        let said = Said::new("cli-reindex-so-far").with("done", done);
        terminal.progress(&said.with("all", all));
        true
    })
    .await?;
    terminal.progressed();
    terminal.say(&Said::new("cli-reindexed").with("cases", cases));
    Ok(Ending::Done)
}
