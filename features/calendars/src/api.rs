//! The calendar for programs.

use axum::extract::Path;
use serde::Serialize;
use serde_json::json;
use tongli_kernel::calendar::{Row, WorkCalendar};
use tongli_kernel::{Day, Fault};
use tongli_web::{Answer, Ask, Form, Guard, Routes, json as answer};

use crate::due_question::DueQuestion;
use crate::store::{Source, load, source_of};
use crate::year_sheet::kind_code;
use crate::{Calendars, Notice};

pub fn routes() -> Routes {
    Routes::new()
        .get("/api/v1/calendar/due", Guard::SignedIn, due)
        .get("/api/v1/calendar/years/{year}", Guard::SignedIn, year)
}

#[derive(Serialize)]
struct DueAnswer<'a> {
    from: Day,
    workdays: u32,
    /// Absent while a year on the way is unknown.
    due: Option<Day>,
    /// What weekends alone would give where `due` is absent; binds nobody.
    provisional: Option<Day>,
    unknown_year: Option<i16>,
    calendar_version: &'a str,
    explanation: Vec<ExplainedDay<'a>>,
}

#[derive(Serialize)]
struct ExplainedDay<'a> {
    day: Day,
    weekday: i8,
    kind: &'static str,
    name: Option<&'a str>,
    counted: Option<u32>,
}

impl<'a> From<&Row<'a>> for ExplainedDay<'a> {
    fn from(row: &Row<'a>) -> Self {
        let (kind, name) = kind_code(row.kind);
        Self {
            day: row.day,
            weekday: row.weekday(),
            kind,
            name,
            counted: row.counted,
        }
    }
}

async fn due(ask: Ask) -> Answer {
    let form = Form::from_encoded(&ask.query);
    let question = DueQuestion::read(
        form.value("from"),
        form.value("workdays"),
        form.value("calendar"),
    )?;
    let mut tx = ask.app.db.read().await?;
    let calendars = load(&mut tx, ask.viewer.tenant).await?;
    answer(&due_answer(question, calendars.named(question.calendar)))
}

fn due_answer(question: DueQuestion, calendar: &WorkCalendar) -> DueAnswer<'_> {
    let explained = calendar.explain(question.from, question.workdays);
    let open = explained.due.err();
    DueAnswer {
        from: question.from,
        workdays: question.workdays,
        due: explained.due.ok(),
        provisional: open.map(|open| open.provisional),
        unknown_year: open.map(|open| open.unknown_year),
        calendar_version: calendar.version(),
        explanation: explained.rows.iter().map(ExplainedDay::from).collect(),
    }
}

#[derive(Serialize)]
struct YearAnswer<'a> {
    year: i16,
    /// `false`: the arrangement is not known, and `days` says nothing.
    known: bool,
    /// `program` or `imported`.
    source: Option<&'static str>,
    notice: Option<&'a Notice>,
    amended_by: &'a [Notice],
    /// Working days by law, of the year and of each month.
    workdays: Option<u32>,
    months: Vec<u32>,
    /// Days that differ from plain weeks, the hospital's own among them.
    days: Vec<YearDay<'a>>,
    calendar_version: &'a str,
}

#[derive(Serialize)]
struct YearDay<'a> {
    day: Day,
    weekday: i8,
    kind: &'static str,
    name: Option<&'a str>,
}

async fn year(ask: Ask, Path(year): Path<String>) -> Answer {
    let first = year
        .parse::<i16>()
        .ok()
        .filter(|year| (1900..=2200).contains(year))
        .and_then(|year| Day::new(year, 1, 1))
        .ok_or(Fault::NotFound)?;
    let mut tx = ask.app.db.read().await?;
    let calendars = load(&mut tx, ask.viewer.tenant).await?;
    let source = source_of(&mut tx, ask.viewer.tenant, first.year()).await?;
    answer(&year_answer(first, &calendars, source.as_ref()))
}

fn year_answer<'a>(
    first: Day,
    calendars: &'a Calendars,
    source: Option<&'a Source>,
) -> YearAnswer<'a> {
    let (law, house) = (&calendars.law, &calendars.house);
    let months: Vec<u32> = (1..=12)
        .filter_map(|month| Day::new(first.year(), month, 1))
        .filter_map(|month| law.workdays_in_month(month).ok())
        .collect();
    let known = law.knows(first.year());
    let days = std::iter::successors(Some(first), |day| Some(day.next()))
        .take_while(|day| known && day.year() == first.year())
        .filter_map(|day| {
            let (kind, name) = kind_code(house.kind(day));
            name.is_some().then_some(YearDay {
                day,
                weekday: day.weekday(),
                kind,
                name,
            })
        });
    YearAnswer {
        year: first.year(),
        known,
        source: source.map(Source::code),
        notice: source.map(Source::notice),
        amended_by: source.map_or(&[], Source::amended_by),
        workdays: known.then(|| months.iter().sum()),
        months,
        days: days.collect(),
        calendar_version: law.version(),
    }
}

