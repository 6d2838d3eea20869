//! `tongli keys`: what the installation seals, finds and signs with. Changes of the key
//! file are seen by running servers; nothing here asks for them to stop.

use std::collections::BTreeMap;

use tongli_kernel::{Clock, Fault, OsChance, Said, SystemClock};
use tongli_store::keys::{KeyError, KeyShown, Keys};
use tongli_store::sealed::{Placed, SealedFlaw};
use tongli_store::{history, search};

use super::{KeysCommand, in_house};
use crate::Assembled;
use crate::config::Config;
use crate::features;
use crate::talk::{Ending, Terminal};

pub async fn run(terminal: &Terminal, config: &Config, command: KeysCommand) -> Ending {
    match command {
        KeysCommand::List => {
            in_house(terminal, config, async |house| list(terminal, house).await).await
        }
        KeysCommand::Rotate { index, prepare } => {
            in_house(terminal, config, async |_| {
                Ok(rotate(terminal, config, index, prepare))
            })
            .await
        }
        KeysCommand::Reseal => {
            in_house(terminal, config, async |house| {
                reseal(terminal, house).await
            })
            .await
        }
        KeysCommand::Retire { id, index } => {
            in_house(terminal, config, async |house| {
                retire(terminal, config, house, &id, index).await
            })
            .await
        }
        KeysCommand::HandOver => {
            in_house(terminal, config, async |house| {
                hand_over(terminal, config, house).await
            })
            .await
        }
    }
}

/// Says why the key file could not be changed.
fn refused(terminal: &Terminal, config: &Config, error: &KeyError) -> Ending {
    let said = match error {
        KeyError::Unknown(id) => Said::new("cli-keys-unknown").with("id", id.as_str()),
        KeyError::Current(id) => Said::new("cli-keys-current").with("id", id.as_str()),
        KeyError::TwoIndexKeys => Said::new("cli-keys-two-index"),
        KeyError::UnderChange(path) => {
            Said::new("cli-keys-under-change").with("beside", path.display().to_string())
        }
        other => Said::new("cli-keys-failed").with("why", other.to_string()),
    };
    terminal.complain(&said.with("file", config.key_file.display().to_string()));
    Ending::Failed
}

fn rotate(terminal: &Terminal, config: &Config, index: bool, prepare: bool) -> Ending {
    let (path, suite, now) = (&config.key_file, config.seal_suite, SystemClock.now());
    let (outcome, word) = match (index, prepare) {
        (true, _) => (
            Keys::rotate_index_key(path, &OsChance, now),
            "cli-keys-index-rotated",
        ),
        (false, true) => (
            Keys::prepare_seal_key(path, suite, &OsChance, now),
            "cli-keys-prepared",
        ),
        (false, false) => (
            Keys::rotate_seal_key(path, suite, &OsChance, now),
            "cli-keys-rotated",
        ),
    };
    match outcome {
        Ok(id) => {
            let said = Said::new(word).with("id", id).with("suite", suite.name());
            terminal.say(&said.with("file", path.display().to_string()));
            Ending::Done
        }
        Err(error) => refused(terminal, config, &error),
    }
}

/// What still needs each sealing key: values, files. Plain ones have no id.
type Uses = BTreeMap<Option<String>, (i64, i64)>;

async fn uses(house: &Assembled) -> Result<Uses, Fault> {
    let app = &house.app;
    let mut found = Uses::new();
    let mut tx = app.db.read().await?;
    for column in features::sealed() {
        for (id, count) in column.count_keys(&mut tx, app.tenant).await? {
            found.entry(id).or_default().0 += count;
        }
    }
    drop(tx);
    for (id, count) in app.files.count_keys().await? {
        found.entry(id).or_default().1 += count;
    }
    Ok(found)
}

async fn places(house: &Assembled, id: &str) -> Result<Placed, Fault> {
    let mut tx = house.app.db.read().await?;
    let mut count = Placed::default();
    for column in features::sealed() {
        let placed = column.count_places(&mut tx, house.app.tenant, id).await?;
        count.moving += placed.moving;
        count.pinned += placed.pinned;
    }
    count.moving += search::count_under(&mut tx, house.app.tenant, id).await?;
    Ok(count)
}

async fn list(terminal: &Terminal, house: &Assembled) -> Result<Ending, Fault> {
    let app = &house.app;
    let uses = uses(house).await?;
    let made = |key: &KeyShown| match key.made_at {
        Some(at) => app.time.rfc3339(at),
        None => "-".to_owned(),
    };
    for key in app.keys.seal_keys() {
        let (values, files) = uses.get(&Some(key.id.clone())).copied().unwrap_or_default();
        let suite = key.suite.map_or("", |suite| suite.name());
        let said = Said::new("cli-keys-seal-line")
            .with("id", key.id.as_str())
            .with("suite", suite)
            .with("made", made(&key))
            .with("values", values)
            .with("files", files)
            .with("current", i64::from(key.current));
        terminal.say(&said);
    }
    for key in app.keys.index_keys() {
        let placed = places(house, &key.id).await?;
        let said = Said::new("cli-keys-index-line")
            .with("id", key.id.as_str())
            .with("made", made(&key))
            .with("places", placed.moving + placed.pinned)
            .with("current", i64::from(key.current));
        terminal.say(&said);
    }
    terminal.say(&Said::new("cli-keys-sign-line").with("key", app.keys.public_key()));
    Ok(tell_of_the_rest(terminal, house, &uses))
}

