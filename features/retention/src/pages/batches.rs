//! Batches: what was proposed, who decides, how far it is.

use askama::Template;
use axum::extract::Path;
use tongli_kernel::{Fault, Said, StaffId};
use tongli_web::{Answer, Ask, Form, FormBody, Refusal, Shell, page, page_with, redirect};

use super::{again, version};
use crate::access;
use crate::actions::{Decision, Shown, all_shown, batch_shown, decide_batch};
use crate::batch::{Batch, BatchId, Item, ItemState};
use crate::classes::class_word;
use crate::store::batches;

const PAGE: i64 = 50;

#[derive(Template)]
#[template(path = "batches.html")]
struct ListPage {
    shell: Shell,
    rows: Vec<Row>,
    more: Option<String>,
}

struct Row {
    batch: Batch,
    proposed_by: String,
    done: usize,
    total: usize,
}

/// How many of these have come to their end.
fn done(items: &[Item]) -> usize {
    let ended = |one: &&Item| !matches!(one.state, ItemState::Proposed | ItemState::Approved);
    items.iter().filter(ended).count()
}

pub async fn list(ask: Ask) -> Answer {
    let tenant = ask.viewer.tenant;
    let before: Option<BatchId> = Form::from_encoded(&ask.query).value("before").parse().ok();
    let mut tx = ask.app.db.read().await?;
    let mut all = batches::list(&mut tx, tenant, before, PAGE + 1).await?;
    let most = usize::try_from(PAGE).unwrap_or(usize::MAX);
    let further = all.len() > most;
    all.truncate(most);
    let more = all
        .last()
        .filter(|_| further)
        .map(|last| format!("/destructions?before={}", last.id));
    let staff: Vec<StaffId> = all.iter().map(|one| one.proposed_by).collect();
    let names = tongli_people::staff_names(&mut tx, tenant, &staff).await?;
    let mut rows = Vec::new();
    for Shown { batch, items } in all_shown(&mut tx, &ask.viewer, all).await? {
        rows.push(Row {
            proposed_by: names.get(&batch.proposed_by).cloned().unwrap_or_default(),
            done: done(&items),
            total: items.len(),
            batch,
        });
    }
    page(&ListPage {
        shell: Shell::new(&ask, Said::new("retention-batches-title")),
        rows,
        more,
    })
}

#[derive(Template)]
#[template(path = "batch.html")]
struct BatchPage {
    shell: Shell,
    batch: Batch,
    items: Vec<Item>,
    proposed_by: String,
    deciders: String,
    done: usize,
    /// Something waits and this viewer is another person than the proposer.
    may_decide: bool,
    is_under_way: bool,
    missing: Vec<Said>,
}

impl BatchPage {
    fn class(&self, item: &Item) -> String {
        self.shell.say_key(class_word(&item.class)).to_string()
    }

    fn thing(&self, item: &Item) -> String {
        let key = format!("retention-thing-{}", item.key.thing.code());
        self.shell.say_key(key).to_string()
    }

    fn state(&self, item: &Item) -> String {
        self.shell.say_key(item.state.word()).to_string()
    }
}

async fn render(ask: &Ask, number: &str, missing: Vec<Said>) -> Result<BatchPage, Refusal> {
    let viewer = &ask.viewer;
    let mut tx = ask.app.db.read().await?;
    let Shown { batch, items } = batch_shown(&mut tx, viewer, number).await?;
    let mut deciders: Vec<StaffId> = items.iter().filter_map(|one| one.decided_by).collect();
    deciders.sort_unstable();
    deciders.dedup();
    let staff: Vec<StaffId> = deciders
        .iter()
        .copied()
        .chain([batch.proposed_by])
        .collect();
    let names = tongli_people::staff_names(&mut tx, viewer.tenant, &staff).await?;
    let name = |id: &StaffId| names.get(id).cloned().unwrap_or_default();
    let waits = items.iter().any(|one| one.state == ItemState::Proposed);
    Ok(BatchPage {
        shell: Shell::new(
            ask,
            Said::new("retention-batch-title").with("number", batch.number.as_str()),
        ),
        proposed_by: name(&batch.proposed_by),
        deciders: deciders.iter().map(name).collect::<Vec<_>>().join(" · "),
        done: done(&items),
        may_decide: waits
            && viewer.may(access::APPROVE)
            && Some(batch.proposed_by) != viewer.staff(),
        is_under_way: items.iter().any(|one| one.state == ItemState::Approved),
        batch,
        items,
        missing,
    })
}

pub async fn show(ask: Ask, Path(number): Path<String>) -> Answer {
    page(&render(&ask, &number, Vec::new()).await?)
}

pub async fn decide(ask: Ask, Path(number): Path<String>, FormBody(form): FormBody) -> Answer {
    let decision = Decision::from_code(form.value("decision")).ok_or(Fault::NotFound)?;
    let done = {
        let (ask, seen) = (&ask, (number.as_str(), version(&form)));
        ask.app
            .db
            .write(async |tx| {
                decide_batch(tx, &ask.app, &ask.viewer, ask.now, seen, decision).await
            })
            .await
    };
    match done {
        Ok(batch) => redirect(&format!("{}?done=retention-decided-done", batch.path())),
        Err(fault) => {
            let again = again(form, fault)?;
            page_with(again.status, &render(&ask, &number, again.missing).await?)
        }
    }
}
