//! Files of lists for programs: asked for, looked after, fetched, erased.

use axum::body::Body;
use axum::extract::Path;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use futures_util::{Stream, TryStreamExt, stream};
use serde::Deserialize;
use serde_json::{Value as Json, json};
use tongli_cases::access::EXPORT;
use tongli_kernel::Fault;
use tongli_store::jobs::JobId;
use tongli_tables::Format;
use tongli_web::{
    Answer, ApiJson, Ask, Form, Guard, Refusal, Routes, file_answer, json as answer, json_text,
};

use crate::actions;
use crate::export::{Export, Standing, Why};

pub fn routes() -> Routes {
    let may = Guard::May(EXPORT);
    Routes::new()
        .post("/api/v1/exports", may, post)
        .get("/api/v1/exports", may, get_all)
        .get("/api/v1/exports/{id}", may, get)
        .get("/api/v1/exports/{id}/file", may, get_file)
        .delete("/api/v1/exports/{id}", may, delete)
}

/// A list as the page of cases narrows it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WishBody {
    format: String,
    stage: Option<String>,
    kind: Option<String>,
    category: Option<String>,
    department: Option<String>,
    owner: Option<String>,
    due: Option<String>,
    q: Option<String>,
    import: Option<String>,
    refused: Option<String>,
}

impl WishBody {
    fn form(self) -> Form {
        let fields = [
            ("format", Some(self.format)),
            ("stage", self.stage),
            ("kind", self.kind),
            ("category", self.category),
            ("department", self.department),
            ("owner", self.owner),
            ("due", self.due),
            ("q", self.q),
            ("import", self.import),
            ("refused", self.refused),
        ];
        let given = fields
            .into_iter()
            .filter_map(|(name, value)| Some((name.to_owned(), value?)));
        Form::from_fields(given.collect())
    }
}

async fn post(ask: Ask, ApiJson { value, .. }: ApiJson<WishBody>) -> Answer {
    let value: WishBody = value;
    let id = actions::ask(&ask.app, &ask.viewer, ask.now, &value.form()).await?;
    let export = actions::read(&mut ask.app.db.read().await?, &ask.viewer, id).await?;
    let body = told(&ask, &export).to_string();
    let mut response = json_text(StatusCode::ACCEPTED, body)?;
    let location = HeaderValue::from_str(&address(id)).map_err(Refusal::bug)?;
    response.headers_mut().insert(header::LOCATION, location);
    Ok(response)
}

async fn get_all(ask: Ask) -> Answer {
    let found = actions::list(&mut ask.app.db.read().await?, &ask.viewer).await?;
    let items: Vec<Json> = found.iter().map(|one| told(&ask, one)).collect();
    answer(&json!({ "items": items }))
}

async fn get(ask: Ask, Path(id): Path<JobId>) -> Answer {
    let export = actions::read(&mut ask.app.db.read().await?, &ask.viewer, id).await?;
    answer(&told(&ask, &export))
}

async fn get_file(ask: Ask, Path(id): Path<JobId>) -> Answer {
    file(&ask, id).await
}

