//! The layers around all routes, outermost first: reference and log, headers, size,
//! who asks, words for refusals, time, panics, forms of other sites.

use std::time::Duration;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request};
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::timeout::TimeoutLayer;

use crate::{App, Refusal, Routes, ask, assets, csrf, headers, observe, refusal, upload};

/// No request may hold a connection longer.
const LONGEST: Duration = Duration::from_secs(60);

/// The whole site: the rooms' routes behind all layers.
pub fn with_layers(app: App, routes: Routes) -> Router {
    with_layers_within(app, routes, LONGEST)
}

/// [`with_layers`] with another limit for a request.
pub fn with_layers_within(app: App, routes: Routes, longest: Duration) -> Router {
    routes
        .into_router()
        .fallback(nothing_here)
        .layer(from_fn(csrf::check))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(TimeoutLayer::with_status_code(
            axum::http::StatusCode::SERVICE_UNAVAILABLE,
            longest,
        ))
        .layer(from_fn(refusal::speak))
        .layer(from_fn_with_state(app.clone(), ask::recognise))
        .layer(DefaultBodyLimit::max(upload::MOST_REQUEST_BYTES))
        .merge(Router::new().route("/assets/{name}", get(assets::serve)))
        .layer(from_fn_with_state(app.clone(), headers::add))
        .layer(from_fn_with_state(app.clone(), observe::trace))
        .with_state(app)
}

async fn nothing_here(_: Request) -> Response {
    Refusal(tongli_kernel::Fault::NotFound).into_response()
}

fn panicked(panic: Box<dyn std::any::Any + Send + 'static>) -> Response {
    let what = panic
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| panic.downcast_ref::<&str>().copied())
        .unwrap_or("a panic without words");
    Refusal::bug(format!("panic: {what}")).into_response()
}
