//! Consents, the register and requests for programs.

mod description;
mod requests;

use axum::extract::Path;
use serde::Deserialize;
use serde_json::{Value as Json, json};
use tongli_kernel::{Fault, Moment, Said};
use tongli_store::idempotency::Answer as Kept;
use tongli_web::{Answer, ApiJson, Ask, Form, Guard, IdempotencyKey, Routes, json, once};

use crate::access::{CONSENT, DISCLOSE, REGISTER, SEE_PURPOSES};
use crate::actions::{self, Consenting, Disclosing, consents_of, decide, disclose, read_case};
use crate::codes::Decision;
use crate::consent::{ConsentTyped, check_consent, standing};
use crate::disclosure::{GivenTyped, Line, check_given};
use crate::filter::read_filter;
use crate::purposes::{notices, purposes};

pub use description::openapi;

const PAGE: usize = 50;

pub fn routes() -> Routes {
    let consents = Guard::May(CONSENT);
    Routes::new()
        .get(
            "/api/v1/privacy/purposes",
            Guard::May(SEE_PURPOSES),
            get_purposes,
        )
        .get("/api/v1/cases/{number}/consents", consents, get_consents)
        .post("/api/v1/cases/{number}/consent", consents, post_consent)
        .post(
            "/api/v1/cases/{number}/withdraw-consent",
            consents,
            post_withdrawal,
        )
        .post(
            "/api/v1/cases/{number}/disclose",
            Guard::May(DISCLOSE),
            post_disclosure,
        )
        .get(
            "/api/v1/privacy/disclosures",
            Guard::May(REGISTER),
            get_register,
        )
        .merge(requests::routes())
}

/// A moment as programs send it.
fn moment(field: &'static str, text: Option<&str>) -> Result<Option<Moment>, Fault> {
    match text {
        None => Ok(None),
        Some(text) => Moment::from_rfc3339(text)
            .map(Some)
            .ok_or_else(|| Fault::field(field, Said::new("privacy-moment-unreadable"))),
    }
}

async fn get_purposes(ask: Ask) -> Answer {
    let items: Vec<Json> = purposes()
        .iter()
        .map(|one| {
            json!({
                "id": one.id, "version": one.version, "title": one.title(ask.lang),
                "basis": one.basis(ask.lang), "document": one.doc, "article": one.article,
                "verified": one.is_verified(), "fields": one.fields, "in_full": one.masking,
                "retention_class": one.retention_class, "retention_years": one.retention_years,
                "retention_days": one.retention_days, "in_notice": one.in_notice,
            })
        })
        .collect();
    let notice = notices().last().map(|one| &one.version);
    json(&json!({ "items": items, "notice": notice }))
}

async fn get_consents(ask: Ask, Path(number): Path<String>) -> Answer {
    let mut tx = ask.app.db.read().await?;
    let case = read_case(&mut tx, &ask.viewer, CONSENT, &number).await?;
    let all = consents_of(&mut tx, &ask.app, &ask.viewer, &case).await?;
    drop(tx);
    let may = tongli_cases::access::may_see_contact(&ask.viewer);
    tongli_cases::note_reading(&ask.app, &ask.viewer, ask.now, &case, may).await?;
    let stands = standing(&all);
    let items: Vec<Json> = all
        .iter()
        .map(|one| {
            json!({
                "kind": one.kind.code(), "whom": one.whom.code(),
                "name": one.name.as_ref().map(|name| name.show(may)),
                "decision": one.decision.code(), "how": one.how.code(),
                "file": one.file.map(|file| file.to_string()),
                "decided_at": ask.app.time.rfc3339(one.decided_at),
                "text_version": one.text_version,
                "stands": stands.iter().any(|other| other.id == one.id),
            })
        })
        .collect();
    json(&json!({ "items": items, "version": all.len() }))
}

#[derive(Deserialize)]
struct ConsentBody {
    version: i64,
    kind: String,
    whom: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    decision: String,
    how: String,
    #[serde(default)]
    file: String,
    decided_at: Option<String>,
}

async fn post_consent(
    ask: Ask,
    key: IdempotencyKey,
    Path(number): Path<String>,
    body: ApiJson<ConsentBody>,
) -> Answer {
    let decision = match body.value.decision.as_str() {
        "withdrawn" => "",
        other => other,
    };
    let decision = decision.to_owned();
    consent(ask, key, number, body, &decision).await
}

