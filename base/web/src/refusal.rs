//! A fault on its way to the reader. The layer `speak` turns it into a page or a
//! problem document, in the language of the request.

use std::sync::{Arc, Mutex};

use askama::Template;
use axum::extract::Request;
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{Html, IntoResponse, Response};
use tongli_kernel::{Fault, Said};

use crate::routes::Quiet;
use crate::upload::{MOST_FILE_BYTES, MOST_REQUEST_BYTES};
use crate::{Ask, Problem, Shell, no_store};

const MEBIBYTE: usize = 1024 * 1024;

/// What handlers answer.
pub type Answer = Result<Response, Refusal>;

/// A [`Fault`] as a handler's error.
#[derive(Debug)]
pub struct Refusal(pub Fault);

impl Refusal {
    pub fn bug(what: impl std::fmt::Display) -> Self {
        Refusal(Fault::bug(what))
    }
}

impl<E: Into<Fault>> From<E> for Refusal {
    fn from(error: E) -> Self {
        Refusal(error.into())
    }
}

/// Carries the fault from the handler to the layer that can speak. The box with a
/// lock exists because response extensions must be cloneable.
#[derive(Clone)]
struct Carried(Arc<Mutex<Option<Fault>>>);

/// Refusals of the wire itself, known by their word: each has a status, a stable
/// name for programs and a remedy of its own, where other conflicts share one.
const OF_THE_WIRE: &[(&str, StatusCode, &str, &str)] = &[
    (
        WRONG_METHOD,
        StatusCode::METHOD_NOT_ALLOWED,
        "urn:tongli:wrong-method",
        "fault-wrong-method-remedy",
    ),
    (
        TOO_SLOW,
        StatusCode::SERVICE_UNAVAILABLE,
        "urn:tongli:too-slow",
        "fault-too-slow-remedy",
    ),
    (
        MALFORMED,
        StatusCode::BAD_REQUEST,
        "urn:tongli:malformed",
        "fault-malformed-remedy",
    ),
];
const WRONG_METHOD: &str = "fault-wrong-method";
const TOO_SLOW: &str = "fault-too-slow";
const MALFORMED: &str = "fault-malformed";

fn of_the_wire(said: &Said) -> Option<(StatusCode, &'static str, &'static str)> {
    OF_THE_WIRE
        .iter()
        .find(|(word, ..)| *word == said.key)
        .map(|(_, status, kind, remedy)| (*status, *kind, *remedy))
}

/// The stable name of a conflict, for programs.
pub(crate) fn kind_of_conflict(said: &Said) -> &'static str {
    of_the_wire(said).map_or("urn:tongli:conflict", |(_, kind, _)| kind)
}

pub(crate) fn status(fault: &Fault) -> StatusCode {
    match fault {
        Fault::Conflict(said) => {
            of_the_wire(said).map_or(StatusCode::CONFLICT, |(status, ..)| status)
        }
        Fault::NotFound => StatusCode::NOT_FOUND,
        Fault::SignedOut => StatusCode::UNAUTHORIZED,
        Fault::Forbidden(_) => StatusCode::FORBIDDEN,
        Fault::Invalid(_) | Fault::Gated(_) => StatusCode::UNPROCESSABLE_ENTITY,
        Fault::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
        Fault::TooMany { .. } => StatusCode::TOO_MANY_REQUESTS,
        Fault::Unavailable(_) => StatusCode::SERVICE_UNAVAILABLE,
        Fault::Bug(_) => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let mut response = status(&self.0).into_response();
        response
            .extensions_mut()
            .insert(Carried(Arc::new(Mutex::new(Some(self.0)))));
        response
    }
}

/// Gives refusals their words.
pub(crate) async fn speak(request: Request, next: Next) -> Response {
    let ask = request.extensions().get::<Ask>().cloned();
    let response = next.run(request).await;
    let carried = response.extensions().get::<Carried>().cloned();
    let fault = match (carried, response.status()) {
        (Some(carried), _) => carried
            .0
            .lock()
            .unwrap_or_else(|broken| broken.into_inner())
            .take(),
        (None, status) => unworded(status, &response),
    };
    let Some(fault) = fault else {
        return response;
    };
    let allow = response.headers().get(header::ALLOW).cloned();
    let quiet = response.extensions().get::<Quiet>().copied();
    let mut spoken = spoken(ask, fault);
    if let Some(quiet) = quiet {
        spoken.extensions_mut().insert(quiet);
    }
    if let Some(allow) = allow {
        spoken.headers_mut().insert(header::ALLOW, allow);
    }
    spoken
}

/// What the router, an extractor or a layer refused by itself has no words yet, or
/// bare English ones.
fn unworded(status: StatusCode, response: &Response) -> Option<Fault> {
    let kind = response.headers().get(header::CONTENT_TYPE);
    let plain = kind.is_none_or(|kind| kind.as_bytes().starts_with(b"text/plain"));
    let conflict = |word: &'static str| Some(Fault::Conflict(Said::new(word)));
    match status {
        StatusCode::SERVICE_UNAVAILABLE if kind.is_none() => conflict(TOO_SLOW),
        _ if !status.is_client_error() || !plain => None,
        // An address whose parameter does not parse is one that does not exist.
        StatusCode::NOT_FOUND | StatusCode::BAD_REQUEST => Some(Fault::NotFound),
        StatusCode::METHOD_NOT_ALLOWED => conflict(WRONG_METHOD),
        StatusCode::PAYLOAD_TOO_LARGE => Some(Fault::TooLarge),
        _ => conflict(MALFORMED),
    }
}
/// A fault in the words of a page or of a problem document.
pub(crate) fn spoken(ask: Option<Ask>, fault: Fault) -> Response {
    let Some(ask) = ask else {
        // Recognising the asker failed; there is nobody to speak to in a language.
        tracing::error!(?fault, "refused before the asker was known");
        return status(&fault).into_response();
    };
    log(&ask, &fault);
    if ask.program {
        return Problem::of(&ask, &fault).into_response();
    }
    if matches!(fault, Fault::SignedOut) {
        return to_sign_in(&ask);
    }
    fault_page(&ask, &fault)
}

