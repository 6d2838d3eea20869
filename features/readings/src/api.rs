//! The list of readings for programs of the audit administrator.

use serde_json::{Value as Json, json};
use tongli_kernel::{Fault, FieldErrors, Said};
use tongli_web::{Answer, Ask, Form, json as answer};

use crate::actions;
use crate::filter::Filter;
use crate::reading::{Place, Reading};

const PAGE: i64 = 50;
const MOST: i64 = 200;

pub async fn list(ask: Ask) -> Answer {
    let form = Form::from_encoded(&ask.query);
    let (filter, limit) = wanted(&ask, &form).map_err(Fault::Invalid)?;
    let (lines, more) = actions::list(&ask.app, &ask.viewer, &filter, limit).await?;
    let next = lines
        .last()
        .filter(|_| more)
        .map(|last| last.place().code());
    let items: Vec<Json> = lines.iter().map(|line| item(&ask, line)).collect();
    answer(&json!({ "items": items, "next": next }))
}

fn wanted(ask: &Ask, form: &Form) -> Result<(Filter, i64), FieldErrors> {
    let mut errors = FieldErrors::default();
    let limit = match form.text("limit").map(|text| text.parse()) {
        None => PAGE,
        Some(Ok(limit)) if (1..=MOST).contains(&limit) => limit,
        Some(_) => {
            errors.add("limit", Said::new("readings-limit").with("most", MOST));
            PAGE
        }
    };
    let before = form.text("cursor").map(|code| Place::read(&code));
    if before == Some(None) {
        errors.add("cursor", Said::new("readings-cursor"));
    }
    let mut filter = Filter::read(form, &ask.app.time)?;
    filter.before = before.flatten();
    errors.or_else(|| (filter, limit))
}

fn item(ask: &Ask, line: &Reading) -> Json {
    let matter = line.matter.as_ref();
    let known = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    json!({
        "at": ask.app.time.rfc3339(line.at),
        "reader": known(&line.login),
        "name": known(&line.name),
        "what": line.what,
        "number": matter.and_then(|matter| matter.number()),
        "stage": matter.and_then(|matter| matter.stage()).map(|stage| stage.code()),
        "restricted": matter.is_some_and(|matter| matter.is_restricted()),
        "without_task": line.without_task,
    })
}

pub fn openapi() -> Json {
    let text = json!({"type": "string"});
    let text_or_null = json!({"type": ["string", "null"]});
    let flag = json!({"type": "boolean"});
    let query = |name: &str, about: &str, schema: Json| json!({"name": name, "in": "query", "required": false, "description": about, "schema": schema});
    let day = json!({"type": "string", "format": "date"});
    let refused = |about: &str| {
        json!({"description": about, "content": {"application/problem+json": {
            "schema": {"$ref": "#/components/schemas/Problem"}}}})
    };
    let list = json!({"$ref": "#/components/schemas/ReadingList"});
    let exact = |properties: Json| {
        let names: Vec<&String> = properties
            .as_object()
            .into_iter()
            .flat_map(|all| all.keys())
            .collect();
        json!({
            "type": "object", "required": names, "additionalProperties": false,
            "properties": properties
        })
    };
    json!({
        "paths": {"/api/v1/readings": {"get": {
            "summary": "Who read which file, newest first; for the audit administrator",
            "operationId": "listReadings",
            "parameters": [
                query("case", "The number of a matter", text.clone()),
                query("reader", "A login, staff number or name", text.clone()),
                query("from", "The first day", day.clone()),
                query("to", "The last day", day),
                query("without_task", "1: only what somebody without a task opened", text.clone()),
                query("limit", "", json!({"type": "integer", "minimum": 1, "maximum": MOST})),
                query("cursor", "The `next` of the page before", text.clone()),
            ],
            "responses": {
                "200": {"description": "The readings", "content": {"application/json": {"schema": list}}},
                "401": refused("Nobody is signed in"),
                "403": refused("The caller is no audit administrator"),
                "422": refused("A value does not hold")
            },
        }}},
        "components": {"schemas": {
            "ReadingList": exact(json!({
                "items": {"type": "array", "items": {"$ref": "#/components/schemas/Reading"}},
                "next": text_or_null
            })),
            "Reading": exact(json!({
                "at": {"type": "string", "format": "date-time"}, "reader": text_or_null,
                "name": text_or_null, "what": text, "number": text_or_null,
                "stage": text_or_null, "restricted": flag, "without_task": flag
            }))
        }}
    })
}
