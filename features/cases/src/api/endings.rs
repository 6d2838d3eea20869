//! What programs read of how a case may end.

use serde_json::{Value as Json, json};
use tongli_kernel::Moment;
use tongli_web::App;

use super::openapi::exactly;
use super::openapi::shapes::{codes, flag, list, moment, nullable, text};
use crate::case::{Allegation, Case};
use crate::codes::{Confirmation, Outcome, RefusalReason, Reviewed, Way};
use crate::endings::Told;

fn told(app: &App, told: &Told) -> Json {
    json!({
        "by": told.by, "at": app.time.rfc3339(told.at), "proof": told.proof,
        "file": told.file.map(|id| id.to_string()),
    })
}

/// Everything a reader of endings reads.
pub fn endings(app: &App, case: &Case) -> Json {
    let at = |moment: Moment| app.time.rfc3339(moment);
    let one = &case.endings;
    json!({
        "supplement": one.supplement.as_ref().map(|asked| json!({
            "missing": asked.missing, "until": asked.until, "told": told(app, &asked.told),
            "answer": asked.answer.as_ref().map(|it| it.text.clone()),
            "answered_at": asked.answer.as_ref().map(|it| at(it.at)),
        })),
        "refusal_told": one.refusal_told.as_ref().map(|it| told(app, it)),
        "withdrawal": one.withdrawal.as_ref().map(|it| json!({
            "why": it.why, "confirmed_by": it.confirmed_by, "at": at(it.at),
            "file": it.file.map(|id| id.to_string()), "goes_on": it.goes_on,
        })),
        "tries": one.tries.iter().map(|it| json!({
            "at": at(it.at), "way": it.way, "outcome": it.outcome, "note": it.note,
            "file": it.file.map(|id| id.to_string()),
        })).collect::<Vec<_>>(),
        "on_file_at": one.on_file_at.map(at),
        "interims": one.interims.iter().map(|it| json!({
            "text": it.text, "told": told(app, &it.told), "promised": it.promised,
            "reason": it.reason,
        })).collect::<Vec<_>>(),
        "review": one.review.as_ref().map(|it| json!({
            "wish": it.wish, "asked_at": at(it.asked_at),
            "outcome": it.decided.as_ref().map(|done| done.outcome),
            "reason": it.decided.as_ref().map(|done| done.reason.clone()),
            "told": it.decided.as_ref().map(|done| told(app, &done.told)),
            "further": it.further.iter().map(|more| json!({ "wish": more.wish, "at": at(more.at) })).collect::<Vec<_>>(),
        })),
        "reopened_for": one.fresh.as_ref().map(|it| json!({
            "evidence": it.evidence, "file": it.file.map(|id| id.to_string()),
            "override_reason": it.overridden, "by_review": it.by_review,
        })),
    })
}

/// Why one allegation is not acted on.
pub fn refusal(app: &App, one: &Allegation) -> Json {
    json!(one.refusal.as_ref().map(|it| json!({
        "reason": it.ground.reason, "explanation": it.ground.explanation,
        "instead": it.ground.instead, "body": it.ground.elsewhere.body,
        "number": it.ground.elsewhere.number, "decided_on": it.ground.elsewhere.decided_on,
        "lies": it.ground.elsewhere.lies,
        "file": it.ground.elsewhere.file.map(|id| id.to_string()),
        "approved_at": it.approved_at.map(|at| app.time.rfc3339(at)),
    })))
}

fn day() -> Json {
    json!({ "type": "string", "format": "date" })
}

fn maybe(mut schema: Json) -> Json {
    schema["type"] = json!(["object", "null"]);
    schema
}

fn told_schema() -> Json {
    exactly(json!({
        "by": codes(Way::ALL, Way::code), "at": moment(), "proof": nullable(text()),
        "file": nullable(text())
    }))
}

/// The schema of [`refusal`].
pub fn refusal_schema() -> Json {
    maybe(exactly(json!({
        "reason": codes(RefusalReason::ALL, RefusalReason::code), "explanation": text(),
        "instead": nullable(text()), "body": nullable(text()), "number": nullable(text()),
        "decided_on": nullable(day()), "lies": nullable(text()), "file": nullable(text()),
        "approved_at": nullable(moment())
    })))
}

