//! Notices for programs.

use axum::extract::Path;
use serde::Serialize;
use serde_json::json;
use tongli_kernel::Fault;
use tongli_web::{Answer, Ask, Form, json as answer};

use crate::actions::read::{read_notice, reader};
use crate::notice::{Notice, NoticeId};
use crate::store;

const LIST: i64 = 50;

#[derive(Serialize)]
struct Listed {
    notices: Vec<Told>,
    /// The `before` of the next page.
    next: Option<NoticeId>,
}

#[derive(Serialize)]
struct Told {
    id: NoticeId,
    topic: String,
    say: String,
    path: Option<String>,
    urgent: bool,
    created_at: String,
    read_at: Option<String>,
}

/// The caller's notices, newest first.
pub async fn list(ask: Ask) -> Answer {
    let staff = reader(&ask.viewer)?;
    let form = Form::from_encoded(&ask.query);
    let only_unread = form.value("show") == "unread";
    let before: Option<NoticeId> = form.value("before").parse().ok();
    let mut tx = ask.app.db.read().await.map_err(Fault::from)?;
    let mut notices = store::list(
        &mut tx,
        ask.viewer.tenant,
        staff,
        only_unread,
        before,
        LIST + 1,
    )
    .await
    .map_err(Fault::from)?;
    let shown = usize::try_from(LIST).unwrap_or(usize::MAX);
    let further = notices.len() > shown;
    notices.truncate(shown);
    answer(&Listed {
        next: notices.last().filter(|_| further).map(|last| last.id),
        notices: notices
            .into_iter()
            .map(|notice| told(&ask, notice))
            .collect(),
    })
}

fn told(ask: &Ask, notice: Notice) -> Told {
    Told {
        id: notice.id,
        topic: notice.topic,
        say: ask.app.words.say(ask.lang, &notice.said),
        path: notice.path,
        urgent: notice.urgent,
        created_at: ask.app.time.rfc3339(notice.created_at),
        read_at: notice.read_at.map(|at| ask.app.time.rfc3339(at)),
    }
}

/// Marks one notice read.
pub async fn read(ask: Ask, Path(id): Path<String>) -> Answer {
    let id: NoticeId = id.parse().map_err(|_| Fault::NotFound)?;
    read_notice(&ask.app, &ask.viewer, id, ask.now).await?;
    answer(&json!({"id": id, "read": true}))
}

pub fn openapi() -> serde_json::Value {
    let text = json!({"type": "string"});
    let id = json!({"name": "id", "in": "path", "required": true, "schema": text});
    let query = |name: &str, about: &str| json!({"name": name, "in": "query", "description": about, "schema": text});
    let answered = |about: &str, schema: &str| {
        let place = format!("#/components/schemas/{schema}");
        json!({"description": about, "content": {"application/json": {"schema": {"$ref": place}}}})
    };
    let refused = |about: &str| {
        json!({"description": about, "content": {"application/problem+json": {
            "schema": {"$ref": "#/components/schemas/Problem"}}}})
    };
    let signed_out = refused("Nobody is signed in");
    json!({
        "paths": {
            "/api/v1/notices": {"get": {
                "summary": "The caller's notices, newest first",
                "parameters": [
                    query("show", "`unread` for those not read yet"),
                    query("before", "the `next` of the page before"),
                ],
                "responses": {"200": answered("The notices", "NoticeList"), "401": signed_out},
            }},
            "/api/v1/notices/{id}/read": {"post": {
                "summary": "Marks a notice read",
                "parameters": [id],
                "responses": {
                    "200": answered("Read", "NoticeRead"),
                    "401": signed_out,
                    "404": refused("No notice of the caller's")
                },
            }},
        },
        "components": {"schemas": schemas()}
    })
}

fn schemas() -> serde_json::Value {
    let text = json!({"type": "string"});
    let text_or_null = json!({"type": ["string", "null"]});
    let at = json!({"type": "string", "format": "date-time"});
    json!({
        "NoticeList": {
            "type": "object", "required": ["notices", "next"], "additionalProperties": false,
            "properties": {
                "notices": {"type": "array", "items": {"$ref": "#/components/schemas/Notice"}},
                "next": text_or_null
            }
        },
        "Notice": {
            "type": "object", "additionalProperties": false,
            "required": ["id", "topic", "say", "path", "urgent", "created_at", "read_at"],
            "properties": {
                "id": text, "topic": text, "say": text, "path": text_or_null,
                "urgent": {"type": "boolean"}, "created_at": at,
                "read_at": {"type": ["string", "null"], "format": "date-time"}
            }
        },
        "NoticeRead": {
            "type": "object", "required": ["id", "read"], "additionalProperties": false,
            "properties": {"id": text, "read": {"type": "boolean"}}
        }
    })
}
