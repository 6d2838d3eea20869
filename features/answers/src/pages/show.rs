//! One entry: what it says, how it stands, and every wording it had.

use askama::Template;
use axum::extract::Path;
use tongli_kernel::{Fault, Lang, Said};
use tongli_web::{Answer, Ask, FormBody, Shell, page, redirect};

use crate::access;
use crate::actions::{self, find_entry, fresh, wordings};
use crate::entry::{Entry, EntryId, Kind, Standing, State, Version};
use crate::lines::{Badge, badges, names};
use crate::shipped::source;

/// The newest wordings that are shown.
const WORDINGS: i64 = 50;

#[derive(Template)]
#[template(path = "answer_entry.html")]
struct EntryPage {
    shell: Shell,
    entry: Entry,
    kind: String,
    badges: Vec<Badge>,
    department: String,
    owner: String,
    is_owner_gone: bool,
    /// Where the program's own words come from, while nobody has looked at them.
    source: Option<String>,
    /// Asked before an entry is used that has run out.
    warning: Option<String>,
    wordings: Vec<(Version, String)>,
    may_write: bool,
    once: String,
}

impl EntryPage {
    fn is_withdrawn(&self) -> bool {
        self.entry.state == State::Withdrawn
    }

    /// Both languages, the reader's first.
    fn texts(&self) -> Vec<(&'static str, String, String)> {
        let said = &self.entry.content;
        let zh = (Lang::Zh.tag(), said.title.clone(), said.body.clone());
        let en = (Lang::En.tag(), said.title_en.clone(), said.body_en.clone());
        let mut all = vec![zh];
        if !said.body_en.is_empty() {
            all.push(en);
        }
        if self.shell.ask.lang == Lang::En {
            all.reverse();
        }
        all
    }
}

pub(super) fn id_of(text: &str) -> Result<EntryId, Fault> {
    text.parse().map_err(|_| Fault::NotFound)
}

pub async fn show(ask: Ask, Path(id): Path<String>) -> Answer {
    let today = ask.app.time.day_of(ask.now);
    let mut tx = ask.app.db.read().await?;
    let entry = find_entry(&mut tx, &ask.viewer, id_of(&id)?).await?;
    let names = names(&mut tx, &ask.viewer, ask.now, [&entry]).await?;
    let versions = wordings(&mut tx, &ask.viewer, entry.id, WORDINGS).await?;
    drop(tx);
    let shell = Shell::new(&ask, Said::new("answers-entry-title"));
    let kind = |kind: Kind| shell.say(kind.word()).to_string();
    page(&EntryPage {
        kind: kind(entry.content.kind),
        badges: badges(&shell, &entry, today),
        department: names.department(&entry).to_owned(),
        owner: names.owner(&entry).to_owned(),
        is_owner_gone: names.is_owner_gone(&entry),
        source: (source().filter(|_| entry.is_unverified()))
            .map(|source| source.doc(ask.lang).to_owned()),
        warning: match entry.standing(today) {
            Standing::Expired(day) => {
                let said = Said::new("answers-used-expired").with("day", day);
                Some(shell.said(said).to_string())
            }
            _ => None,
        },
        wordings: versions.into_iter().map(|one| told(&shell, one)).collect(),
        may_write: ask.viewer.may(access::WRITE),
        once: fresh(&ask.app),
        entry,
        shell,
    })
}

/// A wording and who wrote it when. The clock's own name is no person's.
fn told(shell: &Shell, version: Version) -> (Version, String) {
    let who = match version.by_name.starts_with("clock:") {
        true => shell.say("answers-by-program").to_string(),
        false => version.by_name.clone(),
    };
    (version, who)
}

pub async fn used(ask: Ask, Path(id): Path<String>, FormBody(form): FormBody) -> Answer {
    let id = id_of(&id)?;
    let once = form.value("once").to_owned();
    let (app, viewer) = (&ask.app, &ask.viewer);
    let entry = app
        .db
        .write(async |tx| actions::used(tx, app, viewer, ask.now, id, Some(&once)).await)
        .await?;
    redirect(&format!("{}?done=answers-used-done", entry.path()))
}
