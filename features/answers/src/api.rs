//! The library for programs: looking up, writing, counting, questions, a month.

mod description;

use axum::extract::Path;
use serde::Deserialize;
use serde_json::{Value as Json, json};
use tongli_kernel::{Fault, Said};
use tongli_store::idempotency::Answer as Kept;
use tongli_web::{Answer, ApiJson, Ask, Form, Guard, IdempotencyKey, Routes, json, once};

use crate::access::{ASK, READ, WRITE};
use crate::actions::{self, Asked, Looking, Writing};
use crate::entry::{Entry, EntryId, Kind, State, Typed};
use crate::month::Month;
use crate::question::{Question, QuestionId, QuestionState};

pub use description::openapi;

/// Rows of a page.
const PAGE: usize = 50;
/// Wordings that are told.
const WORDINGS: i64 = 200;

pub fn routes() -> Routes {
    let (read, ask, write) = (Guard::May(READ), Guard::May(ASK), Guard::May(WRITE));
    Routes::new()
        .get("/api/v1/answers", read, list)
        .post("/api/v1/answers", write, create)
        .get("/api/v1/answers/questions", read, questions)
        .post("/api/v1/answers/questions", ask, put)
        .post("/api/v1/answers/questions/{id}/drop", write, drop_one)
        .get("/api/v1/answers/top", read, top)
        .get("/api/v1/answers/{id}", read, show)
        .post("/api/v1/answers/{id}/rewrite", write, rewrite)
        .post("/api/v1/answers/{id}/withdraw", write, withdraw)
        .post("/api/v1/answers/{id}/put-back", write, put_back)
        .post("/api/v1/answers/{id}/used", read, used)
}

fn told(ask: &Ask, entry: &Entry) -> Json {
    let said = &entry.content;
    json!({
        "id": entry.id,
        "version": entry.version,
        "kind": said.kind.code(),
        "standing": entry.standing(ask.app.time.day_of(ask.now)).code(),
        "title": said.title,
        "body": said.body,
        "title_en": said.title_en,
        "body_en": said.body_en,
        "tags": said.tags.split(' ').filter(|tag| !tag.is_empty()).collect::<Vec<_>>(),
        "department": said.department,
        "owner": said.owner,
        "valid_until": said.valid_until,
        "unverified": entry.is_unverified(),
        "changed_at": ask.app.time.rfc3339(entry.changed_at),
    })
}

fn asked(ask: &Ask, question: &Question) -> Json {
    json!({
        "id": question.id,
        "question": question.words,
        "state": question.state.code(),
        "times": question.times,
        "first_at": ask.app.time.rfc3339(question.first_at),
        "last_at": ask.app.time.rfc3339(question.last_at),
        "answer": question.answer,
    })
}

fn id_of(text: &str) -> Result<EntryId, Fault> {
    text.parse().map_err(|_| Fault::NotFound)
}

/// `?q=yibao&kind=answer&state=current&after=…`
async fn list(ask: Ask) -> Answer {
    let form = Form::from_encoded(&ask.query);
    let looking = Looking {
        words: form.value("q"),
        state: match form.value("state") {
            "" => State::Current,
            code => State::from_code(code).ok_or_else(|| unknown("state"))?,
        },
        kind: match form.value("kind") {
            "" => None,
            code => Some(Kind::from_code(code).ok_or_else(|| unknown("kind"))?),
        },
        after: form.value("after").parse().ok(),
    };
    let today = ask.app.time.day_of(ask.now);
    let mut tx = ask.app.db.read().await?;
    let found = actions::look(&mut tx, &ask.viewer, today, looking, PAGE).await?;
    drop(tx);
    let all: Vec<Json> = found.entries.iter().map(|one| told(&ask, one)).collect();
    json(&json!({ "answers": all, "next": found.next }))
}

fn unknown(field: &'static str) -> Fault {
    Fault::field(field, Said::new("answers-code-unknown"))
}

async fn show(ask: Ask, Path(id): Path<String>) -> Answer {
    let mut tx = ask.app.db.read().await?;
    let entry = actions::find_entry(&mut tx, &ask.viewer, id_of(&id)?).await?;
    let versions = actions::wordings(&mut tx, &ask.viewer, entry.id, WORDINGS).await?;
    drop(tx);
    let versions: Vec<Json> = (versions.iter())
        .map(|one| {
            json!({
                "version": one.version,
                "state": one.state.code(),
                "title": one.content.title,
                "body": one.content.body,
                "valid_until": one.content.valid_until,
                "reason": one.reason,
                "at": ask.app.time.rfc3339(one.at),
                "by": one.by_name,
            })
        })
        .collect();
    let mut body = told(&ask, &entry);
    if let Some(fields) = body.as_object_mut() {
        fields.insert("versions".to_owned(), versions.into());
    }
    json(&body)
}

#[derive(Deserialize)]
struct EntryBody {
    #[serde(default)]
    version: i64,
    kind: String,
    title: String,
    body: String,
    #[serde(default)]
    title_en: String,
    #[serde(default)]
    body_en: String,
    #[serde(default)]
    tags: Vec<String>,
    #[serde(default)]
    department: String,
    #[serde(default)]
    owner: String,
    #[serde(default)]
    valid_until: String,
    question: Option<QuestionId>,
}

