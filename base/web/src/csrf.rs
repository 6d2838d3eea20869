//! Refuses changes that another site's page asks for in a reader's name.

use axum::body::{Body, Bytes};
use axum::extract::Request;
use axum::http::{HeaderMap, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use tongli_kernel::{Fault, Said};

use crate::{Ask, Form, Refusal};

/// The largest form whose token is looked for in its body.
const MOST_BYTES: usize = 2 * 1024 * 1024;

fn is_safe(method: &Method) -> bool {
    matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS)
}

/// What browsers say themselves about where a request was made.
fn from_elsewhere(headers: &HeaderMap, public_url: &str) -> bool {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    if let Some(site) = text("sec-fetch-site") {
        return !matches!(site, "same-origin" | "none");
    }
    let Some(origin) = text("origin") else {
        return false;
    };
    // A proxy may pass another Host on than the one browsers ask for.
    let ours = same_origin(origin, public_url);
    let direct = text("host").is_some_and(|host| {
        origin
            .split_once("://")
            .is_some_and(|(_, at)| at.eq_ignore_ascii_case(host))
    });
    !ours && !direct
}

/// Whether an `Origin` header is that of an address, whose port may be written out
/// though it is the usual one.
fn same_origin(origin: &str, url: &str) -> bool {
    let plain = |url: &str| {
        let (scheme, rest) = url.split_once("://")?;
        let at = rest.split('/').next()?.to_ascii_lowercase();
        let usual = if scheme == "https" { ":443" } else { ":80" };
        let at = at.strip_suffix(usual).unwrap_or(&at).to_owned();
        Some((scheme.to_ascii_lowercase(), at))
    };
    plain(origin).is_some() && plain(origin) == plain(url)
}

/// Lets a change pass if it was asked for on our own page, and, where somebody is
/// signed in, carries that session's token. Programs carry a bearer token, which
/// no browser sends by itself.
pub(crate) async fn check(request: Request, next: Next) -> Response {
    let Some(ask) = request.extensions().get::<Ask>().cloned() else {
        return Refusal::bug("csrf stands outside the asker").into_response();
    };
    if is_safe(request.method()) || ask.program {
        return next.run(request).await;
    }
    if from_elsewhere(request.headers(), &ask.app.public_url) {
        return refused();
    }
    if !ask.signed_in() {
        return next.run(request).await;
    }
    if let Some(token) = request.headers().get("x-csrf-token") {
        return if same(token.as_bytes(), ask.csrf.as_bytes()) {
            next.run(request).await
        } else {
            refused()
        };
    }
    let (parts, body) = request.into_parts();
    let multipart = parts
        .headers
        .get(header::CONTENT_TYPE)
        .is_some_and(|kind| kind.as_bytes().starts_with(b"multipart/"));
    let limit = if multipart {
        crate::upload::MOST_REQUEST_BYTES
    } else {
        MOST_BYTES
    };
    let Ok(bytes) = axum::body::to_bytes(body, limit).await else {
        return Refusal(Fault::TooLarge).into_response();
    };
    let token = if multipart {
        multipart_token(&bytes)
    } else {
        Form::from_encoded(&String::from_utf8_lossy(&bytes))
            .value("_csrf")
            .to_owned()
    };
    if same(token.as_bytes(), ask.csrf.as_bytes()) {
        next.run(Request::from_parts(parts, Body::from(bytes)))
            .await
    } else {
        refused()
    }
}

/// The `_csrf` part of a form with files; the page puts it first.
fn multipart_token(bytes: &Bytes) -> String {
    let head = &bytes[..bytes.len().min(2_048)];
    let text = String::from_utf8_lossy(head);
    text.split_once("name=\"_csrf\"")
        .and_then(|(_, rest)| rest.split_once("\r\n\r\n"))
        .and_then(|(_, rest)| rest.split_once("\r\n"))
        .map(|(token, _)| token.to_owned())
        .unwrap_or_default()
}

fn refused() -> Response {
    Refusal(Fault::Conflict(Said::new("fault-form-of-another-session"))).into_response()
}

/// Compares without telling by its time how much agreed.
fn same(left: &[u8], right: &[u8]) -> bool {
    left.len() == right.len()
        && !left.is_empty()
        && left
            .iter()
            .zip(right)
            .fold(0, |difference, (a, b)| difference | (a ^ b))
            == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn elsewhere(pairs: &[(&'static str, &'static str)]) -> bool {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.insert(*name, value.parse().unwrap());
        }
        from_elsewhere(&headers, "https://tongli.example/")
    }

    #[test]
    fn a_page_is_ours_by_the_address_asked_or_by_the_public_one() {
        let host = ("host", "127.0.0.1:8080");
        assert!(!elsewhere(&[("origin", "http://127.0.0.1:8080"), host]));
        assert!(!elsewhere(&[("origin", "https://tongli.example"), host]));
        assert!(!elsewhere(&[
            ("origin", "https://Tongli.example:443"),
            host
        ]));
        assert!(!elsewhere(&[host]));
    }

    #[test]
    fn any_other_page_is_not() {
        let host = ("host", "127.0.0.1:8080");
        for origin in [
            "https://elsewhere.example",
            "http://tongli.example",
            "https://tongli.example.elsewhere.example",
            "https://tongli.example:8443",
            "null",
        ] {
            assert!(elsewhere(&[("origin", origin), host]), "{origin}");
        }
        assert!(elsewhere(&[("sec-fetch-site", "cross-site"), host]));
    }
}
