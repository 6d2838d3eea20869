//! How programs are spoken to: JSON in, JSON out, problem documents (RFC 9457)
//! that name the field.

use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use serde::de::DeserializeOwned;
use tongli_kernel::{Fault, FieldErrors, Said};
use tongli_store::Tx;
use tongli_store::idempotency::{self, Answer as Kept, Key};

use crate::refusal::{kind_of_conflict, sentences, status};
use crate::{Answer, Ask, Refusal};

/// A problem document.
#[derive(Debug, Serialize)]
pub struct Problem {
    #[serde(rename = "type")]
    kind: &'static str,
    title: String,
    status: u16,
    detail: String,
    reference: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<WrongField>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    missing: Vec<MissingGate>,
}

#[derive(Debug, Serialize)]
struct WrongField {
    field: String,
    say: String,
}

#[derive(Debug, Serialize)]
struct MissingGate {
    gate: &'static str,
    say: String,
}

impl Problem {
    pub fn of(ask: &Ask, fault: &Fault) -> Problem {
        let say = |said: &Said| ask.app.words.say(ask.lang, said);
        let (said, remedy) = sentences(ask, fault);
        Problem {
            kind: kind(fault),
            title: say(&said),
            status: status(fault).as_u16(),
            detail: say(&remedy),
            reference: ask.reference.clone(),
            errors: match fault {
                Fault::Invalid(errors) => errors
                    .iter()
                    .map(|(field, said)| WrongField {
                        field: field.to_owned(),
                        say: say(said),
                    })
                    .collect(),
                _ => Vec::new(),
            },
            missing: match fault {
                Fault::Gated(gates) => gates
                    .iter()
                    .map(|gate| MissingGate {
                        gate: gate.gate,
                        say: say(&gate.say),
                    })
                    .collect(),
                _ => Vec::new(),
            },
        }
    }
}

/// Stable names a program can switch on.
fn kind(fault: &Fault) -> &'static str {
    match fault {
        Fault::NotFound => "urn:tongli:not-found",
        Fault::SignedOut => "urn:tongli:signed-out",
        Fault::Forbidden(_) => "urn:tongli:forbidden",
        Fault::Invalid(_) => "urn:tongli:invalid",
        Fault::Gated(_) => "urn:tongli:gated",
        Fault::Conflict(said) => kind_of_conflict(said),
        Fault::TooLarge => "urn:tongli:too-large",
        Fault::TooMany { .. } => "urn:tongli:too-many",
        Fault::Unavailable(_) => "urn:tongli:unavailable",
        Fault::Bug(_) => "urn:tongli:bug",
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let body = serde_json::to_string(&self).unwrap_or_default();
        let mut response = (status, body).into_response();
        response.headers_mut().insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/problem+json"),
        );
        response
    }
}

/// 200 with a JSON body.
pub fn json(body: &impl Serialize) -> Answer {
    json_text(
        StatusCode::OK,
        serde_json::to_string(body).map_err(Refusal::bug)?,
    )
}

/// 201 with a JSON body.
pub fn created(body: &impl Serialize) -> Answer {
    json_text(
        StatusCode::CREATED,
        serde_json::to_string(body).map_err(Refusal::bug)?,
    )
}

/// A JSON body already written, such as a kept answer.
pub fn json_text(status: StatusCode, body: String) -> Answer {
    let mut response = (status, body).into_response();
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("application/json"),
    );
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}

/// Extracts a JSON body; what does not fit is named by its field.
pub struct ApiJson<T> {
    pub value: T,
    /// Digest of the body, for [`IdempotencyKey`].
    pub digest: String,
}

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for ApiJson<T> {
    type Rejection = Refusal;

    async fn from_request(request: Request, state: &S) -> Result<Self, Refusal> {
        let body = Bytes::from_request(request, state)
            .await
            .map_err(|_| Fault::TooLarge)?;
        let text: &[u8] = if body.is_empty() { b"{}" } else { &body };
        let mut reader = serde_json::Deserializer::from_slice(text);
        let value = serde_path_to_error::deserialize(&mut reader).map_err(wrong_json)?;
        Ok(ApiJson {
            value,
            digest: tongli_store::sha256(&body),
        })
    }
}

/// Names the field and the place. The reader's own message is in English and may
/// repeat a value, so it is not shown.
fn wrong_json(error: serde_path_to_error::Error<serde_json::Error>) -> Fault {
    let (path, inner) = (error.path().to_string(), error.inner());
    let parent = if path == "." { "" } else { &path };
    let message = inner.to_string();
    let lacking = message
        .strip_prefix("missing field `")
        .and_then(|rest| rest.split_once('`'));
    let field = match (parent, lacking) {
        ("", None) => "body".to_owned(),
        (parent, None) => parent.to_owned(),
        ("", Some((name, _))) => name.to_owned(),
        (parent, Some((name, _))) => format!("{parent}.{name}"),
    };
    let said = match lacking {
        Some(_) => Said::new("fault-json-missing"),
        None => Said::new("fault-json-field")
            .with("line", inner.line())
            .with("column", inner.column()),
    };
    let mut errors = FieldErrors::default();
    errors.add(field, said);
    Fault::Invalid(errors)
}

/// The `Idempotency-Key` of a request, if it has one.
pub struct IdempotencyKey(Option<String>);

/// Longer keys are refused rather than cut.
const LONGEST_KEY: usize = 200;

impl<S: Send + Sync> FromRequestParts<S> for IdempotencyKey {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Refusal> {
        let Some(value) = parts.headers.get("idempotency-key") else {
            return Ok(IdempotencyKey(None));
        };
        match value.to_str() {
            Ok(key) if !key.is_empty() && key.len() <= LONGEST_KEY => {
                Ok(IdempotencyKey(Some(key.to_owned())))
            }
            _ => Err(Fault::field(
                "Idempotency-Key",
                Said::new("fault-idempotency-key").with("most", LONGEST_KEY),
            )
            .into()),
        }
    }
}

impl IdempotencyKey {
    /// The key together with what it came with.
    pub fn for_request(self, ask: &Ask, digest: &str) -> Option<Key> {
        self.0.map(|key| Key {
            key,
            request: tongli_store::sha256(format!("{}|{digest}", ask.path).as_bytes()),
        })
    }
}

/// Does a change once for a key: the answer is kept in the same transaction as its
/// effect, and given again to whoever sends the key again.
pub async fn once(
    ask: &Ask,
    key: Option<Key>,
    change: impl AsyncFnOnce(&mut Tx) -> Result<Kept, Fault> + Clone,
) -> Answer {
    let (key, change) = (&key, &change);
    let kept = ask
        .app
        .db
        .write(async |tx| {
            let Some(key) = key else {
                return change.clone()(tx).await;
            };
            if let Some(before) = idempotency::find(tx, &ask.viewer, key).await? {
                return Ok(before);
            }
            let answer = change.clone()(tx).await?;
            idempotency::keep(tx, &ask.viewer, key, &answer, ask.now).await?;
            Ok(answer)
        })
        .await?;
    replay(kept)
}

/// An answer given before, given again.
pub fn replay(kept: Kept) -> Answer {
    let status = StatusCode::from_u16(kept.status).unwrap_or(StatusCode::OK);
    json_text(status, kept.body)
}
