//! What is sent and answered, field by field.

use serde_json::{Value as Json, json};

use super::shapes::{
    body, codes, exactly, flag, list, moment, nullable, of, severity, text, whole,
};
use crate::api::endings;
use crate::codes::{
    Category, Channel, Court, Finding, Handling, HelpNeed, Kind, Mood, Receiver, RefusalReason,
    Risk, Stage, Urgency, Visibility, VisitType,
};

pub(super) fn schemas() -> Json {
    let mut schemas = json!({
        "NewCase": new_case(),
        "RegisteredCase": exactly(json!({
            "number": text(), "stage": codes(Stage::ALL, Stage::code), "version": whole(),
            "clocks": list(of("CaseClock"))
        })),
        "MovedCase": exactly(json!({
            "number": text(), "stage": codes(Stage::ALL, Stage::code), "version": whole(),
            "paused": flag(), "refusal_proposed": flag()
        })),
        "AttachedFiles": exactly(json!({
            "number": text(), "stage": codes(Stage::ALL, Stage::code), "version": whole(),
            "paused": flag(), "refusal_proposed": flag(), "files": list(of("CaseFile"))
        })),
        "CaseFile": exactly(json!({
            "id": { "type": "string", "description": "What `proof.file` of a delivery names" },
            "name": text(), "media_type": text(), "bytes": whole(), "added_at": moment(),
            "digest": { "type": "string", "description": "SHA-256 of the bytes, in hexadecimal" }
        })),
        "CaseTimeline": exactly(json!({ "items": list(of("CaseEntry")), "next": nullable(text()) })),
        "CaseEntry": exactly(json!({
            "seq": whole(), "at": moment(),
            "by": { "type": "string", "enum": ["staff", "clock", "operator", "public"] },
            "who": { "type": ["string", "null"], "description": "Of the house; nobody else is named" },
            "verb": text(), "from": nullable(text()), "to": nullable(text()),
            "department": nullable(text()),
            "visibility": nullable(codes(Visibility::ALL, Visibility::code)),
            "text": nullable(text()), "file": nullable(text())
        })),
        "CaseClock": exactly(json!({
            "id": text(), "explain": { "type": "string", "description": "Where the count stands day by day" },
            "rule": text(), "due_at": nullable(moment()), "promised_at": nullable(moment()),
            "provisional": flag(), "met_at": nullable(moment()),
            "met_by": nullable(json!({ "type": "string", "enum": ["interim", "final"] })),
            "ended_at": { "type": ["string", "null"], "format": "date-time", "description": "It no longer applies: another clock took its place, or the matter left the office" }
        })),
        "CaseList": exactly(json!({ "items": list(of("CaseLine")), "next": nullable(text()) })),
        "CaseLine": exactly(json!({
            "number": text(), "kind": codes(Kind::ALL, Kind::code),
            "stage": codes(Stage::ALL, Stage::code), "version": whole(), "paused": flag(),
            "urgency": codes(Urgency::ALL, Urgency::code), "summary": text(),
            "department": nullable(text()), "owner": nullable(text()), "received_at": moment(),
            "registered_at": moment(), "due_at": nullable(moment())
        })),
        "CaseAllegation": exactly(json!({
            "id": text(), "seq": whole(), "text": text(),
            "category": nullable(codes(Category::ALL, Category::code)), "severity": nullable(severity()),
            "departments": list(text()),
            "respondents": list(exactly(json!({ "said": text(), "name": nullable(text()) }))),
            "finding": nullable(codes(Finding::ALL, Finding::code)),
            "reason": nullable(text()), "answer": nullable(text()), "next_step": nullable(text()),
            "refusal": endings::refusal_schema()
        })),
        "CaseMark": exactly(json!({ "mark": text(), "state": { "type": "string", "enum": ["met", "open", "not_needed"] } })),
        "CasePatient": exactly(json!({
            "name": nullable(text()), "sex": text(),
            "birth_date": nullable(json!({ "type": "string", "format": "date" })),
            "record_no": nullable(text()), "document_kind": nullable(text()),
            "document_no": nullable(text())
        })),
        "CaseContact": exactly(json!({
            "name": nullable(text()), "phone": nullable(text()), "relation": nullable(text()),
            "reply_by": nullable(text()), "address": nullable(text()),
            "identity_check": text(), "mandate": flag()
        })),
    });
    schemas["Case"] = case();
    schemas
}

