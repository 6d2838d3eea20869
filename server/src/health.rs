//! What monitors ask: alive, ready, figures.

use std::sync::OnceLock;

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
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

/// Ready when the database answers and has this program's shape.
async fn ready(ask: Ask) -> Response {
    match standing(&ask.app.db, &features::migrations()).await {
        Ok(Standing::Current) => "ready\n".into_response(),
        Ok(_) => (StatusCode::SERVICE_UNAVAILABLE, "schema\n").into_response(),
        Err(error) => {
            tracing::warn!(%error, "not ready");
            (StatusCode::SERVICE_UNAVAILABLE, "database\n").into_response()
        }
    }
}

/// Counters for a collector on this machine. To others the page does not exist.
async fn figures(ask: Ask) -> Answer {
    if !ask.from.is_loopback() {
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