async fn post_withdrawal(
    ask: Ask,
    key: IdempotencyKey,
    Path(number): Path<String>,
    body: ApiJson<ConsentBody>,
) -> Answer {
    consent(ask, key, number, body, Decision::Withdrawn.code()).await
}

async fn consent(
    ask: Ask,
    key: IdempotencyKey,
    number: String,
    body: ApiJson<ConsentBody>,
    decision: &str,
) -> Answer {
    let key = key.for_request(&ask, &body.digest);
    let sent = &body.value;
    let typed = ConsentTyped {
        kind: &sent.kind,
        whom: &sent.whom,
        name: &sent.name,
        decision,
        how: &sent.how,
        file: &sent.file,
        decided_at: moment("decided_at", sent.decided_at.as_deref())?,
    };
    let decided = check_consent(typed, ask.now).map_err(Fault::from)?;
    let (ask, consenting) = (
        &ask,
        Consenting {
            number: &number,
            version: sent.version,
            decided: &decided,
        },
    );
    once(ask, key, async |tx| {
        let (case, version) = decide(tx, &ask.app, &ask.viewer, ask.now, consenting).await?;
        let body = json!({ "number": case.number, "consent_version": version });
        Ok(kept(&body))
    })
    .await
}

fn kept(body: &Json) -> Kept {
    Kept {
        status: 200,
        body: body.to_string(),
    }
}

#[derive(Deserialize)]
struct DiscloseBody {
    /// The version of the case the caller saw.
    version: i64,
    recipient: String,
    body: String,
    #[serde(default)]
    person: String,
    basis: String,
    ground: String,
    purpose: String,
    what: String,
    #[serde(default)]
    files: Vec<String>,
    way: String,
    given_at: Option<String>,
    approver: String,
}

async fn post_disclosure(
    ask: Ask,
    key: IdempotencyKey,
    Path(number): Path<String>,
    body: ApiJson<DiscloseBody>,
) -> Answer {
    let key = key.for_request(&ask, &body.digest);
    let sent = &body.value;
    let typed = GivenTyped {
        recipient: &sent.recipient,
        body: sent.body.trim(),
        person: sent.person.trim(),
        basis: &sent.basis,
        ground: sent.ground.trim(),
        purpose: sent.purpose.trim(),
        what: sent.what.trim(),
        files: &sent.files,
        way: &sent.way,
        given_at: moment("given_at", sent.given_at.as_deref())?,
    };
    let given = check_given(typed, ask.now).map_err(Fault::from)?;
    let (ask, disclosing) = (
        &ask,
        Disclosing {
            number: &number,
            given: &given,
            approver: &sent.approver,
            version: Some(sent.version),
        },
    );
    once(ask, key, async |tx| {
        let (case, line) = disclose(tx, &ask.app, &ask.viewer, ask.now, disclosing).await?;
        let body = json!({ "number": case.number, "disclosure": line.id });
        Ok(kept(&body))
    })
    .await
}

async fn get_register(ask: Ask) -> Answer {
    let mut form = Form::from_encoded(&ask.query);
    if let Some(cursor) = form.text("cursor") {
        form = form.with("before", cursor);
    }
    let filter = read_filter(&form, &ask.app.time).map_err(Fault::Invalid)?;
    let (lines, more) = actions::register(&ask.app, &ask.viewer, &filter, PAGE).await?;
    let next = lines
        .last()
        .filter(|_| more)
        .map(|last| last.place().code());
    let items: Vec<Json> = lines.iter().map(|one| register_item(&ask, one)).collect();
    json(&json!({ "items": items, "next": next }))
}

fn register_item(ask: &Ask, one: &Line) -> Json {
    let told = &one.line.told;
    json!({
        "id": one.line.id, "case": one.case, "recipient": told.recipient.code(),
        "body": told.body, "basis": told.basis.code(), "ground": told.ground,
        "purpose": told.purpose, "what": told.what, "files": told.files,
        "way": told.way.code(), "given_at": ask.app.time.rfc3339(told.given_at),
        "approver": one.approver, "recorder": one.recorder, "draft": one.line.is_draft,
    })
}