fn new_case() -> Json {
    body(
        &["kind", "channel", "narrative"],
        json!({
            "kind": kind_or_prefix(), "channel": codes(Channel::ALL, Channel::code),
            "narrative": { "type": "string", "minLength": 2 },
            "received_at": { "type": "string", "format": "date-time", "description": "Now, where nothing is said; never in the future" },
            "demand": text(), "underlying_need": text(),
            "patient": body(&[], json!({ "name": text(), "sex": text(), "birth_date": { "type": "string", "format": "date" }, "record_no": text(), "document_kind": text(), "document_no": text() })),
            "contact": body(&[], json!({ "name": text(), "phone": text(), "relation": text(), "reply_by": text(), "address": text(), "identity_check": text(), "mandate": flag() })),
            "bed_no": text(), "risks": list(codes(Risk::ALL, Risk::code)), "risk_reason": text(),
            "first_receiver": { "type": "string", "description": "Whom the person first spoke to: number, login or name; the caller where nothing is said" },
            "first_department": { "type": "string", "description": "Where: a code or an exact name" },
            "privacy_shown": { "type": "boolean", "description": "The person was shown the privacy notice in force" },
            "integrity": { "type": "boolean", "description": "Money, gifts or commissions come into it: the clue becomes a restricted matter of its own at once" },
            "integrity_text": { "type": "string", "description": "The clue in words of its own" },
            "rest_narrative": { "type": "string", "description": "What the ordinary case tells where a clue is split off; without it, what the other allegations say" },
            "hide_identity": { "type": "boolean", "description": "The departments are not to learn who complains" },
            "in_hospital": { "type": "boolean", "description": "The patient is still in the care of those complained of" },
            "department": { "type": "string", "description": "Where the person was treated: a code or an exact name" },
            "urgency": codes(Urgency::ALL, Urgency::code),
            "visit_type": codes(VisitType::ALL, VisitType::code),
            "incident_at": moment(), "incident_place": text(),
            "already_in_court": {
                "oneOf": [codes(Court::ALL, Court::code), flag()],
                "description": "`true` says a court, `false` nowhere"
            },
            "persons_present": whole(),
            "allegations": list(body(&["text"], json!({
                "category": codes(Category::ALL, Category::code), "text": text(), "severity": severity(),
                "departments": list(json!({ "type": "string", "description": "Whom it is about: a code or an exact name" })),
                "respondents": list(json!({ "type": "string", "description": "Who it is about: a staff number, login or name, else how the person describes them" }))
            }))),
            "anonymity_reason": text(), "mood": codes(Mood::ALL, Mood::code),
            "help_needs": list(codes(HelpNeed::ALL, HelpNeed::code)),
            "leader_instruction": text(), "read_back": flag(),
            "settled_result": { "type": "string", "description": "What was done on the spot: the case is settled at once" }
        }),
    )
}

/// A kind by its code or by the letters its numbers begin with.
fn kind_or_prefix() -> Json {
    let mut schema = codes(Kind::ALL, Kind::code);
    if let Some(values) = schema["enum"].as_array_mut() {
        values.extend(Kind::ALL.iter().map(|one| json!(one.prefix())));
    }
    schema
}

fn case() -> Json {
    let mut fields = json!({
        "number": text(), "kind": codes(Kind::ALL, Kind::code), "stage": codes(Stage::ALL, Stage::code),
        "version": whole(), "paused": flag(),
        "confidentiality": { "type": "string", "enum": ["ordinary", "sensitive", "discipline"] },
        "channel": codes(Channel::ALL, Channel::code), "received_at": moment(),
        "registered_at": moment(), "narrative": text(), "patient": nullable_of("CasePatient"),
        "contact": nullable_of("CaseContact"), "incident_at": nullable(moment()),
        "urgency": codes(Urgency::ALL, Urgency::code),
        "visit_type": nullable(codes(VisitType::ALL, VisitType::code)),
        "mood": nullable(codes(Mood::ALL, Mood::code)), "persons_present": nullable(whole()),
        "already_in_court": codes(Court::ALL, Court::code),
        "help_needs": list(codes(HelpNeed::ALL, HelpNeed::code)),
        "allegations": list(of("CaseAllegation")),
        "refusal_reason": nullable(codes(RefusalReason::ALL, RefusalReason::code)),
        "statements_open": whole(), "handling": list(codes(Handling::ALL, Handling::code)),
        "refunded_fen": nullable(whole()), "waived_fen": nullable(whole()),
        "satisfaction": nullable(whole()),
        "handed_over_to": nullable(codes(Receiver::ALL, Receiver::code)), "round": whole(),
        "letter_wanted": flag(), "do_not_contact": flag(), "read_back_at": nullable(moment()),
        "answered_at": nullable(moment()), "delivered_at": nullable(moment()),
        "closed_at": nullable(moment()), "archived_at": nullable(moment()),
        "files": list(of("CaseFile")),
        "clocks": list(of("CaseClock")), "marks": list(of("CaseMark")), "verbs": list(text()),
    });
    fields["hide_identity"] = flag();
    fields["in_hospital"] = flag();
    // The other half, where a clue was parted from it, for whoever sees both.
    fields["linked"] = list(text());
    fields["risks"] = list(codes(Risk::ALL, Risk::code));
    fields["joint_study"] = nullable(json!({ "type": "string", "enum": ["proposed", "approved"] }));
    fields["reopen_received_at"] = nullable(moment());
    fields["endings"] = endings::schema();
    for field in [
        "bed_no",
        "risk_reason",
        "first_department",
        "joint_reason",
        "privacy_notice",
        "demand",
        "underlying_need",
        "anonymity_reason",
        "department",
        "incident_place",
        "first_receiver",
        "owner",
        "speaker",
        "settled_result",
        "refusal_explanation",
        "handling_result",
        "improvement",
        "no_improvement_reason",
        "pause_reason",
        "leader_instruction",
    ] {
        fields[field] = nullable(text());
    }
    exactly(fields)
}

fn nullable_of(schema: &str) -> Json {
    json!({ "oneOf": [of(schema), { "type": "null" }] })
}