impl EntryBody {
    fn writing<'a>(&'a self, tags: &'a str) -> Writing<'a> {
        Writing {
            typed: Typed {
                kind: &self.kind,
                title: &self.title,
                body: &self.body,
                title_en: &self.title_en,
                body_en: &self.body_en,
                tags,
                valid_until: &self.valid_until,
            },
            department: &self.department,
            owner: &self.owner,
            once: None,
            question: self.question,
        }
    }
}

async fn create(ask: Ask, key: IdempotencyKey, body: ApiJson<EntryBody>) -> Answer {
    let key = key.for_request(&ask, &body.digest);
    let (ask, tags) = (&ask, body.value.tags.join(" "));
    let writing = body.value.writing(&tags);
    once(ask, key, async |tx| {
        let entry = actions::write(tx, &ask.app, &ask.viewer, ask.now, writing).await?;
        Ok(Kept {
            status: 201,
            body: told(ask, &entry).to_string(),
        })
    })
    .await
}

/// Needs no key: the version says what the caller has seen.
async fn rewrite(ask: Ask, Path(id): Path<String>, body: ApiJson<EntryBody>) -> Answer {
    let (id, now, tags) = (id_of(&id)?, ask.now, body.value.tags.join(" "));
    let (app, viewer, seen) = (&ask.app, &ask.viewer, (id, body.value.version));
    let writing = body.value.writing(&tags);
    let entry = app
        .db
        .write(async |tx| actions::rewrite(tx, app, viewer, now, seen, writing).await)
        .await?;
    json(&told(&ask, &entry))
}

#[derive(Deserialize)]
struct TurnBody {
    version: i64,
    reason: String,
}

async fn withdraw(ask: Ask, Path(id): Path<String>, body: ApiJson<TurnBody>) -> Answer {
    turn(ask, id_of(&id)?, &body.value, true).await
}

async fn put_back(ask: Ask, Path(id): Path<String>, body: ApiJson<TurnBody>) -> Answer {
    turn(ask, id_of(&id)?, &body.value, false).await
}

async fn turn(ask: Ask, id: EntryId, body: &TurnBody, withdraws: bool) -> Answer {
    let (app, viewer, now) = (&ask.app, &ask.viewer, ask.now);
    let (seen, reason) = ((id, body.version), body.reason.as_str());
    let entry = app
        .db
        .write(async |tx| match withdraws {
            true => actions::withdraw(tx, app, viewer, now, seen, reason).await,
            false => actions::put_back(tx, app, viewer, now, seen, reason).await,
        })
        .await?;
    json(&told(&ask, &entry))
}

async fn used(ask: Ask, Path(id): Path<String>, key: IdempotencyKey) -> Answer {
    let (id, key) = (id_of(&id)?, key.for_request(&ask, ""));
    let ask = &ask;
    once(ask, key, async |tx| {
        let entry = actions::used(tx, &ask.app, &ask.viewer, ask.now, id, None).await?;
        Ok(Kept {
            status: 200,
            body: told(ask, &entry).to_string(),
        })
    })
    .await
}

/// `?state=open&after=…`
async fn questions(ask: Ask) -> Answer {
    let form = Form::from_encoded(&ask.query);
    let state = match form.value("state") {
        "" => QuestionState::Open,
        code => QuestionState::from_code(code).ok_or_else(|| unknown("state"))?,
    };
    let after = form.value("after").parse().ok();
    let mut tx = ask.app.db.read().await?;
    let (found, next) = actions::questions_page(&mut tx, &ask.viewer, state, after, PAGE).await?;
    drop(tx);
    let all: Vec<Json> = found.iter().map(|one| asked(&ask, one)).collect();
    json(&json!({ "questions": all, "next": next }))
}

#[derive(Deserialize)]
struct QuestionBody {
    question: String,
}

async fn put(ask: Ask, key: IdempotencyKey, body: ApiJson<QuestionBody>) -> Answer {
    let key = key.for_request(&ask, &body.digest);
    let (ask, words) = (&ask, body.value.question.as_str());
    once(ask, key, async |tx| {
        let put = Asked { words, once: None };
        let question = actions::ask(tx, &ask.app, &ask.viewer, ask.now, put).await?;
        Ok(Kept {
            status: 201,
            body: asked(ask, &question).to_string(),
        })
    })
    .await
}

/// Needs no key: done twice it changes nothing.
async fn drop_one(ask: Ask, Path(id): Path<String>) -> Answer {
    let id: QuestionId = id.parse().map_err(|_| Fault::NotFound)?;
    let (app, viewer) = (&ask.app, &ask.viewer);
    let question = app
        .db
        .write(async |tx| actions::drop_question(tx, app, viewer, ask.now, id).await)
        .await?;
    json(&asked(&ask, &question))
}

/// `?month=2026-09`; the running one where none is named.
async fn top(ask: Ask) -> Answer {
    let form = Form::from_encoded(&ask.query);
    let today = ask.app.time.day_of(ask.now);
    let month = Month::read(form.value("month"), today)
        .ok_or_else(|| Fault::field("month", Said::new("answers-month-unreadable")))?;
    let mut tx = ask.app.db.read().await?;
    let found = actions::top(&mut tx, &ask.viewer, month).await?;
    drop(tx);
    let used: Vec<Json> = (found.used.iter())
        .map(
            |one| json!({ "id": one.what.id, "title": one.what.content.title, "times": one.times }),
        )
        .collect();
    let asked: Vec<Json> = (found.asked.iter())
        .map(|one| json!({ "id": one.what.id, "question": one.what.words, "times": one.times }))
        .collect();
    json(&json!({ "month": month.code(), "used": used, "asked": asked }))
}
