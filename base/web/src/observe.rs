//! What operators see of each request: a reference, one log line, counters. Never
//! a query, a body, or a name.

use axum::extract::{MatchedPath, Request, State};
use axum::http::HeaderValue;
use axum::middleware::Next;
use axum::response::Response;

use crate::App;
use crate::routes::Quiet;

/// The reference of a request, made by [`trace`].
#[derive(Debug, Clone)]
struct Reference(String);

/// Letters that nobody mistakes when reading them out over the telephone.
const LETTERS: &[u8] = b"23456789ABCDEFGHJKLMNPQRSTUVWXYZ";

pub(crate) fn reference(extensions: &axum::http::Extensions) -> String {
    extensions
        .get::<Reference>()
        .map(|reference| reference.0.clone())
        .unwrap_or_default()
}

pub(crate) async fn trace(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let reference = app.chance.pick(LETTERS, 10);
    request
        .extensions_mut()
        .insert(Reference(reference.clone()));
    let method = request.method().clone();
    // The pattern, not the path: a path may hold a number or a token.
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map_or("unmatched".to_owned(), |path| path.as_str().to_owned());
    let began = app.now();
    let mut response = next.run(request).await;
    let took = app.now().millis() - began.millis();
    let status = response.status().as_u16();
    let route = match response.extensions().get::<Quiet>() {
        Some(_) => "quiet".to_owned(),
        None => route,
    };
    metrics::counter!("tongli_requests_total", "method" => method.to_string(), "route" => route.clone(), "status" => status.to_string())
        .increment(1);
    metrics::histogram!("tongli_request_milliseconds", "route" => route.clone())
        .record(f64::from(i32::try_from(took).unwrap_or(i32::MAX)));
    tracing::info!(reference, %method, route, status, took_ms = took, "request");
    if let Ok(value) = HeaderValue::from_str(&reference) {
        response.headers_mut().insert("x-reference", value);
    }
    response
}
