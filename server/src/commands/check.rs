//! `tongli check`: configuration, keys, database, index, files, signed originals, stubs and
//! holds, every history, every seal, every sealed value with its places. It makes nothing
//! and mends nothing.

use tongli_cases::{IndexFlaw, check_index};
use tongli_kernel::{Fault, Said};
use tongli_store::sealed::SealedFlaw;
use tongli_store::{attachments, history};

use super::in_house;
use super::keys::flaw_said;
use crate::Assembled;
use crate::config::Config;
use crate::features;
use crate::talk::{Ending, Terminal};

pub async fn run(terminal: &Terminal, config: &Config) -> Ending {
    terminal.say(
        &Said::new("cli-check-config")
            .with("database", config.shown_database())
            .with("keys", config.key_file.display().to_string()),
    );
    in_house(terminal, config, async |house| {
        let parts = [
            check_file(terminal, house).await?,
            check_cases(terminal, house).await?,
            check_items(terminal, house).await?,
            check_attachments(terminal, house).await?,
            check_originals(terminal, house).await?,
            check_chains(terminal, house).await?,
            check_seals(terminal, house).await?,
            check_sealed(terminal, house).await?,
            check_retention(terminal, house).await?,
        ];
        if parts.contains(&false) {
            return Ok(Ending::Failed);
        }
        terminal.say(&Said::new("cli-check-well"));
        Ok(Ending::Done)
    })
    .await
}

fn progress(terminal: &Terminal, done: i64) {
    terminal.progress(&Said::new("cli-check-so-far").with("done", done));
}

/// What the engine says of its own file.
async fn check_file(terminal: &Terminal, house: &Assembled) -> Result<bool, Fault> {
    let flaws = house.app.db.file_flaws().await?;
    for flaw in &flaws {
        terminal.complain(&Said::new("cli-check-database").with("flaw", flaw.as_str()));
    }
    Ok(flaws.is_empty())
}

/// What is restricted has no number here.
fn shown(number: &str) -> &str {
    if number.is_empty() { "—" } else { number }
}

/// Whether search and lists read what the cases say, a page at a time.
async fn check_cases(terminal: &Terminal, house: &Assembled) -> Result<bool, Fault> {
    let (mut cases, mut waiting, mut well) = (0, 0_i64, true);
    let mut after = None;
    loop {
        let mut tx = house.app.db.read().await?;
        let page = check_index(&mut tx, house.app.tenant, after).await?;
        drop(tx);
        terminal.progressed();
        for (number, flaw) in &page.flaws {
            let word = match flaw {
                // Said once, with their number: the round has yet to come to them.
                IndexFlaw::DueWaits => {
                    waiting += 1;
                    continue;
                }
                IndexFlaw::Due => "cli-check-due",
                IndexFlaw::Text => "cli-check-text",
                IndexFlaw::Terms => "cli-check-terms",
            };
            well = false;
            terminal.complain(&Said::new(word).with("number", shown(number)));
        }
        cases += page.looked_at;
        if page.last.is_none() {
            break;
        }
        after = page.last;
        progress(terminal, cases);
    }
    if waiting > 0 {
        terminal.complain(&Said::new("cli-check-due-waits").with("cases", waiting));
    }
    terminal.say(&Said::new("cli-check-index").with("cases", cases));
    Ok(well)
}

/// Whether work lists show the due moment of their clocks.
async fn check_items(terminal: &Terminal, house: &Assembled) -> Result<bool, Fault> {
    let mut tx = house.app.db.read().await?;
    let astray = tongli_work::astray(&mut tx, house.app.tenant).await?;
    for label in &astray {
        terminal.complain(&Said::new("cli-check-item").with("number", shown(label)));
    }
    Ok(astray.is_empty())
}

/// Whether every file is there and is what it was.
async fn check_attachments(terminal: &Terminal, house: &Assembled) -> Result<bool, Fault> {
    let app = &house.app;
    let mut tx = app.db.read().await?;
    let done = |done| progress(terminal, done);
    let (count, lost) = attachments::check_all(&mut tx, app.tenant, &app.files, done).await?;
    terminal.progressed();
    for (id, why) in &lost {
        terminal.complain(
            &Said::new("cli-check-file")
                .with("id", id.to_string())
                .with("why", why.as_str()),
        );
    }
    terminal.say(&Said::new("cli-check-files").with("files", count));
    Ok(lost.is_empty())
}

/// Whether every scan of a sealed original is still bound to the text that was released.
async fn check_originals(terminal: &Terminal, house: &Assembled) -> Result<bool, Fault> {
    let mut tx = house.app.db.read().await?;
    let (count, flaws) = tongli_replies::check_originals(&mut tx, &house.app).await?;
    for (number, no) in &flaws {
        let said = Said::new("cli-check-original").with("number", shown(number));
        terminal.complain(&said.with("no", *no));
    }
    terminal.say(&Said::new("cli-check-originals").with("originals", count));
    Ok(flaws.is_empty())
}

/// Checks every chain; `false` if one is broken.
async fn check_chains(terminal: &Terminal, house: &Assembled) -> Result<bool, Fault> {
    let mut tx = house.app.db.read().await?;
    let done = |done| progress(terminal, done);
    let checked = history::check_all(&mut tx, house.app.tenant, done).await?;
    terminal.progressed();
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

/// Checks every seal against this installation's key; `false` if one does not hold.
async fn check_seals(terminal: &Terminal, house: &Assembled) -> Result<bool, Fault> {
    let app = &house.app;
    let mut tx = app.db.read().await?;
    let key = app.keys.public_key();
    let (count, flaws) = history::check_seals(&mut tx, app.tenant, &key).await?;
    for flaw in &flaws {
        terminal.complain(&Said::new("cli-check-seal").with("flaw", format!("{flaw:?}")));
    }
    terminal.say(&Said::new("cli-check-seals").with("seals", count));
    Ok(flaws.is_empty())
}

/// Whether what was destroyed has its stone, its record and two persons behind it, and
/// whether holds cover what they should.
async fn check_retention(terminal: &Terminal, house: &Assembled) -> Result<bool, Fault> {
    let mut tx = house.app.db.read().await?;
    let found = tongli_retention::verify(&mut tx, house.app.tenant).await?;
    for flaw in &found.flaws {
        terminal.complain(&flaw.said());
    }
    terminal.say(
        &Said::new("cli-check-stones")
            .with("stones", found.stones)
            .with("holds", found.holds),
    );
    Ok(found.flaws.is_empty())
}

/// Whether every sealed value opens and is found where searches look for it; `false` if
/// one does not. What still stands in plain is only said: sealing it is the remedy.
async fn check_sealed(terminal: &Terminal, house: &Assembled) -> Result<bool, Fault> {
    let app = &house.app;
    let (mut values, mut plain, mut well) = (0, 0_i64, true);
    for column in features::sealed() {
        let mut after = None;
        loop {
            let mut tx = app.db.read().await?;
            let page = column.check(&mut tx, app.tenant, after.as_ref()).await?;
            drop(tx);
            terminal.progressed();
            for flaw in &page.flaws {
                if matches!(flaw, SealedFlaw::Plain { .. }) {
                    plain += 1;
                    continue;
                }
                well = false;
                terminal.complain(&flaw_said(flaw));
            }
            values += page.looked_at;
            progress(terminal, values);
            after = page.after;
            if after.is_none() {
                break;
            }
        }
    }
    terminal.progressed();
    if plain > 0 {
        terminal.complain(&Said::new("cli-check-plain").with("values", plain));
    }
    terminal.say(&Said::new("cli-check-sealed").with("values", values));
    Ok(well)
}
