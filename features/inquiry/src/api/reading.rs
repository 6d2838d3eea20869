//! `GET /cases/{number}/statements`: what departments were asked and what they said.

use axum::extract::Path;
use serde_json::{Value as Json, json};
use tongli_cases::{Case, Names, Verb};
use tongli_kernel::{Fault, Private};
use tongli_store::{Tx, access_log};
use tongli_web::{Answer, Ask, json};

use crate::access;
use crate::actions::{givings_read, statements_read};
use crate::statement::{Amendment, Giving, Statement};

pub async fn get_statements(ask: Ask, Path(number): Path<String>) -> Answer {
    note_reading(&ask, &number).await?;
    let mut tx = ask.app.db.read().await?;
    let (_, all) = seen(&mut tx, &ask, &number).await?;
    let mut items = Vec::new();
    for one in &all {
        items.push(statement(&mut tx, &ask, one).await?);
    }
    json(&json!({ "items": items }))
}

/// The statements of a case that the caller sees, oldest first.
async fn seen(tx: &mut Tx, ask: &Ask, number: &str) -> Result<(Case, Vec<Statement>), Fault> {
    let case = tongli_cases::read(tx, &ask.viewer, Verb::Read, number).await?;
    let all = statements_read(tx, &ask.app, &ask.viewer, &case).await?;
    let seen = all
        .into_iter()
        .filter(|one| access::sees(&ask.viewer, one.department));
    Ok((case, seen.collect()))
}

/// Reading medical text is written down before it is given out, as on its page.
async fn note_reading(ask: &Ask, number: &str) -> Result<(), Fault> {
    let mut tx = ask.app.db.read().await?;
    let (case, all) = seen(&mut tx, ask, number).await?;
    let mut unnoted = Vec::new();
    for one in all.iter().map(Statement::subject) {
        if !access_log::noted(&mut tx, &ask.viewer, ask.now, one, "statement").await? {
            unnoted.push(one);
        }
    }
    drop(tx);
    tongli_cases::note_reading(&ask.app, &ask.viewer, ask.now, &case, false).await?;
    if unnoted.is_empty() {
        return Ok(());
    }
    let unnoted = &unnoted;
    ask.app
        .db
        .write(async |tx| {
            for one in unnoted {
                access_log::note(tx, &ask.viewer, ask.now, *one, "statement").await?;
            }
            Ok(())
        })
        .await
}

async fn statement(tx: &mut Tx, ask: &Ask, one: &Statement) -> Result<Json, Fault> {
    let tenant = ask.viewer.tenant;
    let (givings, amendments) = givings_read(tx, &ask.app, &ask.viewer, one).await?;
    let people = givings.iter().map(|giving| giving.given_by);
    let people = people.chain(amendments.iter().map(|amendment| amendment.by));
    let names = Names::of(tx, tenant, people).await?;
    let at = |moment| ask.app.time.rfc3339(moment);
    let open = |text: &Option<Private<String>>| text.as_ref().map(|text| text.open().clone());
    Ok(json!({
        "id": one.id,
        "department": names.department(Some(one.department)),
        "state": one.state.code(),
        "question": one.question.open(),
        "asked_at": at(one.asked_at),
        "due_at": one.due_at.map(at),
        "given_at": one.given_at.map(at),
        "late": one.is_late(ask.now),
        "bounces": one.bounces,
        "return_reason": open(&one.return_reason),
        "excuse": open(&one.excuse),
        "givings": givings.iter().map(|one| giving(ask, &names, one)).collect::<Vec<_>>(),
        "amendments": amendments.iter().map(|one| amendment(ask, &names, one)).collect::<Vec<_>>(),
    }))
}

fn giving(ask: &Ask, names: &Names, one: &Giving) -> Json {
    let account = one.account.open();
    json!({
        "number": one.number,
        "by": one.given_by.map(|id| names.person(Some(id))),
        "at": ask.app.time.rfc3339(one.given_at),
        "digest": one.digest,
        "condition": account.condition,
        "course": account.course,
        "communication": account.communication,
        "text": account.text,
    })
}

fn amendment(ask: &Ask, names: &Names, one: &Amendment) -> Json {
    json!({
        "by": one.by.map(|id| names.person(Some(id))),
        "at": ask.app.time.rfc3339(one.added_at),
        "text": one.text.open(),
    })
}