/// What no key of the file accounts for.
fn tell_of_the_rest(terminal: &Terminal, house: &Assembled, uses: &Uses) -> Ending {
    let known = house.app.keys.seal_keys();
    let mut ending = Ending::Done;
    for (id, (values, files)) in uses {
        let word = match id {
            None => "cli-keys-plain",
            Some(id) if known.iter().any(|key| key.id == *id) => continue,
            Some(_) => {
                ending = Ending::Failed;
                "cli-keys-lost"
            }
        };
        let said = Said::new(word)
            .with("id", id.as_deref().unwrap_or_default())
            .with("values", *values)
            .with("files", *files);
        terminal.complain(&said);
    }
    ending
}

async fn reseal(terminal: &Terminal, house: &Assembled) -> Result<Ending, Fault> {
    let app = &house.app;
    let (mut looked_at, mut changed, mut lost) = (0, 0, 0);
    for column in features::sealed() {
        let mut after = None;
        loop {
            let page = column.reseal(&app.db, app.tenant, after.as_ref()).await?;
            looked_at += page.looked_at;
            changed += page.changed;
            for flaw in &page.flaws {
                lost += 1;
                terminal.progressed();
                terminal.complain(&flaw_said(flaw));
            }
            terminal.progress(&Said::new("cli-check-so-far").with("done", looked_at));
            after = page.after;
            if after.is_none() {
                break;
            }
        }
    }
    let progress =
        |done| terminal.progress(&Said::new("cli-check-so-far").with("done", looked_at + done));
    let files = app.files.reseal(progress).await?;
    changed += tongli_cases::reindex_blind(app).await?;
    terminal.progressed();
    for digest in &files.lost {
        lost += 1;
        terminal.complain(&Said::new("cli-keys-file-closed").with("digest", digest.as_str()));
    }
    let said = Said::new("cli-keys-resealed")
        .with("values", changed)
        .with("files", files.changed)
        .with("looked", looked_at + files.looked_at);
    terminal.say(&said);
    Ok(if lost == 0 {
        Ending::Done
    } else {
        Ending::Failed
    })
}

/// What is wrong with a sealed value, for whoever looks after the house.
pub(super) fn flaw_said(flaw: &SealedFlaw) -> Said {
    let (word, at) = match flaw {
        SealedFlaw::Closed { at } => ("cli-sealed-closed", at),
        SealedFlaw::Plain { at } => ("cli-sealed-plain", at),
        SealedFlaw::Misplaced { at } => ("cli-sealed-misplaced", at),
    };
    Said::new(word).with("at", at.as_str())
}

async fn retire(
    terminal: &Terminal,
    config: &Config,
    house: &Assembled,
    id: &str,
    index: bool,
) -> Result<Ending, Fault> {
    let hindered = match index {
        true => index_hindered(house, id).await?,
        false => seal_hindered(house, id).await?,
    };
    if let Some(said) = hindered {
        terminal.complain(&said.with("id", id));
        return Ok(Ending::Failed);
    }
    let (path, now) = (&config.key_file, SystemClock.now());
    let outcome = match index {
        true => Keys::retire_index_key(path, id, now),
        false => Keys::retire_seal_key(path, id, now),
    };
    match outcome {
        Ok(()) => {
            terminal.say(&Said::new("cli-keys-retired").with("id", id));
            Ok(Ending::Done)
        }
        Err(KeyError::TooSoon { id, until }) => {
            let until = house.app.time.show(until);
            let said = Said::new("cli-keys-too-soon").with("id", id);
            terminal.complain(&said.with("until", until));
            Ok(Ending::Failed)
        }
        Err(error) => Ok(refused(terminal, config, &error)),
    }
}

fn is_current(keys: &[KeyShown], id: &str) -> bool {
    keys.iter().any(|key| key.current && key.id == id)
}

/// Why a sealing key has to stay, and what helps.
async fn seal_hindered(house: &Assembled, id: &str) -> Result<Option<Said>, Fault> {
    if is_current(&house.app.keys.seal_keys(), id) {
        return Ok(Some(Said::new("cli-keys-current")));
    }
    let uses = uses(house).await?;
    let (values, files) = uses.get(&Some(id.to_owned())).copied().unwrap_or_default();
    let said = Said::new("cli-keys-in-use")
        .with("values", values)
        .with("files", files);
    Ok((values + files > 0).then_some(said))
}

/// The same of an index key.
async fn index_hindered(house: &Assembled, id: &str) -> Result<Option<Said>, Fault> {
    if is_current(&house.app.keys.index_keys(), id) {
        return Ok(Some(Said::new("cli-keys-current-index")));
    }
    let placed = places(house, id).await?;
    if placed.moving > 0 {
        let said = Said::new("cli-keys-in-use").with("values", placed.moving);
        return Ok(Some(said.with("files", 0_i64)));
    }
    let said = Said::new("cli-keys-pinned").with("rows", placed.pinned);
    Ok((placed.pinned > 0).then_some(said))
}

/// The key file names who follows, then the database, then the key file changes; a
/// command that was stopped in between is simply given again.
async fn hand_over(
    terminal: &Terminal,
    config: &Config,
    house: &Assembled,
) -> Result<Ending, Fault> {
    let app = &house.app;
    let path = &config.key_file;
    if let Err(error) = Keys::choose_next_signer(path, &OsChance) {
        return Ok(refused(terminal, config, &error));
    }
    history::hand_over(&app.db, app.tenant, &app.keys, app.now()).await?;
    if let Err(error) = Keys::use_next_signer(path) {
        return Ok(refused(terminal, config, &error));
    }
    terminal.say(&Said::new("cli-keys-handed-over").with("key", app.keys.public_key()));
    Ok(Ending::Done)
}
