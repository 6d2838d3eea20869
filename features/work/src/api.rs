//! Work lists and clocks for programs.

use axum::extract::Path;
use serde::Serialize;
use serde_json::json;
use tongli_kernel::{Fault, Moment};
use tongli_web::{Answer, Ask, Form, json as answer, panels};

use crate::access::queues_of;
use crate::clock::{ClockId, ClockRow};
use crate::explain::{Explained, ExplainedRow};
use crate::item::ItemId;
use crate::store::explain_clock;
use crate::store::items::{Line, subject_of};
use crate::store::lists::{self, Part, Wanted};

const LIST: i64 = 50;

#[derive(Serialize)]
struct ClockExplained {
    id: ClockId,
    rule: String,
    rule_version: i64,
    unit: &'static str,
    amount: Option<i64>,
    calendar: &'static str,
    calendar_version: String,
    started_at: String,
    due_at: Option<String>,
    promised_at: Option<String>,
    provisional_on: Option<tongli_kernel::Day>,
    unknown_year: Option<i64>,
    /// The day the rows below end on.
    due_on: Option<tongli_kernel::Day>,
    calendar_has_changed: bool,
    rows: Vec<ExplainedRow>,
}

/// A clock's count, day by day.
pub async fn explain(ask: Ask, Path(id): Path<String>) -> Answer {
    let id: ClockId = id.parse().map_err(|_| Fault::NotFound)?;
    let mut tx = ask.app.db.read().await.map_err(Fault::from)?;
    let (clock, explained) = explain_clock(&mut tx, &ask.app, ask.viewer.tenant, id)
        .await
        .map_err(Fault::from)?
        .ok_or(Fault::NotFound)?;
    drop(tx);
    // The subject's own room refuses here who may not see it.
    panels(
        &ask,
        "clock-head",
        subject_of(&clock.subject_kind, clock.subject_id),
    )
    .await?;
    answer(&explained_json(&ask, clock, explained))
}

fn explained_json(ask: &Ask, clock: ClockRow, explained: Explained) -> ClockExplained {
    let shown = |at: Moment| ask.app.time.rfc3339(at);
    ClockExplained {
        id: clock.id,
        rule: clock.rule,
        rule_version: clock.rule_version,
        unit: clock.counting.unit.code(),
        amount: clock.counting.amount,
        calendar: clock.counting.calendar.code(),
        calendar_version: clock.counting.calendar_version,
        started_at: shown(clock.started_at),
        due_at: clock.due_at.map(shown),
        promised_at: clock.promised_at.map(shown),
        provisional_on: clock.provisional_on,
        unknown_year: clock.unknown_year,
        due_on: explained.due_on,
        calendar_has_changed: explained.other_calendar,
        rows: explained.rows,
    }
}

#[derive(Serialize)]
struct WorkList {
    items: Vec<WorkItem>,
    /// The `after` of the next page.
    next: Option<String>,
}

#[derive(Serialize)]
struct WorkItem {
    id: ItemId,
    number: String,
    path: String,
    kind: String,
    rule: Option<String>,
    clock: Option<ClockId>,
    due_at: Option<String>,
    near_at: Option<String>,
    overdue: bool,
}

/// One of the caller's work lists: `queue` (default `mine`), `part`, `after`.
pub async fn work(ask: Ask) -> Answer {
    let form = Form::from_encoded(&ask.query);
    let code = form.text("queue").unwrap_or_else(|| "mine".to_owned());
    let queues = queues_of(&ask.viewer);
    let queue = queues
        .iter()
        .find(|queue| queue.code() == code)
        .ok_or(Fault::NotFound)?;
    let after = form.value("after").split_once('_').and_then(|(at, id)| {
        Some((
            Moment::from_millis(at.parse().ok()?),
            ItemId::new(id.parse().ok()?),
        ))
    });
    let time = &ask.app.time;
    let wanted = Wanted {
        tenant: ask.viewer.tenant,
        queue,
        part: Part::from_code(form.value("part")).unwrap_or(Part::All),
        now: ask.now,
        midnight: time.end_of(time.day_of(ask.now)),
    };
    let mut tx = ask.app.db.read().await.map_err(Fault::from)?;
    let mut lines = lists::list(&mut tx, &wanted, after, LIST + 1)
        .await
        .map_err(Fault::from)?;
    let shown = usize::try_from(LIST).unwrap_or(usize::MAX);
    let next = (lines.len() > shown)
        .then(|| {
            lines.truncate(shown);
            lines
                .last()
                .map(|last| format!("{}_{}", last.order_at.millis(), last.id))
        })
        .flatten();
    answer(&WorkList {
        items: lines.into_iter().map(|line| item(&ask, line)).collect(),
        next,
    })
}

fn item(ask: &Ask, line: Line) -> WorkItem {
    let shown = |at: Moment| ask.app.time.rfc3339(at);
    WorkItem {
        id: line.id,
        overdue: line.due_at.is_some_and(|due| ask.now >= due),
        number: line.label,
        path: line.path,
        kind: line.kind,
        rule: line.rule,
        clock: line.clock,
        due_at: line.due_at.map(shown),
        near_at: line.near_at.map(shown),
    }
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
    json!({
        "paths": {
            "/api/v1/work": {"get": {
                "summary": "One of the caller's work lists, most urgent first",
                "parameters": [
                    query("queue", "mine, a role of the caller's, unowned or house-overdue"),
                    query("part", "all, overdue, today, near or later"),
                    query("after", "the `next` of the page before"),
                ],
                "responses": {
                    "200": answered("The list", "WorkList"),
                    "401": refused("Nobody is signed in"),
                    "404": refused("No list of the caller's")
                },
            }},
            "/api/v1/clocks/{id}/explain": {"get": {
                "summary": "Why a clock runs out when it does, day by day",
                "parameters": [id],
                "responses": {
                    "200": answered("Every day from receipt to due day", "ExplainedClock"),
                    "401": refused("Nobody is signed in"),
                    "404": refused("No such clock")
                },
            }},
        },
        "components": {"schemas": schemas()}
    })
}

fn schemas() -> serde_json::Value {
    let text = json!({"type": "string"});
    let text_or_null = json!({"type": ["string", "null"]});
    let whole = json!({"type": "integer"});
    let whole_or_null = json!({"type": ["integer", "null"]});
    let at = json!({"type": ["string", "null"], "format": "date-time"});
    let flag = json!({"type": "boolean"});
    let day = json!({"type": ["string", "null"], "format": "date"});
    // Every field is always there.
    let exact = |properties: serde_json::Value| {
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
    let list = |schema: &str| {
        let place = format!("#/components/schemas/{schema}");
        json!({"type": "array", "items": {"$ref": place}})
    };
    json!({
        "WorkList": exact(json!({"items": list("WorkItem"), "next": text_or_null})),
        "WorkItem": exact(json!({
            "id": text, "number": text, "path": text, "kind": text, "rule": text_or_null,
            "clock": text_or_null, "due_at": at, "near_at": at, "overdue": flag
        })),
        "ExplainedClock": exact(json!({
            "id": text, "rule": text, "rule_version": whole, "unit": text,
            "amount": whole_or_null, "calendar": text, "calendar_version": text,
            "started_at": text, "due_at": at, "promised_at": at, "provisional_on": day,
            "unknown_year": whole_or_null, "due_on": day, "calendar_has_changed": flag,
            "rows": list("ExplainedClockDay")
        })),
        "ExplainedClockDay": exact(json!({
            "day": text, "weekday": whole, "kind": text, "counted": whole_or_null,
            "works": {"type": ["boolean", "null"]}, "due": flag
        }))
    })
}
