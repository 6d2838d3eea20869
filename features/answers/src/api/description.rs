//! What this room's API is, as an OpenAPI fragment.

use serde_json::{Value as Json, json};

use crate::entry::{Kind, State};
use crate::question::QuestionState;

fn problem(what: &str) -> Json {
    json!({ "description": what, "content": { "application/problem+json": {
        "schema": { "$ref": "#/components/schemas/Problem" } } } })
}

fn answered(what: &str, schema: &str) -> Json {
    let place = format!("#/components/schemas/{schema}");
    json!({ "description": what, "content": { "application/json": { "schema": { "$ref": place } } } })
}

fn sent(schema: &str) -> Json {
    let place = format!("#/components/schemas/{schema}");
    json!({ "required": true, "content": { "application/json": { "schema": { "$ref": place } } } })
}

fn in_query(name: &str, what: &str, schema: &Json) -> Json {
    json!({ "name": name, "in": "query", "required": false, "description": what, "schema": schema })
}

/// All of these fields and no other.
fn exactly(fields: Json) -> Json {
    let required: Vec<&String> = fields
        .as_object()
        .into_iter()
        .flatten()
        .map(|(name, _)| name)
        .collect();
    json!({ "type": "object", "required": required, "additionalProperties": false, "properties": fields })
}

fn codes(all: &[&str]) -> Json {
    json!({ "type": "string", "enum": all })
}

/// This room's part of the API's description.
pub fn openapi() -> Json {
    let text = json!({ "type": "string" });
    let key = json!({ "name": "Idempotency-Key", "in": "header", "required": false, "schema": text,
        "description": "The same key on the same request gives the first answer again, for 24 hours." });
    let id = json!([{ "name": "id", "in": "path", "required": true, "schema": text }]);
    let (signed_out, not_allowed) = (
        problem("Nobody is signed in."),
        problem("The role may not do this."),
    );
    let (missing, wrong) = (
        problem("There is none."),
        problem("What was sent does not hold; each field says why."),
    );
    let faster = problem("Somebody changed it meanwhile, or it is not in that state.");
    let reused = problem("The key belongs to another request.");
    let large = problem("More was sent than is taken at once.");
    let changes = |what: &str, body: &str| {
        json!({ "post": { "tags": ["answers"], "summary": what, "parameters": id, "requestBody": sent(body),
            "responses": { "200": answered("As it is now.", "Answer"), "401": signed_out, "403": not_allowed,
                "404": missing, "409": faster, "413": large, "422": wrong } } })
    };
    let kinds = codes(&Kind::ALL.map(Kind::code));
    let states = codes(&State::ALL.map(State::code));
    let question_states = codes(&QuestionState::ALL.map(QuestionState::code));
    let after = in_query("after", "The `next` of the page before", &text);
    let with_id = json!([id[0], key]);
    json!({ "components": { "schemas": schemas() }, "paths": {
        "/api/v1/answers": {
            "get": { "tags": ["answers"],
                "summary": "A page of the library: what holds first, what has run out last",
                "parameters": [
                    in_query("q", "Any two characters, the spelling of a title or its initials", &text),
                    in_query("kind", "Of this kind only", &kinds),
                    in_query("state", "Those in use where none is named", &states), after ],
                "responses": { "200": answered("The page.", "Answers"), "401": signed_out, "403": not_allowed, "422": wrong } },
            "post": { "tags": ["answers"], "summary": "Write an entry, and say of a question that it answers it",
                "parameters": [key], "requestBody": sent("NewAnswer"),
                "responses": { "201": answered("Written.", "Answer"), "401": signed_out, "403": not_allowed,
                    "409": faster, "413": large, "422": wrong } }
        },
        "/api/v1/answers/{id}": { "get": { "tags": ["answers"], "summary": "An entry with its wordings, newest first", "parameters": id,
            "responses": { "200": answered("The entry.", "AnswerWithVersions"), "401": signed_out, "403": not_allowed, "404": missing } } },
        "/api/v1/answers/{id}/rewrite": changes("Change what an entry says; `version` is the one seen", "ChangedAnswer"),
        "/api/v1/answers/{id}/withdraw": changes("Take an entry out of use; it stays to be read", "AnswerTurn"),
        "/api/v1/answers/{id}/put-back": changes("Put a withdrawn entry back into use", "AnswerTurn"),
        "/api/v1/answers/{id}/used": { "post": { "tags": ["answers"], "summary": "Count that an entry was used", "parameters": with_id,
            "responses": { "200": answered("Counted.", "Answer"), "401": signed_out, "403": not_allowed, "404": missing,
                "409": reused, "413": large } } },
        "/api/v1/answers/questions": {
            "get": { "tags": ["answers"], "summary": "Questions without an answer, the most asked first",
                "parameters": [in_query("state", "Open ones where none is named", &question_states), after],
                "responses": { "200": answered("The page.", "AnswerQuestions"), "401": signed_out, "403": not_allowed, "422": wrong } },
            "post": { "tags": ["answers"], "summary": "Put a question on the list; the same words count once more",
                "parameters": [key], "requestBody": sent("NewAnswerQuestion"),
                "responses": { "201": answered("On the list.", "AnswerQuestion"), "401": signed_out, "403": not_allowed,
                    "409": reused, "413": large, "422": wrong } }
        },
        "/api/v1/answers/questions/{id}/drop": { "post": { "tags": ["answers"], "summary": "Take a question off the list that is none for the library",
            "parameters": id,
            "responses": { "200": answered("As it is now.", "AnswerQuestion"), "401": signed_out, "403": not_allowed,
                "404": missing, "409": problem("It has an answer."), "413": large } } },
        "/api/v1/answers/top": { "get": { "tags": ["answers"], "summary": "What a month used and asked most",
            "parameters": [in_query("month", "2026-09; the running one where none is named", &text)],
            "responses": { "200": answered("The month.", "AnswerTop"), "401": signed_out, "403": not_allowed, "422": wrong } } },
    } })
}

