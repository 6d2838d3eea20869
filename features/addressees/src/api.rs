//! Who may be told, for programs.

mod description;

use axum::extract::Path;
use serde_json::{Value as Json, json};
use tongli_cases::{Case, Verb, answer_to_verb};
use tongli_kernel::{Fault, Moment};
use tongli_store::Tx;
use tongli_store::idempotency::Answer as Kept;
use tongli_web::{Answer, ApiJson, Ask, Guard, IdempotencyKey, Routes, json, once};

use crate::access;
use crate::actions::{
    Recording, Reporting, Told, record_addressee, report_minor, told, told_with_code,
};
use crate::entry::Entry;
use crate::minor::ReportEntry;
use crate::record::{Mandate, Paper, Record};
use crate::rules::rule;
use crate::standing::{MayLeave, Standing};
use crate::store::reports;

pub use description::openapi;

pub fn routes() -> Routes {
    let amend = Guard::May(access::AMEND);
    Routes::new()
        .get("/api/v1/cases/{number}/addressee", amend, read)
        .post("/api/v1/cases/{number}/addressee", amend, record)
        .post("/api/v1/cases/{number}/minor-report", amend, report)
}

async fn record(
    ask: Ask,
    key: IdempotencyKey,
    Path(number): Path<String>,
    body: ApiJson<Entry>,
) -> Answer {
    let key = key.for_request(&ask, &body.digest);
    let (app, viewer, entry) = (&ask.app, &ask.viewer, &body.value);
    once(&ask, key, async |tx| {
        let recording = Recording {
            number: &number,
            version: Some(entry.version),
            seen: entry.record_version,
            entry,
        };
        let (case, version) = record_addressee(tx, app, viewer, recording).await?;
        let told = told(tx, app, viewer.tenant, &case, app.time.day_of(ask.now)).await?;
        answer(&case, version, Some(&told))
    })
    .await
}

async fn report(
    ask: Ask,
    key: IdempotencyKey,
    Path(number): Path<String>,
    body: ApiJson<ReportEntry>,
) -> Answer {
    let key = key.for_request(&ask, &body.digest);
    let (app, viewer, entry) = (&ask.app, &ask.viewer, &body.value);
    once(&ask, key, async |tx| {
        let reporting = Reporting {
            number: &number,
            version: Some(entry.version),
            seen: entry.record_version,
            entry,
        };
        let case = report_minor(tx, app, viewer, reporting).await?;
        let version = report_version(tx, &ask, &case).await?;
        answer(&case, version, None)
    })
    .await
}

async fn report_version(tx: &mut Tx, ask: &Ask, case: &Case) -> Result<i64, Fault> {
    let newest = reports::newest(tx, &ask.app, ask.viewer.tenant, case.id.raw()).await?;
    Ok(newest.map_or(0, |one| one.version))
}

/// The answer to every verb, the version for the next writing, and what follows.
fn answer(case: &Case, version: i64, told: Option<&Told>) -> Result<Kept, Fault> {
    let Kept { status, body } = answer_to_verb(case);
    let mut fields: Json = serde_json::from_str(&body).map_err(Fault::bug)?;
    fields["record_version"] = json!(version);
    if let Some(told) = told {
        fields["spoken"] = json!(told.spoken.leaves.code());
        fields["written"] = json!(told.written.leaves.code());
    }
    Ok(Kept {
        status,
        body: fields.to_string(),
    })
}

/// Who may be told what, and why.
async fn read(ask: Ask, Path(number): Path<String>) -> Answer {
    let viewer = &ask.viewer;
    let mut tx = ask.app.db.read().await?;
    let case = tongli_cases::read(&mut tx, viewer, Verb::Amend, &number).await?;
    let today = ask.app.time.day_of(ask.now);
    let told = told(&mut tx, &ask.app, viewer.tenant, &case, today).await?;
    let code = told_with_code(&mut tx, &ask.app, viewer.tenant, &case, today).await?;
    drop(tx);
    let may = access::sees_names(viewer);
    tongli_cases::note_reading(&ask.app, viewer, ask.now, &case, may).await?;
    json(&shown(&ask, &told, &code, may))
}

fn shown(ask: &Ask, told: &Told, code: &Told, may: bool) -> Json {
    let record = &told.record;
    json!({
        "record_version": told.record_version,
        "to": record.to.code(),
        "name": told.name.as_ref().map(|name| name.show(may)),
        "relation": told.relation.map(|relation| relation.code()),
        "identity_check": told.identity.code(),
        "identity_seen": (!record.identity.seen.is_empty()).then_some(&record.identity.seen),
        "age": told.age,
        "spoken": standing(ask, told.spoken),
        "written": standing(ask, told.written),
        "code_opens": standing(ask, code.written),
        "mandate": record.mandate.as_ref().map(|one| mandate(one, may)),
        "capacity": record.capacity().code(),
        "guardianship": record.guardianship.as_ref().map(paper),
        "died_at": told.died_at.map(|at| ask.app.time.rfc3339(at)),
        "kinship": record.kinship.as_ref().map(paper),
        "relatives": relatives(record, may),
        "speaker": record.speaker,
        "guardian_hears": record.guardian.as_ref().map(|one| one.hears.as_str()),
        "minor_report_open": told.is_minor_suspected
            && !told.report.as_ref().is_some_and(|report| report.is_done()),
        "minor_reported_at": told
            .report
            .as_ref()
            .and_then(|report| report.reported_at)
            .map(|at| ask.app.time.rfc3339(Moment::from_millis(at))),
    })
}

fn standing(ask: &Ask, one: Standing) -> Json {
    let say = |key: String| {
        let said = tongli_kernel::Said {
            key: key.into(),
            args: Vec::new(),
        };
        ask.app.words.say(ask.viewer.lang, &said)
    };
    let rule = rule(one.reason.rule());
    let steps = match one.leaves {
        MayLeave::All => &[][..],
        _ => one.reason.next_steps(),
    };
    json!({
        "leaves": one.leaves.code(),
        "reason": one.reason.code(),
        "say": say(one.word()),
        "rule": rule.map(|rule| rule.source()),
        "verified": rule.is_some_and(|rule| rule.is_verified()),
        "next_steps": steps.iter().map(|step| json!({
            "step": step.code(), "say": say(format!("addressees-step-{}", step.code())),
        })).collect::<Vec<_>>(),
    })
}

fn mandate(one: &Mandate, may: bool) -> Json {
    let agent = tongli_kernel::Private::new(one.agent.clone());
    json!({
        "agent": agent.show(may), "giver": one.giver, "paper": paper(&one.paper),
        "hear": one.hear, "letters": one.letters, "decide": one.decide,
        "from": one.from, "until": one.until, "revoked_on": one.revoked_on,
    })
}

fn paper(one: &Paper) -> Json {
    json!({ "file": one.file.to_string(), "name": one.name, "digest": one.digest })
}

fn relatives(record: &Record, may: bool) -> Vec<Json> {
    record
        .relatives
        .iter()
        .map(|one| {
            let name = tongli_kernel::Private::new(one.name.clone());
            json!({ "name": name.show(may), "relation": one.relation, "is_contact": one.is_contact })
        })
        .collect()
}