async fn delete(ask: Ask, Path(id): Path<JobId>) -> Result<Response, Refusal> {
    actions::erase(&ask.app, &ask.viewer, ask.now, id).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// The file as it leaves.
pub async fn file(ask: &Ask, id: JobId) -> Answer {
    let taking = actions::take(&ask.app, &ask.viewer, ask.now, id).await?;
    let export = &taking.export;
    let (media_type, bytes) = (export.format.media_type(), export.bytes);
    let name = export.name(ask.app.time.day_of(export.created_at));
    let body = streamed(stream::try_unfold(taking, async |mut taking| {
        let bytes = taking.advance().await?;
        Ok(bytes.map(|bytes| (bytes, taking)))
    }));
    let mut response = file_answer(body, media_type, &name)?;
    let length = HeaderValue::from_str(&bytes.to_string()).map_err(Refusal::bug)?;
    response
        .headers_mut()
        .insert(header::CONTENT_LENGTH, length);
    Ok(response)
}

/// Bytes as they come. An end before its time breaks the connection, so that half a file
/// is not taken for a whole one.
pub fn streamed(bytes: impl Stream<Item = Result<Vec<u8>, Fault>> + Send + 'static) -> Body {
    Body::from_stream(bytes.map_err(|fault| {
        tracing::error!(?fault, "a file broke off on its way");
        std::io::Error::other("the file broke off")
    }))
}

fn address(id: JobId) -> String {
    format!("/api/v1/exports/{id}")
}

fn told(ask: &Ask, export: &Export) -> Json {
    let standing = export.standing(ask.now);
    let at = |moment| ask.app.time.rfc3339(moment);
    let ready = standing == Standing::Ready;
    json!({
        "id": export.id.to_string(),
        "state": standing.code(),
        "format": export.format.code(),
        "done": export.done,
        "total": export.total,
        "bytes": ready.then_some(export.bytes),
        "why": export.why.map(Why::code),
        "created_at": at(export.created_at),
        "expires_at": export.expires_at.filter(|_| ready).map(at),
        "file": ready.then(|| format!("{}/file", address(export.id))),
    })
}

pub fn openapi() -> Json {
    let text = json!({"type": "string"});
    let known = |schema: &str| json!({"$ref": format!("#/components/schemas/{schema}")});
    let content = |schema: Json| json!({"application/json": {"schema": schema}});
    let refused = |about: &str| {
        json!({"description": about, "content": {
            "application/problem+json": {"schema": known("Problem")}}})
    };
    let id = json!([{"name": "id", "in": "path", "required": true, "schema": text}]);
    let states: Vec<&str> = Standing::ALL.iter().map(|one| one.code()).collect();
    let formats: Vec<&str> = Format::ALL.iter().map(|one| one.code()).collect();
    let or_null = |kind: &str| json!({"type": [kind, "null"]});
    let moment_or_null = json!({"type": ["string", "null"], "format": "date-time"});
    let (unsigned, forbidden) = (
        refused("Nobody is signed in"),
        refused("The caller may not take lists out"),
    );
    let unknown = refused("No such file, or somebody else's");
    json!({
        "paths": {
            "/api/v1/exports": {
                "post": {
                    "operationId": "askForExport",
                    "summary": "Ask for a list of cases as a file; the same asked again while it is made is the same file",
                    "requestBody": {"required": true, "content": content(known("ExportWish"))},
                    "responses": {
                        "202": {"description": "It is being made; `Location` tells where to look", "content": content(known("Export"))},
                        "401": unsigned, "403": forbidden,
                        "409": refused("Too many are being made or kept for the caller, or the index of words is being made anew"),
                        "422": refused("A value does not hold")
                    }
                },
                "get": {
                    "operationId": "listExports",
                    "summary": "The caller's own files, newest first",
                    "responses": {
                        "200": {"description": "The newest fifty", "content": content(json!({
                            "type": "object", "required": ["items"], "additionalProperties": false,
                            "properties": {"items": {"type": "array", "items": known("Export")}}}))},
                        "401": unsigned, "403": forbidden
                    }
                }
            },
            "/api/v1/exports/{id}": {
                "get": {
                    "operationId": "readExport", "summary": "How a file stands", "parameters": id,
                    "responses": {
                        "200": {"description": "The file", "content": content(known("Export"))},
                        "401": unsigned, "403": forbidden, "404": unknown
                    }
                },
                "delete": {
                    "operationId": "eraseExport",
                    "summary": "Give a file up, or erase it", "parameters": id,
                    "responses": {
                        "204": {"description": "It is gone"},
                        "401": unsigned, "403": forbidden, "404": unknown
                    }
                }
            },
            "/api/v1/exports/{id}/file": {"get": {
                "operationId": "fetchExport",
                "summary": "The bytes of a file that is ready", "parameters": id,
                "responses": {
                    "200": {"description": "The file", "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}},
                    "401": unsigned, "403": forbidden, "404": unknown,
                    "409": refused("It is not ready, or is gone")
                }
            }}
        },
        "components": {"schemas": {
            "ExportWish": {
                "type": "object", "required": ["format"], "additionalProperties": false,
                "properties": {
                    "format": {"type": "string", "enum": formats}, "stage": text, "kind": text,
                    "category": text, "department": text, "owner": text, "due": text, "q": text,
                    "import": text, "refused": text
                }
            },
            "Export": {
                "type": "object", "additionalProperties": false,
                "required": ["id", "state", "format", "done", "total", "bytes", "why", "created_at", "expires_at", "file"],
                "properties": {
                    "id": text, "state": {"type": "string", "enum": states},
                    "format": {"type": "string", "enum": formats},
                    "done": {"type": "integer"}, "total": {"type": "integer"},
                    "bytes": or_null("integer"), "why": or_null("string"),
                    "created_at": {"type": "string", "format": "date-time"},
                    "expires_at": moment_or_null, "file": or_null("string")
                }
            }
        }}
    })
}