/// The reference leads to the request's own line, which names the route and no number.
fn log(ask: &Ask, fault: &Fault) {
    match fault {
        Fault::Bug(error) | Fault::Unavailable(error) => tracing::error!(
            reference = ask.reference,
            error = format!("{error:#}"),
            "a request failed"
        ),
        // Who tried what they may not: a run of such lines is somebody looking around.
        Fault::Forbidden(permission) => tracing::warn!(
            reference = ask.reference,
            staff = ask.viewer.staff().map(|staff| staff.raw()),
            permission = permission.name,
            "refused"
        ),
        Fault::NotFound => tracing::info!(
            reference = ask.reference,
            staff = ask.viewer.staff().map(|staff| staff.raw()),
            "not found"
        ),
        _ => {}
    }
}

/// Comes back to the page after signing in, if it was one to read.
fn to_sign_in(ask: &Ask) -> Response {
    let mut response = StatusCode::SEE_OTHER.into_response();
    let back = Shell::new(ask, Said::new("fault-signed-out")).here();
    let target = if back == "/" {
        "/sign-in".to_owned()
    } else {
        format!("/sign-in?back={}", encoded(&back))
    };
    let location = HeaderValue::from_str(&target).unwrap_or(HeaderValue::from_static("/sign-in"));
    response.headers_mut().insert(header::LOCATION, location);
    no_store(response)
}

/// Percent-encodes for a query value.
pub fn encoded(text: &str) -> String {
    use std::fmt::Write;
    text.bytes().fold(String::new(), |mut out, byte| {
        if byte.is_ascii_alphanumeric() || b"-_./".contains(&byte) {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
        out
    })
}

#[derive(Template)]
#[template(path = "fault.html")]
struct FaultPage {
    shell: Shell,
    /// What happened.
    said: Said,
    /// What the reader can do.
    remedy: Said,
    missing: Vec<Said>,
    reference: String,
}

fn fault_page(ask: &Ask, fault: &Fault) -> Response {
    let (said, remedy) = sentences(ask, fault);
    let page = FaultPage {
        shell: Shell::new(ask, Said::new("fault-title")),
        said,
        remedy,
        missing: missing(fault),
        reference: ask.reference.clone(),
    };
    match page.render() {
        Ok(html) => no_store((status(fault), Html(html)).into_response()),
        Err(error) => {
            tracing::error!(%error, "the error page itself failed");
            status(fault).into_response()
        }
    }
}

/// What happened and what to do, for the reader.
pub(crate) fn sentences(ask: &Ask, fault: &Fault) -> (Said, Said) {
    let pair = |said: &'static str, remedy: &'static str| (Said::new(said), Said::new(remedy));
    match fault {
        Fault::NotFound => pair("fault-not-found", "fault-not-found-remedy"),
        Fault::SignedOut => pair("fault-signed-out", "fault-signed-out-remedy"),
        Fault::Forbidden(permission) => (
            Said::new("fault-forbidden").with(
                "what",
                Said {
                    key: permission.word().into(),
                    args: Vec::new(),
                },
            ),
            Said::new("fault-forbidden-remedy"),
        ),
        Fault::Invalid(_) => pair("fault-invalid", "fault-invalid-remedy"),
        Fault::Gated(_) => pair("fault-gated", "fault-gated-remedy"),
        Fault::Conflict(said) => {
            let remedy = of_the_wire(said).map_or("fault-conflict-remedy", |(.., remedy)| remedy);
            (said.clone(), Said::new(remedy))
        }
        Fault::TooLarge => (
            Said::new("fault-too-large"),
            Said::new("fault-too-large-remedy")
                .with("each", MOST_FILE_BYTES / MEBIBYTE)
                .with("most", MOST_REQUEST_BYTES / MEBIBYTE),
        ),
        Fault::TooMany { seconds } => (
            Said::new("fault-too-many"),
            Said::new("fault-too-many-remedy").with("seconds", *seconds),
        ),
        Fault::Unavailable(_) => (
            Said::new("fault-unavailable"),
            Said::new("fault-unavailable-remedy").with("reference", ask.reference.as_str()),
        ),
        Fault::Bug(_) => (
            Said::new("fault-bug"),
            Said::new("fault-bug-remedy").with("reference", ask.reference.as_str()),
        ),
    }
}

fn missing(fault: &Fault) -> Vec<Said> {
    match fault {
        Fault::Gated(gates) => gates.iter().map(|gate| gate.say.clone()).collect(),
        Fault::Invalid(errors) => errors.iter().map(|(_, said)| said.clone()).collect(),
        _ => Vec::new(),
    }
}
