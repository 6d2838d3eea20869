//! What monitors ask: alive, ready, figures.

use std::sync::{Arc, OnceLock};

use axum::Extension;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use tongli_feature::Running;
use tongli_kernel::Fault;
use tongli_store::migrate::{Standing, standing};
use tongli_web::{Answer, Ask, Guard, Routes};

use crate::features;

/// Counters are of the process, and so is their recorder.
static FIGURES: OnceLock<PrometheusHandle> = OnceLock::new();

/// Begins to count. A second house in one process shares the counters.
pub fn count() {
    FIGURES.get_or_init(|| {
        PrometheusBuilder::new()
            .install_recorder()
            .unwrap_or_else(|_| PrometheusBuilder::new().build_recorder().handle())
    });
}

pub fn routes() -> Routes {
    Routes::new()
        .get("/healthz", Guard::Open, alive)
        .get("/readyz", Guard::Open, ready)
        .get("/metrics", Guard::Open, figures)
}

async fn alive() -> &'static str {
    "ok\n"
}

/// The site of a server whose rounds are watched.
pub fn watched(site: axum::Router, rounds: Arc<Running>) -> axum::Router {
    site.layer(Extension(rounds))
}

/// Ready when the database answers and has this program's shape, and the rounds are
/// looked after.
async fn ready(ask: Ask, rounds: Option<Extension<Arc<Running>>>) -> Response {
    let not = |why: &'static str| (StatusCode::SERVICE_UNAVAILABLE, why).into_response();
    if rounds.is_some_and(|rounds| !rounds.is_well()) {
        tracing::error!("a round is no longer looked after");
        return not("rounds\n");
    }
    match standing(&ask.app.db, &features::migrations()).await {
        Ok(Standing::Current) => "ready\n".into_response(),
        Ok(_) => not("schema\n"),
        Err(error) => {
            tracing::warn!(%error, "not ready");
            not("database\n")
        }
    }
}

/// What proxies write on a request they pass on.
const FORWARDED: &[&str] = &[
    "forwarded",
    "via",
    "x-forwarded-for",
    "x-forwarded-host",
    "x-forwarded-proto",
    "x-real-ip",
];

/// Counters for a collector on this machine. To others the page does not exist, nor
/// to those whom a proxy on this machine passes on.
async fn figures(ask: Ask, headers: HeaderMap) -> Answer {
    if !ask.from.is_loopback() || FORWARDED.iter().any(|name| headers.contains_key(*name)) {
        return Err(Fault::NotFound.into());
    }
    let text = FIGURES
        .get()
        .map(PrometheusHandle::render)
        .unwrap_or_default();
    let mut response = text.into_response();
    response.headers_mut().insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("text/plain; version=0.0.4"),
    );
    Ok(response)
}