/// This room's part of the API's description.
pub fn openapi() -> serde_json::Value {
    let refused = json!({
        "description": "Refused",
        "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    });
    let answered = |schema: &str| {
        let place = format!("#/components/schemas/{schema}");
        json!({
            "200": {
                "description": "OK",
                "content": {"application/json": {"schema": {"$ref": place}}}
            },
            "4XX": refused
        })
    };
    let query = |name: &str, required: bool, schema: serde_json::Value| json!({"name": name, "in": "query", "required": required, "schema": schema});
    json!({
        "paths": {
            "/api/v1/calendar/due": {"get": {
                "operationId": "calendarDue",
                "summary": "The day at whose end so many working days after a receipt run out, day by day",
                "parameters": [
                    query("from", true, json!({"type": "string", "format": "date"})),
                    query("workdays", true, json!({
                        "type": "integer", "minimum": 0, "maximum": crate::LONGEST_COUNT
                    })),
                    query("calendar", false, json!({"type": "string", "enum": ["law", "house"]}))
                ],
                "responses": answered("CalendarDue")
            }},
            "/api/v1/calendar/years/{year}": {"get": {
                "operationId": "calendarYear",
                "summary": "A year's days that differ from plain weeks, and the notice they come from",
                "parameters": [
                    {"name": "year", "in": "path", "required": true, "schema": {"type": "integer"}}
                ],
                "responses": answered("CalendarYear")
            }}
        },
        "components": {"schemas": schemas()}
    })
}

fn schemas() -> serde_json::Value {
    let day = json!({"type": "string", "format": "date"});
    let or_null = |kind: &str| json!({"type": [kind, "null"]});
    let day_or_null = json!({"type": ["string", "null"], "format": "date"});
    let kinds = json!({"type": "string", "enum": [
        "working-day", "weekend", "holiday", "make-up", "house-rest", "house-work", "unknown"
    ]});
    let object = |required: &[&str], properties: serde_json::Value| {
        json!({
            "type": "object", "required": required, "additionalProperties": false,
            "properties": properties
        })
    };
    let list = |schema: &str| {
        let place = format!("#/components/schemas/{schema}");
        json!({"type": "array", "items": {"$ref": place}})
    };
    json!({
        "CalendarDue": object(
            &["from", "workdays", "due", "provisional", "unknown_year", "calendar_version", "explanation"],
            json!({
                "from": day, "workdays": {"type": "integer"}, "due": day_or_null,
                "provisional": day_or_null, "unknown_year": or_null("integer"),
                "calendar_version": {"type": "string"}, "explanation": list("CalendarExplainedDay")
            })
        ),
        "CalendarExplainedDay": object(
            &["day", "weekday", "kind", "name", "counted"],
            json!({
                "day": day, "weekday": {"type": "integer"}, "kind": kinds,
                "name": or_null("string"), "counted": or_null("integer")
            })
        ),
        "CalendarYear": object(
            &["year", "known", "source", "notice", "amended_by", "workdays", "months", "days", "calendar_version"],
            json!({
                "year": {"type": "integer"}, "known": {"type": "boolean"},
                "source": or_null("string"),
                "notice": {"oneOf": [{"$ref": "#/components/schemas/CalendarNotice"}, {"type": "null"}]},
                "amended_by": list("CalendarNotice"), "workdays": or_null("integer"),
                "months": {"type": "array", "items": {"type": "integer"}},
                "days": list("CalendarYearDay"), "calendar_version": {"type": "string"}
            })
        ),
        "CalendarYearDay": object(
            &["day", "weekday", "kind", "name"],
            json!({"day": day, "weekday": {"type": "integer"}, "kind": kinds, "name": or_null("string")})
        ),
        "CalendarNotice": object(
            &["title", "doc_no", "issued_on", "url", "verified"],
            json!({
                "title": {"type": "string"}, "doc_no": or_null("string"), "issued_on": day_or_null,
                "url": or_null("string"),
                "verified": {"type": "string", "enum": ["verified", "not verified"]}
            })
        )
    })
}
