//! What this room's API is, as an OpenAPI fragment.

use serde_json::{Value as Json, json};
use tongli_cases::{described_reading, described_verb, exactly};
use tongli_patients::{IdentityCheck, Relation};

use crate::record::To;
use crate::rules::close_relatives;
use crate::standing::{Capacity, Giver, MayLeave};

fn one_of(codes: &[&str]) -> Json {
    json!({ "type": "string", "enum": codes })
}

/// This room's part of the API's description.
pub fn openapi() -> Json {
    json!({ "components": { "schemas": schemas() }, "paths": {
        "/api/v1/cases/{number}/addressee": addressee(),
        "/api/v1/cases/{number}/minor-report": minor_report(),
    } })
}

fn record_version() -> Json {
    json!({
        "type": "integer",
        "description": "The version of the record the caller saw, 0 where there was none; left out, the record is changed as it stands.",
    })
}

fn addressee() -> Json {
    let text = json!({ "type": "string" });
    let flag = json!({ "type": "boolean" });
    let file = json!({ "type": "string", "description": "Id of a file of this case; empty takes it away" });
    let day = json!({ "type": "string", "format": "date" });
    let relations: Vec<&str> = Relation::ALL.iter().map(|one| one.code()).collect();
    let close: Vec<&str> = close_relatives().map(|one| one.code()).collect();
    let checks: Vec<&str> = IdentityCheck::ALL.iter().map(|one| one.code()).collect();
    let relative = json!({ "type": "object", "required": ["name", "relation"], "properties": {
        "name": text, "relation": one_of(&close), "is_contact": flag,
    } });
    let mut path = described_verb(
        "addressees",
        "Write down whom the office may tell; what is left out stays.",
        &[],
        json!({
            "record_version": record_version(),
            "to": one_of(&To::ALL.map(To::code)),
            "relative": { "type": "integer", "description": "Which of the relatives, counted from 1" },
            "name": text, "relation": one_of(&relations), "phone": text, "address": text,
            "identity_check": one_of(&checks), "identity_seen": text,
            "mandate_giver": one_of(&Giver::ALL.map(Giver::code)), "mandate_file": file,
            "mandate_hear": flag, "mandate_letters": flag, "mandate_decide": flag,
            "mandate_from": day, "mandate_until": day,
            "mandate_revoked_on": day, "mandate_revoked_why": text,
            "capacity": one_of(&Capacity::ALL.map(Capacity::code)), "capacity_ground": text,
            "guardianship_file": file,
            "died_at": { "type": "string", "format": "date-time" }, "kinship_file": file,
            "relatives": { "type": "array", "items": relative },
            "speaker": { "type": "integer", "description": "Which of the relatives speaks, counted from 1; 0 nobody" },
            "speaker_chosen": text,
            "guardian_hears": one_of(&MayLeave::ALL.map(MayLeave::code)), "guardian_reason": text,
        }),
    );
    let leaves = one_of(&MayLeave::ALL.map(MayLeave::code));
    path["post"]["responses"]["200"]["content"]["application/json"]["schema"] =
        moved(json!({ "spoken": leaves, "written": leaves }));
    path["get"] = described_reading(
        "addressees",
        "Who may be told what of a case, and why",
        "CaseAddressee",
    )["get"]
        .clone();
    path
}

/// The answer of a verb of this room: where the case stands, and the next version.
fn moved(mut more: Json) -> Json {
    let text = json!({ "type": "string" });
    let flag = json!({ "type": "boolean" });
    let whole = json!({ "type": "integer" });
    for (name, schema) in [
        ("number", &text),
        ("stage", &text),
        ("version", &whole),
        ("paused", &flag),
        ("refusal_proposed", &flag),
        ("record_version", &whole),
    ] {
        more[name] = schema.clone();
    }
    exactly(more)
}

fn minor_report() -> Json {
    let text = json!({ "type": "string" });
    let mut path = described_verb(
        "addressees",
        "Write down to whom a minor's harm was reported and when, or why not.",
        &[],
        json!({
            "record_version": record_version(),
            "reported_to": text, "reported_at": { "type": "string", "format": "date-time" },
            "receipt": text, "why_not": { "type": "string", "minLength": 10 },
            "home_suspected": { "type": "boolean" },
        }),
    );
    path["post"]["responses"]["200"]["content"]["application/json"]["schema"] = moved(json!({}));
    path
}

fn schemas() -> Json {
    let text = json!({ "type": "string" });
    let text_or_null = json!({ "type": ["string", "null"] });
    let flag = json!({ "type": "boolean" });
    let whole = json!({ "type": "integer" });
    let at_or_null = json!({ "type": ["string", "null"], "format": "date-time" });
    let day_or_null = json!({ "type": ["string", "null"], "format": "date" });
    let leaves = one_of(&MayLeave::ALL.map(MayLeave::code));
    let of = |schema: &str| json!({ "$ref": format!("#/components/schemas/{schema}") });
    let or_null = |schema: &str| json!({ "oneOf": [of(schema), { "type": "null" }] });
    json!({
        "CaseAddressee": exactly(json!({
            "record_version": whole, "to": text, "name": text_or_null, "relation": text_or_null,
            "identity_check": text, "identity_seen": text_or_null,
            "age": { "type": ["integer", "null"] },
            "spoken": of("CaseStanding"), "written": of("CaseStanding"),
            "code_opens": of("CaseStanding"), "mandate": or_null("CaseMandate"),
            "capacity": text, "guardianship": or_null("CasePaper"), "died_at": at_or_null,
            "kinship": or_null("CasePaper"),
            "relatives": { "type": "array", "items": of("CaseRelative") },
            "speaker": whole, "guardian_hears": text_or_null, "minor_report_open": flag,
            "minor_reported_at": at_or_null
        })),
        "CaseStanding": exactly(json!({
            "leaves": leaves, "reason": text, "say": text, "rule": text_or_null,
            "verified": flag, "next_steps": { "type": "array", "items": of("CaseNextStep") }
        })),
        "CaseNextStep": exactly(json!({ "step": text, "say": text })),
        "CaseMandate": exactly(json!({
            "agent": text, "giver": text, "paper": of("CasePaper"), "hear": flag, "letters": flag,
            "decide": flag, "from": { "type": "string", "format": "date" }, "until": day_or_null,
            "revoked_on": day_or_null
        })),
        "CasePaper": exactly(json!({ "file": text, "name": text, "digest": text })),
        "CaseRelative": exactly(json!({ "name": text, "relation": text, "is_contact": flag })),
    })
}
