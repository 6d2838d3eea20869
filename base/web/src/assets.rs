//! The built front end: hashed names, compressed beforehand, part of the binary.

use std::collections::HashMap;

use axum::extract::Path;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

#[derive(rust_embed::RustEmbed)]
#[folder = "../../assets/dist"]
#[allow_missing = true]
struct Built;

/// The front end was not built before the program.
#[derive(Debug)]
pub struct AssetsMissing;

impl std::fmt::Display for AssetsMissing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(
            "the front end is not built: run `make run`, or `npm ci && node build.mjs` in assets/",
        )
    }
}

impl std::error::Error for AssetsMissing {}

/// Logical names and what they are called in this build.
#[derive(Debug, Clone)]
pub struct Assets(HashMap<String, String>);

impl Assets {
    pub fn load() -> Result<Assets, AssetsMissing> {
        let manifest = Built::get("manifest.json").ok_or(AssetsMissing)?;
        serde_json::from_slice(&manifest.data)
            .map(Assets)
            .map_err(|_| AssetsMissing)
    }

    /// `/assets/app-3f2a….css` for `app.css`.
    pub fn url(&self, name: &str) -> String {
        let hashed = self.0.get(name).map_or(name, String::as_str);
        format!("/assets/{hashed}")
    }
}

fn media_type(name: &str) -> &'static str {
    match name.rsplit('.').next() {
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("json") => "application/json",
        _ => "application/octet-stream",
    }
}

/// Serves one built file; its name changes with its content, so it never expires.
pub(crate) async fn serve(Path(name): Path<String>, headers: HeaderMap) -> Response {
    let accepted = headers
        .get(header::ACCEPT_ENCODING)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let encodings = [("br", "br"), ("gzip", "gz")];
    let compressed = encodings
        .iter()
        .filter(|(encoding, _)| accepted.contains(encoding))
        .find_map(|(encoding, ending)| Some((*encoding, Built::get(&format!("{name}.{ending}"))?)));
    let (encoding, file) = match compressed {
        Some((encoding, file)) => (Some(encoding), file),
        None => match Built::get(&name) {
            Some(file) => (None, file),
            None => return StatusCode::NOT_FOUND.into_response(),
        },
    };
    let mut response = file.data.into_owned().into_response();
    let out = response.headers_mut();
    out.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static(media_type(&name)),
    );
    out.insert(
        header::CACHE_CONTROL,
        HeaderValue::from_static("public, max-age=31536000, immutable"),
    );
    out.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    if let Some(encoding) = encoding {
        out.insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
    }
    response
}
