//! Deputies for programs.

use axum::extract::Path;
use serde::Deserialize;
use serde_json::{Value as Json, json};
use tongli_kernel::{Fault, Said, StaffId};
use tongli_store::idempotency::Answer as Kept;
use tongli_web::{Answer, ApiJson, Ask, Guard, IdempotencyKey, Routes, json, once};

use crate::access::SEE_STAFF;
use crate::actions;
use crate::deputy::{Deputy, DeputyId, NewDeputy};
use crate::store::deputies;

pub fn routes() -> Routes {
    Routes::new()
        .get("/api/v1/deputies", Guard::May(SEE_STAFF), list)
        .post("/api/v1/deputies", Guard::SignedIn, name)
        .post("/api/v1/deputies/{id}/revoke", Guard::SignedIn, revoke)
}

fn line(ask: &Ask, one: &Deputy) -> Json {
    let time = &ask.app.time;
    json!({
        "id": one.id,
        "version": one.version,
        "principal": one.principal,
        "principal_name": one.principal_name,
        "deputy": one.deputy,
        "deputy_name": one.deputy_name,
        "from": time.day_of(one.from_at),
        "until": time.day_of(one.until_at.plus_millis(-1)),
        "reason": one.reason,
        "state": one.state(ask.now).code(),
    })
}

fn kept(ask: &Ask, one: &Deputy) -> Kept {
    Kept {
        status: 200,
        body: line(ask, one).to_string(),
    }
}

async fn list(ask: Ask) -> Answer {
    let mut tx = ask.app.db.read().await?;
    let open = deputies::open(&mut tx, ask.viewer.tenant, ask.now).await?;
    let items: Vec<Json> = open.iter().map(|one| line(&ask, one)).collect();
    json(&json!({ "items": items }))
}

#[derive(Deserialize)]
struct NameBody {
    /// For whom; the caller where absent.
    principal: Option<String>,
    /// Staff number or name.
    deputy: String,
    from: String,
    until: String,
    reason: String,
}

async fn name(ask: Ask, key: IdempotencyKey, body: ApiJson<NameBody>) -> Answer {
    let key = key.for_request(&ask, &body.digest);
    let sent = &body.value;
    let principal: StaffId = match &sent.principal {
        Some(text) => text
            .parse()
            .map_err(|_| Fault::field("principal", Said::new("people-deputy-unknown")))?,
        None => ask.viewer.staff().ok_or(Fault::SignedOut)?,
    };
    let new = NewDeputy {
        deputy: sent.deputy.clone(),
        from: sent.from.parse().ok(),
        until: sent.until.parse().ok(),
        reason: sent.reason.clone(),
    };
    let (ask, new) = (&ask, &new);
    once(ask, key, async |tx| {
        let (app, viewer) = (&ask.app, &ask.viewer);
        let done = actions::name_deputy(tx, app, viewer, ask.now, principal, new).await?;
        Ok(kept(ask, &done))
    })
    .await
}

#[derive(Deserialize)]
struct RevokeBody {
    version: i64,
}

async fn revoke(
    ask: Ask,
    key: IdempotencyKey,
    Path(id): Path<String>,
    body: ApiJson<RevokeBody>,
) -> Answer {
    let key = key.for_request(&ask, &body.digest);
    let id: DeputyId = id.parse().map_err(|_| Fault::NotFound)?;
    let version = Some(body.value.version);
    let ask = &ask;
    once(ask, key, async |tx| {
        let (app, viewer) = (&ask.app, &ask.viewer);
        let done = actions::revoke_deputy(tx, app, viewer, ask.now, id, version).await?;
        Ok(kept(ask, &done))
    })
    .await
}

fn problem(what: &str) -> Json {
    json!({ "description": what, "content": { "application/problem+json": {
        "schema": { "$ref": "#/components/schemas/Problem" } } } })
}

fn answers(schema: Json) -> Json {
    json!({
        "200": { "description": "Done.", "content": { "application/json": { "schema": schema } } },
        "401": problem("Nobody is signed in."),
        "403": problem("The role may not do this."),
        "404": problem("No such naming."),
        "409": problem("Somebody was faster, or it is over."),
        "413": problem("More was sent than is taken at once."),
        "422": problem("A field does not hold; `errors` names it."),
    })
}

fn posted(summary: &str, parameters: &[Json], required: &[&str], properties: &Json) -> Json {
    let key = json!({ "name": "Idempotency-Key", "in": "header", "required": false,
        "schema": { "type": "string" },
        "description": "The same key on the same request gives the first answer again, for 24 hours." });
    let parameters: Vec<Json> = parameters.iter().cloned().chain([key]).collect();
    json!({ "post": {
        "tags": ["people"], "summary": summary, "parameters": parameters,
        "requestBody": { "required": true, "content": { "application/json": {
            "schema": { "type": "object", "required": required, "properties": properties } } } },
        "responses": answers(json!({ "$ref": "#/components/schemas/Deputy" }))
    } })
}

/// This room's part of the API's description.
pub fn openapi() -> Json {
    let text = json!({ "type": "string" });
    let day = json!({ "type": "string", "format": "date" });
    let id =
        json!({ "name": "id", "in": "path", "required": true, "schema": { "type": "string" } });
    let deputy = json!({ "type": "object",
        "required": ["id", "version", "principal", "deputy", "from", "until", "reason", "state"],
        "properties": {
            "id": text, "version": { "type": "integer" },
            "principal": text, "principal_name": text, "deputy": text, "deputy_name": text,
            "from": day, "until": day, "reason": text,
            "state": { "type": "string", "enum": ["coming", "now", "over", "revoked"] }
        } });
    let list = json!({ "type": "object", "required": ["items"], "properties": {
        "items": { "type": "array", "items": { "$ref": "#/components/schemas/Deputy" } } } });
    json!({ "components": { "schemas": { "Deputy": deputy } }, "paths": {
        "/api/v1/deputies": {
            "get": { "tags": ["people"], "summary": "Who stands in for a leader now or soon",
                "responses": answers(list) },
            "post": posted(
                "Name who decides for a leader from a day to a day", &[],
                &["deputy", "from", "until", "reason"],
                &json!({ "principal": text, "deputy": text, "from": day, "until": day, "reason": text }))["post"],
        },
        "/api/v1/deputies/{id}/revoke": posted(
            "Take a naming back", &[id], &["version"],
            &json!({ "version": { "type": "integer", "description": "The version the caller saw" } })),
    } })
}
