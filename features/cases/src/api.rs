//! Cases for programs: the same actions under the same permissions.

mod answers;
mod bodies;
mod endings;
mod files;
mod openapi;
mod reading;
mod timeline;
mod verbs;

use axum::response::Response;
use tongli_web::{Answer, ApiJson, Ask, Guard, IdempotencyKey, Routes, created, replay};

pub use answers::kept as answer_to_verb;
pub use openapi::{described_reading, described_verb, exactly, openapi};

use crate::access;
use crate::actions::{Once, Registering, register};
use bodies::NewCaseBody;

pub fn routes() -> Routes {
    Routes::new()
        .post("/api/v1/cases", Guard::May(access::REGISTER), post_case)
        .get(
            "/api/v1/cases",
            Guard::May(access::READ),
            reading::get_cases,
        )
        .get(
            "/api/v1/cases/{number}",
            Guard::May(access::READ),
            reading::get_case,
        )
        .get(
            "/api/v1/cases/{number}/timeline",
            Guard::May(access::READ),
            timeline::get_timeline,
        )
        .merge(verbs::routes())
        .post(
            "/api/v1/cases/{number}/attach",
            Guard::May(access::ATTACH),
            files::post_files,
        )
}

async fn post_case(
    ask: Ask,
    key: IdempotencyKey,
    ApiJson { value, digest }: ApiJson<NewCaseBody>,
) -> Result<Response, tongli_web::Refusal> {
    let new = value.read(&ask)?;
    let key = key.for_request(&ask, &digest);
    let what = Registering {
        new: &new,
        once: key.as_ref().map(|key| (key, answers::kept_registered as _)),
        draft: None,
    };
    answer(
        register(&ask.app, &ask.viewer, ask.now, what).await?,
        |done| created(&answers::registered(&ask.app, &done)),
    )
}

/// A fresh answer, or the one given to the same key before.
fn answer<T>(once: Once<T>, fresh: impl FnOnce(T) -> Answer) -> Answer {
    match once {
        Once::Done(done) => fresh(done),
        Once::Before(kept) => replay(kept),
    }
}