/// The schema of [`endings`].
pub fn schema() -> Json {
    maybe(exactly(json!({
        "supplement": maybe(exactly(json!({
            "missing": text(), "until": day(), "told": told_schema(),
            "answer": nullable(text()), "answered_at": nullable(moment())
        }))),
        "refusal_told": maybe(told_schema()),
        "withdrawal": maybe(exactly(json!({
            "why": text(), "confirmed_by": codes(Confirmation::ALL, Confirmation::code),
            "at": moment(), "file": nullable(text()), "goes_on": flag()
        }))),
        "tries": list(exactly(json!({
            "at": moment(), "way": codes(Way::ALL, Way::code),
            "outcome": codes(Outcome::ALL, Outcome::code), "note": nullable(text()),
            "file": nullable(text())
        }))),
        "on_file_at": nullable(moment()),
        "interims": list(exactly(json!({
            "text": text(), "told": told_schema(), "promised": day(), "reason": nullable(text())
        }))),
        "review": maybe(exactly(json!({
            "wish": text(), "asked_at": moment(),
            "outcome": nullable(codes(Reviewed::ALL, Reviewed::code)), "reason": nullable(text()),
            "told": maybe(told_schema()),
            "further": list(exactly(json!({ "wish": text(), "at": moment() })))
        }))),
        "reopened_for": maybe(exactly(json!({
            "evidence": nullable(text()), "file": nullable(text()),
            "override_reason": nullable(text()), "by_review": flag()
        }))),
    })))
}

/// The verbs of endings, as the description lists them.
pub fn verbs() -> Vec<(&'static str, &'static str, Json)> {
    let told = json!({
        "by": codes(Way::ALL, Way::code), "told_at": moment(), "proof": text(), "file": text()
    });
    let with = |mut fields: Json| {
        if let (Some(all), Some(more)) = (fields.as_object_mut(), told.as_object()) {
            all.extend(more.clone());
        }
        fields
    };
    vec![
        (
            "request-supplement",
            "Ask the person for what is missing, until a day",
            with(json!({ "missing": text(), "until": day() })),
        ),
        (
            "supplement",
            "Write down what came of the request",
            json!({ "text": text(), "at": moment() }),
        ),
        (
            "tell-refusal",
            "The person learned why it is not acted on",
            with(json!({})),
        ),
        (
            "withdraw",
            "The person takes it back; matters of safety go on without an answer owed",
            json!({
                "why": text(), "confirmed_by": codes(Confirmation::ALL, Confirmation::code),
                "file": text(), "at": moment()
            }),
        ),
        (
            "return-to-sender",
            "Return an order to the body that sent it",
            json!({ "reason": text() }),
        ),
        (
            "try-contact",
            "One try to reach the person",
            json!({
                "at": moment(), "way": codes(Way::ALL, Way::code),
                "outcome": codes(Outcome::ALL, Outcome::code), "note": text(), "file": text()
            }),
        ),
        (
            "interim",
            "Feedback before the answer is whole, with a promised working day",
            with(json!({ "text": text(), "promised": day(), "reason": text() })),
        ),
        (
            "ask-review",
            "The person is not satisfied; a second wish is answered by the lawful routes",
            json!({ "wish": text(), "at": moment() }),
        ),
        (
            "review-again",
            "Review the answer once: kept or changed",
            with(json!({ "outcome": codes(Reviewed::ALL, Reviewed::code), "reason": text() })),
        ),
    ]
}

/// What a refusal is sent with.
pub fn refusal_body() -> Json {
    let fields = json!({
        "reason": codes(RefusalReason::ALL, RefusalReason::code), "explanation": text(),
        "instead": { "type": "string", "description": "What the person may do instead" },
        "body": { "type": "string", "description": "The court, mediators or authority that has it" },
        "number": { "type": "string", "description": "The number of its decision" },
        "decided_on": day(),
        "lies": { "type": "string", "description": "Where its paper lies, if not in the file" },
        "file": text()
    });
    let mut part = fields.clone();
    part["allegation"] = json!({ "type": "integer" });
    let mut whole = fields;
    whole["allegations"] = list(
        json!({ "type": "object", "required": ["allegation", "reason", "explanation", "instead"], "properties": part }),
    );
    whole
}