fn schemas() -> Json {
    let text = json!({ "type": "string" });
    let text_or_null = json!({ "type": ["string", "null"] });
    let number = json!({ "type": "integer" });
    let day = json!({ "type": ["string", "null"], "format": "date" });
    let moment = json!({ "type": "string", "format": "date-time" });
    let list = |of: &Json| json!({ "type": "array", "items": of });
    let entry = json!({
        "id": text, "version": number, "kind": codes(&Kind::ALL.map(Kind::code)),
        "standing": codes(&["good", "expiring", "expired", "withdrawn"]),
        "title": text, "body": text, "title_en": text, "body_en": text, "tags": list(&text),
        "department": text_or_null, "owner": text_or_null, "valid_until": day,
        "unverified": { "type": "boolean", "description": "The program's own words, which nobody here has looked at" },
        "changed_at": moment
    });
    let version = exactly(
        json!({ "version": number, "state": codes(&State::ALL.map(State::code)),
        "title": text, "body": text, "valid_until": day, "reason": text, "at": moment, "by": text }),
    );
    let mut with_versions = entry.clone();
    with_versions["versions"] = list(&version);
    let question = exactly(json!({ "id": text, "question": text,
        "state": codes(&QuestionState::ALL.map(QuestionState::code)), "times": number,
        "first_at": moment, "last_at": moment, "answer": text_or_null }));
    let new = json!({ "kind": codes(&Kind::ALL.map(Kind::code)), "title": text, "body": text,
        "title_en": text, "body_en": text, "tags": list(&text),
        "department": { "type": "string", "description": "A code" },
        "owner": { "type": "string", "description": "A login or a staff number; an answer needs one" },
        "valid_until": { "type": "string", "description": "The last day; an answer needs one" } });
    let mut changed = new.clone();
    changed["version"] = number.clone();
    let mut created = new;
    created["question"] = json!({ "type": "string", "description": "The question it answers" });
    let place = |schema: &str| json!({ "$ref": format!("#/components/schemas/{schema}") });
    json!({
        "Answer": exactly(entry),
        "AnswerWithVersions": exactly(with_versions),
        "Answers": exactly(json!({ "answers": list(&place("Answer")), "next": text_or_null })),
        "NewAnswer": { "type": "object", "required": ["kind", "title", "body"], "properties": created },
        "ChangedAnswer": { "type": "object", "required": ["version", "kind", "title", "body"], "properties": changed },
        "AnswerTurn": { "type": "object", "required": ["version", "reason"], "properties": { "version": number, "reason": text } },
        "AnswerQuestion": question,
        "AnswerQuestions": exactly(json!({ "questions": list(&place("AnswerQuestion")), "next": text_or_null })),
        "NewAnswerQuestion": { "type": "object", "required": ["question"], "properties": { "question": text } },
        "AnswerTop": exactly(json!({ "month": text,
            "used": list(&exactly(json!({ "id": text, "title": text, "times": number }))),
            "asked": list(&exactly(json!({ "id": text, "question": text, "times": number }))) })),
    })
}
